"""What people may ask about their data, and the answer that the law wants within 3 × 24 hours."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.choices import DataRequestKind, DataRequestStatus, ErasureCause
from accounts.models import DataRequest, Person
from accounts.services.erasing import erase_person
from accounts.services.identity_claims import file_claim
from accounts.services.register import (
    NikHeldByAnother,
    persons_near_to,
    replace_checked_numbers,
)
from blk_portal.shared import personal_data
from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.errors import DomainError
from blk_portal.shared.formats import long_datetime

LEGAL_CLOCK = timedelta(hours=72)
SOON = timedelta(hours=24)
TIME_TO_THINK = timedelta(hours=24)


def ask(person, kind, *, actor, text=""):
    """Write down a request; the legal clock runs from now. A second time opens the first."""
    if kind == DataRequestKind.CORRECT and not text:
        raise DomainError(_("Write what is wrong and what is right."))
    earlier = person.data_requests.open().filter(kind=kind).first()
    if earlier:
        return earlier
    now = timezone.now()
    try:
        with transaction.atomic():
            record_for_this_transaction(actor=actor)
            return DataRequest.objects.create(
                person=person, kind=kind, text=text, received_at=now, due_at=now + LEGAL_CLOCK
            )
    except IntegrityError:
        return person.data_requests.open().get(kind=kind)


@transaction.atomic
def take_back(request, *, actor):
    """Cancel a request; an accepted erasure as long as it has not been carried out."""
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if not request.may_be_taken_back:
        raise DomainError(_("This request has been dealt with and cannot be taken back."))
    was_accepted = request.is_coming
    record_for_this_transaction(actor=actor)
    request.status = DataRequestStatus.CANCELLED
    request.save(update_fields=["status"])
    if was_accepted:
        Person.objects.filter(pk=request.person_id).update(restricted_at=None)
    return request


@transaction.atomic
def decide(request, decision, *, actor, answer, ground=""):
    """Answer a request and tell the person; what was granted happens by this service.

    An accepted erasure keeps the data still at once and is carried out a day later, so that the
    answer can be read and the request taken back. One that is accepted partly deletes at once what
    no law wants kept, and puts the rest away. Raise ``DomainError`` when it was answered
    before, when something must be kept that an erasure would take, and for the own household.
    """
    request = DataRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    person = Person.objects.select_for_update(no_key=True).get(pk=request.person_id)
    _refuse_unless_decidable(request, person, decision, actor=actor, answer=answer, ground=ground)
    now = timezone.now()
    record_for_this_transaction(actor=actor, reason=decision)
    request.status, request.answer, request.ground = decision, answer, ground
    request.decided_at, request.decided_by = now, actor
    if request.kind == DataRequestKind.ERASE and decision == DataRequestStatus.ACCEPTED:
        request.act_at = now + TIME_TO_THINK
    else:
        request.done_at = now
    request.save()
    if decision != DataRequestStatus.REFUSED and request.kind != DataRequestKind.CORRECT:
        is_partial = request.kind == DataRequestKind.ERASE and decision == DataRequestStatus.PARTLY
        _keep_still(person, now, lets_go=is_partial)
    _tell(person, request)
    return request


def correct_nik(request, *, nik, kk, actor, reason):
    """Correct a checked NIK from the KTP on the table, as the person asked in ``request``.

    When somebody else has that NIK nothing changes but that the person claims it; the claim,
    which the counter settles, is returned, otherwise ``None``.
    """
    try:
        _correct_nik(request, nik=nik, kk=kk, actor=actor, reason=reason)
    except NikHeldByAnother:
        return file_claim(request.person.user, nik)
    return None


@transaction.atomic
def use_again(person, *, actor):
    """End the standstill that the person asked for."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    asked = person.data_requests.filter(
        kind=DataRequestKind.ERASE, status=DataRequestStatus.ACCEPTED, done_at=None
    )
    if asked.exists():
        raise DomainError(_("Your data is going to be deleted. Take that request back first."))
    person.restricted_at = None
    person.save(update_fields=["restricted_at", "updated_at"])


