"""The parts of an application in the order in which they are asked, and when one is answered.

``requirements`` are the codes of review items that reopen a part; one that ends with a colon
stands for all that begin with it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Part:
    code: str
    title: str | Promise
    is_answered: Callable
    requirements: tuple = ()
    hint: str | Promise = ""

    def is_reopened_by(self, requirement):
        return any(
            requirement.startswith(ours) if ours.endswith(":") else requirement == ours
            for ours in self.requirements
        )


@dataclass(frozen=True)
class Group:
    title: str | Promise
    parts: tuple


def _person(*fields):
    def is_answered(application):
        person = application.person
        return person is not None and all(getattr(person, field) for field in fields)

    return is_answered


def _has_address(application):
    person = application.person
    return bool(
        person
        and person.address
        and person.rt
        and person.rw
        and (person.kelurahan_id or person.outside_regency)
    )


GROUPS = (
    Group(
        _("About you"),
        (
            Part("nik", _("NIK and Family Card"), _person("nik", "kk"), ("identity",)),
            Part(
                "nama", _("Name on the KTP"), _person("full_name", "identity_card"), ("identity",)
            ),
            Part(
                "lahir",
                _("Place and date of birth"),
                _person("birth_place", "birth_date"),
                ("identity",),
            ),
            Part(
                "diri",
                _("Gender and marital status"),
                _person("gender", "marital_status"),
                ("identity",),
            ),
            Part("alamat", _("Address"), _has_address, ("address",)),
            Part("kontak", _("Phone or WhatsApp"), _person("phone"), ("contact",)),
            Part(
                "pendidikan",
                _("Education"),
                lambda application: bool(application.education),
                ("education",),
            ),
            Part(
                "pekerjaan", _("Work"), lambda application: bool(application.work_status), ("work",)
            ),
        ),
    ),
    Group(
        _("Conditions and priority"),
        (
            Part(
                "syarat",
                _("School and other training"),
                lambda application: bool(application.conditions_answered_at),
                ("fact:",),
            ),
            Part(
                "prioritas",
                _("Guaranteed seats"),
                lambda application: bool(application.priorities_answered_at),
                ("fact:",),
                _("For people with a disability, and others"),
            ),
            Part(
                "penyesuaian",
                _("Adjustments while you learn"),
                lambda application: bool(application.accommodation_answered_at),
                (),
                _("A wheelchair or a sign-language interpreter, for example"),
            ),
        ),
    ),
    Group(
        _("Class and reason"),
        (
            Part("pilihan", _("Classes that you want"), lambda application: None),
            Part(
                "alasan",
                _("Why you want to join"),
                lambda application: bool(application.motivation),
                ("motivation",),
                _("Two or three sentences are enough"),
            ),
        ),
    ),
    Group(
        _("Documents"),
        (Part("dokumen", _("Photos of your documents"), lambda application: None, ("document:",)),),
    ),
)
PARTS = {part.code: part for group in GROUPS for part in group.parts}
IDENTITY_PARTS = ("nik", "nama", "lahir", "diri")
