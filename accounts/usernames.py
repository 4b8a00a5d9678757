from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.phones import to_e164


def canonical_username(text):
    """Return the phone number in E.164 or the e-mail in lower case; ``None`` if it is neither."""
    text = (text or "").strip()
    if "@" not in text:
        return to_e164(text)
    try:
        validate_email(text)
    except ValidationError:
        return None
    return text.lower()
