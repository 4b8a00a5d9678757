from django.db import models
from django.utils.translation import gettext_lazy as _


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    NEEDS_FIX = "needs_fix", _("Returned for correction")
    VERIFIED = "verified", _("Verified")
    INELIGIBLE = "ineligible", _("Not eligible")
    SEATED = "seated", _("Has a seat")
    WAITLISTED = "waitlisted", _("On the waitlist")
    NOT_SELECTED = "not_selected", _("Not selected this time")
    CONFIRMED = "confirmed", _("Seat confirmed")
    LAPSED = "lapsed", _("Seat given up")
    LEFT = "left", _("Left the class")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXCLUDED = "excluded", _("Excluded as a duplicate")

    def may_become(self, status):
        return status in APPLICATION_MOVES[self]


APPLICATION_MOVES = {
    ApplicationStatus.DRAFT: {ApplicationStatus.SUBMITTED, ApplicationStatus.WITHDRAWN},
    ApplicationStatus.SUBMITTED: {
        ApplicationStatus.NEEDS_FIX,
        ApplicationStatus.VERIFIED,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.EXCLUDED,
    },
    ApplicationStatus.NEEDS_FIX: {
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.EXCLUDED,
    },
    ApplicationStatus.VERIFIED: {
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.SEATED,
        ApplicationStatus.WAITLISTED,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.EXCLUDED,
    },
    ApplicationStatus.INELIGIBLE: {
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.NEEDS_FIX,
        ApplicationStatus.SEATED,
        ApplicationStatus.WAITLISTED,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.EXCLUDED,
    },
    ApplicationStatus.SEATED: {
        ApplicationStatus.CONFIRMED,
        ApplicationStatus.WAITLISTED,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.LAPSED,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.EXCLUDED,
    },
    ApplicationStatus.WAITLISTED: {
        ApplicationStatus.SEATED,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.EXCLUDED,
    },
    ApplicationStatus.NOT_SELECTED: {
        ApplicationStatus.SEATED,
        ApplicationStatus.WAITLISTED,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.EXCLUDED,
    },
    # Back to a seat that is offered, or to none: a class is cancelled, or a result corrected.
    ApplicationStatus.CONFIRMED: {
        ApplicationStatus.SEATED,
        ApplicationStatus.WAITLISTED,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.LEFT,
    },
    ApplicationStatus.LAPSED: set(),
    ApplicationStatus.LEFT: set(),
    ApplicationStatus.WITHDRAWN: set(),
    # Taken back: the file is as it was when it was excluded.
    ApplicationStatus.EXCLUDED: {
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.NEEDS_FIX,
        ApplicationStatus.VERIFIED,
        ApplicationStatus.INELIGIBLE,
    },
}

BEFORE_THE_RESULT = [
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.NEEDS_FIX,
    ApplicationStatus.VERIFIED,
]
HOLDING_A_SEAT = [ApplicationStatus.SEATED, ApplicationStatus.CONFIRMED]
EDITABLE_BY_RESIDENT = [ApplicationStatus.DRAFT, ApplicationStatus.NEEDS_FIX]
GONE = [ApplicationStatus.WITHDRAWN, ApplicationStatus.EXCLUDED]
LIVE = [status for status in ApplicationStatus if status not in GONE]
MAY_WITHDRAW = [
    status for status, moves in APPLICATION_MOVES.items() if ApplicationStatus.WITHDRAWN in moves
]


class WorkStatus(models.TextChoices):
    UNEMPLOYED = "unemployed", _("Not working yet")
    EMPLOYEE = "employee", _("Employee or labourer")
    TOBACCO_WORKER = "tobacco_worker", _("Cigarette factory worker")
    SELF_EMPLOYED = "self_employed", _("Runs a business")
    FREELANCE = "freelance", _("Freelance")
    HOMEMAKER = "homemaker", _("Keeps the household")
    LAID_OFF = "laid_off", _("Laid off")


class FactUse(models.TextChoices):
    """What a fact decides: whether a person may join, or which guaranteed seats are theirs."""

    GATE = "gate", _("Eligibility")
    PRIORITY = "priority", _("Priority category")


