from django.db import models
from django.utils.translation import gettext_lazy as _


class IntakeStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Registration closed")
    SELECTING = "selecting", _("In selection")
    PUBLISHED = "published", _("Results published")
    RUNNING = "running", _("Training under way")
    FINISHED = "finished", _("Finished")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")

    def may_become(self, status):
        return status in INTAKE_MOVES[self]


INTAKE_MOVES = {
    IntakeStatus.PLANNED: {IntakeStatus.OPEN, IntakeStatus.POSTPONED, IntakeStatus.CANCELLED},
    IntakeStatus.OPEN: {IntakeStatus.CLOSED, IntakeStatus.POSTPONED, IntakeStatus.CANCELLED},
    IntakeStatus.CLOSED: {
        IntakeStatus.SELECTING,
        IntakeStatus.POSTPONED,
        IntakeStatus.CANCELLED,
    },
    IntakeStatus.SELECTING: {
        IntakeStatus.PUBLISHED,
        IntakeStatus.POSTPONED,
        IntakeStatus.CANCELLED,
    },
    IntakeStatus.PUBLISHED: {
        IntakeStatus.RUNNING,
        IntakeStatus.POSTPONED,
        IntakeStatus.CANCELLED,
    },
    IntakeStatus.RUNNING: {IntakeStatus.FINISHED},
    IntakeStatus.FINISHED: set(),
    IntakeStatus.POSTPONED: {IntakeStatus.PLANNED, IntakeStatus.CANCELLED},
    IntakeStatus.CANCELLED: set(),
}

SUSPENDED = [IntakeStatus.POSTPONED, IntakeStatus.CANCELLED]
BEFORE_OPENING = [IntakeStatus.PLANNED, IntakeStatus.POSTPONED]
AFTER_PUBLICATION = [IntakeStatus.PUBLISHED, IntakeStatus.RUNNING, IntakeStatus.FINISHED]


class BatchStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Registration closed")
    SELECTING = "selecting", _("In selection")
    PUBLISHED = "published", _("Results published")
    RUNNING = "running", _("Training under way")
    FINISHED = "finished", _("Finished")
    POSTPONED = "postponed", _("Postponed")
    MERGED = "merged", _("Merged")
    CANCELLED = "cancelled", _("Cancelled")

    def may_become(self, status):
        return status in BATCH_MOVES[self]


BATCH_MOVES = {
    BatchStatus.PLANNED: {BatchStatus.OPEN, BatchStatus.POSTPONED, BatchStatus.CANCELLED},
    BatchStatus.OPEN: {
        BatchStatus.CLOSED,
        BatchStatus.POSTPONED,
        BatchStatus.MERGED,
        BatchStatus.CANCELLED,
    },
    BatchStatus.CLOSED: {
        BatchStatus.SELECTING,
        BatchStatus.POSTPONED,
        BatchStatus.MERGED,
        BatchStatus.CANCELLED,
    },
    BatchStatus.SELECTING: {
        BatchStatus.PUBLISHED,
        BatchStatus.POSTPONED,
        BatchStatus.MERGED,
        BatchStatus.CANCELLED,
    },
    BatchStatus.PUBLISHED: {
        BatchStatus.RUNNING,
        BatchStatus.POSTPONED,
        BatchStatus.MERGED,
        BatchStatus.CANCELLED,
    },
    BatchStatus.RUNNING: {BatchStatus.FINISHED},
    BatchStatus.FINISHED: set(),
    # A class that is held after all takes its place among the classes of its intake again.
    BatchStatus.POSTPONED: {
        BatchStatus.PLANNED,
        BatchStatus.OPEN,
        BatchStatus.CLOSED,
        BatchStatus.SELECTING,
        BatchStatus.PUBLISHED,
        BatchStatus.MERGED,
        BatchStatus.CANCELLED,
    },
    BatchStatus.MERGED: set(),
    BatchStatus.CANCELLED: set(),
}


NOT_HELD = [BatchStatus.MERGED, BatchStatus.CANCELLED]


