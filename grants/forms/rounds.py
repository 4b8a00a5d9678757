from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.fields import DatePartsField
from grants.forms.fields import RupiahField, helper_for
from grants.models import GrantRound


class GrantRoundForm(forms.ModelForm):
    """One round: what is offered, from which money, on which basis, and when."""

    unit_value = RupiahField(label=_("Value of one unit (Rp)"))
    opens_on = DatePartsField(label=_("Requests from"))
    closes_on = DatePartsField(label=_("Requests until"))
    decree_on = DatePartsField(label=_("Date of the decree"), required=False)

    class Meta:
        model = GrantRound
        fields = [
            "code",
            "title",
            "fiscal_year",
            "agency",
            "fund",
            "transfer_mechanism",
            "legal_basis",
            "item",
            "units",
            "unit_value",
            "priority",
            "opens_on",
            "closes_on",
            "decree_number",
            "decree_on",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fund"].empty_label = _("Choose a fund")
        self.fields["code"].help_text = _("Such as HG-2026-02. It begins the number of requests.")
        self.fields["legal_basis"].help_text = _(
            "Regulation and budget line. Decided by the agency for each round."
        )
        self.fields["priority"].help_text = _("Who goes first, in one sentence.")
        self.helper = helper_for(
            _("Save round"),
            Fieldset(_("About the round"), "code", "title", "fiscal_year", "agency"),
            Fieldset(_("Money and basis"), "fund", "transfer_mechanism", "legal_basis"),
            Fieldset(_("What is given"), "item", "units", "unit_value", "priority"),
            Fieldset(_("Dates"), "opens_on", "closes_on", "decree_number", "decree_on"),
        )
