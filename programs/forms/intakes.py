"""Registration windows and their classes, as a training manager types them."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.fields import LinesField, RupiahField
from programs.forms.catalogue import moment_widget
from programs.models import Batch, Intake
from programs.promises import OF_CLASS, OF_INTAKE
from programs.services.batches import RULE_FIELDS as BATCH_RULE_FIELDS
from programs.services.intakes import RULE_FIELDS as INTAKE_RULE_FIELDS


def day_widget():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class IntakeForm(forms.ModelForm):
    """Name, promised dates, and how wishes and the draw work."""

    class Meta:
        model = Intake
        fields = [
            "title",
            "code",
            "year",
            "opens_at",
            "closes_at",
            "verified_by",
            "written_test_on",
            "interview_on",
            "round_runs_at",
            "announced_at",
            "objections_until",
            "answers_until",
            "reregistration_until",
            "promotion_until",
            "max_choices",
            "upgrade",
            "lottery_scope",
            "entropy_source",
            "paper_days",
        ]
        widgets = {
            **{name: day_widget() for name in ("verified_by", "written_test_on", "interview_on")},
            **{
                name: moment_widget()
                for name in (
                    "opens_at",
                    "closes_at",
                    "round_runs_at",
                    "announced_at",
                    "objections_until",
                    "answers_until",
                    "reregistration_until",
                    "promotion_until",
                )
            },
        }

    def __init__(self, *args, rules_are_published=False, **kwargs):
        super().__init__(*args, **kwargs)
        if rules_are_published:
            for name in (*INTAKE_RULE_FIELDS, *OF_INTAKE):
                self.fields[name].disabled = True
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(_("Name"), "title", "code", "year", css_class="in-columns"),
            Fieldset(
                _("Registration"),
                "opens_at",
                "closes_at",
                "paper_days",
                "verified_by",
                css_class="in-columns",
            ),
            Fieldset(
                _("Tests and result"),
                "written_test_on",
                "interview_on",
                "round_runs_at",
                "announced_at",
                "objections_until",
                css_class="in-columns",
            ),
            Fieldset(
                _("Seats"),
                "answers_until",
                "reregistration_until",
                "promotion_until",
                css_class="in-columns",
            ),
            Fieldset(
                _("Rules"),
                "max_choices",
                "upgrade",
                "lottery_scope",
                "entropy_source",
                css_class="in-columns",
            ),
        )

    def clean_paper_days(self):
        return self.cleaned_data["paper_days"] or 0


class CopyIntakeForm(forms.Form):
    """What a copied intake is called and when it opens; everything else follows."""

    title = forms.CharField(label=_("Title"), max_length=120)
    code = forms.SlugField(label=_("Code"), max_length=20)
    opens_on = forms.DateField(
        label=_("Registration opens"),
        widget=day_widget(),
        help_text=_("All other days move by as many days."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class BatchForm(forms.ModelForm):
    """One class: what, where, when, how many, and how its seats are given."""

    benefits = LinesField(
        label=_("What participants get"), required=False, help_text=_("One per line.")
    )
    requirements_instead = LinesField(
        label=_("Requirements, if others than the programme's"),
        required=False,
        help_text=_("One per line."),
    )

    planned_cost = RupiahField(label=_("Planned cost (Rp)"), max_digits=14, initial=0)
    realised_cost = RupiahField(label=_("Realised cost (Rp)"), max_digits=14, initial=0)

    class Meta:
        model = Batch
        fields = [
            "program",
            "code",
            "capacity",
            "minimum_participants",
            "venue",
            "partner",
            "training_hours",
            "starts_on",
            "ends_on",
            "competence_test_on",
            "fund",
            "planned_cost",
            "realised_cost",
            "benefits",
            "requirements_instead",
            "selection_method",
            "reserve_mode",
            "reference_date",
            "retrain_years",
            "retrain_scope",
            "minimum_merit",
            "waitlist_size",
            "printed_waitlist_length",
        ]
        labels = {"program": _("Programme")}
        widgets = {
            name: day_widget()
            for name in ("starts_on", "ends_on", "competence_test_on", "reference_date")
        }

    def __init__(self, *args, rules_are_published=False, **kwargs):
        super().__init__(*args, **kwargs)
        if rules_are_published:
            for name in (*BATCH_RULE_FIELDS, *OF_CLASS):
                self.fields[name].disabled = True
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(
                _("Class"),
                "program",
                "code",
                "capacity",
                "minimum_participants",
                css_class="in-columns",
            ),
            Fieldset(
                _("Place and time"),
                "venue",
                "partner",
                "training_hours",
                "starts_on",
                "ends_on",
                "competence_test_on",
                css_class="in-columns",
            ),
            Fieldset(_("Money"), "fund", "planned_cost", "realised_cost", css_class="in-columns"),
            Fieldset(_("For the public page"), "benefits", "requirements_instead"),
            Fieldset(
                _("How seats are given"),
                "selection_method",
                "minimum_merit",
                "reserve_mode",
                "waitlist_size",
                "printed_waitlist_length",
                css_class="in-columns",
            ),
            Fieldset(
                _("Age and earlier training"),
                "reference_date",
                "retrain_years",
                "retrain_scope",
                css_class="in-columns",
            ),
        )
