from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The groups of the portal; their names in ``auth_group``."""

    RESIDENT = "resident", _("Resident")
    HELPER = "helper", _("Helper")
    VERIFIER = "verifier", _("Verifier")
    ASSESSOR = "assessor", _("Assessor")
    TRAINING_MANAGER = "training_manager", _("Training manager")
    APPROVER = "approver", _("Approver")
    GRANTS_OFFICER = "grants_officer", _("Grants officer")
    OFFICIAL = "official", _("Official")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator")


STAFF_ROLES = [role for role in Role if role != Role.RESIDENT]


class RelationKind(models.TextChoices):
    """What keeps a member of staff away from a resident, beyond the same family card."""

    FAMILY = "family", _("Family or in-laws")
    FRIEND = "friend", _("Close friend or neighbour")
    WORK = "work", _("Work or business together")
    OTHER = "other", _("Something else that could sway me")


class Gender(models.TextChoices):
    FEMALE = "P", _("Female")
    MALE = "L", _("Male")


class MaritalStatus(models.TextChoices):
    SINGLE = "single", _("Not married")
    MARRIED = "married", _("Married")
    DIVORCED = "divorced", _("Divorced")
    WIDOWED = "widowed", _("Widowed")


class IdentityCard(models.TextChoices):
    """What a person shows as identity card. Expiry dates on old cards mean nothing."""

    KTP_EL = "ktp_el", _("Electronic KTP")
    SUKET = "suket", _("Certificate of recording")
    IKD = "ikd", _("Digital identity (IKD)")
    NONE_YET = "none_yet", _("None yet")


class DocumentKind(models.TextChoices):
    KTP = "KTP", _("KTP or certificate of recording")
    KK = "KK", _("Family card (KK)")
    DIPLOMA = "IJAZAH", _("Last diploma")
    PHOTO = "PAS_FOTO", _("Photo 3×4")
    JOBSEEKER_CARD = "AK1", _("Jobseeker card (AK-1)")
    DISABILITY = "SK_DISABILITAS", _("Disability document")
    EMPLOYER = "SK_PERUSAHAAN", _("Letter from the employer")
    LAID_OFF = "SURAT_PHK", _("Letter of dismissal")
    GUARDIAN = "IZIN_WALI", _("Permission of a guardian")
    OTHER = "LAINNYA", _("Other document")


# How long a paper counts for new applications after its upload; the others never grow old.
VALID_FOR = {
    DocumentKind.PHOTO: timedelta(days=365),
    DocumentKind.JOBSEEKER_CARD: timedelta(days=730),
    DocumentKind.EMPLOYER: timedelta(days=180),
    DocumentKind.GUARDIAN: timedelta(days=365),
}


class DocumentStatus(models.TextChoices):
    UPLOADED = "uploaded", _("Not yet checked")
    VERIFIED = "verified", _("Checked")
    REFUSED = "refused", _("To be replaced")
    REMOVED = "removed", _("Removed")


class AccountAct(models.TextChoices):
    """What staff may do to an account; each is written down with its reason."""

    CREATED = "created", _("Account created")
    ROLES_SET = "roles_set", _("Roles changed")
    DEACTIVATED = "deactivated", _("Account closed")
    REACTIVATED = "reactivated", _("Account opened again")
    PASSWORD_RESET = "password_reset", _("Password renewed")
    LOCKOUT_CLEARED = "lockout_cleared", _("Lock after wrong passwords lifted")
    NUMBER_CHANGED = "number_changed", _("Number for signing in changed")
    JOINED = "joined", _("Account opened for somebody who was helped")
    SECOND_FACTOR_RESET = "second_factor_reset", _("Sign-in codes removed")
    MERGED = "merged", _("Two records of one person made one")


class Opened(models.TextChoices):
    """What a member of staff saw of a person, papers apart."""

    NUMBERS = "numbers", _("NIK and Family Card number")
    MESSAGES = "messages", _("Messages to you")
    TRAIL = "trail", _("Record of who did what")
    CONTACT = "contact", _("Your name and phone number")
    LIST = "list", _("Your line in a list that was downloaded")
    RESULT = "result", _("Your result, with scores and places")


class FileFormat(models.TextChoices):
    XLSX = "xlsx", _("Excel (XLSX)")
    CSV = "csv", _("CSV")


class ConsentPurpose(models.TextChoices):
    """What needs a consent. Applying itself does not: it is a public service."""

    ASSISTED_ENTRY = "assisted_entry", _("Somebody fills in the application for you")
    PUBLICITY_PHOTOS = "publicity_photos", _("Photos of the class")
    OTHER_PROGRAMMES = "other_programmes", _("News about other programmes")


class ConsentSource(models.TextChoices):
    SELF = "self", _("Given in the portal")
    ON_PAPER = "on_paper", _("Signed on paper")
    SPOKEN = "spoken", _("Said at the counter")


class HelpEnding(models.TextChoices):
    """Why a helper no longer acts for a client."""

    DONE = "done", _("Finished")
    NEXT_CLIENT = "next_client", _("Somebody else was helped")
    IDLE = "idle", _("Nothing happened for a while")
    SIGNED_OUT = "signed_out", _("The helper signed out")
    REVOKED = "revoked", _("No longer allowed")


class ClaimState(models.TextChoices):
    """What became of somebody's claim that a NIK is his, though another account holds it."""

    OPEN = "open", _("Waits for you at the counter")
    FOR_CLAIMANT = "for_claimant", _("The NIK is yours now")
    FOR_HOLDER = "for_holder", _("The NIK stays where it is")
    WITHDRAWN = "withdrawn", _("Taken back")


