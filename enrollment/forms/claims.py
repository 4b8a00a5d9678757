"""How a clerk settles a claim to a NIK."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import nik as rules
from accounts.choices import ClaimState
from accounts.forms.accounts import reason_field
from enrollment.forms.assisted import NumberField


class SettleClaimForm(forms.Form):
    """What the KTP on the table says, and so whose the NIK is."""

    nik = NumberField(
        label=_("NIK, copied from the KTP on the table"),
        check=rules.blocking_error,
        help_text=_("Needed if the NIK goes to the claimant."),
        error_messages={"required": _("Enter NIK: 16 digits.")},
    )
    kk = NumberField(
        label=_("Family Card number (KK)"),
        check=rules.kk_blocking_error,
        required=False,
        help_text=_("From the Family Card; needed if the NIK goes to the claimant."),
    )
    outcome = forms.ChoiceField(
        label=_("Whose is the NIK?"),
        choices=[
            (ClaimState.FOR_CLAIMANT, _("Of the person before me: photo, name and NIK fit")),
            (ClaimState.FOR_HOLDER, _("Not of the person before me")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whose the NIK is.")},
    )
    reason = reason_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nik"].required = False
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Field("outcome", wrapper_class="tiles"), "nik", "kk", "reason")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("outcome") == ClaimState.FOR_CLAIMANT:
            for name, words in [
                ("nik", _("Enter NIK: 16 digits.")),
                ("kk", _("Enter the number of the Family Card: 16 digits.")),
            ]:
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, words)
        return cleaned
