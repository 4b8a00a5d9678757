from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import nik as nik_rules
from accounts.services.register import find_person_by_nik
from blk_portal.shared.fields import DatePartsField, LinesField
from enrollment.models import Participation
from grants.choices import TransferMechanism
from grants.forms.fields import RupiahField, helper_for
from grants.models import BusinessGroup, GrantRequest
from programs.models import FundingSource


class _ParticipationChoice(forms.ModelChoiceField):
    def label_from_instance(self, participation):
        return f"{participation.batch.program.title}, {participation.batch.intake.title}"


class RequestForm(forms.ModelForm):
    """A request on paper, copied. ``ask_for_override`` adds the reason for a repeat."""

    received_on = DatePartsField(label=_("Received on"))
    participation = _ParticipationChoice(
        label=_("The training that it builds on"),
        queryset=Participation.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    group = forms.ModelChoiceField(
        label=_("Business group (KUB)"),
        help_text=_("Only when the request is made for a group."),
        queryset=BusinessGroup.objects.all(),
        required=False,
        empty_label=_("No group"),
    )
    group_name = forms.CharField(
        label=_("Name of a group that is not in the list"), max_length=120, required=False
    )
    group_deed = forms.CharField(
        label=_("Number of its deed or decree"), max_length=80, required=False
    )
    group_members = LinesField(
        label=_("NIK of its other members"),
        help_text=_("One per line. They must be in the register; the requester is its leader."),
        required=False,
    )
    override_reason = forms.CharField(
        label=_("Why a repeat is allowed"),
        help_text=_("Stays on record with your name and the time, and is always shown."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = GrantRequest
        fields = [
            "received_on",
            "proposer",
            "participation",
            "business_name",
            "business_kind",
            "business_place",
            "nib",
            "need",
            "group",
            "override_reason",
        ]
        widgets = {
            "nib": forms.TextInput({"inputmode": "numeric", "class": "w-nik"}),
            "need": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["participation"].queryset = (
            Participation.objects.filter(application__person=person)
            .select_related("batch__program", "batch__intake")
            .order_by("-batch__ends_on")
        )
        self.fields["business_kind"].help_text = _("Such as bread and cakes, or sewing.")
        self.fields["business_place"].help_text = _("Street or stall, and kelurahan.")
        self.fields["nib"].help_text = _("13 digits; leave empty if there is none yet.")
        self._lay_out(with_override=bool(self.data.get("override_reason")))

    def ask_for_override(self):
        self._lay_out(with_override=True)

    def _lay_out(self, *, with_override):
        repeat = [Fieldset(_("Repeat"), "override_reason")] if with_override else []
        self.helper = helper_for(
            _("Save request"),
            *repeat,
            Fieldset(_("Request"), "received_on", "proposer", "participation", "need"),
            Fieldset(_("Business"), "business_name", "business_kind", "business_place", "nib"),
            Fieldset(_("Group"), "group", "group_name", "group_deed", "group_members"),
        )

    def clean_group_members(self):
        members = []
        for number in self.cleaned_data["group_members"]:
            nik = nik_rules.normalise(number)
            if error := nik_rules.blocking_error(nik):
                raise forms.ValidationError(error)
            member = find_person_by_nik(nik)
            if member is None:
                raise forms.ValidationError(
                    _("The NIK ending in %(end)s is not in the register. Enter that person first."),
                    params={"end": nik[-4:]},
                )
            if member.restricted_at:
                raise forms.ValidationError(
                    _("The person with the NIK ending in %(end)s asked that no data is used."),
                    params={"end": nik[-4:]},
                )
            members.append(member)
        return members

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("group") and cleaned.get("group_name"):
            self.add_error("group_name", _("Choose a group of the list or name a new one."))
        return cleaned


class FieldVerificationForm(forms.Form):
    """What the team saw at the place of business."""

    visited_on = DatePartsField(label=_("Visited on"))
    team = forms.CharField(
        label=_("Team"), help_text=_("Names of the officers, with commas."), max_length=200
    )
    findings = forms.CharField(
        label=_("Findings"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    score = forms.IntegerField(
        label=_("Score (0 to 100)"),
        min_value=0,
        max_value=100,
        widget=forms.TextInput({"inputmode": "numeric", "class": "w-4"}),
    )
    is_recommended = forms.TypedChoiceField(
        label=_("Does the team recommend it?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper_for(
            _("Save field visit"), "visited_on", "team", "findings", "score", "is_recommended"
        )


class GrantForm(forms.Form):
    """The decree: what is granted, from which fund and by which mechanism."""

    decided_on = DatePartsField(label=_("Decided on"))
    value = RupiahField(label=_("Value (Rp)"))
    fund = forms.ModelChoiceField(
        label=_("Fund"), queryset=FundingSource.objects.all(), empty_label=None
    )
    transfer_mechanism = forms.ChoiceField(label=_("Transfer mechanism"), choices=TransferMechanism)
    agreement_number = forms.CharField(
        label=_("Number of the NPHD"),
        help_text=_("Only for a grant with agreement (NPHD)."),
        max_length=80,
        required=False,
    )
    agreement_on = DatePartsField(label=_("Date of the NPHD"), required=False)
    reason = forms.CharField(
        label=_("Note on the decision"),
        help_text=_("Required when the field visit did not recommend it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    override_reason = forms.CharField(
        label=_("Why a repeat is allowed"),
        help_text=_("Stays on record with your name and the time, and is always shown."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._lay_out(with_override=bool(self.data.get("override_reason")))

    def ask_for_override(self):
        self._lay_out(with_override=True)

    def _lay_out(self, *, with_override):
        self.helper = helper_for(
            _("Grant it"),
            *(["override_reason"] if with_override else []),
            "decided_on",
            "value",
            "fund",
            "transfer_mechanism",
            Fieldset("NPHD", "agreement_number", "agreement_on"),
            "reason",
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("transfer_mechanism") == TransferMechanism.GRANT_AGREEMENT:
            for name in ("agreement_number", "agreement_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Enter number and date of the NPHD."))
        return cleaned


class RefusalForm(forms.Form):
    """Why a request is refused."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person who asked will be told it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason. The person who asked will be told it.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper_for(_("Refuse the request"), "reason")
        self.helper.inputs[0].field_classes = "btn btn-outline-danger"
