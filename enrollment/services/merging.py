"""What becomes of applications, seats and pairs when two records of one person become one."""

from collections import defaultdict

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.choices import ApplicationStatus, RoundStatus
from enrollment.models import Application, Correction, DuplicatePair, Seat, SelectionRound
from enrollment.services.joining import hand_over_applications
from enrollment.services.status import change_status
from programs.models import Batch, Intake

READ_AND_NOT_PUBLISHED = [RoundStatus.FROZEN, RoundStatus.DECIDED, RoundStatus.APPROVED]


def lock(persons):
    """Lock rounds, classes and applications of the two, in the order of everybody who acts."""
    applications = _all_of(persons).order_by()
    rounds = SelectionRound.objects.filter(intake__in=applications.values("intake"))
    list(rounds.select_for_update().order_by("pk").only("pk"))
    seats = Seat.objects.taken().filter(person__in=persons).order_by()
    batches = Batch.objects.filter(pk__in=seats.values("batch"))
    list(batches.select_for_update(no_key=True).order_by("pk").only("pk"))
    list(applications.select_for_update(of=("self",)).order_by("pk").only("pk"))


def obstacles(kept, gone):
    """What of the intakes has to be settled first, in words."""
    both = [kept, gone]
    sent = _all_of(both).live().filter(Q(paper__isnull=False) | ~Q(status=ApplicationStatus.DRAFT))
    found = [
        _(
            "Both have an application in {intake}. Exclude one of them, or let one be withdrawn."
        ).format(intake=intake.title)
        for intake in _twice(sent)
    ]
    if Seat.objects.taken().filter(person__in=both).count() > 1:
        found.append(_("Both hold a seat. One of them has to be given back first."))
    running = Intake.objects.filter(applications__in=sent)
    waiting = running.filter(
        Q(selection_round__status__in=READ_AND_NOT_PUBLISHED)
        | Q(selection_round__corrections__in=Correction.objects.open())
    )
    found += [
        _("The round of {intake} has read its input. Wait until its result is published.").format(
            intake=intake.title
        )
        for intake in waiting.order_by("opens_at").distinct()
    ]
    return found


def prepare(kept, gone, actor):
    """End each draft beside another application of the same person in the same intake."""
    drafts = defaultdict(list)
    for application in _all_of([kept, gone]).live().select_related("intake"):
        drafts[application.intake_id].append(application)
    for beside in drafts.values():
        stands = min(beside, key=lambda each: _comes_later(each, kept))
        for application in beside:
            if application != stands:
                change_status(
                    application, ApplicationStatus.WITHDRAWN, actor=actor, reason="merged"
                )


def settle(kept):
    """Give the account what helpers entered, and let pages that show either record be stale."""
    if kept.user_id:
        hand_over_applications(kept, kept.user)
    Application.objects.live().filter(person=kept).update(
        version=F("version") + 1, updated_at=timezone.now()
    )


def pairs_that_stay(kept, gone):
    """The condition of the pair of the two, and of pairs with whom each of them has one."""
    known = DuplicatePair.objects.of_person(kept).values_list("first", "second")
    taken = {number for numbers in known for number in numbers} - {gone.pk} | {kept.pk}
    return Q(first__in=taken) | Q(second__in=taken)


def move_pairs(pairs, kept):
    """Put ``kept`` in the place of the record that is gone, the smaller number first."""
    for pair in pairs.select_related("first", "second"):
        other = pair.second if pair.first.merged_into_id == kept.pk else pair.first
        pair.first, pair.second = sorted([kept, other], key=lambda person: person.pk)
        pair.save(update_fields=["first", "second", "updated_at"])


def _all_of(persons):
    """Applications of the persons and, before a NIK was entered, of their accounts."""
    accounts = [person.user_id for person in persons if person.user_id]
    return Application.objects.filter(Q(person__in=persons) | Q(person=None, user__in=accounts))


def _twice(applications):
    """The intakes in which ``applications`` has more than one."""
    intakes = [row.intake for row in applications.select_related("intake").order_by("intake")]
    return {intake for intake in intakes if intakes.count(intake) > 1}


def _comes_later(application, kept):
    """What was sent goes before a draft, and the record that stands before the other."""
    is_sent = application.status != ApplicationStatus.DRAFT or hasattr(application, "paper")
    is_own = application.person_id == kept.pk or (
        kept.user_id is not None and application.user_id == kept.user_id
    )
    return not is_sent, not is_own, application.pk
