"""A selection round from the sealed seed at opening to the request that it be run."""

import hashlib
import secrets

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Q, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.crypto import blind_index
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_saves import mark_of, refuse_late_save
from blk_portal.shared.locking import lock_and_read
from enrollment.choices import RoundStatus
from enrollment.models import SelectionRound
from enrollment.selection import canonical_bytes
from enrollment.services.paper import paper_until
from programs.choices import BY_ROUND, IntakeStatus
from programs.models import Intake
from programs.services.opening import open_intake
from programs.services.status import change_intake_status


@transaction.atomic
def prepare_round(intake, *, actor):
    """Open registration and seal the seed of the draw; return the round.

    What the office is committed to is published with the rules, before anybody applies; the
    seed itself stays secret until publication. Return ``None`` for first-come and nominated
    classes, which hold no round.
    """
    seed = secrets.token_hex(32)
    commitment = hashlib.sha256(bytes.fromhex(seed)).hexdigest()
    holds_round = intake.batches.filter(selection_method__in=BY_ROUND).exists()
    rule_set = open_intake(intake, actor=actor, commitment=commitment if holds_round else "")
    if not holds_round:
        return None
    record_for_this_transaction(actor=actor)
    return SelectionRound.objects.create(
        intake=intake, code=intake.code, rule_set=rule_set, seed=seed, commitment=commitment
    )


@transaction.atomic
def close_intake(intake):
    """End registration at its announced time and publish the digest of who wished what.

    Where paper forms are still entered the list waits for them (``publish_list``). Drafts stay
    drafts. Raise ``DomainError`` before the time, or if the intake is not open.
    """
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    now = timezone.now()
    if intake.status != IntakeStatus.OPEN:
        raise DomainError(_("Registration for this intake is not open."))
    if now < intake.closes_at:
        raise DomainError(_("Registration has not come to its end yet."))
    change_intake_status(intake, IntakeStatus.CLOSED, actor=None)
    selection_round = SelectionRound.objects.filter(intake=intake).first()
    if selection_round is not None and now >= paper_until(intake):
        _fix_list(selection_round, now)


@transaction.atomic
def publish_list(selection_round):
    """Publish the list at closing once the days for paper forms are over.

    Holds the lock of the intake, for which everybody who is in the middle of sending waits.
    Raise ``DomainError`` before the time, or when the list is published.
    """
    intake = Intake.objects.select_for_update().get(pk=selection_round.intake_id)
    selection_round = lock_round(selection_round)
    now = timezone.now()
    if selection_round.status != RoundStatus.PREPARED or intake.status != IntakeStatus.CLOSED:
        raise DomainError(_("There is no list to publish."))
    if now < paper_until(intake):
        raise DomainError(_("Paper forms may still be entered."))
    _fix_list(selection_round, now)


def _fix_list(selection_round, now):
    entries = canonical_bytes(_list_at_closing(selection_round))
    change_round_status(
        selection_round,
        RoundStatus.CLOSED,
        actor=None,
        closed_at=now,
        list_at_closing=entries.decode(),
        list_sha256=hashlib.sha256(entries).hexdigest(),
    )


def intakes_to_close():
    return Intake.objects.open().filter(closes_at__lte=timezone.now())


def lists_to_publish():
    """Rounds whose registration has ended and whose list waits for paper forms no longer."""
    now = timezone.now()
    waiting = SelectionRound.objects.filter(
        status=RoundStatus.PREPARED, intake__status=IntakeStatus.CLOSED
    ).select_related("intake")
    return [each for each in waiting if paper_until(each.intake) <= now]


def _list_at_closing(selection_round):
    """Return ``[[draw code, pseudonym, [class, …]], …]`` of everybody who ever submitted."""
    applications = (
        selection_round.intake.applications.exclude(draw_code="")
        .filter(person__isnull=False)
        .annotate(
            wishes=ArrayAgg(
                "choices__batch__code",
                order_by="choices__rank",
                filter=Q(choices__isnull=False),
                default=Value([]),
            )
        )
        .order_by()
        .values_list("draw_code", "person", "wishes")
    )
    return sorted(
        [draw_code, pseudonym(selection_round, person), wishes]
        for draw_code, person, wishes in applications
    )


def pseudonym(selection_round, person_pk):
    """Return a name for a person that means something within this round only."""
    _version, digest = blind_index(f"{selection_round.code}:{person_pk}", kind="round-person")
    return digest


@transaction.atomic
def enter_entropy(selection_round, value, *, again, occasion, actor, seen=None):
    """Record the public value of chance, read twice from the source named beforehand.

    ``occasion`` says where ``actor`` read it and before whom. It may be corrected until a run is
    asked for, when nobody can know what it would change. Raise ``SavedMeanwhile`` if ``seen``,
    which the page showed, is not the version of now.
    """
    selection_round = lock_round(selection_round)
    refuse_late_save(seen, version_of_entropy(selection_round))
    value = value.strip()
    if selection_round.status != RoundStatus.CLOSED:
        raise DomainError(_("The public value is entered after closing, before the first run."))
    if selection_round.run_requested_at or selection_round.runs.exists():
        raise DomainError(_("The public value cannot change once a run was asked for."))
    if not value:
        raise DomainError(_("Type the public value."))
    if value != again.strip():
        raise DomainError(_("The two are not the same. Read the source again."))
    if not occasion.strip():
        raise DomainError(_("Say where the public value was read, and before whom."))
    read = {
        "entropy": value,
        "entropy_again": again.strip(),
        "entropy_source": selection_round.intake.entropy_source,
        "entropy_occasion": occasion.strip(),
        "entropy_read_by": actor,
        "entropy_read_at": timezone.now(),
    }
    for name, given in read.items():
        setattr(selection_round, name, given)
    selection_round.save(update_fields=list(read))
    return selection_round


def version_of_entropy(selection_round):
    """Return the mark of the public value and of how it was read."""
    return mark_of(selection_round.entropy, selection_round.entropy_occasion)


def is_promotion_open(intake):
    """Whether the waitlist still moves."""
    return intake.promotion_until is None or timezone.now() < intake.promotion_until


def lock_round(selection_round):
    """Lock the round until the transaction ends and read it again.

    Whoever runs, publishes or promotes holds this lock, so that one intake has one order of
    events.
    """
    rounds = SelectionRound.objects.without_documents().select_related("intake", "rule_set")
    return lock_and_read(rounds, selection_round.pk)


def change_round_status(selection_round, status, *, actor, reason="", **fields):
    """Move the round to ``status`` and set ``fields`` with it; the trigger writes history."""
    record_for_this_transaction(actor=actor, reason=reason[:60])
    for name, value in {"status": status, **fields}.items():
        setattr(selection_round, name, value)
    selection_round.save(update_fields=["status", "updated_at", *fields])
