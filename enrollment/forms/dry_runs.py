"""What officers ask the engine: what if the rules had been others?"""

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.choices import DryRunSource
from enrollment.forms.rounds import round_helper, submit
from programs.services.rules import weight_text


class DryRunForm(forms.Form):
    """One class with other seats, weights or reserves, or one class more; empty means unchanged."""

    source = forms.ChoiceField(label=_("Input"), choices=DryRunSource)
    batch = forms.ModelChoiceField(label=_("Class"), queryset=None)
    capacity = forms.IntegerField(label=_("Seats"), required=False, min_value=0, max_value=500)
    extra_seats = forms.IntegerField(
        label=_("One more class like it, of so many seats"),
        required=False,
        min_value=1,
        max_value=500,
    )

    def __init__(self, *args, intake, criteria, reserves, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria, self.reserves = criteria, reserves
        self.fields["batch"].queryset = intake.batches.select_related("program").order_by("code")
        for code, name in criteria.items():
            self.fields[f"weight_{code}"] = forms.DecimalField(
                label=_("Weight in percent: {name}").format(name=name),
                required=False,
                min_value=0,
                max_value=100,
                max_digits=5,
                decimal_places=2,
                localize=True,
            )
        for code, name in reserves.items():
            self.fields[f"reserve_{code}"] = forms.IntegerField(
                label=_("Guaranteed seats: {name}").format(name=name),
                required=False,
                min_value=0,
                max_value=500,
            )
        self.helper = round_helper("enrollment:dry_runs", intake)
        self.helper.layout = Layout(*self.fields, submit(_("Try it")))

    def changes(self):
        """Return what was asked for in the shape that ``request_dry_run`` takes."""
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        code = given["batch"].code
        weights = {
            criterion: weight_text(given[f"weight_{criterion}"])
            for criterion in self.criteria
            if f"weight_{criterion}" in given
        }
        reserves = {
            category: given[f"reserve_{category}"]
            for category in self.reserves
            if f"reserve_{category}" in given
        }
        return {
            "capacities": {code: given["capacity"]} if "capacity" in given else {},
            "weights": {code: weights} if weights else {},
            "reserves": {code: reserves} if reserves else {},
            "extra": {"like": code, "seats": given["extra_seats"]}
            if "extra_seats" in given
            else {},
        }
