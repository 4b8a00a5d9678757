"""Tags and filters of every template: icons, and the formats of ``blk_portal.shared.formats``."""

from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

from blk_portal.shared import formats
from blk_portal.shared.addresses import address
from blk_portal.shared.context import portal
from blk_portal.shared.navigation import MOST_ON_A_PHONE, groups_for

register = template.Library()

PERSON_WIDTH = 13


class FixedNode(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist
        self.written = {}

    def render(self, context):
        said_with = get_language(), settings.DEMO
        if said_with not in self.written:
            self.written[said_with] = self.nodelist.render(context.new(portal()))
        return self.written[said_with]


@register.tag
def fixed(parser, token):
    """Write a part once for each language and keep it, until the process ends.

    For parts made of nothing but words, addresses, icons and the settings of
    ``blk_portal.shared.context``. The part sees no other variable, so that nothing of one
    visitor can be kept for the next.
    """
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return FixedNode(nodelist)


@register.simple_tag
@cache
def icon(name):
    """Draw an icon of ``icons.svg``; it stands beside a word, never instead of one."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
@cache
def trade_icon(name):
    """Draw the picture of a programme's trade from ``trades.svg``."""
    return format_html(
        '<span class="trade"><svg viewBox="0 0 48 48" aria-hidden="true">'
        '<use href="{}#{}"/></svg></span>',
        static("img/trades.svg"),
        name,
    )


@register.simple_tag
@lru_cache
def people(applicants, seats):
    """Draw six people and fill as many as there are applicants for one seat."""
    filled = f"{round(min(6, applicants / seats) * PERSON_WIDTH, 1) if seats else 0:g}"
    return format_html(
        '<svg viewBox="0 0 78 20" width="94" height="24" aria-hidden="true">'
        '<use class="m-ghost2" href="{sprite}#people"/>'
        '<svg width="{filled}" height="20" viewBox="0 0 {filled} 20">'
        '<use class="m" href="{sprite}#people"/></svg></svg>',
        sprite=static("img/icons.svg"),
        filled=filled,
    )


@register.simple_tag(takes_context=True)
def nav_link(context, view_name, label, *also_under):
    """Link to a main page, marked as current on it and beneath it (or beneath ``also_under``)."""
    url = address(view_name)
    path = context["request"].path if "request" in context else ""
    is_current = path.startswith((url, *also_under))
    return format_html(
        '<a class="nav-link" href="{}"{}>{}</a>',
        url,
        format_html(' aria-current="{}"', "page" if path == url else "true") if is_current else "",
        label,
    )


@register.simple_tag(takes_context=True)
def staff_navigation(context):
    """Link to the pages that the user's roles work on; many of them open under four words.

    On a phone fewer fit into the one row: then the bar is written twice, and shown once.
    """
    roles = context["user"].roles
    wide, narrow = groups_for(roles), groups_for(roles, most=MOST_ON_A_PHONE)
    if wide == narrow:
        return _navigation_bar(context, wide)
    return format_html(
        '<div class="nav-wide">{}</div><div class="nav-narrow">{}</div>',
        _navigation_bar(context, wide),
        _navigation_bar(context, narrow),
    )


def _navigation_bar(context, groups):
    return format_html_join("\n", "{}", ((_navigation_group(context, group),) for group in groups))


def _navigation_group(context, group):
    links = [
        nav_link(context, entry.view_name, entry.label, *entry.also_under)
        for entry in group.entries
    ]
    joined = format_html_join("\n", "{}", ((link,) for link in links))
    if not group.label:
        return joined
    is_current = any("aria-current" in link for link in links)
    return format_html(
        '<details class="nav-group" name="menu"><summary class="nav-link{}">{}</summary>'
        '<div class="nav-group-links">{}</div></details>',
        " active" if is_current else "",
        group.label,
        joined,
    )


@register.filter
def page_numbers(page):
    """List the pages around ``page``, with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.simple_tag
def date_range(first, last):
    return formats.date_range(first, last) if first and last else ""


@register.filter
def all_errors(forms):
    """List the errors of a form, a formset, or several of them: anchor (may be empty) and text.

    The anchor is the id of the field's first control.
    """
    if not forms:
        return []
    if isinstance(forms, list | tuple):
        return [error for form in forms for error in all_errors(form)]
    if hasattr(forms, "management_form"):
        own = [{"anchor": "", "text": text} for text in forms.non_form_errors()]
        return own + all_errors([form for form in forms if form.errors])
    errors = [{"anchor": "", "text": text} for text in forms.non_field_errors()]
    for field in forms:
        anchor = "" if field.is_hidden else field.id_for_label or f"{field.auto_id}_0"
        errors += [{"anchor": anchor, "text": text} for text in field.errors]
    return errors


def _blank_stays_blank(write):
    def written(value):
        return "" if value in (None, "") else write(value)

    return written


for name in (
    "long_date",
    "weekday_date",
    "day_month",
    "clock",
    "long_datetime",
    "day_and_time",
    "days_until",
    "rupiah",
    "rupiah_short",
    "decimal",
    "phone",
    "dialled",
    "in_eights",
    "masked_name",
):
    register.filter(name, _blank_stays_blank(getattr(formats, name)))

register.filter("per_seat", formats.per_seat)
register.filter("ratio", formats.ratio)
register.filter("percent_of", formats.percent_of)
