from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=10_000)
def address(view_name, **kwargs):
    """Return the path of a page, as ``reverse`` does, and remember it.

    For public pages, which show the same few addresses to everybody.
    """
    return reverse(view_name, kwargs=kwargs)