class ClaimSource(models.TextChoices):
    SELF = "self", _("Stated by the applicant")
    DOCUMENT = "document", _("Shown by a document")
    LIST = "list", _("On an official list")


class ClaimStatus(models.TextChoices):
    CLAIMED = "claimed", _("To be checked")
    VERIFIED = "verified", _("Accepted")
    REFUSED = "refused", _("Refused")


class ReviewDecision(models.TextChoices):
    VERIFY = "verify", _("Accept the file")
    RETURN = "return", _("Return for correction")
    REFUSE = "refuse", _("No wish is left")
    CLOSE = "close", _("Not corrected in time")


# What a verifier with the file before him may choose; a closing has its own way.
DECISIONS_AT_THE_DESK = [ReviewDecision.VERIFY, ReviewDecision.RETURN, ReviewDecision.REFUSE]


class SecondLook(models.TextChoices):
    """Whether a decision needs a second verifier, and whether that one has decided the same."""

    NOT_ASKED = "not_asked", _("One verifier is enough")
    WANTED = "wanted", _("Waits for a second verifier")
    GIVEN = "given", _("Two verifiers decided the same")
    BEFORE_THE_RULE = "before", _("From the time before this rule")


class CaseEventKind(models.TextChoices):
    TAKEN = "taken", _("Taken in its turn")
    CHOSEN = "chosen", _("Chosen from the list")
    RELEASED = "released", _("Given back")
    TAKEN_OVER = "taken_over", _("Taken over from a colleague")
    STEPPED_ASIDE = "aside", _("Left to colleagues because of a relation")


IN_HAND_BY = [CaseEventKind.TAKEN, CaseEventKind.CHOSEN, CaseEventKind.TAKEN_OVER]


class CheckResult(models.TextChoices):
    OK = "ok", _("In order")
    FIX = "fix", _("To be corrected")
    REFUSED = "refused", _("Refused")


class AttendanceStatus(models.TextChoices):
    INVITED = "invited", _("Invited")
    ATTENDED = "attended", _("Came")
    ABSENT = "absent", _("Did not come")


class Excuse(models.TextChoices):
    """Why somebody who did not come may come at another time; no cause of health is asked."""

    EMERGENCY = "emergency", _("Urgent need in the family or of the person")
    FLOOD = "flood", _("Flood, tide or blocked road")
    DUTY = "duty", _("School, work or an office kept the person")
    OFFICE = "office", _("Our mistake")


class ScoresShown(models.TextChoices):
    """From when assessors of a test see each other's scores."""

    ALL_SCORED = "all_scored", _("Once all assessors have scored everybody who came")
    CLOSING = "closing", _("When scoring closes")


class ScoringPhase(models.TextChoices):
    """How far the scoring of a test is; follows from its dates and scores, never stored."""

    BEFORE = "before", _("Scoring has not begun")
    BLIND = "blind", _("Each assessor scores alone")
    OVER = "over", _("All scores can be seen")


class RoundStatus(models.TextChoices):
    PREPARED = "prepared", _("Rules frozen")
    CLOSED = "closed", _("Registration closed")
    FROZEN = "frozen", _("Input frozen")
    DECIDED = "decided", _("Outcome calculated")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")


ROUND_MOVES = {
    RoundStatus.PREPARED: {RoundStatus.CLOSED},
    RoundStatus.CLOSED: {RoundStatus.FROZEN},
    RoundStatus.FROZEN: {RoundStatus.DECIDED, RoundStatus.CLOSED},
    RoundStatus.DECIDED: {RoundStatus.APPROVED, RoundStatus.CLOSED},
    RoundStatus.APPROVED: {RoundStatus.PUBLISHED, RoundStatus.DECIDED},
    RoundStatus.PUBLISHED: set(),
}


class AttemptPhase(models.TextChoices):
    """How far a worker got with a round."""

    STARTED = "started", _("Started")
    FREEZING = "freezing", _("Freezing the input")
    DECIDING = "deciding", _("Calculating")
    WRITING = "writing", _("Writing the outcome")
    PUBLISHING = "publishing", _("Giving seats and telling everybody")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")


class EventType(models.TextChoices):
    """Events after publication, as the engine names them."""

    CONFIRM = "confirm", _("Seat confirmed")
    LAPSE = "lapse", _("Seat given up")


