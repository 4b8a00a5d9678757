"""The rules of a class, as a training manager types them: conditions, score, guaranteed seats."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from programs.choices import EDUCATION_PREFIX, AssessmentKind, Education, Fact, GateType
from programs.forms.catalogue import kept_rows
from programs.models import Criterion, Reserve
from programs.services.batches import BatchRules
from programs.wording import lowest_education

GATE_CODES = {Fact.CITY_RESIDENT: "RESIDENCY"}
PRIORITY_FACTS = [
    fact
    for fact in Fact.choices
    if fact[0] not in (Fact.CITY_RESIDENT, Fact.NOT_IN_SCHOOL, Fact.NOT_IN_TRAINING)
]


class ConditionsForm(forms.Form):
    """Who may join, in the office's words; ``gates()`` turns it into rules as data."""

    required_facts = forms.MultipleChoiceField(
        label=_("Everybody must be"),
        choices=Fact,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    one_of = forms.MultipleChoiceField(
        label=_("And at least one of"),
        choices=PRIORITY_FACTS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    none_of = forms.MultipleChoiceField(
        label=_("But none of"),
        choices=PRIORITY_FACTS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    minimum_age = forms.IntegerField(
        label=_("Minimum age"), required=False, min_value=10, max_value=99
    )
    maximum_age = forms.IntegerField(
        label=_("Maximum age"), required=False, min_value=10, max_value=99
    )
    minimum_education = forms.ChoiceField(
        label=_("Minimum education"),
        choices=[("", _("does not matter")), *Education.choices[1:]],
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.hide_optional = True
        self.helper.layout = Layout(
            Fieldset(
                _("Who may join"),
                Div("required_facts", "one_of", "none_of", css_class="in-columns"),
                Div("minimum_age", "maximum_age", "minimum_education", css_class="in-columns"),
            )
        )

    @classmethod
    def initial_from(cls, gates):
        initial = {"required_facts": [], "one_of": [], "none_of": []}
        for gate in gates:
            if gate.type == GateType.AGE:
                initial.update(minimum_age=gate.minimum_age, maximum_age=gate.maximum_age)
            elif gate.type == GateType.HAS_ALL:
                initial["required_facts"] += gate.facts
            elif gate.type == GateType.HAS_NONE:
                initial["none_of"] += gate.facts
            elif all(code.startswith(EDUCATION_PREFIX) for code in gate.facts):
                initial["minimum_education"] = lowest_education(gate).value
            else:
                initial["one_of"] += gate.facts
        return initial

    def clean(self):
        cleaned = super().clean()
        youngest, oldest = cleaned.get("minimum_age"), cleaned.get("maximum_age")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("maximum_age", _("The maximum age must not be below the minimum age."))
        return cleaned

    def gates(self):
        """Return the field values of the gates, in the order in which reasons are given."""
        cleaned = self.cleaned_data
        gates = [
            {
                "code": GATE_CODES.get(code, code.upper()),
                "type": GateType.HAS_ALL,
                "facts": [code],
            }
            for code in cleaned["required_facts"]
        ]
        if cleaned["one_of"]:
            gates.append({"code": "ONE_OF", "type": GateType.HAS_ANY, "facts": cleaned["one_of"]})
        if cleaned["none_of"]:
            gates.append(
                {"code": "NONE_OF", "type": GateType.HAS_NONE, "facts": cleaned["none_of"]}
            )
        ages = {name: cleaned[name] for name in ("minimum_age", "maximum_age")}
        if any(age is not None for age in ages.values()):
            gates.append({"code": "AGE", "type": GateType.AGE, **ages})
        if cleaned["minimum_education"]:
            levels = list(Education)
            enough = levels[levels.index(Education(cleaned["minimum_education"])) :]
            gates.append(
                {
                    "code": "EDUCATION",
                    "type": GateType.HAS_ANY,
                    "facts": [f"{EDUCATION_PREFIX}{level.value}" for level in enough],
                }
            )
        return gates


class CriterionForm(forms.ModelForm):
    """One part of the score."""

    # What a browser sends of an untouched box is no answer, so the row stays an empty one.
    assessed_by = forms.ChoiceField(
        label=_("Scored in"), choices=AssessmentKind, initial=AssessmentKind.values[0]
    )

    class Meta:
        model = Criterion
        fields = [
            "name",
            "assessed_by",
            "weight",
            "maximum",
            "minimum",
            "tie_position",
            "is_required",
        ]
        labels = {"tie_position": _("Tie-breaker")}
        help_texts = {"tie_position": ""}


class ReserveForm(forms.ModelForm):
    """Seats guaranteed to a category."""

    facts = forms.MultipleChoiceField(
        label=_("Facts that qualify"), choices=PRIORITY_FACTS, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Reserve
        fields = ["name", "seats", "facts"]


class NamedRows(forms.BaseFormSet):
    """Rows whose code is made from their name, and so must have different names."""

    def clean(self):
        if any(self.errors):
            return
        codes = [slugify(row["name"]) for row in kept_rows(self)]
        if len(codes) != len(set(codes)):
            raise forms.ValidationError(_("Give each row a name of its own."))


CriterionFormSet = forms.formset_factory(
    CriterionForm, formset=NamedRows, extra=2, can_delete=True, can_delete_extra=False
)
ReserveFormSet = forms.formset_factory(
    ReserveForm, formset=NamedRows, extra=2, can_delete=True, can_delete_extra=False
)


def rules_from(conditions, criteria, reserves):
    """Put together the rules that three valid forms describe."""
    return BatchRules(
        gates=conditions.gates(),
        criteria=[{"code": slugify(row["name"]), **row} for row in kept_rows(criteria)],
        reserves=[{"category": slugify(row["name"]), **row} for row in kept_rows(reserves)],
    )
