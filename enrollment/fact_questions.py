"""The questions by which people state facts, in both languages.

A fact type of the register says its own question in Indonesian; those that the portal brings along
are asked in the reader's language.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class FactQuestion:
    text: str | Promise
    hint: str | Promise = ""


QUESTIONS = {
    "city_resident": FactQuestion(
        _("Is the address on your KTP in Kota Pekalongan?"),
        _("What counts is the address on the KTP or KK, not the first digits of the NIK."),
    ),
    "not_in_school": FactQuestion(
        _("Are you at school or at a regular university now?"),
        _("Kejar Paket and evening classes for employees do not count."),
    ),
    "not_in_training": FactQuestion(
        _("Are you in another government training now?"),
        _("For example one at another training centre or office that has not finished."),
    ),
    "disability": FactQuestion(
        _("Do you have a disability?"),
        _("It is used for guaranteed seats and adjustments. Only our staff see it."),
    ),
    "poor": FactQuestion(
        _("Is your family registered in DTSEN (formerly DTKS)?"),
        _(
            "DTSEN is the national register of households in need. No proof is needed: our staff "
            "compare it with the list of the social office."
        ),
    ),
    "tobacco_worker": FactQuestion(
        _("Do you work in a cigarette factory?"),
        _("Have a letter from the company ready."),
    ),
    "tobacco_family": FactQuestion(
        _("Does your husband, wife, parent or child work in a cigarette factory?"),
        _("Have a letter from that company ready. The KK shows how you are related."),
    ),
    "laid_off": FactQuestion(
        _("Did you lose your work because of layoffs (PHK)?"),
        _("Have the PHK letter or a letter from the company ready."),
    ),
}


def question_of(fact_type):
    """Return what is asked about ``fact_type``: in the reader's language, or as it is written."""
    own = FactQuestion(fact_type.question or fact_type.label, fact_type.hint)
    return QUESTIONS.get(fact_type.code, own)
