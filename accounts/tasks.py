"""What the worker does for accounts. Periodic, and harmless when it runs twice."""

import structlog
from celery import shared_task

from accounts.services.helping import end_idle_help

logger = structlog.get_logger(__name__)


@shared_task
def end_idle_help_sessions():
    """End the sessions of help that were left open."""
    if ended := end_idle_help():
        logger.info("help_sessions_ended", sessions=ended)
