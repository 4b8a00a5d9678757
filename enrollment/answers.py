"""The answers of an application as summary lists, each with the way to change it."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from blk_portal.shared.formats import long_date, phone
from enrollment.parts import GROUPS
from enrollment.task_list import part_url


def answer_groups(file):
    """Return ``(title, rows)`` for each group; a row has question, answer and href."""
    return [(group.title, [*_rows(file, group)]) for group in GROUPS]


def _rows(file, group):
    for part in group.parts:
        href = f"{part_url(file.application, part)}?dari=periksa"
        for question, answer in _ANSWERS[part.code](file):
            yield {"question": question, "answer": answer, "href": href}


def _nik(file):
    person = file.application.person
    yield _("NIK"), person.nik_masked
    yield _("Family Card number (KK)"), person.kk_masked


def _name(file):
    person = file.application.person
    yield _("Name on the KTP"), person.full_name
    yield _("Identity card"), person.get_identity_card_display()


def _birth(file):
    person = file.application.person
    yield (
        _("Place and date of birth"),
        _("{place}, {date}").format(place=person.birth_place, date=long_date(person.birth_date)),
    )


def _self(file):
    person = file.application.person
    yield _("Gender"), person.get_gender_display()
    yield _("Marital status"), person.get_marital_status_display()


def _address(file):
    person = file.application.person
    place = person.kelurahan.name if person.kelurahan else person.outside_regency
    yield (
        _("Address on the KTP"),
        f"{person.address}, RT {person.rt}/RW {person.rw}, {place}",
    )
    if person.residence:
        yield _("Where you live"), person.residence


def _contact(file):
    person = file.application.person
    yield _("Phone or WhatsApp number"), phone(person.phone)
    if person.email:
        yield _("E-mail"), person.email


def _education(file):
    application = file.application
    school = f", {application.school}" if application.school else ""
    yield _("Last education"), f"{application.get_education_display()}{school}"


def _work(file):
    yield _("Work"), file.application.get_work_status_display()


def _facts(use, question):
    def rows(file):
        names = [claim.fact_type.label for claim in file.claims if claim.fact_type.use == use]
        yield question, "; ".join(names) or _("None")

    return rows


def _conditions(file):
    return _facts("gate", _("School and other training"))(file)


def _priorities(file):
    return _facts("priority", _("Guaranteed seats"))(file)


def _accommodation(file):
    yield _("Adjustments while you learn"), file.application.accommodation or _("None")


def _wishes(file):
    for wish in file.wishes:
        yield _("Wish {rank}").format(rank=wish.rank), wish.batch.program.title


def _motivation(file):
    yield (
        _("Why you want to join"),
        file.application.motivation
        and format_html('<span lang="id">{}</span>', file.application.motivation),
    )


def _documents(file):
    for paper in file.papers:
        if paper.document is not None:
            yield paper.label, _("Uploaded")
        elif paper.proves:
            yield (
                paper.label,
                _("Not there: {facts} cannot be counted").format(facts=", ".join(paper.proves)),
            )


_ANSWERS = {
    "nik": _nik,
    "nama": _name,
    "lahir": _birth,
    "diri": _self,
    "alamat": _address,
    "kontak": _contact,
    "pendidikan": _education,
    "pekerjaan": _work,
    "syarat": _conditions,
    "prioritas": _priorities,
    "penyesuaian": _accommodation,
    "pilihan": _wishes,
    "alasan": _motivation,
    "dokumen": _documents,
}
