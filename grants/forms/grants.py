from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.fields import DatePartsField, LinesField
from grants.choices import ItemCondition, TurnoverBand
from grants.forms.fields import PhotosField, RupiahField, helper_for

YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]


class ItemForm(forms.Form):
    """A thing of the grant, as its delivery note names it."""

    name = forms.CharField(label=_("Item"), max_length=200)
    serial = forms.CharField(label=_("Serial or inventory number"), max_length=80)
    value = RupiahField(label=_("Value (Rp)"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper_for(_("Add item"), "name", "serial", "value")


class HandoverForm(forms.Form):
    """The signed handover (BAST)."""

    number = forms.CharField(label=_("Number of the BAST"), max_length=80)
    handed_over_on = DatePartsField(label=_("Date"))
    place = forms.CharField(label=_("Place"), max_length=150)
    giver = forms.CharField(label=_("Handed over by"), max_length=120)
    receivers = LinesField(
        label=_("Received by"),
        help_text=_("One name per line."),
        entry_length=120,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    witnesses = LinesField(
        label=_("Witnesses"),
        help_text=_("One name per line."),
        entry_length=120,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    condition = forms.ChoiceField(
        label=_("Condition"), choices=ItemCondition, widget=forms.RadioSelect
    )
    photos = PhotosField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper_for(
            _("Save handover"),
            Fieldset(_("BAST"), "number", "handed_over_on", "place"),
            Fieldset(_("Who signed"), "giver", "receivers", "witnesses"),
            Fieldset(_("What was handed over"), "condition", "photos"),
        )


class VisitForm(forms.Form):
    """What was seen at a monitoring visit."""

    visited_on = DatePartsField(label=_("Visited on"))
    is_used_as_intended = forms.TypedChoiceField(
        label=_("Is it used as intended?"),
        choices=YES_OR_NO,
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    condition = forms.ChoiceField(
        label=_("Condition"),
        choices=ItemCondition,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the condition.")},
    )
    turnover = forms.ChoiceField(
        label=_("Monthly turnover"),
        choices=[("", _("Not known")), *TurnoverBand.choices],
        required=False,
    )
    workers = forms.IntegerField(
        label=_("People working"),
        min_value=0,
        max_value=1000,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "class": "w-4"}),
    )
    place = forms.CharField(label=_("Where it stands"), max_length=200, required=False)
    note = forms.CharField(
        label=_("Note and next step"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photos = PhotosField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper_for(
            _("Save visit"),
            "visited_on",
            "is_used_as_intended",
            "condition",
            Fieldset(_("The business today"), "turnover", "workers", "place"),
            "note",
            "photos",
        )
