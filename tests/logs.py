"""What the portal logs, as its console writes it."""

import io
import json
import logging
from contextlib import contextmanager

import structlog
from django.conf import settings


class Written(io.StringIO):
    def lines(self):
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def events(self, name):
        return [line for line in self.lines() if line["event"] == name]


@contextmanager
def everything_logged(name="", level=logging.INFO):
    """Yield what the logger ``name`` and those below it write meanwhile, as a running portal."""
    written = Written()
    handler = logging.StreamHandler(written)
    options = settings.LOGGING["formatters"]["events"]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=options["processor"], foreign_pre_chain=options["foreign_pre_chain"]
        )
    )
    logger = logging.getLogger(name)
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(level)
    try:
        yield written
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
