"""Last year's intake as the draft of a new one: days shifted, rules as rows, nothing published."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from programs.choices import BatchStatus
from programs.models import Batch, Holiday, Intake
from programs.promises import OF_CLASS, OF_INTAKE, day_of, label_of
from programs.services.batches import BatchRules, create_batch
from programs.services.intakes import RULE_FIELDS, create_intake

LEFT_OUT = [BatchStatus.CANCELLED, BatchStatus.MERGED]
OF_ITS_OWN = {"id", "intake", "code", "status", "created_at", "updated_at", "realised_cost"}
RULES = {
    "gates": ("code", "type", "facts", "minimum_age", "maximum_age"),
    "criteria": (
        "code",
        "name",
        "assessed_by",
        "weight",
        "maximum",
        "minimum",
        "is_required",
        "tie_position",
    ),
    "reserves": ("category", "name", "facts", "seats"),
}


@transaction.atomic
def copy_intake(source, *, actor, code, title, opens_on):
    """Plan an intake like ``source`` that opens on ``opens_on``; return it.

    Every day moves by as many days as the opening. Classes come with their conditions, criteria
    and guaranteed seats, those that were cancelled or merged do not; rule sets, rounds, seats
    and people stay where they are. Raise ``DomainError`` for a code that is taken.
    """
    if Intake.objects.filter(code=code).exists():
        raise DomainError(_("This code is taken: {code}.").format(code=code))
    shift = opens_on - day_of(source.opens_at)
    dates = {name: _shifted(getattr(source, name), shift) for name in OF_INTAKE}
    rules = {name: getattr(source, name) for name in RULE_FIELDS if name != "code"}
    intake = create_intake(
        actor=actor, code=code, title=title, year=opens_on.year, **rules, **dates
    )
    batches = source.batches.exclude(status__in=LEFT_OUT).prefetch_related(*RULES)
    for batch in batches.order_by("code"):
        _copy_class(batch, intake, source, shift, actor)
    return intake


def free_days_in(intake):
    """Say which days of ``intake`` and its classes fall on a weekend or a holiday."""
    things = [(intake, OF_INTAKE), *((batch, OF_CLASS) for batch in intake.batches.all())]
    dated = [
        (f"{label_of(name)} ({thing.code})", day_of(getattr(thing, name)))
        for thing, names in things
        for name in names
        if getattr(thing, name)
    ]
    holidays = set(
        Holiday.objects.filter(date__in=[day for _label, day in dated]).values_list(
            "date", flat=True
        )
    )
    return [label for label, day in dated if day.weekday() > 4 or day in holidays]


def _copy_class(batch, intake, source, shift, actor):
    fields = {
        field.name: getattr(batch, field.name)
        for field in Batch._meta.concrete_fields
        if field.name not in OF_ITS_OWN
    }
    for name in (*OF_CLASS, "reference_date"):
        fields[name] = _shifted(fields[name], shift)
    rules = BatchRules(
        **{
            related: [
                {name: getattr(row, name) for name in names}
                for row in getattr(batch, related).all()
            ]
            for related, names in RULES.items()
        }
    )
    create_batch(intake, actor=actor, rules=rules, code=_code(batch, intake, source), **fields)


def _code(batch, intake, source):
    """Put the new intake's code where the old one's was; else count on."""
    if batch.code.startswith(source.code):
        code = intake.code + batch.code.removeprefix(source.code)
    else:
        code = f"{intake.code}-{intake.batches.count() + 1}"
    if Batch.objects.filter(code=code).exists():
        raise DomainError(_("This code is taken: {code}.").format(code=code))
    return code


def _shifted(value, shift):
    """Move a day, or a moment whose time of day stays."""
    if value is None:
        return None
    return value + timedelta(days=shift.days)
