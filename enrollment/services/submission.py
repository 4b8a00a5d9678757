"""An application is sent, once; sent again after a correction; or withdrawn."""

import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.choices import DocumentStatus
from accounts.services.standstill import refuse_own_while_kept_still
from blk_portal.shared.composed import Composed
from blk_portal.shared.errors import DomainError
from blk_portal.shared.formats import long_date
from enrollment import declarations
from enrollment.choices import (
    MAY_WITHDRAW,
    ApplicationStatus,
    ClaimSource,
    ClaimStatus,
)
from enrollment.models import Application, FactClaim
from enrollment.registration_numbers import ALPHABET, new_registration_number
from enrollment.services.application_file import (
    papers_of,
    read_file,
    returned_items,
    wallet_of,
    wishes_with_rules,
)
from enrollment.services.applications import read_after_waiting
from enrollment.services.eligibility import reasons_against, standing_of
from enrollment.services.paper import refuse_unless_taken
from enrollment.services.promotion import record_lapse
from enrollment.services.review_notices import settle_corrections
from enrollment.services.seats import take_seat
from enrollment.services.status import change_status
from notices.services.outbox import queue_notice
from programs.choices import SEATED_ON_SENDING
from programs.models import Batch, Intake

ATTEMPTS = 5
_LOCKING = Composed(
    lambda pk: (
        Application.objects.filter(pk=pk)
        .select_for_update(of=("self",))
        .select_related("person__kelurahan", "intake", "paper")
        .with_seat_elsewhere()
        .with_an_excluded_one()
        .with_trainings()
    ),
    pk=int,
)


@transaction.atomic
def submit_application(application, *, actor):
    """Send the application, give it its numbers and tell the person; return it.

    A repeated request finds it sent and changes nothing. In a class that holds no round it takes
    a seat at once. Raise ``DomainError`` when registration has closed by the clock of the
    database, when an answer or paper is missing, when no wish can count, or when every such
    class is full.
    """
    intake = _lock_intake_as_open(application.intake_id)
    locked = _lock_batches_without_round(application) if intake.seats_on_sending else set()
    application = lock_application(application)
    if application.status != ApplicationStatus.DRAFT:
        if application.registration_number:
            return application
        raise DomainError(_("This application was withdrawn. You can begin a new one."))
    refuse_own_while_kept_still(application.person)
    _refuse_beside_an_excluded_one(application)
    refuse_unless_taken(application, intake, intake.moment)
    file = read_file(application, wishes=wishes_with_rules(application))
    if file.unanswered:
        raise DomainError(
            _("Still missing: {parts}.").format(
                parts=", ".join(str(part.title) for part in file.unanswered)
            )
        )
    open_wishes = _wishes_that_can_count(application, file)
    _refuse_wishes_added_meanwhile(open_wishes, locked)

    _link_proofs(application, file.papers)
    _note_who_entered(application, actor)
    _send_with_numbers(application, intake.moment, actor)
    _take_seat_at_once(application, open_wishes)
    _tell_received(application, intake)
    return application


@transaction.atomic
def resubmit_application(application, *, actor):
    """Send a corrected application back to the staff.

    Raise ``DomainError`` while a paper that was returned has not been replaced.
    """
    application = lock_application(application)
    if application.status != ApplicationStatus.NEEDS_FIX:
        raise DomainError(_("There is nothing to send again."))
    if not application.person.nik:
        raise DomainError(_("Enter your own NIK first."))
    wallet = wallet_of(application.person)
    if papers_still_to_replace(wallet, returned_items(application)):
        raise DomainError(_("First upload a new photo or file of each paper that was returned."))
    _link_proofs(application, papers_of(application, wallet).values())
    change_status(application, ApplicationStatus.SUBMITTED, actor=actor, reason="resubmitted")
    settle_corrections(application)
    return application


def papers_still_to_replace(wallet, items):
    """Return the requirements among ``items`` for whose paper ``wallet`` has no newer one."""
    missing = []
    for requirement, item in items.items():
        kind = requirement.removeprefix("document:")
        if kind == requirement:
            continue
        paper = wallet.get(kind)
        is_new = (
            paper is not None
            and paper.created_at > item.review.created_at
            and paper.status != DocumentStatus.REFUSED
        )
        if not is_new:
            missing.append(requirement)
    return missing


def lock_application(application):
    """Lock the application until the transaction ends and read it again."""
    return read_after_waiting(_LOCKING, application)


