import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.addresses import address
from blk_portal.shared.models import TimeStampedModel
from programs.choices import Education


class Trade(models.Model):
    """A vocational field (kejuruan)."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(_("Field"), max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


@pghistory.track(exclude=["created_at", "updated_at"])
class TrainingProgram(TimeStampedModel):
    """A course that can be held many times; a batch is one class of it."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(_("Title"), max_length=120)
    trade = models.ForeignKey(
        Trade, on_delete=models.PROTECT, related_name="programs", verbose_name=_("Field")
    )
    subtrade = models.CharField(_("Narrower field"), max_length=80, blank=True)
    summary = models.TextField(_("Summary"), max_length=600)
    lesson_hours = models.PositiveSmallIntegerField(_("Lesson hours (JP)"))
    minutes_per_lesson = models.PositiveSmallIntegerField(_("Minutes per lesson hour"), default=45)
    lessons_per_day = models.PositiveSmallIntegerField(_("Lesson hours per day"), default=8)
    training_days = models.PositiveSmallIntegerField(_("Training days"))
    minimum_education = models.CharField(
        _("Minimum education"), max_length=10, choices=Education, default=Education.PRIMARY
    )
    requirements = ArrayField(
        models.CharField(max_length=200), verbose_name=_("Requirements"), default=list, blank=True
    )
    curriculum = ArrayField(
        models.CharField(max_length=200), verbose_name=_("Curriculum"), default=list, blank=True
    )
    equipment = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("Equipment provided"),
        default=list,
        blank=True,
    )
    outcomes = ArrayField(
        models.CharField(max_length=200), verbose_name=_("Outcomes"), default=list, blank=True
    )
    certificates = ArrayField(
        models.CharField(max_length=200), verbose_name=_("Certificates"), default=list, blank=True
    )
    drawing = models.SlugField(
        _("Drawing"), max_length=40, help_text=_("Name of a symbol in trades.svg.")
    )
    is_offered = models.BooleanField(_("Shown in the catalogue"), default=True)

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("programs:program", slug=self.slug)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RequiredDocument(models.Model):
    """A paper that applicants of a programme show; ``kind`` is one of the wallet's kinds."""

    program = models.ForeignKey(
        TrainingProgram, on_delete=models.CASCADE, related_name="required_documents"
    )
    kind = models.CharField(_("Document"), max_length=20)
    label = models.CharField(_("Label"), max_length=120)
    is_required = models.BooleanField(_("Required"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "kind"], name="document_kind_once_per_program"
            ),
        ]

    def __str__(self):
        return self.label
