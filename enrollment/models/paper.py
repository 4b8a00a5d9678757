from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.triggers import append_only
from enrollment.triggers import paper_was_received_in_time


class PaperForm(models.Model):
    """The paper on which somebody applied at the counter. Marks the application for ever.

    Entered while registration is open or, where the intake gives working days for it, shortly
    after closing; received before closing in any case.
    """

    application = models.OneToOneField(
        "enrollment.Application", on_delete=models.PROTECT, related_name="paper"
    )
    number = models.CharField(_("Number of the slip"), max_length=30)
    received_at = models.DateTimeField(_("Received at the counter"))
    entered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-entered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="paper_slip_entered_once",
                violation_error_message=_("This slip was entered already."),
            ),
            models.CheckConstraint(condition=~Q(number=""), name="paper_has_a_number"),
            models.CheckConstraint(
                condition=Q(received_at__lte=models.F("entered_at")),
                name="paper_received_before_it_is_entered",
            ),
        ]
        triggers = [append_only(), paper_was_received_in_time()]

    def __str__(self):
        return self.number
