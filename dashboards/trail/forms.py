from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dashboards.choices import TrailKind
from dashboards.trail.sources import Filters
from enrollment.registration_numbers import read_registration_number


class FindTrailForm(forms.Form):
    """Whose trail to open; the number travels in the body, not in an address."""

    number = forms.CharField(
        label=_("Registration number of the applicant"),
        max_length=20,
        error_messages={"required": _("Write the registration number, such as 7KM4-9TQX.")},
    )

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


class TrailFilterForm(forms.Form):
    """What a trail is narrowed by; it all stands in the address of the page."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All kinds")), *TrailKind.choices], required=False
    )
    who = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.none(), required=False, empty_label=_("Everybody")
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = User.objects.staff().order_by("display_name", "pk")
        for name, field in self.fields.items():
            style = "form-select" if name in ("kind", "who") else "form-control"
            field.widget.attrs["class"] = style

    @property
    def filters(self):
        """What was asked for; a value that cannot be read narrows nothing."""
        self.is_valid()
        asked = self.cleaned_data
        who = asked.get("who")
        return Filters(
            kind=asked.get("kind") or "",
            who=who and who.pk,
            since=asked.get("since"),
            until=asked.get("until"),
        )


class TakeTrailForm(forms.Form):
    """Why a whole trail is taken out of the portal."""

    reason = forms.CharField(
        label=_("Why you take it with you"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": _("Say why you take the record with you.")},
    )
