import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import append_only
from enrollment.choices import NominatingBody


class NominationLetter(models.Model):
    """The letter by which a body puts people forward for one class. Append-only."""

    batch = models.ForeignKey(
        "programs.Batch", on_delete=models.PROTECT, related_name="nomination_letters"
    )
    kind = models.CharField(_("Kind of body"), max_length=10, choices=NominatingBody)
    body = models.CharField(_("Body"), max_length=120)
    number = models.CharField(_("Number of the letter"), max_length=80)
    letter_on = models.DateField(_("Date of the letter"))
    scan = models.FileField(
        _("Scan of the letter"), upload_to="nominations/", max_length=200, blank=True
    )
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "body", "number"],
                name="letter_of_a_body_stands_once_per_class",
                violation_error_message=_("This letter is entered already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(number="") & ~models.Q(body=""),
                name="nomination_letter_has_body_and_number",
            ),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.body}, {self.number}"


@pghistory.track(exclude=["created_at", "updated_at"])
class Nomination(TimeStampedModel):
    """An application that a body (employer, kelurahan, PKK) put forward with its letter.

    ``letter`` is empty for those from before letters had rows of their own.
    """

    application = models.OneToOneField(
        "enrollment.Application", on_delete=models.PROTECT, related_name="nomination"
    )
    letter = models.ForeignKey(
        NominationLetter, on_delete=models.PROTECT, null=True, related_name="nominations"
    )
    body = models.CharField(max_length=120)
    letter_number = models.CharField(max_length=80)
    letter_on = models.DateField()

    class Meta:
        triggers = [
            pgtrigger.Trigger(
                name="nominated_for_the_class_of_the_letter",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("letter_id", "application_id"),
                func=(
                    "IF NEW.letter_id IS NOT NULL AND NOT EXISTS (SELECT 1 "
                    "FROM enrollment_nominationletter l "
                    "JOIN programs_batch b ON b.id = l.batch_id "
                    "JOIN enrollment_application a ON a.intake_id = b.intake_id "
                    "WHERE l.id = NEW.letter_id AND a.id = NEW.application_id "
                    "AND b.selection_method = 'nomination') THEN "
                    "RAISE EXCEPTION 'letter % is for another intake', NEW.letter_id "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self):
        return f"#{self.application_id} {self.body}"
