"""Form fields that people can type in: dates in three boxes, lists by the line, rupiah."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _


class DatePartsWidget(forms.MultiWidget):
    """Day, month and year in boxes of their own; the month may be a number or a name."""

    template_name = "widgets/date_parts.html"

    def __init__(self, attrs=None, *, is_birth_date=False):
        parts = [("day", "w-2", "numeric"), ("month", "w-m", None), ("year", "w-4", "numeric")]
        widgets = []
        for part, width, mode in parts:
            part_attrs = {"class": f"form-control {width}"}
            if mode:
                part_attrs["inputmode"] = mode
            if is_birth_date:
                part_attrs["autocomplete"] = f"bday-{part}"
            widgets.append(forms.TextInput(part_attrs))
        super().__init__(widgets, attrs)

    def decompress(self, value):
        return [value.day, str(MONTHS[value.month]), value.year] if value else [None, None, None]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        labels = [_("Day"), _("Month"), _("Year")]
        for subwidget, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            subwidget["label"] = label
        return context


class DatePartsField(forms.MultiValueField):
    """A date that people type in three boxes, without a picker."""

    default_error_messages = {
        "required": _("Enter day, month and year."),
        "incomplete": _("Enter day, month and year."),
        "month": _("Write the month as a number or a name, such as 8 or Agustus."),
        "year": _("Write the year with 4 digits, such as 2002."),
        "impossible": _("This date does not exist. Look at the day and the month again."),
    }

    def __init__(self, *, is_birth_date=False, **kwargs):
        parts = [forms.CharField(required=False) for _part in range(3)]
        super().__init__(
            parts,
            widget=DatePartsWidget(is_birth_date=is_birth_date),
            require_all_fields=False,
            **kwargs,
        )

    def compress(self, parts):
        if not any(parts):
            return None
        if len(parts) < 3 or not all(parts):
            raise self._error("incomplete")
        day, month, year = parts
        if not (year.isdigit() and len(year) == 4):
            raise self._error("year")
        month = _month_number(month)
        if month is None:
            raise self._error("month")
        try:
            return date(int(year), month, int(day))
        except ValueError as error:
            raise self._error("impossible") from error

    def _error(self, code):
        return forms.ValidationError(self.error_messages[code], code=code)


class LinesField(forms.CharField):
    """A list that people type with one entry per line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def __init__(self, *, entry_length=200, **kwargs):
        self.entry_length = entry_length
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        lines = [line.strip() for line in super().to_python(value).splitlines()]
        return [line for line in lines if line]

    def validate(self, value):
        super().validate(value)
        for line in value:
            if len(line) > self.entry_length:
                raise forms.ValidationError(
                    _("One line is too long: “%(line)s…”. Keep it under %(limit)s letters."),
                    params={"line": line[:40], "limit": self.entry_length},
                )

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)


class RupiahField(forms.DecimalField):
    """An amount in whole rupiah, shown with dots and read with or without them."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    default_error_messages = {"invalid": _("Write the amount in rupiah, such as 1.500.000.")}

    def __init__(self, *, min_value=0, **kwargs):
        super().__init__(min_value=min_value, decimal_places=0, **kwargs)

    def prepare_value(self, value):
        return f"{value:,.0f}".replace(",", ".") if isinstance(value, Decimal | int) else value

    def to_python(self, value):
        if isinstance(value, str):
            value = value.strip().removeprefix("Rp").replace(" ", "").replace(".", "")
        return super().to_python(value)

    def widget_attrs(self, widget):
        return {}


def _month_number(text):
    text = text.strip().rstrip(".").lower()
    if text in SHORT_MONTHS:
        return SHORT_MONTHS[text]
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else None
    for names in (INDONESIAN_MONTHS, ENGLISH_MONTHS):
        for number, name in enumerate(names, start=1):
            if len(text) >= 3 and name.startswith(text):
                return number
    return None


# Written so, though the name does not begin so.
SHORT_MONTHS = {"pebruari": 2, "peb": 2, "agt": 8, "agst": 8, "nopember": 11, "nop": 11}
INDONESIAN_MONTHS = [
    "januari",
    "februari",
    "maret",
    "april",
    "mei",
    "juni",
    "juli",
    "agustus",
    "september",
    "oktober",
    "november",
    "desember",
]
ENGLISH_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
