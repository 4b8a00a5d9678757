from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.fields import DatePartsField
from enrollment.registration_numbers import read_registration_number


class NumberForm(forms.Form):
    """A registration number as people type it."""

    number = forms.CharField(
        label=_("Registration number"),
        help_text=_("It stands on your receipt, such as 7KM4-9TQX. Small letters are fine."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "w-nik"}
        ),
        error_messages={"required": _("Enter the registration number on your receipt.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_number(self):
        number = read_registration_number(self.cleaned_data["number"])
        if not number:
            raise forms.ValidationError(
                _("The number has 8 letters and digits, never O, 0, I or 1. Look at it again.")
            )
        return number


class LookupForm(NumberForm):
    """The number and the birth date, which together open the status without an account."""

    birth_date = DatePartsField(
        label=_("Date of birth of the applicant"),
        help_text=_("For example 5 June 2002."),
        is_birth_date=True,
        error_messages={"required": _("Enter day, month and year of the birth.")},
    )
