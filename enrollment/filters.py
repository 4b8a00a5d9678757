from datetime import datetime, time, timedelta
from operator import itemgetter

import django_filters
from django import forms
from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models import Kelurahan, User
from enrollment.models import Application
from enrollment.registration_numbers import read_registration_number
from programs.choices import SUSPENDED, IntakeStatus
from programs.models import Batch, Intake, TrainingProgram

FLAGS = [
    ("second", _("Second look wanted")),
    ("twice", _("Maybe entered twice")),
    ("returned", _("Corrected and sent again")),
    ("priority", _("Priority category")),
    ("same_card", _("Family card also in another file")),
    ("assisted", _("Entered by a helper")),
    ("adjustment", _("Asks for an adjustment")),
]


class QueueFilter(django_filters.FilterSet):
    """What a verifier may narrow the queue by."""

    q = django_filters.CharFilter(
        label=_("Name or registration number"), method="filter_text", max_length=60
    )
    intake = django_filters.ModelChoiceFilter(
        label=_("Intake"),
        queryset=Intake.objects.exclude(status__in=SUSPENDED)
        .only("code", "title")
        .order_by("-opens_at"),
        to_field_name="code",
        empty_label=_("All intakes"),
    )
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"),
        queryset=TrainingProgram.objects.only("slug", "title"),
        to_field_name="slug",
        method="filter_program",
        empty_label=_("All programmes"),
    )
    batch = django_filters.ModelChoiceFilter(
        label=_("Class"),
        queryset=Batch.objects.only("code").order_by("-code"),
        to_field_name="code",
        method="filter_batch",
        empty_label=_("All classes"),
    )
    flag = django_filters.ChoiceFilter(
        label=_("Flag"), choices=FLAGS, method="filter_flag", empty_label=_("All flags")
    )

    class Meta:
        model = Application
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.form.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "q" else "form-select"
        self.form.fields["batch"].label_from_instance = lambda batch: batch.code

    def filter_text(self, queryset, name, value):
        number = read_registration_number(value) or value
        return queryset.filter(
            Q(registration_number__istartswith=number) | Q(person__full_name__istartswith=value)
        )

    def filter_program(self, queryset, name, value):
        return queryset.wishing_for(Batch.objects.filter(program=value))

    def filter_batch(self, queryset, name, value):
        return queryset.wishing_for(Batch.objects.filter(pk=value.pk))

    def filter_flag(self, queryset, name, value):
        return flagged(queryset, value)


def flagged(applications, flag):
    """Of ``applications`` those with one of ``FLAGS``."""
    if flag == "assisted":
        return applications.filter(entered_by__isnull=False)
    if flag == "adjustment":
        return applications.exclude(accommodation="")
    if flag == "same_card":
        # Looked for once, however often the list is then counted and read.
        found = applications.sharing_a_family_card().order_by().values_list("pk", flat=True)
        return applications.filter(pk__in=list(found))
    return applications.with_flags().filter(**{FLAG_COLUMNS[flag]: True})


FLAG_COLUMNS = {
    "second": "waits_for_second",
    "twice": "may_be_a_duplicate",
    "returned": "was_returned",
    "priority": "claims_priority",
}


OUTSIDE = "luar"
OVER = [IntakeStatus.FINISHED, IntakeStatus.CANCELLED]
AN_HOUR = 60 * 60
OF_INTAKE = ["intake__code", "intake__title", "intake__status"]


def kelurahan_choices():
    """The 27 kelurahan; they change by law, so an hour's memory does no harm."""
    known = cache.get_or_set(
        "enrollment:kelurahan", lambda: list(Kelurahan.objects.values_list("code", "name")), AN_HOUR
    )
    return [*known, (OUTSIDE, _now("Outside the city"))]


