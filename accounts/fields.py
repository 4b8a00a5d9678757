"""Form fields for identity numbers and phones; each gives the normalised value."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import nik
from accounts.phones import to_e164


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
