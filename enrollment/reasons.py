"""Why a check of a file fails: codes, words for staff, and what the applicant is told to do."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enrollment.choices import CheckResult


class Reason(models.TextChoices):
    UNCLEAR = "unclear", _("Not readable")
    CUT_OFF = "cut_off", _("A part is cut off")
    OTHER_DOCUMENT = "other_document", _("It is another document")
    OTHER_PERSON = "other_person", _("It is somebody else's")
    MISSING = "missing", _("Not there")
    TOO_DARK = "too_dark", _("Photo too dark")
    FACE_HIDDEN = "face_hidden", _("Face not fully visible")
    NO_PORTRAIT = "no_portrait", _("Not a portrait photo")
    NIK_DIFFERS = "nik_differs", _("NIK differs from the KTP")
    NAME_DIFFERS = "name_differs", _("Name differs from the KTP")
    BIRTH_DATE_DIFFERS = "birth_date_differs", _("Date of birth differs from the KTP")
    ADDRESS_DIFFERS = "address_differs", _("Address differs from the KTP")
    LIVES_OUTSIDE = "lives_outside", _("The address on the KTP is outside the city")
    EDUCATION_DIFFERS = "education_differs", _("Level differs from the diploma")
    EDUCATION_NOT_SHOWN = "education_not_shown", _("The diploma does not show this level")
    NOT_TRUE = "not_true", _("Checked and not so")
    PROOF_UNCLEAR = "proof_unclear", _("Proof not readable")
    PROOF_MISSING = "proof_missing", _("Proof not there")
    PROOF_DOES_NOT_SHOW = "proof_does_not_show", _("The proof does not show it")
    NOT_ON_LIST = "not_on_list", _("Not on the official list")

    @property
    def result(self):
        """Whether the applicant can mend it, or the statement is refused for good."""
        return CheckResult.REFUSED if self in REFUSALS else CheckResult.FIX


class ForMany(models.TextChoices):
    """What may be wrong with a paper in many files at once: none of it has to be seen in each."""

    MISSING = Reason.MISSING.value, Reason.MISSING.label
    OTHER_DOCUMENT = Reason.OTHER_DOCUMENT.value, Reason.OTHER_DOCUMENT.label


class WhyWholeNumbers(models.TextChoices):
    """Why somebody of the staff reads a whole NIK."""

    COMPARE = "compare", _("Compare with the KTP or family card")
    OTHER_PERSON = "other_person", _("The numbers may belong to somebody else")
    COUNTER = "counter", _("The applicant asks at the counter")


REFUSALS = {
    Reason.LIVES_OUTSIDE,
    Reason.EDUCATION_NOT_SHOWN,
    Reason.NOT_TRUE,
    Reason.PROOF_DOES_NOT_SHOW,
    Reason.NOT_ON_LIST,
}

FOR_DOCUMENT = (
    Reason.UNCLEAR,
    Reason.CUT_OFF,
    Reason.OTHER_DOCUMENT,
    Reason.OTHER_PERSON,
    Reason.MISSING,
)
FOR_PHOTO = (
    Reason.TOO_DARK,
    Reason.FACE_HIDDEN,
    Reason.NO_PORTRAIT,
    Reason.UNCLEAR,
    Reason.MISSING,
)
FOR_IDENTITY = (Reason.NIK_DIFFERS, Reason.NAME_DIFFERS, Reason.BIRTH_DATE_DIFFERS)
FOR_ADDRESS = (Reason.ADDRESS_DIFFERS, Reason.LIVES_OUTSIDE)
FOR_EDUCATION = (Reason.EDUCATION_DIFFERS, Reason.EDUCATION_NOT_SHOWN)
FOR_STATEMENT = (Reason.NOT_TRUE,)
FOR_PROVEN_FACT = (Reason.PROOF_UNCLEAR, Reason.PROOF_MISSING, Reason.PROOF_DOES_NOT_SHOW)
FOR_LISTED_FACT = (Reason.NOT_ON_LIST,)

_MESSAGES = {
    Reason.UNCLEAR: _(
        "{what} is not clear yet. Take it again in a bright place, then upload it again."
    ),
    Reason.CUT_OFF: _(
        "A part of {what} is cut off. Take it again so that all four edges are visible, then "
        "upload it again."
    ),
    Reason.OTHER_DOCUMENT: _("What you uploaded is not {what}. Upload {what}."),
    Reason.OTHER_PERSON: _("{what} is in another person's name. Upload your own."),
    Reason.MISSING: _("{what} is not there yet. Upload it."),
    Reason.TOO_DARK: _(
        "{what} is too dark. Take it again in a bright place, facing the camera, then upload it "
        "again."
    ),
    Reason.FACE_HIDDEN: _(
        "Your face is not fully visible on {what}. Take it again facing the camera, then upload "
        "it again."
    ),
    Reason.NO_PORTRAIT: _(
        "{what} must show your head and shoulders against a plain wall. Take it again, then "
        "upload it again."
    ),
    Reason.NIK_DIFFERS: _("The NIK you filled in differs from your KTP. Correct it."),
    Reason.NAME_DIFFERS: _(
        "Your name differs from your KTP. Write it exactly as it stands on the KTP."
    ),
    Reason.BIRTH_DATE_DIFFERS: _("Your date of birth differs from your KTP. Correct it."),
    Reason.ADDRESS_DIFFERS: _(
        "Your address differs from your KTP. Write it as it stands on the KTP."
    ),
    Reason.LIVES_OUTSIDE: _("The address on your KTP is outside Kota Pekalongan."),
    Reason.EDUCATION_DIFFERS: _(
        "Your last education differs from your diploma. Choose the level that the diploma shows."
    ),
    Reason.EDUCATION_NOT_SHOWN: _("Your diploma does not show the level you stated."),
    Reason.NOT_TRUE: _("Our check shows otherwise for “{what}”."),
    Reason.PROOF_UNCLEAR: _(
        "The proof for “{what}” is not clear yet. Take it again in a bright place, then upload it "
        "again."
    ),
    Reason.PROOF_MISSING: _("The proof for “{what}” is not there yet. Upload it."),
    Reason.PROOF_DOES_NOT_SHOW: _(
        "Your document does not show “{what}”, so that it does not count. You still compete for "
        "the open seats."
    ),
    Reason.NOT_ON_LIST: _(
        "You are not on the official list for “{what}”, so that it does not count. You still "
        "compete for the open seats."
    ),
}


def words_for_applicant(reason, what):
    """Say what failed about ``what`` and what to do, in the language that is active."""
    words = str(_MESSAGES[Reason(reason)]).format(what=what)
    return words[0].upper() + words[1:]
