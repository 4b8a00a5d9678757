"""How templates write members of staff for other people."""

from django import template

from accounts.access_log import in_words

register = template.Library()
register.filter("in_words", in_words)
