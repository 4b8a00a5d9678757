from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.fields import DatePartsField
from enrollment.fact_questions import question_of
from enrollment.forms.resident import YES_OR_NO
from enrollment.selection.eligibility import UNKNOWN
from enrollment.services.eligibility import Standing
from programs.choices import Education, GateType

EDUCATION = "education:"


class QuickCheckForm(forms.Form):
    """Asks what the gates of one class need, and nothing else."""

    def __init__(self, *args, batch, fact_types, **kwargs):
        super().__init__(*args, **kwargs)
        gates = list(batch.gates.all())
        self.fact_types = [fact for fact in fact_types if not fact.code.startswith(EDUCATION)]
        for fact in self.fact_types:
            self.fields[fact.code] = _yes_or_no(fact)
        if any(gate.type == GateType.AGE for gate in gates):
            self.fields["birth_date"] = DatePartsField(
                label=_("When were you born?"),
                help_text=_("For example 5 June 2002."),
                is_birth_date=True,
                error_messages={"required": _("Enter day, month and year of your birth.")},
            )
        if any(fact.startswith(EDUCATION) for gate in gates for fact in gate.facts):
            self.fields["education"] = forms.ChoiceField(
                label=_("What is your last education?"),
                choices=[("", _("Choose")), *Education.choices],
                error_messages={"required": _("Choose the last school that you finished.")},
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            *(
                Field(name, wrapper_class="tiles-row")
                if isinstance(field.widget, forms.RadioSelect)
                else name
                for name, field in self.fields.items()
            )
        )

    def clean_birth_date(self):
        day, today = self.cleaned_data["birth_date"], timezone.localdate()
        if not today.year - 100 <= day.year <= today.year:
            raise forms.ValidationError(_("Look at the year of your birth again."))
        return day

    @property
    def standing(self):
        """The answers as the evaluator of gates reads them."""
        facts = {
            fact.code
            for fact in self.fact_types
            if (self.cleaned_data[fact.code] == "yes") == fact.holds_on_yes
        }
        asked = {fact.code for fact in self.fact_types}
        level = self.cleaned_data.get("education")
        if level:
            facts.add(f"{EDUCATION}{level}")
        birth_date = self.cleaned_data.get("birth_date")
        return Standing(
            facts=frozenset(facts),
            answered=lambda code: code in asked or (bool(level) and code.startswith(EDUCATION)),
            birth_date=birth_date.isoformat() if birth_date else UNKNOWN,
        )


def _yes_or_no(fact):
    question = question_of(fact)
    return forms.ChoiceField(
        label=question.text,
        help_text=question.hint,
        choices=YES_OR_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Answer with yes or no: %s") % question.text},
    )
