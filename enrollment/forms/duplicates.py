"""What the desk decides about two entries that may be one person."""

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import MergeReason
from enrollment.choices import Match, PairReason, PairStatus
from enrollment.models import DuplicatePair
from programs.choices import SUSPENDED
from programs.models import Intake

EXCLUDE = "exclude-"


def application_numbers(person):
    """What tells two records apart whose name and masked NIK are the same."""
    sent = person.applications.exclude(registration_number="")
    return list(sent.order_by("submitted_at").values_list("registration_number", flat=True))


class PairFilter(django_filters.FilterSet):
    """What the list of pairs may be narrowed by; it all stands in the address of the page."""

    intake = django_filters.ModelChoiceFilter(
        label=_("Intake"),
        queryset=Intake.objects.exclude(status__in=SUSPENDED).order_by("-opens_at"),
        to_field_name="code",
        method="filter_intake",
        empty_label=_("All intakes"),
    )
    match = django_filters.ChoiceFilter(
        label=_("In common"),
        choices=Match.choices,
        method="filter_match",
        empty_label=_("Anything"),
    )

    class Meta:
        model = DuplicatePair
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.form.fields.values():
            field.widget.attrs["class"] = "form-select"

    def filter_intake(self, queryset, name, value):
        return queryset.in_intake(value)

    def filter_match(self, queryset, name, value):
        return queryset.filter(matches__contains=[value])


class DecidePairForm(forms.Form):
    """One of: two people, both kept, or one of ``applications`` excluded."""

    outcome = forms.ChoiceField(
        label=_("What are they?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they are.")},
    )
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[("", _("Choose a reason"))]
        + [(reason, reason.label) for reason in PairReason if reason != PairReason.BY_MISTAKE],
        error_messages={"required": _("Choose a reason.")},
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Only staff read this."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args, applications, **kwargs):
        super().__init__(*args, **kwargs)
        self.applications = {f"{EXCLUDE}{row.pk}": row for row in applications}
        self.fields["outcome"].choices = [
            (PairStatus.APART, _("Two different people: do not ask again")),
            (PairStatus.KEPT, _("One person, and both applications stay")),
            *(
                (
                    name,
                    _("One person: exclude {number}, {intake}").format(
                        number=row.registration_number, intake=row.intake.title
                    ),
                )
                for name, row in self.applications.items()
            ),
        ]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Field("outcome", wrapper_class="tiles"), "reason", "note")

    @property
    def application(self):
        """The application to exclude, or ``None`` where none is."""
        return self.applications.get(self.cleaned_data["outcome"])


class ProposeMergeForm(forms.Form):
    """Which of two records stays, and how the officer knows that they are one person."""

    kept = forms.ChoiceField(
        label=_("Which record stays?"),
        help_text=_("The one whose NIK stands on the KTP."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which record stays.")},
    )
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[("", _("Choose a reason")), *MergeReason.choices],
        error_messages={"required": _("Choose a reason.")},
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Only staff read this."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args, pair, **kwargs):
        super().__init__(*args, **kwargs)
        self.persons = {str(person.pk): person for person in (pair.first, pair.second)}
        self.fields["kept"].choices = [
            (
                number,
                _("{place}. {name}, NIK {nik}, application {numbers}").format(
                    place=place,
                    name=person.full_name or "–",
                    nik=person.nik_masked,
                    numbers=", ".join(application_numbers(person)) or "–",
                ),
            )
            for place, (number, person) in enumerate(self.persons.items(), start=1)
        ]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Field("kept", wrapper_class="tiles"), "reason", "note")

    @property
    def stays(self):
        """The person whose record stays."""
        return self.persons[self.cleaned_data["kept"]]


class ReopenPairForm(forms.Form):
    note = forms.CharField(
        label=_("Why it is taken back"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": _("Say why the decision is taken back.")},
    )
