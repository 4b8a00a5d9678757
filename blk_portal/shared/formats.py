"""How dates, money, numbers and telephone numbers are written for people, in their language."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MILLION = 1_000_000
BILLION = 1_000_000_000


def long_date(value):
    """Write "17 Agustus 2026"; a moment is read in local time."""
    return _day_in_words(_day(value), "j F Y", get_language())


def weekday_date(value):
    """Write "Rabu, 15 Juli 2026"."""
    return _day_in_words(_day(value), "l, j F Y", get_language())


def day_month(value):
    """Write "26 Juli", where the year is known from the page."""
    return _day_in_words(_day(value), "j F", get_language())


def clock(value):
    """Write "20.24 WIB"."""
    return date_format(_local(value), "H.i") + " WIB"


def long_datetime(value):
    """Write "Rabu, 15 Juli 2026 pukul 20.24 WIB"."""
    return _("{date} at {time}").format(date=weekday_date(value), time=clock(value))


def to_the_second(value):
    """Write "Rabu, 15 Juli 2026 pukul 20.24.00 WIB"."""
    time = date_format(_local(value), "H.i.s") + " WIB"
    return _("{date} at {time}").format(date=weekday_date(value), time=time)


def day_and_time(value):
    """Write "Rabu pukul 20.24 WIB", beside a date that stands there already."""
    day = _day_in_words(_day(value), "l", get_language())
    return _("{date} at {time}").format(date=day, time=clock(value))


def date_range(first, last):
    """Write "7–11 Agustus 2026", naming month and year once where both ends share them."""
    first, last = _local(first), _local(last)
    if (first.year, first.month, first.day) == (last.year, last.month, last.day):
        return long_date(last)
    if (first.year, first.month) == (last.year, last.month):
        start = date_format(first, "j")
    elif first.year == last.year:
        start = date_format(first, "j F")
    else:
        start = date_format(first, "j F Y")
    return f"{start}–{long_date(last)}"


def days_until(value, *, today=None):
    """Write how far a day is: "11 hari lagi", "besok", "hari ini"; empty when it is past."""
    today = today or timezone.localdate()
    days = (_day(value) - today).days
    if days < 0:
        return ""
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("{days} day left", "{days} days left", days).format(days=days)


def rupiah(amount):
    """Write "Rp1.500.000" in every language, as Indonesian money is written."""
    whole = Decimal(amount).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    sign = "-" if whole < 0 else ""
    return f"{sign}Rp{abs(whole):,}".replace(",", ".")


def rupiah_short(amount):
    """Write "Rp552,3 juta" or "Rp1,2 miliar"; below a million, the whole amount."""
    amount = Decimal(amount)
    if abs(amount) >= BILLION:
        return _("Rp{number} billion").format(number=decimal(amount / BILLION))
    if abs(amount) >= MILLION:
        return _("Rp{number} million").format(number=decimal(amount / MILLION))
    return rupiah(amount)


def decimal(value, places=1):
    """Write "2,4", and "4" rather than "4,0"."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if rounded == rounded.to_integral_value():
        return number_format(rounded, decimal_pos=0, force_grouping=True)
    return number_format(rounded, decimal_pos=places, force_grouping=True)


def percent_of(part, whole):
    """Write "92%"; a dash where there is nothing to divide by."""
    if not whole:
        return "–"
    share = Decimal(part) * 100 / Decimal(whole)
    return f"{share.quantize(Decimal(1), rounding=ROUND_HALF_UP)}%"


def per_seat(applicants, seats):
    """Write "4 pendaftar untuk 1 kursi"; empty when there is no seat."""
    if not seats:
        return ""
    return ngettext(
        "{ratio} applicant for 1 seat",
        "{ratio} applicants for 1 seat",
        1 if applicants == seats else 2,
    ).format(ratio=ratio(applicants, seats))


def loud_per_seat(applicants, seats):
    """Write the same with its number in bold, as markup."""
    if not seats:
        return ""
    words = ngettext(
        "<b>{ratio} applicant</b> for 1 seat",
        "<b>{ratio} applicants</b> for 1 seat",
        1 if applicants == seats else 2,
    )
    return format_html(words, ratio=ratio(applicants, seats))


def ratio(part, whole):
    """Write "4,1" for 755 of 184."""
    return decimal(Decimal(part) / Decimal(whole)) if whole else "–"


def phone(number):
    """Write "0812-3456-7890" for a stored "+6281234567890"."""
    digits = "".join(character for character in str(number) if character.isdigit())
    if digits.startswith("62"):
        digits = "0" + digits[2:]
    if len(digits) <= 8:
        return digits
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def dialled(number):
    """Write a telephone number for a link: "+62285123456"."""
    digits = "".join(character for character in str(number) if character.isdigit())
    return "+62" + digits[1:] if digits.startswith("0") else "+" + digits


def in_eights(digest):
    """Write a hexadecimal digest as groups of eight."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def masked_name(name):
    """Write "Siti N*** A***": the first name, and an initial for each other one.

    Of a person with one name two letters are left.
    """
    first, *others = name.split() or [""]
    if not others:
        return f"{first[:2]}***"
    return " ".join([first, *(f"{other[0]}***" for other in others)])


@lru_cache(maxsize=4096)
def _day_in_words(day, pattern, language):
    """A page names the same few days again and again; Django writes each letter by letter."""
    return date_format(day, pattern)


def _day(value):
    value = _local(value)
    return value.date() if isinstance(value, datetime) else value


def _local(value):
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value
