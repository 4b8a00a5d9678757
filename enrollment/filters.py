import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models import Application
from enrollment.registration_numbers import read_registration_number
from programs.choices import SUSPENDED
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
        queryset=Intake.objects.exclude(status__in=SUSPENDED).order_by("-opens_at"),
        to_field_name="code",
        empty_label=_("All intakes"),
    )
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"),
        queryset=TrainingProgram.objects.all(),
        to_field_name="slug",
        method="filter_program",
        empty_label=_("All programmes"),
    )
    batch = django_filters.ModelChoiceFilter(
        label=_("Class"),
        queryset=Batch.objects.order_by("-code"),
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
        if value == "assisted":
            return queryset.filter(entered_by__isnull=False)
        if value == "adjustment":
            return queryset.exclude(accommodation="")
        return queryset.with_flags().filter(**{FLAG_COLUMNS[value]: True})


FLAG_COLUMNS = {
    "second": "waits_for_second",
    "twice": "may_be_a_duplicate",
    "returned": "was_returned",
    "priority": "claims_priority",
    "same_card": "shares_family_card",
}
