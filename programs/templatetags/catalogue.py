"""How classes of the catalogue are shown."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from programs.catalogue import card_of

register = template.Library()


@register.simple_tag
def show_class(entry, name):
    """Show a class of the catalogue by ``programs/partials/<name>``.

    Its data is read for every visitor. What the template makes of it is kept, as long as every
    field of ``entry``, the day and the language are the same.
    """
    return _shown_on(entry, name, timezone.localdate(), get_language())


@lru_cache(maxsize=1_000)
def _shown_on(entry, name, day, language):
    return render_to_string(f"programs/partials/{name}", {"entry": entry, "card": card_of(entry)})
