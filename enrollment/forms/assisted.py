"""The forms with which a helper begins with a person."""

import re
from datetime import datetime, time

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import nik as rules
from accounts.choices import ConsentSource
from blk_portal.shared.fields import DatePartsField


class NumberField(forms.CharField):
    """A NIK or family card number, however it is written."""

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

    nik = NumberField(
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

    nik = NumberField(check=rules.blocking_error, widget=forms.HiddenInput())
    kk = NumberField(
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


class PaperForm(forms.Form):
    """What the counter wrote on a paper form when it came."""

    intake = forms.ChoiceField(
        label=_("Intake"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the intake that the form is for.")},
    )
    number = forms.CharField(
        label=_("Number of the slip"),
        help_text=_("As on the receipt slip that the person got."),
        max_length=30,
        error_messages={"required": _("Write the number of the slip.")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    received_on = DatePartsField(label=_("Day on which the form came"))
    received_time = forms.CharField(
        label=_("Hour, such as 09.30"),
        help_text=_("From the stamp of the counter, WIB."),
        max_length=5,
        error_messages={"required": _("Write the hour, such as 09.30.")},
        widget=forms.TextInput({"autocomplete": "off", "class": "w-4"}),
    )

    def __init__(self, *args, intakes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["intake"].choices = [(intake.code, intake.title) for intake in intakes]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Field("intake", wrapper_class="tiles"), "number", "received_on", "received_time"
        )

    def clean_number(self):
        return " ".join(self.cleaned_data["number"].upper().split())

    def clean_received_time(self):
        found = re.fullmatch(r"(\d{1,2})[.:](\d{2})", self.cleaned_data["received_time"].strip())
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise forms.ValidationError(_("Write the hour, such as 09.30."))
        return time(int(found[1]), int(found[2]))

    @property
    def received_at(self):
        cleaned = self.cleaned_data
        return timezone.make_aware(
            datetime.combine(cleaned["received_on"], cleaned["received_time"])
        )
