from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import FileFormat


class ExportForm(forms.Form):
    """What of a list goes into a file, and what for."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    format = forms.ChoiceField(
        label=_("Format"),
        choices=FileFormat,
        initial=FileFormat.XLSX,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a format.")},
    )
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    personal = forms.MultipleChoiceField(
        label=_("Personal data"),
        help_text=_("Each person sees under My data that, when and why this was taken."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(
        label=_("What the personal data is needed for"),
        help_text=_("Such as: attendance list of the interview on 5 August. Kept with the file."),
        required=False,
        max_length=200,
    )

    def __init__(self, *args, staff_list, user, query, **kwargs):
        super().__init__(*args, **kwargs)
        allowed = staff_list.columns_for(user)
        self.fields["submission_key"].initial = uuid4
        self.fields["columns"].choices = [
            (column.key, column.label) for column in allowed if not column.is_personal
        ]
        self.fields["columns"].initial = [
            column.key for column in staff_list.columns_chosen(query) if not column.is_personal
        ]
        self.fields["personal"].choices = [
            (column.key, column.label) for column in allowed if column.is_personal
        ]
        if not self.fields["personal"].choices:
            del self.fields["personal"], self.fields["reason"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.hide_optional = True

    def clean(self):
        cleaned = super().clean()
        personal = cleaned.get("personal") or []
        if personal and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Say what you need the personal data for."))
        cleaned["columns"] = [*(cleaned.get("columns") or []), *personal]
        if not cleaned["columns"] and not self.errors:
            self.add_error("columns", _("Choose at least one column."))
        return cleaned

    def asked(self):
        """What ``ask_for_export`` takes."""
        return {
            "columns": self.cleaned_data["columns"],
            "format": self.cleaned_data["format"],
            "reason": self.cleaned_data.get("reason", ""),
            "submission_key": self.cleaned_data["submission_key"],
        }


class SavedViewForm(forms.Form):
    """The name of a view."""

    name = forms.CharField(
        label=_("Name of the view"),
        max_length=60,
        error_messages={"required": _("Give the view a name.")},
    )
