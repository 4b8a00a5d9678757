"""The rows of every part of the portal, and what makes the objects they name."""

import importlib
import pkgutil

from django.urls import URLResolver

import tests.access

PARTS = {
    module.name.removeprefix("rows_"): importlib.import_module(f"tests.access.{module.name}")
    for module in pkgutil.iter_modules(tests.access.__path__)
    if module.name.startswith("rows_")
}
MAKERS = {
    name: maker for part in PARTS.values() for name, maker in getattr(part, "OBJECTS", {}).items()
}


def url_names(resolver, namespace=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}"
