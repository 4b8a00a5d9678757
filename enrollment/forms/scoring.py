from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.choices import AttendanceStatus
from enrollment.models import Assessment
from programs.models import Batch, Intake


class AssessmentForm(forms.ModelForm):
    """A test or an interview to be set; its classes belong to one intake."""

    class Meta:
        model = Assessment
        fields = ["intake", "kind", "title", "starts_at", "place", "batches", "assessors_needed"]
        labels = {"intake": _("Intake")}
        widgets = {
            "starts_at": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
            "batches": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, intakes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["intake"].label = _("Intake")
        self.fields["intake"].queryset = Intake.objects.filter(pk__in=intakes)
        self.fields["batches"].queryset = Batch.objects.filter(intake__in=intakes).order_by("code")
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *self.Meta.fields, Submit("save", _("Set this test"), css_class="btn-primary")
        )

    def clean_assessors_needed(self):
        needed = self.cleaned_data["assessors_needed"]
        if not 1 <= needed <= 5:
            raise forms.ValidationError(_("Between 1 and 5 assessors score each person."))
        return needed


class InviteForm(forms.Form):
    people_per_slot = forms.IntegerField(
        label=_("People at the same time"), min_value=1, max_value=500, initial=20
    )
    minutes_per_slot = forms.IntegerField(
        label=_("Minutes until the next group"), min_value=1, max_value=600, initial=30
    )


class AttendanceForm(forms.Form):
    """Who came, for everybody invited, on one page."""

    def __init__(self, *args, sittings, **kwargs):
        super().__init__(*args, **kwargs)
        self.sittings = sittings
        for sitting in sittings:
            self.fields[f"s{sitting.pk}"] = forms.ChoiceField(
                label=sitting.application.person.full_name,
                choices=AttendanceStatus.choices,
                initial=sitting.attendance,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "btn-check"}),
            )

    def rows(self):
        for sitting in self.sittings:
            yield {"sitting": sitting, "field": self[f"s{sitting.pk}"]}

    def attendance(self):
        """Return ``{sitting pk: AttendanceStatus}``; ``rest_came`` answers for everybody open."""
        answers = {
            sitting.pk: self.cleaned_data[f"s{sitting.pk}"]
            for sitting in self.sittings
            if self.cleaned_data.get(f"s{sitting.pk}")
        }
        if "rest_came" in self.data:
            for pk, answer in answers.items():
                if answer == AttendanceStatus.INVITED:
                    answers[pk] = AttendanceStatus.ATTENDED
        return answers


class ScoreField(forms.DecimalField):
    """A score as people write it: ``75,5`` and ``75.5`` are the same."""

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class ScoreSheetForm(forms.Form):
    """One assessor's scores of everybody who came, one box for each person and criterion."""

    def __init__(self, *args, sittings, criteria, own, states, **kwargs):
        super().__init__(*args, **kwargs)
        self.sittings, self.criteria, self.states = sittings, criteria, states
        for sitting in sittings:
            for criterion in criteria:
                self.fields[self._name(sitting, criterion)] = self._box(
                    sitting, criterion, own.get((sitting.pk, criterion.code))
                )

    @staticmethod
    def _name(sitting, criterion):
        return f"s{sitting.pk}-{criterion.code}"

    def _box(self, sitting, criterion, value):
        person = sitting.application.person.full_name
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
