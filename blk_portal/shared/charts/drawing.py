"""The marks of which a chart is made; lengths are in the units of its view box."""

from django.utils.html import format_html, format_html_join


def pair(key, title, description, wide, wide_width, wide_height, small, small_width, small_height):
    return format_html(
        '<svg class="only-wide" viewBox="0 0 {} {}" role="img" aria-labelledby="{key}-t {key}-d">'
        '<title id="{key}-t">{}</title><desc id="{key}-d">{}</desc>{}</svg>'
        '<svg class="only-small" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        wide_width,
        wide_height,
        title,
        description,
        joined(wide),
        small_width,
        small_height,
        f"{title}: {description}",
        joined(small),
        key=key,
    )


def scaled(value, longest, length):
    return round(float(value) * length / float(longest)) if longest else 0


def text(x, y, content, size, *, css="", anchor=""):
    return format_html(
        '<text{}{} x="{}" y="{}" font-size="{}">{}</text>',
        format_html(' class="{}"', css) if css else "",
        format_html(' text-anchor="{}"', anchor) if anchor else "",
        x,
        y,
        size,
        content,
    )


def rect(css, x, y, width, height, *, radius=2):
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>',
        css,
        x,
        y,
        width,
        height,
        radius,
    )


def line(css, path):
    return format_html('<path class="{}" d="{}"/>', css, path)


def joined(pieces):
    return format_html_join("", "{}", ((piece,) for piece in pieces))
