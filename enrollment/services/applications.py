"""A resident begins an application and answers it page by page."""

from functools import cache

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.services.documents import remove_document
from accounts.services.helping import refuse_family_card_of
from accounts.services.register import correct_numbers, register_person
from accounts.services.standstill import refuse_own_while_kept_still
from blk_portal.shared.composed import Composed
from blk_portal.shared.errors import DomainError
from enrollment.choices import ApplicationStatus, ClaimStatus, FactUse
from enrollment.models import Application, FactClaim, FactType
from enrollment.parts import IDENTITY_PARTS, PARTS
from enrollment.querysets.applications import ApplicationQuerySet
from enrollment.services.application_file import returned_items
from programs.choices import IntakeStatus, SelectionMethod

# What the register holds once for all applications of a person.
OF_THE_PERSON = (*IDENTITY_PARTS, "alamat")


def start_application(intake, *, user, client=None, is_on_paper=False):
    """Return the live application of ``user`` in ``intake``, or begin one.

    One that was excluded as a duplicate is returned, too: beside it none is begun. A helper gives
    the person for whom he does it as ``client``. Raise ``DomainError`` unless
    registration is open (of paper forms ``enrollment.services.paper`` knows until when), and
    where a body names the participants, and while the person had the data put away.
    """
    standing = Application.objects.not_withdrawn().filter(intake=intake)
    own = standing.filter(person=client) if client else standing.belonging_to(user)
    if begun := list(own):
        return min(begun, key=lambda application: application.status == ApplicationStatus.EXCLUDED)
    if not is_on_paper:
        refuse_unless_open(intake, timezone.now())
    if intake.batches.filter(selection_method=SelectionMethod.NOMINATION).exists():
        raise DomainError(
            _("The participants of these classes are named by a company or body in a letter.")
        )
    if client:
        owner = {"user": client.user, "person": client, "entered_by": user}
    else:
        owner = {"user": user, "person": Person.objects.filter(user=user).first()}
    refuse_own_while_kept_still(owner["person"])
    try:
        with transaction.atomic():
            return Application.objects.create(
                intake=intake, **owner, **_known_before(owner["person"])
            )
    except IntegrityError:
        return own.get()


def _known_before(person):
    """What a person told in an earlier application and is not asked again, only shown."""
    if person is None:
        return {}
    earlier = person.applications.exclude(education="").order_by("-created_at").first()
    if earlier is None:
        return {}
    return {
        "education": earlier.education,
        "school": earlier.school,
        "work_status": earlier.work_status,
        "accommodation": earlier.accommodation,
        "accommodation_answered_at": earlier.accommodation_answered_at and timezone.now(),
    }


def refuse_unless_open(intake, now):
    if now < intake.opens_at or intake.status in [IntakeStatus.PLANNED, IntakeStatus.POSTPONED]:
        raise DomainError(_("Registration has not opened yet."))
    if now >= intake.closes_at or intake.status != IntakeStatus.OPEN:
        raise DomainError(_("Registration is closed."))


@transaction.atomic
def record_identity(application, *, nik, kk, actor):
    """Enter the person into the register, or correct the numbers, and bind the application."""
    application = lock_for_answers(application, "nik")
    if application.user_id != actor.pk:
        refuse_family_card_of(actor, kk)
    if application.person_id is not None:
        correct_numbers(application.person, nik=nik, kk=kk)
        return application
    application.person = register_person(application.user, nik=nik, kk=kk)
    _save(application, ["person"])
    return application


@transaction.atomic
def record_person_answers(application, part, answers, *, actor):
    """Write ``answers`` of one part into the register."""
    application = lock_for_answers(application, part)
    for field, value in answers.items():
        setattr(application.person, field, value)
    application.person.save(update_fields=[*answers, "updated_at"])
    _save(application, [])
    return application


@transaction.atomic
def record_answers(application, part, answers, *, actor):
    """Write ``answers`` of one part into the application."""
    application = lock_for_answers(application, part)
    for field, value in answers.items():
        setattr(application, field, value)
    _save(application, list(answers))
    return application


