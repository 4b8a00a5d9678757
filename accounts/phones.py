"""Phone numbers: every usual spelling to E.164. ``blk_portal.shared.formats.phone`` shows them."""

import phonenumbers

HOME = "ID"


def to_e164(text):
    """Return "+6281234567890" for "0812-3456-7890", "62812…" or "+62 812…"; ``None`` if no phone.

    A number of another country is one only with its country code written with a plus.
    """
    try:
        number = phonenumbers.parse(text or "", HOME)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