class OfferAnswer(models.TextChoices):
    STAY = "stay", _("Accept and stay")
    ACCEPT_AND_HOPE = "accept_and_hope", _("Accept and keep hoping for a higher wish")
    DECLINE = "decline", _("Decline")


class OfferClosing(models.TextChoices):
    """Why an offer no longer waits for an answer."""

    ANSWERED = "answered", _("Answered")
    LAPSED = "lapsed", _("Deadline passed")
    MOVED_UP = "moved_up", _("Moved up to a higher wish")
    WITHDRAWN = "withdrawn", _("Application withdrawn")
    EXCLUDED = "excluded", _("Excluded as a duplicate")
    CLASS_GONE = "class_gone", _("Class cancelled or merged")
    CORRECTED = "corrected", _("Result corrected")


class SeatRelease(models.TextChoices):
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Deadline passed")
    MOVED_UP = "moved_up", _("Moved up to a higher wish")
    WITHDRAWN = "withdrawn", _("Application withdrawn")
    EXCLUDED = "excluded", _("Excluded as a duplicate")
    LEFT = "left", _("Left the class")
    CORRECTED = "corrected", _("Result corrected")
    VERIFICATION_FAILED = "failed", _("File check failed")
    FINISHED = "finished", _("Class finished")
    CANCELLED = "cancelled", _("Class cancelled")
    MERGED = "merged", _("Class merged into another")


class NominatingBody(models.TextChoices):
    EMPLOYER = "employer", _("Company")
    KELURAHAN = "kelurahan", _("Kelurahan")
    OTHER = "other", _("Another body")


class CorrectionOrigin(models.TextChoices):
    OBJECTION = "objection", _("An objection that was upheld")
    MISTAKE = "mistake", _("A mistake that the office found")
    VACATED = "vacated", _("A kept seat became free")


class CorrectionRule(models.TextChoices):
    """Whose seats a correction leaves alone; the approver chooses."""

    CONFIRMED_STAY = "confirmed", _("Nobody loses a confirmed seat")
    SEATED_STAY = "seated", _("Nobody loses a seat")
    NOBODY_STAYS = "nobody", _("Every seat is given anew")


class ChangeKind(models.TextChoices):
    """What a correction puts right in the input of a round."""

    SCORE = "score", _("A score")
    FACT_HELD = "fact_held", _("A fact that is true after all")
    FACT_NOT_HELD = "fact_not_held", _("A fact that is not true")
    FILE_ACCEPTED = "file_accepted", _("A file refused by mistake")
    FILE_REFUSED = "file_refused", _("A file accepted by mistake")
    CAPACITY = "capacity", _("The number of seats of a class")


class DryRunSource(models.TextChoices):
    FROZEN = "frozen", _("The frozen input")
    LIVE = "live", _("The input as it stands now")


class TracerActivity(models.TextChoices):
    EMPLOYED = "employed", _("Employed")
    SELF_EMPLOYED = "self_employed", _("Runs a business")
    STUDYING = "studying", _("Studying")
    LOOKING = "looking", _("Looking for work")
    NO_ANSWER = "no_answer", _("No answer")


class PaperKind(models.TextChoices):
    """Numbered papers of the office; the values stand in addresses."""

    MINUTES = "berita-acara", _("Minutes of the selection")
    DECREE_ANNEX = "lampiran-sk", _("Annex of the decree")
    SUMMONS = "panggilan", _("Summons of participants")
    ATTENDANCE_LIST = "daftar-hadir", _("Attendance list")


class Match(models.TextChoices):
    """What two entries of the register have in common."""

    NAME = "name", _("Same name and date of birth")
    NEAR_NAME = "near_name", _("Name nearly the same, same date of birth")
    PART_OF_NAME = "part_of_name", _("One name within the other, same date of birth")
    OTHER_BIRTH_DATE = "other_date", _("Same name, another date of birth, same phone or card")
    PHONE = "phone", _("Same phone number")
    CARD = "card", _("Same family card")


# Any of these makes it likely that both are one person; phone and card alone are a family's, too.
LIKELY = [Match.NAME, Match.NEAR_NAME, Match.PART_OF_NAME, Match.OTHER_BIRTH_DATE]


