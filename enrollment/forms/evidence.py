from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _


class EvidenceForm(forms.Form):
    """Why somebody takes the evidence of a round."""

    reason = forms.CharField(
        label=_("What do you need it for?"),
        help_text=_("For example the number of the assignment. It is kept with your name."),
        max_length=200,
        error_messages={"required": _("Say why you take the evidence.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
