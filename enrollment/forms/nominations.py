"""The letter of a body, and the list of people whom it names."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.models import NominationLetter
from programs.forms.intakes import day_widget


class NominationLetterForm(forms.ModelForm):
    class Meta:
        model = NominationLetter
        fields = ["kind", "body", "number", "letter_on", "scan"]
        widgets = {"letter_on": day_widget()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            ("", _("Choose who names them")),
            *NominationLetter._meta.get_field("kind").choices,
        ]
        self.fields["body"].help_text = _("The company or kelurahan that names the people.")
        self.fields["scan"].help_text = _("Photo or PDF.")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class NamesForm(forms.Form):
    """NIKs, one on each line, as they are copied out of the letter."""

    niks = forms.CharField(
        label=_("NIK of each person"),
        help_text=_("One on each line. A single one will do."),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type at least one NIK.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_niks(self):
        return [line.strip() for line in self.cleaned_data["niks"].splitlines() if line.strip()]
