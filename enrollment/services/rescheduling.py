"""Promised days move, and whoever counts on them is told in one message."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blk_portal.shared.late_saves import refuse_late_save
from enrollment.choices import BEFORE_THE_RESULT, ApplicationStatus
from enrollment.models import Application, Offer
from enrollment.services.offering import notice_key
from notices.models import Notice
from notices.services.outbox import queue_notice, withdraw_notices
from programs.models import Batch, Rescheduling
from programs.promises import OF_CLASS, joined, reason_words
from programs.services import rescheduling as programs_rescheduling
from programs.services.rescheduling import lock_thing, moves_of, version_of_days

# Acts within this time of one another become one message; until then nobody is told.
JOINED_WITHIN = timedelta(minutes=30)

_APPLYING = [ApplicationStatus.DRAFT]
_WITH_A_RESULT = [
    ApplicationStatus.SEATED,
    ApplicationStatus.WAITLISTED,
    ApplicationStatus.NOT_SELECTED,
    ApplicationStatus.INELIGIBLE,
]
COUNTING_ON = {
    "opens_at": _APPLYING,
    "closes_at": _APPLYING,
    "verified_by": BEFORE_THE_RESULT,
    "written_test_on": BEFORE_THE_RESULT,
    "interview_on": BEFORE_THE_RESULT,
    "round_runs_at": [],
    "announced_at": BEFORE_THE_RESULT,
    "objections_until": _WITH_A_RESULT,
    "answers_until": [ApplicationStatus.SEATED],
    "reregistration_until": [ApplicationStatus.SEATED],
    "promotion_until": [ApplicationStatus.WAITLISTED],
}
GROUPS = [
    (gettext_lazy("not sent yet"), _APPLYING),
    (gettext_lazy("waiting for the result"), BEFORE_THE_RESULT),
    (gettext_lazy("with a seat"), [ApplicationStatus.SEATED, ApplicationStatus.CONFIRMED]),
    (gettext_lazy("on the waitlist"), [ApplicationStatus.WAITLISTED]),
    (
        gettext_lazy("without a seat"),
        [ApplicationStatus.NOT_SELECTED, ApplicationStatus.INELIGIBLE],
    ),
]


@dataclass(frozen=True)
class Preview:
    """What an act would do: the moves in words, and how many people it tells."""

    moves: list
    groups: list
    total: int


def preview_rescheduling(thing, dates):
    """Say what moving ``thing`` to ``dates`` changes and whom it tells; change nothing."""
    moves = moves_of(thing, dates)
    statuses = list(people_to_tell(thing, moves).values_list("status", flat=True))
    counts = [(str(label), sum(status in group for status in statuses)) for label, group in GROUPS]
    return Preview(moves, [(label, count) for label, count in counts if count], len(statuses))


@transaction.atomic
def reschedule(thing, dates, *, actor, reason, note="", seen=None):
    """Move promised days of an intake or a class and tell whoever counts on them.

    People get one message; one that still waits from an act shortly before is joined with it.
    Open offers get the time that their holders gain. Raise ``DomainError`` for what
    ``moves_of`` refuses, and ``SavedMeanwhile`` if ``seen``, which the page showed, is not the
    version of now.
    """
    thing = lock_thing(thing)
    refuse_late_save(seen, version_of_days(thing))
    moves = moves_of(thing, dates)
    people = list(people_to_tell(thing, moves).select_related("person"))
    earlier = list(
        Rescheduling.objects.filter(
            intake=_intake_of(thing),
            batch=thing if isinstance(thing, Batch) else None,
            made_at__gt=timezone.now() - JOINED_WITHIN,
        ).order_by("pk")
    )
    done = programs_rescheduling.reschedule(
        thing, moves, actor=actor, reason=reason, note=note, told=len(people)
    )
    if any(move.name == "answers_until" for move in moves):
        _extend_offers(thing)
    for application in people:
        _tell(application, done, earlier)
    return done


def people_to_tell(thing, moves):
    """Return the applications whose people count on one of the days that move."""
    if isinstance(thing, Batch):
        return Application.objects.filter(seats__batch=thing, seats__released_at=None)
    statuses = {status for move in moves for status in COUNTING_ON[move.name]}
    return Application.objects.filter(
        intake=thing, status__in=statuses, person__isnull=False, forgotten_at=None
    ).order_by("pk")


def _tell(application, done, earlier):
    keys = [_key(application, row) for row in earlier]
    together = [*earlier, done] if withdraw_notices(keys) else [done]
    moves = [
        move
        for move in joined(together)
        if move.name in OF_CLASS or application.status in COUNTING_ON[move.name]
    ]
    if not moves:
        return
    with translation.override(application.person.language):
        details = "\n".join(f"- {move.words}" for move in moves)
        names = ", ".join(move.label for move in moves)
        subject = done.batch.program.title if done.batch else done.intake.title
        why = _("Reason: {reason}.").format(reason=reason_words(done.reason, done.note).rstrip("."))
    queue_notice(
        application.person,
        "days_moved",
        context={"subject": subject, "names": names, "details": details, "why": why},
        event_key=_key(application, done),
        about=application,
        link=application.get_absolute_url(),
        hold_until=together[0].made_at + JOINED_WITHIN,
    )


def _key(application, rescheduling):
    return f"days_moved:{application.pk}:{rescheduling.pk}"


def _extend_offers(intake):
    """Give holders of open offers the new day, too, where it is later than their own."""
    offers = Offer.objects.open().filter(
        seat__batch__intake=intake, answer="", expires_at__lt=intake.answers_until
    )
    for offer in offers:
        Notice.objects.filter(event_key=notice_key(offer)).update(answer_by=intake.answers_until)
    offers.update(expires_at=intake.answers_until)


def _intake_of(thing):
    return thing.intake if isinstance(thing, Batch) else thing
