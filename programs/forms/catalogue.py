"""Programmes, funds and holidays, as a training manager types them."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import DocumentKind
from blk_portal.shared.fields import LinesField, RupiahField
from programs.models import Budget, FundingSource, Holiday, RequiredDocument, TrainingProgram

DRAWINGS = [
    "digital-marketing",
    "roti-dan-kue",
    "tata-boga-kuliner",
    "tata-rias-pengantin",
    "las-smaw",
    "sepeda-motor-injeksi",
    "mekanik-mobil",
    "menjahit-pakaian",
    "menjahit-inklusif",
]


class ProgramForm(forms.ModelForm):
    """What a programme teaches, takes and gives."""

    requirements = LinesField(label=_("Requirements"), required=False, help_text=_("One per line."))
    curriculum = LinesField(label=_("Curriculum"), required=False, help_text=_("One per line."))
    equipment = LinesField(
        label=_("Equipment provided"), required=False, help_text=_("One per line.")
    )
    outcomes = LinesField(label=_("Outcomes"), required=False, help_text=_("One per line."))
    certificates = LinesField(label=_("Certificates"), required=False, help_text=_("One per line."))
    drawing = forms.ChoiceField(label=_("Drawing"), choices=[(name, name) for name in DRAWINGS])

    class Meta:
        model = TrainingProgram
        fields = [
            "title",
            "slug",
            "trade",
            "subtrade",
            "summary",
            "lesson_hours",
            "minutes_per_lesson",
            "lessons_per_day",
            "training_days",
            "minimum_education",
            "requirements",
            "curriculum",
            "equipment",
            "outcomes",
            "certificates",
            "drawing",
            "is_offered",
        ]
        labels = {"slug": _("Name in the address")}
        help_texts = {"slug": _("Small letters and dashes, such as las-smaw.")}
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(_("Programme"), "title", "slug", "trade", "subtrade", "summary", "drawing"),
            Fieldset(
                _("Length"),
                "lesson_hours",
                "minutes_per_lesson",
                "lessons_per_day",
                "training_days",
                css_class="in-columns",
            ),
            Fieldset(_("Conditions"), "minimum_education", "requirements"),
            Fieldset(_("What it gives"), "curriculum", "outcomes", "equipment", "certificates"),
            "is_offered",
        )


class DocumentForm(forms.ModelForm):
    """One paper that applicants show."""

    # What a browser sends of an untouched box is no answer, so the row stays an empty one.
    kind = forms.ChoiceField(
        label=_("Document"), choices=DocumentKind, initial=DocumentKind.values[0]
    )

    class Meta:
        model = RequiredDocument
        fields = ["kind", "label", "is_required"]


DocumentFormSet = forms.formset_factory(
    DocumentForm, extra=2, can_delete=True, can_delete_extra=False
)


class FundForm(forms.ModelForm):
    class Meta:
        model = FundingSource
        fields = ["name", "legal_basis"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class BudgetForm(forms.ModelForm):
    """The ceiling of one fiscal year."""

    amount = RupiahField(label=_("Ceiling (Rp)"), max_digits=15)

    class Meta:
        model = Budget
        fields = ["fiscal_year", "amount", "legal_basis"]


class BaseBudgetFormSet(forms.BaseFormSet):
    def clean(self):
        if any(self.errors):
            return
        years = [row["fiscal_year"] for row in kept_rows(self)]
        if len(years) != len(set(years)):
            raise forms.ValidationError(_("Give each fiscal year once."))


BudgetFormSet = forms.formset_factory(
    BudgetForm, formset=BaseBudgetFormSet, extra=2, can_delete=True, can_delete_extra=False
)


def moment_widget():
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class HolidayForm(forms.ModelForm):
    class Meta:
        model = Holiday
        fields = ["date", "name"]
        labels = {"date": _("Day"), "name": _("Name")}
        widgets = {"date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def _get_validation_exclusions(self):
        # The service says in words that the day is known; the form would say "already exists".
        return super()._get_validation_exclusions() | {"date"}


class OutageForm(forms.Form):
    """An outage that the portal did not notice itself."""

    began_at = forms.DateTimeField(
        label=_("Began"),
        widget=moment_widget(),
        error_messages={"required": _("Say when it began.")},
    )
    ended_at = forms.DateTimeField(
        label=_("Ended"),
        widget=moment_widget(),
        error_messages={"required": _("Say when it ended.")},
    )
    reason = forms.CharField(
        label=_("What happened"),
        help_text=_("For example: the line to the data centre was cut."),
        max_length=200,
        error_messages={"required": _("Write what happened.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


def kept_rows(formset):
    """Return the field values of the rows that are filled in and not marked for removal."""
    return [
        {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
        for form in formset.forms
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]
