from django.db import models

from blk_portal.shared.triggers import append_only


class Reassignment(models.Model):
    """How the people of a cancelled class were put on free seats elsewhere. Append-only.

    ``problem`` holds those people and the free seats alone, with the seed and the entropy of the
    round, so that nobody is drawn again; anybody who may read it can decide it again.
    """

    change = models.OneToOneField(
        "programs.ClassChange", on_delete=models.PROTECT, related_name="reassignment"
    )
    selection_round = models.ForeignKey(
        "enrollment.SelectionRound", on_delete=models.PROTECT, related_name="reassignments"
    )
    problem = models.TextField(help_text="Canonical bytes as text.")
    outcome = models.TextField(help_text="Canonical bytes as text.")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["change"]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.change_id}"