def _lock_intake_as_open(pk):
    """Read the intake with ``moment``, the database's clock, under a lock shared by all who apply.

    Closing an intake changes its row, so it waits for everybody who is in the middle of sending.
    ``seats_on_sending`` says whether any of its classes holds no round.
    """
    return Intake.objects.raw(
        "SELECT *, clock_timestamp() AS moment, EXISTS (SELECT FROM programs_batch b "
        "WHERE b.intake_id = i.id AND b.selection_method = ANY(%s)) AS seats_on_sending "
        "FROM programs_intake i WHERE id = %s FOR SHARE OF i",
        [list(SEATED_ON_SENDING), pk],
    )[0]


def _lock_batches_without_round(application):
    """Batches own their seats, so they are locked before the application, in the order of keys."""
    wished_for = application.choices.order_by().values("batch")
    without_round = Batch.objects.filter(pk__in=wished_for, selection_method__in=SEATED_ON_SENDING)
    return {batch.pk for batch in without_round.select_for_update(no_key=True).order_by("pk")}


def _refuse_wishes_added_meanwhile(wishes, locked):
    """A class is never locked after the application: two people could wait for each other."""
    if any(wish.batch_id not in locked for wish in _seated_at_once(wishes)):
        raise DomainError(_("Your list of classes changed just now. Look at it and send again."))


def _wishes_that_can_count(application, file):
    standing = standing_of(application)
    wishes = [wish for wish in file.wishes if not reasons_against(wish.batch, standing)]
    if not wishes:
        raise DomainError(
            _(
                "By your answers none of the classes on your list is open to you. "
                "Look at the reasons beside your list."
            )
        )
    return wishes


def _link_proofs(application, papers):
    """Attach to each claim the paper that proves it."""
    wallet = {paper.kind: paper.document for paper in papers if paper.is_in_order}
    now, proven = timezone.now(), []
    for claim in application.fact_claims.all():
        proof = next((wallet[kind] for kind in claim.fact_type.proof_kinds if kind in wallet), None)
        if proof and claim.document_id != proof.pk and claim.status == ClaimStatus.CLAIMED:
            claim.document, claim.source, claim.updated_at = proof, ClaimSource.DOCUMENT, now
            proven.append(claim)
    if proven:
        FactClaim.objects.bulk_update(proven, ["document", "source", "updated_at"])


def _note_who_entered(application, actor):
    """Somebody else than the applicant sends it: that stays on it for ever."""
    is_own = actor is None or actor.pk == application.user_id
    if not is_own and application.entered_by_id is None:
        application.entered_by = actor
        application.save(update_fields=["entered_by", "updated_at"])


def _send_with_numbers(application, moment, actor):
    """Move the application to the staff, with numbers that no other has."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            change_status(
                application,
                ApplicationStatus.SUBMITTED,
                actor=actor,
                registration_number=new_registration_number(),
                draw_code=new_draw_code(),
                submitted_at=moment,
                declared_at=moment,
                declaration_version=declarations.CURRENT,
                version=application.version + 1,
            )
            return
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise


def new_draw_code():
    """Return a code that says nothing of the registration number."""
    return "D" + "".join(secrets.choice(ALPHABET) for _place in range(10))


def _take_seat_at_once(application, wishes):
    refusal = None
    for wish in _seated_at_once(wishes):
        try:
            with transaction.atomic():
                take_seat(wish.batch, application)
            return
        except DomainError as error:
            refusal = error
    if refusal:
        raise refusal


def _seated_at_once(wishes):
    return [wish for wish in wishes if wish.batch.selection_method in SEATED_ON_SENDING]


def _refuse_beside_an_excluded_one(application):
    if application.stands_beside_an_excluded_one:
        raise DomainError(
            _("Another application of yours counts in this intake. Call BLK if that is not right.")
        )


def _tell_received(application, intake):
    person = application.person
    with translation.override(person.language):
        check = (
            _("Our staff check it by {date}.").format(date=long_date(intake.verified_by))
            if intake.verified_by
            else _("Our staff check it now.")
        )
    queue_notice(
        person,
        "application_received",
        context={
            "intake": intake.title,
            "number": application.registration_number,
            "check": check,
        },
        about=application,
        link=application.get_absolute_url(),
        event_key=f"application_received:{application.pk}",
    )


@transaction.atomic
def withdraw_application(application, *, actor):
    """Withdraw for good; a draft, too. A seat or a place on a waitlist goes to the next person.

    Raise ``DomainError`` once a seat is confirmed.
    """
    if Application.objects.get(pk=application.pk).registration_number:
        record_lapse(application, "by_applicant", actor)
    application = lock_application(application)
    if application.status not in MAY_WITHDRAW:
        raise DomainError(_("This application can no longer be withdrawn."))
    change_status(application, ApplicationStatus.WITHDRAWN, actor=actor, reason="by_applicant")
    settle_corrections(application)
    return application