@transaction.atomic
def record_facts(application, part, held, *, actor):
    """Keep a claim for each fact that holds and none for one that does not.

    ``held`` maps codes to yes or no. A claim that was refused is put before the staff again.
    """
    application = lock_for_answers(application, part)
    claims = {claim.fact_type_id: claim for claim in application.fact_claims.all()}
    new = [
        FactClaim(application=application, fact_type_id=code)
        for code, holds in held.items()
        if holds and code not in claims
    ]
    FactClaim.objects.bulk_create(new)
    dropped = [code for code, holds in held.items() if not holds and code in claims]
    if dropped:
        application.fact_claims.filter(fact_type__in=dropped).delete()
    again = [
        claim.pk
        for code, claim in claims.items()
        if held.get(code) and claim.status == ClaimStatus.REFUSED
    ]
    if again:
        application.fact_claims.filter(pk__in=again).update(
            status=ClaimStatus.CLAIMED, reason="", updated_at=timezone.now()
        )
    field = "conditions_answered_at" if part == "syarat" else "priorities_answered_at"
    setattr(application, field, timezone.now())
    _save(application, [field])
    return application


def questions_about_facts(part):
    """The facts that a part asks for."""
    use = FactUse.GATE if part == "syarat" else FactUse.PRIORITY
    return FactType.objects.filter(use=use, is_derived=False)


def deciding(part):
    """What is read with an application to decide whether ``part`` of it may be changed."""
    return (ApplicationQuerySet.with_checks_elsewhere,) if part in OF_THE_PERSON else ()


def lock_for_answers(application, part):
    """Lock the application until the transaction ends, read it again and return it.

    Raise ``DomainError`` where the part may not be changed now.
    """
    application = read_after_waiting(_locking(deciding(part)), application)
    refuse_unless_changeable(application, part)
    return application


@cache
def _locking(additions):
    """The statement with which every answer begins."""
    locked = Application.objects.with_all(additions).select_for_update(of=("self",))
    joined = locked.select_related("person", "intake", "user", "paper")
    return Composed(lambda pk: joined.filter(pk=pk), pk=int)


def read_after_waiting(locked, application):
    """Read ``application`` by ``locked`` with everything joined as it stands now.

    Whoever waits for a lock gets the locked row anew, but the rows joined to it and what it
    counts as they were before the wait. So what changed meanwhile is read a second time.
    """
    seen_at = application.updated_at
    application = locked.get(pk=application.pk)
    if application.updated_at != seen_at:
        application = locked.get(pk=application.pk)
    return application


def refuse_unless_changeable(application, part):
    """Return what staff returned, none of a draft, as items by requirement.

    Raise ``DomainError`` unless the resident may change this part now.
    """
    if application.status == ApplicationStatus.NEEDS_FIX:
        returned = returned_items(application)
        if any(PARTS[part].is_reopened_by(code) for code in returned):
            return returned
        raise DomainError(_("Only what our staff returned can be changed now."))
    if application.status != ApplicationStatus.DRAFT:
        raise DomainError(_("This application was sent, so it stays as it is."))
    person = application.person
    if part in IDENTITY_PARTS and person and person.identity_verified_at:
        raise DomainError(
            _("Our staff have checked this. Bring your KTP to the counter to correct it.")
        )
    if part in OF_THE_PERSON and _is_being_checked_elsewhere(application):
        raise DomainError(
            _("Our staff are checking this for your other application, so it stays for now.")
        )
    return {}


def remove_paper(application, paper, *, actor):
    """Take a paper out of the wallet, unless staff need it for another application."""
    if _is_being_checked_elsewhere(application):
        raise DomainError(_("Our staff need this for your other application. You may replace it."))
    remove_document(paper, actor=actor)


def _is_being_checked_elsewhere(application):
    if hasattr(application, "is_checked_elsewhere"):
        return application.is_checked_elsewhere
    return Application.objects.with_checks_elsewhere().get(pk=application.pk).is_checked_elsewhere


def _save(application, fields):
    application.version += 1
    application.save(update_fields=[*fields, "version", "updated_at"])
