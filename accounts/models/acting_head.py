import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class ActingHead(models.Model):
    """Somebody who approves in place of the head of the UPTD from one day to another, by letter.

    One at a time. Nothing of it changes afterwards but that it is ended early.
    """

    user = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        related_name="acting_head_of",
        verbose_name=_("Acting head"),
    )
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("To, that day included"))
    letter_number = models.CharField(_("Number of the letter"), max_length=80)
    letter_on = models.DateField(_("Date of the letter"))
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="acting_head_begins_before_it_ends",
                violation_error_message=_("The first day must not be after the last."),
            ),
            models.CheckConstraint(
                condition=~Q(letter_number=""), name="acting_head_is_appointed_by_letter"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="ended_appointment_names_who_ended_it",
            ),
            ExclusionConstraint(
                name="one_acting_head_at_a_time",
                expressions=[
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
                condition=Q(ended_at__isnull=True),
                violation_error_message=_("Somebody else is acting head on one of these days."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="letter_stays",
                operation=pgtrigger.UpdateOf(
                    "user_id",
                    "starts_on",
                    "ends_on",
                    "letter_number",
                    "letter_on",
                    "recorded_by_id",
                ),
            ),
            pgtrigger.Protect(
                name="ended_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"#{self.user_id} {self.starts_on}–{self.ends_on}"