CLAIM_MOVES = {
    ClaimState.OPEN: {ClaimState.FOR_CLAIMANT, ClaimState.FOR_HOLDER, ClaimState.WITHDRAWN},
    ClaimState.FOR_CLAIMANT: set(),
    ClaimState.FOR_HOLDER: set(),
    ClaimState.WITHDRAWN: set(),
}


class DataRequestKind(models.TextChoices):
    """What a person may ask for that staff must decide, within the legal clock."""

    ERASE = "erase", _("Delete my data")
    RESTRICT = "restrict", _("Stop using my data for now")
    CORRECT = "correct", _("Correct checked data")


class DataRequestStatus(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Partly accepted")
    REFUSED = "refused", _("Not accepted")
    CANCELLED = "cancelled", _("Taken back")


DATA_REQUEST_MOVES = {
    DataRequestStatus.OPEN: {
        DataRequestStatus.ACCEPTED,
        DataRequestStatus.PARTLY,
        DataRequestStatus.REFUSED,
        DataRequestStatus.CANCELLED,
    },
    # Erasing waits a day after the answer; until then the person may think again.
    DataRequestStatus.ACCEPTED: {DataRequestStatus.CANCELLED},
    DataRequestStatus.PARTLY: set(),
    DataRequestStatus.REFUSED: set(),
    DataRequestStatus.CANCELLED: set(),
}

DATA_REQUEST_BADGES = {
    DataRequestStatus.OPEN: "submitted",
    DataRequestStatus.ACCEPTED: "complete",
    DataRequestStatus.PARTLY: "partial",
    DataRequestStatus.REFUSED: "not_selected",
    DataRequestStatus.CANCELLED: "withdrawn",
}


class LegalGround(models.TextChoices):
    """Why something that was asked for is not done, or only in part."""

    AUDIT = "audit", _("The record is needed for audit (Article 15 of Law 27/2022)")
    ARCHIVE = "archive", _("The retention schedule of archives (Law 43/2009)")
    RUNNING = "running", _("A selection, training or grant is still going on")
    UNPROVEN = "unproven", _("The papers do not show that the data is wrong")
    IDENTITY = "identity", _("It is not certain that the owner of the data asks")


class MergeStatus(models.TextChoices):
    """What became of the word that two records of the register are one person."""

    PROPOSED = "proposed", _("Waits for a second officer")
    DONE = "done", _("Made one")
    DROPPED = "dropped", _("Not made one")


MERGE_MOVES = {
    MergeStatus.PROPOSED: {MergeStatus.DONE, MergeStatus.DROPPED},
    MergeStatus.DONE: set(),
    MergeStatus.DROPPED: set(),
}


class MergeReason(models.TextChoices):
    """How an officer knows that two records are one person."""

    KTP_SEEN = "ktp_seen", _("The KTP was seen: it carries the NIK of the record that stays")
    SAME_PAPERS = "same_papers", _("The papers of both show the same person")
    CAME = "came", _("The person came or was called, and registered twice")


class ErasureCause(models.TextChoices):
    REQUEST = "request", _("Asked for by the person")
    RETENTION = "retention", _("The retention period ended")