class PairStatus(models.TextChoices):
    """What was decided about two entries that may be one person."""

    OPEN = "open", _("Waits for a decision")
    APART = "apart", _("Two different people")
    KEPT = "kept", _("Both kept")
    EXCLUDED = "excluded", _("One application excluded")
    MERGED = "merged", _("One person, one record")


PAIR_MOVES = {
    PairStatus.OPEN: {
        PairStatus.APART,
        PairStatus.KEPT,
        PairStatus.EXCLUDED,
        PairStatus.MERGED,
    },
    # Opened again: taken back, or because of something new.
    PairStatus.APART: {PairStatus.OPEN},
    PairStatus.KEPT: {PairStatus.OPEN, PairStatus.MERGED},
    PairStatus.EXCLUDED: {PairStatus.OPEN, PairStatus.MERGED},
    # Two officers, and for good.
    PairStatus.MERGED: set(),
}


class PairReason(models.TextChoices):
    """Why two entries are one person or are not."""

    PAPERS = "papers", _("The papers of both were compared")
    CALLED = "called", _("The person was called or came to the counter")
    TWINS = "twins", _("Brothers and sisters, or twins")
    SHARED_PHONE = "shared_phone", _("One phone for several people")
    ENTERED_TWICE = "entered_twice", _("Entered at the counter and by the person")
    OTHER_INTAKE = "other_intake", _("The applications are in different intakes")
    BY_MISTAKE = "by_mistake", _("The decision was a mistake")


# Papers about one class; the others are about the whole round.
PAPERS_OF_A_CLASS = [PaperKind.SUMMONS, PaperKind.ATTENDANCE_LIST]


class BulkKind(models.TextChoices):
    """What may be done to many files at once; each of them goes by the act for one."""

    VERIFY = "verify", _("Accept files that were checked before")
    CLOSE = "close", _("Close files that were not corrected in time")
    RELEASE = "release", _("Give files back to the queue")
    MESSAGE = "message", _("Send one message")


# Nobody does more to the files of one intake in one day without a second person.
MOST_WITHOUT_SECOND = 500
# These put people out of the intake, so they take two whatever their number.
ALWAYS_BY_TWO = [BulkKind.CLOSE]


class BulkStatus(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a second person")
    ASKED = "asked", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Not agreed to")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")


BULK_MOVES = {
    BulkStatus.PROPOSED: {BulkStatus.ASKED, BulkStatus.DROPPED},
    BulkStatus.ASKED: {BulkStatus.DONE},
    BulkStatus.DONE: {BulkStatus.ASKED, BulkStatus.UNDOING},
    BulkStatus.UNDOING: {BulkStatus.UNDONE},
    BulkStatus.DROPPED: set(),
    BulkStatus.UNDONE: set(),
}
BULK_UNDER_WAY = [BulkStatus.ASKED, BulkStatus.UNDOING]


class BulkOutcome(models.TextChoices):
    """What became of one file of a bulk act."""

    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    UNDONE = "undone", _("Taken back")
    KEPT = "kept", _("Could not be taken back")


class Obstacle(models.TextChoices):
    """Why a file stays out of a bulk act."""

    OWN_AFFAIR = "own_affair", _("Your own affair: a colleague has to act on it.")
    NOT_WAITING = "not_waiting", _("It is no longer in the state that this act is for.")
    IN_HAND = "in_hand", _("A colleague has it in hand.")
    PROPOSED = "proposed", _("A refusal was proposed. A second verifier has to look.")
    RETURNED = "returned", _("Corrected and sent again: what was mended has to be looked at.")
    NIK = "nik", _("The NIK does not fit the birth date or gender.")
    SAME_CARD = "same_card", _("The family card is also in another file.")
    PRIORITY = "priority", _("Claims a priority category, whose proof has to be looked at.")
    UNCHECKED = "unchecked", _("Something in it was never checked.")
    NO_WISH = "no_wish", _("No class that it wishes for is open to the applicant.")
    STILL_TIME = "still_time", _("The applicant still has time to correct it.")
    IN_NO_HAND = "in_no_hand", _("Nobody has it in hand.")
