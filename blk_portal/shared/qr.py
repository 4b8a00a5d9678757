import segno
from django.utils.safestring import mark_safe


def qr_code(address):
    """Draw ``address``, one of the portal's own, as an inline SVG that grows with its place.

    Safe as markup: segno writes paths only, and an address holds nothing that a person typed.
    """
    return mark_safe(
        segno.make(address, error="m").svg_inline(
            scale=4, border=4, omitsize=True, light="#fff", svgclass="qr", lineclass=None
        )
    )
