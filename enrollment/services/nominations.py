"""People whom a company or a kelurahan names by letter: the same gates, the same seats."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import nik as rules
from accounts.services.register import find_person_by_nik
from blk_portal.shared.errors import DomainError
from blk_portal.shared.formats import long_datetime
from blk_portal.shared.uploads import cleaned_file
from enrollment.gate_words import reason_sentences
from enrollment.models import Application, Choice, Nomination, NominationLetter
from enrollment.services.applications import refuse_unless_open
from enrollment.services.eligibility import reasons_against, standing_of
from enrollment.services.seats import lock_batch
from notices.services.outbox import queue_notice
from programs.choices import SelectionMethod
from programs.models import Batch

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Entry:
    """What became of one row of a list; ``refusal`` is empty where the person was named."""

    masked_nik: str
    refusal: str = ""


@transaction.atomic
def record_letter(batch, *, actor, kind, body, number, letter_on, scan=None):
    """Enter the letter of a body for a class that is filled by nomination."""
    if batch.selection_method != SelectionMethod.NOMINATION:
        raise DomainError(_("Nobody is named for this class by letter."))
    if letter_on > timezone.localdate():
        raise DomainError(_("A letter that is entered was written today or earlier."))
    try:
        with transaction.atomic():
            return NominationLetter.objects.create(
                batch=batch,
                kind=kind,
                body=body.strip(),
                number=number.strip(),
                letter_on=letter_on,
                scan=cleaned_file(scan) if scan else "",
                recorded_by=actor,
            )
    except IntegrityError as error:
        raise DomainError(_("This letter is entered already.")) from error


def name_people(letter, niks, *, actor):
    """Name everybody on a list of NIKs, each on its own; say of each what became of it."""
    if len(niks) > MOST_AT_ONCE:
        raise DomainError(_("At most {most} people at once.").format(most=MOST_AT_ONCE))
    entries = []
    for nik in niks:
        masked = rules.masked(rules.normalise(nik))
        try:
            name_person(letter, nik, actor=actor)
        except DomainError as refusal:
            entries.append(Entry(masked, str(refusal)))
        else:
            entries.append(Entry(masked))
    return entries


@transaction.atomic
def name_person(letter, nik, *, actor):
    """Begin the application of one person whom ``letter`` names; return it.

    The person, or a helper, completes and sends it; the seat is taken then. Locks the class, so
    that no more are named than it has seats. Raise ``DomainError`` for a number that is none, for
    somebody who is not in the register, who has applied already or may not join, when as many
    are named as there are seats, and outside registration.
    """
    batch = lock_batch(letter.batch)
    refuse_unless_open(batch.intake, timezone.now())
    nik = rules.normalise(nik)
    if error := rules.blocking_error(nik):
        raise DomainError(error)
    person = find_person_by_nik(nik)
    if person is None:
        raise DomainError(
            _("Not in the register yet. The person makes an account, or is helped to apply, first.")
        )
    if Application.objects.live().filter(person=person, intake=batch.intake_id).exists():
        raise DomainError(_("This person is named or has applied already."))
    if live_nominations(batch).count() >= batch.capacity:
        raise DomainError(
            _("As many people are named as there are seats: {seats}.").format(seats=batch.capacity)
        )
    application = Application.objects.create(
        intake=batch.intake, person=person, user=person.user, entered_by=actor
    )
    _refuse_unless_eligible(batch, application)
    Choice.objects.create(application=application, batch=batch, rank=1)
    Nomination.objects.create(
        application=application,
        letter=letter,
        body=letter.body,
        letter_number=letter.number,
        letter_on=letter.letter_on,
    )
    _tell_named(application, letter)
    return application


def live_nominations(batch):
    """Return the nominations for a class that were not withdrawn."""
    return Nomination.objects.filter(
        letter__batch=batch, application__in=Application.objects.live()
    )


def _tell_named(application, letter):
    with translation.override(application.person.language):
        closes = long_datetime(letter.batch.intake.closes_at)
    queue_notice(
        application.person,
        "named_by_letter",
        context={"body": letter.body, "title": letter.batch.program.title, "closes": closes},
        event_key=f"named_by_letter:{application.pk}",
        about=application,
        link=application.get_absolute_url(),
        answer_by=letter.batch.intake.closes_at,
    )


def _refuse_unless_eligible(batch, application):
    """Refuse what the rules exclude for certain; what is not known yet is asked later."""
    batch = Batch.objects.select_related("program").prefetch_related("gates").get(pk=batch.pk)
    reasons = reasons_against(batch, standing_of(application))
    if reasons:
        raise DomainError(
            " ".join(reason_sentences(reasons, batch, birth_date=application.person.birth_date))
        )
