"""What a NIK or family card number may look like: pure rules, no database.

A NIK is never reissued when a birth date or gender is corrected and keeps the region of first
registration, so only what cannot be a NIK at all blocks; the rest warns, or means nothing.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

LENGTH = 16
WOMEN_ADD_TO_DAY = 40
_RISING = "01234567890123456789012345"


def normalise(number):
    """Return the number without the spaces, dots and dashes that people write in it."""
    return re.sub(r"[\s.\-–]", "", unicodedata.normalize("NFKC", number or ""))


def masked(number):
    """Write "3375**********01", which tells nobody the number."""
    return f"{number[:4]}{'*' * 10}{number[-2:]}" if number else ""


def blocking_error(nik):
    """Return why a normalised ``nik`` cannot be one, as a sentence; else ``None``."""
    if error := _digits_error(nik, _("NIK")):
        return error
    if _is_filler(nik) or nik[0] == "0" or nik.endswith("0000"):
        return _("This is not a NIK. Copy the 16 digits from your KTP or Family Card.")
    return None


def kk_blocking_error(kk):
    """Return why a normalised family card number cannot be one, as a sentence; else ``None``."""
    if error := _digits_error(kk, _("Family Card number")):
        return error
    if _is_filler(kk) or kk[0] == "0":
        return _(
            "This is not a Family Card number. Copy the 16 digits from the top of your Family Card."
        )
    return None


def warnings(nik, birth_date=None, gender=""):
    """Return sentences about what staff should look at again; none of them blocks."""
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    is_woman = day > WOMEN_ADD_TO_DAY
    if is_woman:
        day -= WOMEN_ADD_TO_DAY
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return [_("The birth date inside this NIK does not exist. Compare it with the KTP.")]

    found = []
    if birth_date and (day, month, year) != (
        birth_date.day,
        birth_date.month,
        birth_date.year % 100,
    ):
        found.append(_("The birth date differs from the one inside the NIK. Please check again."))
    if gender and is_woman != (gender == "P"):
        found.append(_("The gender differs from the one inside the NIK. Please check again."))
    return found


def _digits_error(number, name):
    if not re.fullmatch(r"[0-9]*", number):
        return _("{name} has digits only, without letters.").format(name=name)
    if not number:
        return _("Enter {name}: 16 digits.").format(name=name)
    if len(number) < LENGTH:
        return _("{name} must have 16 digits. You have entered only {count}.").format(
            name=name, count=len(number)
        )
    if len(number) > LENGTH:
        return _("{name} must have 16 digits. You have entered {count}.").format(
            name=name, count=len(number)
        )
    return None


def _is_filler(number):
    return len(set(number)) == 1 or number in _RISING
