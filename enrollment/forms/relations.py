from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import RelationKind
from enrollment.registration_numbers import read_registration_number


class RelationForm(forms.Form):
    """What keeps a member of staff away from the applicant whose file is open."""

    kind = forms.ChoiceField(
        label=_("What is your relation?"),
        choices=RelationKind,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Choose what the relation is.")},
    )


class RelationByNumberForm(RelationForm):
    """The same for somebody whose file is not open, named by the registration number."""

    number = forms.CharField(
        label=_("Registration number of the applicant"),
        max_length=20,
        error_messages={"required": _("Write the registration number, such as 7KM4-9TQX.")},
    )
    field_order = ["number", "kind"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_number(self):
        number = read_registration_number(self.cleaned_data["number"])
        if not number:
            raise forms.ValidationError(
                _("The number has 8 letters and digits, never O, 0, I or 1. Look at it again.")
            )
        return number


class EndRelationForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it ends"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": _("Say why the relation ends.")},
    )