class ClassChangeKind(models.TextChoices):
    POSTPONED = "postponed", _("Postponed")
    RESUMED = "resumed", _("Held after all")
    MERGED = "merged", _("Merged into another class")
    CANCELLED = "cancelled", _("Cancelled")


class ChangeReason(models.TextChoices):
    """Why a promised day moves, or a class is not held as announced; people read it."""

    FILES = "files", _("Checking the files takes longer")
    TOO_FEW = "too_few", _("Too few people for a class")
    TRAINER = "trainer", _("The trainer cannot come")
    VENUE = "venue", _("The venue is not available")
    FUNDS = "funds", _("The money is not available yet")
    EVENT = "event", _("A holiday or an event of the city")
    DISASTER = "disaster", _("Flood or another disaster")
    OTHER = "other", _("Another reason")


class SelectionMethod(models.TextChoices):
    MERIT = "merit", _("By score")
    LOTTERY = "lottery", _("By draw")
    FIRST_COME = "first_come", _("First come, first served")
    NOMINATION = "nomination", _("By nomination")


# A seat is held from the moment an application is sent.
SEATED_ON_SENDING = [SelectionMethod.FIRST_COME, SelectionMethod.NOMINATION]
BY_ROUND = [SelectionMethod.MERIT, SelectionMethod.LOTTERY]


class ReserveMode(models.TextChoices):
    MINIMUM_GUARANTEE = "minimum_guarantee", _("Minimum guarantee")
    OVER_AND_ABOVE = "over_and_above", _("Over and above")


class RetrainScope(models.TextChoices):
    ANY = "any", _("Any training")
    SAME_PROGRAMME = "same_programme", _("The same programme")


class GateType(models.TextChoices):
    HAS_ANY = "has_any", _("At least one of these facts")
    HAS_ALL = "has_all", _("All of these facts")
    HAS_NONE = "has_none", _("None of these facts")
    AGE = "age", _("Age")


class AssessmentKind(models.TextChoices):
    WRITTEN = "written", _("Written test")
    INTERVIEW = "interview", _("Interview")
    PRACTICAL = "practical", _("Practical test")


class Upgrade(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("Until the seat is confirmed")
    NONE = "none", _("Never")


class LotteryScope(models.TextChoices):
    ROUND = "round", _("One number for the round")
    BATCH = "batch", _("One number for each class")


class Education(models.TextChoices):
    """Last education, lowest first; the order is used where a class asks for a minimum."""

    NONE = "none", _("No schooling")
    PRIMARY = "sd", _("SD, MI or Paket A")
    LOWER_SECONDARY = "smp", _("SMP, MTs or Paket B")
    UPPER_SECONDARY = "sma", _("SMA, MA or Paket C")
    VOCATIONAL = "smk", _("SMK or MAK")
    DIPLOMA = "d3", _("D1 to D3")
    BACHELOR = "s1", _("D4 or S1")
    MASTER = "s2", _("S2 or S3")


class FigureKind(models.TextChoices):
    APPLICANTS = "applicants", _("Applicants whose first wish it is")
    WISHES = "wishes", _("Wishes")
    SEATED = "seated", _("Seats taken")


class Fact(models.TextChoices):
    """What a rule can ask for, by the codes of the fact types that later apps verify."""

    CITY_RESIDENT = "city_resident", _("Resident of Kota Pekalongan")
    NOT_IN_SCHOOL = "not_in_school", _("Not at school or in regular study")
    NOT_IN_TRAINING = "not_in_training", _("Not in another government training")
    DISABILITY = "disability", _("Person with a disability")
    POOR = "poor", _("Family in DTSEN decile 1 to 4")
    TOBACCO_WORKER = "tobacco_worker", _("Cigarette-factory worker")
    TOBACCO_FAMILY = "tobacco_family", _("Close family of a cigarette-factory worker")
    LAID_OFF = "laid_off", _("Laid off")
    WOMAN = "woman", _("Woman")


EDUCATION_PREFIX = "education:"
EDUCATION_FACTS = [(f"{EDUCATION_PREFIX}{level.value}", level.label) for level in Education]
