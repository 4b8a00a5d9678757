"""What officers type about the correction of a published result."""

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.choices import ChangeKind, CorrectionRule
from enrollment.forms.rounds import ApprovalForm, round_helper, submit
from enrollment.models import Application


class OpenCorrectionForm(forms.Form):
    """What was wrong, and the objection that said so, if one did."""

    objection = forms.ModelChoiceField(
        label=_("Objection that was upheld"),
        queryset=None,
        required=False,
        empty_label=_("None: the office found the mistake"),
    )
    reason = forms.CharField(
        label=_("What was wrong"),
        max_length=300,
        help_text=_("Anybody reads this beside the result. Name nobody."),
        error_messages={"required": _("Say what was wrong.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, intake, objections, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["objection"].queryset = objections
        self.fields["objection"].label_from_instance = lambda objection: (
            objection.application.registration_number
        )
        self.helper = round_helper("enrollment:open_correction", intake)
        self.helper.layout = Layout("objection", "reason", submit(_("Open a correction")))


class ChangeForm(forms.Form):
    """One thing that was wrong in the input."""

    kind = forms.ChoiceField(label=_("What is put right"), choices=ChangeKind)
    registration_number = forms.CharField(
        label=_("Registration number"), max_length=40, required=False
    )
    batch = forms.ModelChoiceField(
        label=_("Class"), queryset=None, required=False, empty_label=_("All classes wished for")
    )
    code = forms.ChoiceField(label=_("Which score or fact"), required=False)
    value = forms.DecimalField(
        label=_("Right score or number of seats"),
        required=False,
        max_digits=6,
        decimal_places=2,
        localize=True,
    )
    reason = forms.CharField(
        label=_("How you know"),
        max_length=300,
        error_messages={"required": _("Say how you know what is right.")},
    )

    def __init__(self, *args, intake, codes, **kwargs):
        super().__init__(*args, **kwargs)
        self.intake = intake
        self.fields["batch"].queryset = intake.batches.select_related("program").order_by("code")
        self.fields["code"].choices = codes
        self.fields["code"].widget.attrs["lang"] = "id"
        self.helper = round_helper("enrollment:record_change", intake)
        self.helper.layout = Layout(
            "kind",
            "registration_number",
            "batch",
            "code",
            "value",
            "reason",
            submit(_("Write it down"), is_main=False),
        )

    def clean(self):
        cleaned = super().clean()
        number = cleaned.pop("registration_number", "").strip().upper()
        applications = Application.objects.filter(
            intake=self.intake, registration_number=number or None
        )
        return cleaned | {"application": applications.first()}


class CorrectionApprovalForm(ApprovalForm):
    """The rule that the approver chooses, the decree, and the password once more."""

    rule = forms.ChoiceField(
        label=_("Whose seats are left alone"),
        choices=CorrectionRule,
        initial=CorrectionRule.CONFIRMED_STAY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whose seats are left alone.")},
    )

    def __init__(self, *args, intake, **kwargs):
        super().__init__(*args, intake=intake, **kwargs)
        del self.fields["decree_scan"]
        self.helper = round_helper("enrollment:approve_correction", intake)
        self.helper.layout = Layout(
            "rule",
            "decree_number",
            "decree_on",
            "decree_signer",
            "password",
            submit(_("Approve and publish the correction")),
        )
