"""Opening an intake: its rules are published and, from then on, frozen."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from programs.choices import BY_ROUND, IntakeStatus, SelectionMethod
from programs.models import Intake, RuleSet
from programs.services.rules import canonical, rules_of, sha256_of
from programs.services.status import change_intake_status


@transaction.atomic
def open_intake(intake, *, actor, commitment=""):
    """Freeze the rules of ``intake``, open registration, and return the published rule set.

    ``commitment`` is the digest of the sealed seed, published with the rules. Raise
    ``DomainError`` with everything that is still missing. From here on the database refuses a
    change of the rules; registration itself begins at ``opens_at``.
    """
    locked = Intake.objects.select_for_update().get(pk=intake.pk)
    if locked.status != IntakeStatus.PLANNED:
        raise DomainError(_("Only a planned intake can be opened."))
    missing = missing_for_opening(locked)
    if missing:
        raise DomainError(" ".join(missing))
    rule_set = freeze_rules(locked, actor=actor, commitment=commitment)
    change_intake_status(locked, IntakeStatus.OPEN, actor=actor)
    intake.status = locked.status
    return rule_set


def freeze_rules(intake, *, actor, commitment=""):
    """Store the rules of ``intake`` as its first published rule set."""
    text = canonical(rules_of(intake))
    return RuleSet.objects.create(
        intake=intake,
        canonical=text,
        sha256=sha256_of(text),
        commitment=commitment,
        frozen_by=actor,
    )


def missing_for_opening(intake):
    """Return, as sentences, what must be settled before ``intake`` can be opened."""
    batches = list(
        intake.batches.select_related("program").prefetch_related("criteria", "reserves")
    )
    if not batches:
        return [_("Add at least one class.")]
    return [*_missing_dates(intake, batches), *_mixed_methods(batches)] + [
        sentence for batch in batches for sentence in _missing_rules(batch)
    ]


def _missing_dates(intake, batches):
    if intake.closes_at <= timezone.now():
        yield _("Registration closes in the past. Set a later day.")
    if not any(batch.selection_method in BY_ROUND for batch in batches):
        return
    names = {
        "round_runs_at": _("the time of the selection round"),
        "announced_at": _("the time of the announcement"),
        "objections_until": _("the end of the objection window"),
        "answers_until": _("the day by which seats are answered"),
        "promotion_until": _("the day on which the waitlist stops"),
    }
    absent = [name for field, name in names.items() if getattr(intake, field) is None]
    if absent:
        yield _("Set {dates}.").format(dates=", ".join(absent))
    if not intake.entropy_source:
        yield _("Name the public source of chance, with its exact spelling.")


def _mixed_methods(batches):
    methods = {batch.selection_method for batch in batches}
    if len(methods) > 1 and methods - set(BY_ROUND):
        yield _("First-come and nominated classes need an intake of their own.")


def _missing_rules(batch):
    criteria = batch.criteria.all()
    if batch.selection_method == SelectionMethod.MERIT:
        weights = sum((criterion.weight for criterion in criteria), Decimal(0))
        if weights != 100:
            yield _("{batch}: the weights add up to {sum}%, not 100%.").format(
                batch=batch.code, sum=format(weights.normalize(), "f")
            )
    elif criteria:
        yield _("{batch}: only classes by score have criteria.").format(batch=batch.code)
    if sum(reserve.seats for reserve in batch.reserves.all()) > batch.capacity:
        yield _("{batch}: more guaranteed seats than seats.").format(batch=batch.code)