def carry_out_due_erasures():
    """Erase the persons whose day to think has passed; return how many."""
    due = DataRequest.objects.filter(
        status=DataRequestStatus.ACCEPTED, done_at=None, act_at__lte=timezone.now()
    ).values_list("pk", flat=True)
    return sum(_carry_out(pk) for pk in list(due))


def waiting_counts(user):
    """How many requests wait for ``user``: all, due within a day, and overdue."""
    now = timezone.now()
    return (
        DataRequest.objects.open()
        .decidable_by(user)
        .aggregate(
            waiting=Count("pk"),
            soon=Count("pk", filter=Q(due_at__gte=now, due_at__lt=now + SOON)),
            overdue=Count("pk", filter=Q(due_at__lt=now)),
        )
    )


def _tell(person, request):
    with translation.override(person.language):
        following = (
            _("Your data is deleted on {when}. Until then you can take the request back.").format(
                when=long_datetime(request.act_at)
            )
            if request.act_at
            else _("The page of the request says what follows.")
        )
        personal_data.tell(
            person,
            "data_request_answered",
            context={
                "request": request.get_kind_display(),
                "decision": str(DataRequestStatus(request.status).label),
                "answer": request.answer,
                "next": following,
            },
            event_key=f"data_request_answered:{request.pk}",
            link=request.get_absolute_url(),
        )


@transaction.atomic
def _carry_out(pk):
    request = DataRequest.objects.select_for_update().get(pk=pk)
    if not request.is_coming:
        return 0
    now = timezone.now()
    if personal_data.holds(request.person, now):
        # Something new was begun since the answer: that says more than the request did.
        take_back(request, actor=None)
        return 0
    erase_person(request.person, cause=ErasureCause.REQUEST, actor=request.decided_by)
    DataRequest.objects.filter(pk=pk).update(done_at=now)
    return 1


@transaction.atomic
def _correct_nik(request, **numbers):
    locked = DataRequest.objects.select_for_update(of=("self",)).select_related("person")
    request = locked.get(pk=request.pk)
    if not request.is_open or request.kind != DataRequestKind.CORRECT:
        raise DomainError(_("This request has been answered already."))
    replace_checked_numbers(request.person, **numbers)


def _keep_still(person, now, *, lets_go):
    """Stop what is optional; what runs goes on until the person withdraws from it."""
    if not _is_in_something(person):
        Person.objects.filter(pk=person.pk, restricted_at=None).update(restricted_at=now)
        if lets_go:
            personal_data.let_go(person)
    person.consents.live().update(withdrawn_at=now)


def _is_in_something(person):
    """Other than in this request itself, which counts as running for the retention task."""
    later = [provider for provider in personal_data.providers() if provider.app != "accounts"]
    return any(
        provider.running().filter(pk=person.pk).exists() for provider in later if provider.running
    )


def _refuse_unless_decidable(request, person, decision, *, actor, answer, ground):
    if persons_near_to(actor).filter(pk=person.pk).exists():
        raise DomainError(
            _("This is your own request or one of your Family Card. Ask a colleague.")
        )
    if not request.is_open:
        raise DomainError(_("This request has been answered already."))
    if not answer:
        raise DomainError(_("Write an answer. The person reads it."))
    if decision in (DataRequestStatus.PARTLY, DataRequestStatus.REFUSED) and not ground:
        raise DomainError(_("Choose the legal ground for what is not done."))
    if (
        request.kind == DataRequestKind.ERASE
        and decision == DataRequestStatus.ACCEPTED
        and personal_data.holds(person, timezone.now())
    ):
        raise DomainError(
            _(
                "Something must still be kept, so the whole cannot be deleted. Accept it partly: "
                "what nobody needs goes at once, the rest is kept still until its period ends."
            )
        )
