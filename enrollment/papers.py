"""The papers of one application for its applicant: receipt, test card, statement letter."""

from django.utils.translation import gettext as _

from blk_portal.shared.formats import clock, long_date, long_datetime, phone, weekday_date
from blk_portal.shared.pdf import LetterheadDocument
from enrollment.declarations import DECLARATIONS
from enrollment.registration_numbers import spelt

PHOTO_WIDTH, PHOTO_HEIGHT = 30, 40


def receipt_paper(application, wishes, steps, *, address):
    """Write the proof that an application arrived, with its number and the next dates."""
    person = application.person
    paper = LetterheadDocument(
        _("Proof of registration"), reference=application.registration_number
    )
    paper.paragraph(_("This is proof that your application arrived, not yet an acceptance."))
    paper.big(application.registration_number, caption=_("Registration number"))
    paper.paragraph(
        _("On the telephone, say: {words}.").format(words=spelt(application.registration_number)),
        is_quiet=True,
    )
    paper.facts(
        [
            (_("Name"), person.full_name),
            (_("NIK"), person.nik_masked),
            (_("Intake"), application.intake.title),
            (_("Sent"), long_datetime(application.submitted_at)),
            (_("Phone or WhatsApp number"), phone(person.phone)),
        ]
    )
    paper.heading(_("Classes that you want"))
    paper.items(
        _("Wish {rank}").format(rank=wish.rank) + f": {wish.batch.program.title}" for wish in wishes
    )
    ahead = [(step.title, step.when) for step in steps if step.state != "done" and step.when]
    if ahead:
        paper.heading(_("What happens next"))
        paper.facts(ahead)
    paper.qr(
        address,
        caption=_(
            "Scan to see the status with this number and your date of birth. {address}"
        ).format(address=address),
    )
    paper.paragraph(_("All of this is free. We never ask for money or a password."), is_quiet=True)
    return paper


def card_for_tests(application, sittings, *, photo=None, address, door):
    """Write the card with which somebody comes to the test: who, where, when, what to bring.

    Staff scan ``door`` and see who came; the applicant reads the status at ``address``.
    """
    person = application.person
    paper = LetterheadDocument(_("Test card"), reference=application.registration_number)
    if photo is not None:
        paper.picture(photo, width=PHOTO_WIDTH, height=PHOTO_HEIGHT, caption=person.full_name)
    paper.big(application.registration_number, caption=_("Registration number"))
    paper.facts(
        [
            (_("Name"), person.full_name),
            (_("NIK"), person.nik_masked),
            (_("Place and date of birth"), f"{person.birth_place}, {long_date(person.birth_date)}"),
            (_("Intake"), application.intake.title),
        ]
    )
    paper.heading(_("When and where"))
    paper.table_of(
        [_("Test"), _("Day of the week and date"), _("Hour"), _("Place")],
        [
            (
                sitting.assessment.title,
                weekday_date(sitting.moment),
                clock(sitting.moment),
                sitting.where,
            )
            for sitting in sittings
        ],
        widths=(25, 28, 17, 30),
    )
    paper.heading(_("Bring"))
    paper.items(
        [
            _("Your KTP, the original, or the certificate of recording"),
            _("This card, printed or on your phone"),
            _("A pen"),
        ]
    )
    paper.paragraph(_("Come 30 minutes early. Whoever does not come to a test has no score in it."))
    if application.accommodation:
        paper.paragraph(
            _("Adjustments that you asked for: {text}").format(text=application.accommodation)
        )
    coded = [sitting for sitting in sittings if sitting.assessment.hides_names]
    if coded:
        paper.heading(_("Your code, instead of your name, on the answer sheet"))
        paper.facts((sitting.assessment.title, sitting.code) for sitting in coded)
    paper.qr(
        door,
        caption=_("Show this at the door: our staff scan it and write down that you came."),
    )
    paper.paragraph(
        _("See the status with this number and your date of birth at {address}").format(
            address=address
        ),
        is_quiet=True,
    )
    return paper


def statement_letter(application):
    """Write what the applicant declared on sending: the words, their version, the moment."""
    person = application.person
    place = person.kelurahan.name if person.kelurahan else person.outside_regency
    paper = LetterheadDocument(_("Statement letter"), reference=application.registration_number)
    paper.facts(
        [
            (_("Name"), person.full_name),
            (_("NIK"), person.nik_masked),
            (_("Place and date of birth"), f"{person.birth_place}, {long_date(person.birth_date)}"),
            (_("Address"), f"{person.address}, RT {person.rt}/RW {person.rw}, {place}"),
            (_("Registration number"), application.registration_number),
            (_("Intake"), application.intake.title),
        ]
    )
    paper.paragraph(_("I declare:"))
    paper.paragraph(DECLARATIONS[application.declaration_version], style="B")
    paper.paragraph(
        _(
            "Declared in the portal on {when}, version {version} of the text. "
            "It holds without a signature; sign it here only if somebody asks for it on paper."
        ).format(
            when=long_datetime(application.declared_at), version=application.declaration_version
        ),
        is_quiet=True,
    )
    paper.signature(
        place_and_date=f"Pekalongan, {long_date(application.declared_at)}",
        role=_("The applicant,"),
        name=person.full_name,
    )
    return paper
