from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _


class ScoreField(forms.DecimalField):
    """A score as people write it: ``75,5`` and ``75.5`` are the same."""

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class ScoreSheetForm(forms.Form):
    """One assessor's scores of everybody who came, one box for each person and criterion."""

    reason = forms.CharField(
        label=_("Why you change a score"),
        help_text=_("All scores can be seen now, so the reason is kept beside the change."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args, sittings, criteria, own, states, needs_reason, **kwargs):
        super().__init__(*args, **kwargs)
        self.sittings, self.criteria, self.states = sittings, criteria, states
        self.needs_reason = needs_reason
        if not needs_reason:
            del self.fields["reason"]
        for sitting in sittings:
            for criterion in criteria:
                self.fields[self._name(sitting, criterion)] = self._box(
                    sitting, criterion, own.get((sitting.pk, criterion.code))
                )

    @staticmethod
    def _name(sitting, criterion):
        return f"s{sitting.pk}-{criterion.code}"

    def _box(self, sitting, criterion, value):
        person = sitting.shown.label
        label = _("{criterion} of {person}").format(criterion=criterion.name, person=person)
        wrong = _("{person}: a score is a number from 0 to {highest}.").format(
            person=person, highest=f"{criterion.maximum.normalize():f}"
        )
        return ScoreField(
            label=label,
            required=False,
            min_value=Decimal(0),
            max_value=criterion.maximum,
            decimal_places=2,
            initial=f"{value.normalize():f}".replace(".", ",") if value is not None else None,
            widget=forms.TextInput(
                attrs={
                    "class": "form-control num w-4",
                    "inputmode": "decimal",
                    "autocomplete": "off",
                    "aria-label": label,
                }
            ),
            error_messages=dict.fromkeys(
                ["invalid", "min_value", "max_value", "max_decimal_places", "max_digits"], wrong
            ),
        )

    def rows(self):
        for sitting in self.sittings:
            yield {
                "sitting": sitting,
                "boxes": [self[self._name(sitting, criterion)] for criterion in self.criteria],
                "state": self.states[sitting.pk],
            }

    def scores(self):
        return {
            sitting.pk: {
                criterion.code: self.cleaned_data[self._name(sitting, criterion)]
                for criterion in self.criteria
            }
            for sitting in self.sittings
        }

    def reason_given(self):
        return self.cleaned_data.get("reason", "")


class ScoreFileForm(forms.Form):
    file = forms.FileField(
        label=_("Workbook with scores (.xlsx)"),
        widget=forms.ClearableFileInput(attrs={"class": "form-control", "accept": ".xlsx"}),
        error_messages={"required": _("Choose the workbook first.")},
    )
