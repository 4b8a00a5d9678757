from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.choices import AttendanceStatus
from enrollment.models import Assessment
from programs.models import Batch, Intake

PHASES = ["scoring_opens_at", "scoring_closes_at", "hides_names", "scores_shown"]
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class AssessmentForm(forms.ModelForm):
    """A test or an interview to be set; its classes belong to one intake."""

    class Meta:
        model = Assessment
        fields = [
            "intake",
            "kind",
            "title",
            "starts_at",
            "place",
            "batches",
            "assessors_needed",
            *PHASES,
        ]
        labels = {"intake": _("Intake")}
        widgets = {
            **dict.fromkeys(["starts_at", "scoring_opens_at", "scoring_closes_at"], MOMENT),
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


class PhasesForm(forms.ModelForm):
    """When a test is scored, and what its assessors do not see meanwhile."""

    class Meta:
        model = Assessment
        fields = PHASES
        widgets = dict.fromkeys(["scoring_opens_at", "scoring_closes_at"], MOMENT)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *PHASES, Submit("save", _("Save the phases"), css_class="btn-primary")
        )


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
                label=sitting.shown.label,
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
