"""Form fields for what stands on a KTP, and for phones; each gives the normalised value."""

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import nik
from accounts.phones import to_e164
from blk_portal.shared.fields import DatePartsField


class _IdentityNumberField(forms.CharField):
    def __init__(self, **kwargs):
        attributes = {"inputmode": "numeric", "autocomplete": "off", "class": "w-nik"}
        kwargs.setdefault("widget", forms.TextInput(attributes))
        super().__init__(max_length=40, **kwargs)

    def to_python(self, value):
        return nik.normalise(super().to_python(value))

    def validate(self, value):
        if not value and not self.required:
            return
        if error := self.find_error(value):
            raise forms.ValidationError(error)


class NikField(_IdentityNumberField):
    find_error = staticmethod(nik.blocking_error)


class KkField(_IdentityNumberField):
    find_error = staticmethod(nik.kk_blocking_error)


class PhoneField(forms.CharField):
    default_error_messages = {
        "required": _("Enter your phone number, such as 0812-3456-7890."),
        "not_a_phone": _("Write the phone number like this: 0812-3456-7890."),
    }

    def __init__(self, **kwargs):
        attributes = {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
        kwargs.setdefault("widget", forms.TextInput(attributes))
        super().__init__(max_length=30, **kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return ""
        number = to_e164(text)
        if number is None:
            raise forms.ValidationError(self.error_messages["not_a_phone"], code="not_a_phone")
        return number


class FullNameField(forms.CharField):
    """A name as on the KTP: one word is fine, capitals stay as typed."""

    default_error_messages = {
        "required": _("Write your name as it stands on your KTP."),
        "min_length": _("Write your whole name, with at least 2 letters."),
        "max_length": _("Write your name with at most 150 letters."),
        "invalid": _("Write your name with letters; apostrophe, dot, comma and dash are fine."),
    }
    default_validators = [RegexValidator(r"^[^\W\d_](?:[^\W\d_]|[ '’.,-])*\Z")]

    def __init__(self, **kwargs):
        attributes = {"autocomplete": "name", "autocapitalize": "words"}
        kwargs.setdefault("widget", forms.TextInput(attributes))
        super().__init__(min_length=2, max_length=150, **kwargs)

    def to_python(self, value):
        return " ".join(super().to_python(value).split())


class BirthDateField(DatePartsField):
    default_error_messages = {
        "required": _("Enter day, month and year of your birth."),
        "unlikely": _("Look at the year of your birth again."),
    }

    def __init__(self, **kwargs):
        super().__init__(is_birth_date=True, **kwargs)

    def compress(self, parts):
        day, this_year = super().compress(parts), timezone.localdate().year
        if day is not None and not this_year - 100 <= day.year <= this_year - 10:
            raise forms.ValidationError(self.error_messages["unlikely"], code="unlikely")
        return day


class RtRwField(forms.RegexField):
    """The number of an RT or RW, as the three digits of an address."""

    default_error_messages = {
        "required": _("Write RT and RW as numbers, such as 003."),
        "invalid": _("Write RT and RW as numbers, such as 003."),
    }

    def __init__(self, **kwargs):
        attributes = {"inputmode": "numeric", "class": "w-4"}
        super().__init__(r"^[0-9]{1,3}\Z", widget=forms.TextInput(attributes), **kwargs)

    def clean(self, value):
        return super().clean(value).zfill(3)
