"""Many things taken some at a time."""

from itertools import islice


def in_portions(items, most):
    """Yield lists of at most ``most`` of ``items``, in order."""
    items = iter(items)
    while portion := list(islice(items, most)):
        yield portion