class ApplicationFilter(django_filters.FilterSet):
    """What the list of applicants may be narrowed by; no name, for it stands in the address.

    One statement reads intakes, programmes and classes to choose from, another the verifiers.
    """

    number = django_filters.CharFilter(
        label=_("Registration number"), method="filter_number", max_length=12
    )
    intake = django_filters.ChoiceFilter(
        label=_("Intake"), method="filter_intake", empty_label=_("All intakes")
    )
    program = django_filters.ChoiceFilter(
        label=_("Programme"), method="filter_program", empty_label=_("All programmes")
    )
    batch = django_filters.ChoiceFilter(
        label=_("Class"), method="filter_batch", empty_label=_("All classes")
    )
    kelurahan = django_filters.ChoiceFilter(
        label=_("Kelurahan"),
        choices=kelurahan_choices,
        method="filter_kelurahan",
        empty_label=_("All kelurahan"),
    )
    flag = django_filters.ChoiceFilter(
        label=_("Flag"), choices=FLAGS, method="filter_flag", empty_label=_("All flags")
    )
    reviewer = django_filters.ChoiceFilter(
        label=_("Checked by"), method="filter_reviewer", empty_label=_("Anybody")
    )
    since = django_filters.DateFilter(
        label=_("Sent from"), method="filter_since", widget=forms.DateInput({"type": "date"})
    )
    until = django_filters.DateFilter(
        label=_("Sent until"), method="filter_until", widget=forms.DateInput({"type": "date"})
    )

    class Meta:
        model = Application
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        batches = list(
            Batch.objects.select_related("program", "intake")
            .only("code", "program__slug", "program__title", *OF_INTAKE)
            .order_by("-intake__opens_at", "-code")
        )
        self.intakes = {batch.intake.code: batch.intake for batch in batches}
        self.programs = {batch.program.slug: batch.program for batch in batches}
        self.batches = {batch.code: batch for batch in batches}
        reviewers = User.objects.filter(groups__name=Role.VERIFIER).order_by("display_name", "pk")
        offered = self._classes_offered(batches)
        for name, choices in {
            "intake": [(code, intake.title) for code, intake in self.intakes.items()],
            "program": sorted(
                ((slug, program.title) for slug, program in self.programs.items()),
                key=itemgetter(1),
            ),
            "batch": [(batch.code, batch.code) for batch in offered],
            "reviewer": [(str(user.pk), str(user)) for user in reviewers],
        }.items():
            self.filters[name].extra["choices"] = choices
        for name, field in self.form.fields.items():
            is_chosen = isinstance(self.filters[name], django_filters.ChoiceFilter)
            field.widget.attrs["class"] = "form-select" if is_chosen else "form-control"

    def _classes_offered(self, batches):
        """Classes of the chosen intake, else of intakes that go on: never a list of all years."""
        intake, chosen = self.data.get("intake"), self.data.get("batch")
        if intake in self.intakes:
            return [batch for batch in batches if batch.intake.code == intake]
        return [
            batch for batch in batches if batch.intake.status not in OVER or batch.code == chosen
        ]

    def filter_number(self, queryset, name, value):
        number = read_registration_number(value)
        if number:
            return queryset.filter(registration_number=number)
        return queryset.filter(registration_number__startswith=value.upper())

    def filter_intake(self, queryset, name, value):
        return queryset.filter(intake=self.intakes[value])

    def filter_program(self, queryset, name, value):
        return queryset.wishing_for(Batch.objects.filter(program=self.programs[value]))

    def filter_batch(self, queryset, name, value):
        return queryset.wishing_for([self.batches[value]])

    def filter_kelurahan(self, queryset, name, value):
        if value == OUTSIDE:
            return queryset.filter(person__kelurahan__isnull=True)
        return queryset.filter(person__kelurahan=value)

    def filter_flag(self, queryset, name, value):
        return flagged(queryset, value)

    def filter_reviewer(self, queryset, name, value):
        return queryset.with_standing_decision().filter(decision__reviewer=value)

    def filter_since(self, queryset, name, value):
        return queryset.filter(submitted_at__gte=_midnight(value))

    def filter_until(self, queryset, name, value):
        return queryset.filter(submitted_at__lt=_midnight(value + timedelta(days=1)))


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
