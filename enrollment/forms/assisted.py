"""The forms with which a helper begins with a person."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import nik as rules
from accounts.choices import ConsentSource


class _NumberField(forms.CharField):
    def __init__(self, *, check, **kwargs):
        widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(max_length=40, widget=kwargs.pop("widget", widget), **kwargs)
        self.check = check

    def clean(self, value):
        number = rules.normalise(super().clean(value))
        if (number or self.required) and (error := self.check(number)):
            raise forms.ValidationError(error)
        return number


class FindClientForm(forms.Form):
    """Who stands before the helper; sent by POST, because addresses are remembered."""

    nik = _NumberField(
        label=_("NIK"),
        help_text=_("All 16 digits, as they stand on the KTP."),
        check=rules.blocking_error,
        error_messages={"required": _("Enter NIK: 16 digits.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class BeginHelpForm(forms.Form):
    """The person's consent; and the family card of somebody who is new here."""

    nik = _NumberField(check=rules.blocking_error, widget=forms.HiddenInput())
    kk = _NumberField(
        label=_("Family Card number (KK)"),
        help_text=_("16 digits, at the top of the Family Card."),
        check=rules.kk_blocking_error,
        error_messages={"required": _("Enter the number of the Family Card: 16 digits.")},
    )
    source = forms.ChoiceField(
        label=_("How does the person agree?"),
        choices=[
            (ConsentSource.ON_PAPER, _("Signed on paper, which I keep")),
            (ConsentSource.SPOKEN, _("I read the words aloud, and the person says yes")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the person agrees. Without consent, stop here.")},
    )

    def __init__(self, *args, is_new, **kwargs):
        super().__init__(*args, **kwargs)
        layout = ["nik", "kk", Field("source", wrapper_class="tiles")]
        if not is_new:
            del self.fields["kk"]
            layout.remove("kk")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*layout)
