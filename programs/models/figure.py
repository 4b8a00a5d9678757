from django.db import models

from programs.choices import FigureKind


class PublishedFigure(models.Model):
    """A number about a class that later apps publish for public pages."""

    batch = models.ForeignKey("programs.Batch", on_delete=models.CASCADE, related_name="figures")
    kind = models.CharField(max_length=20, choices=FigureKind)
    value = models.PositiveIntegerField()
    as_of = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "kind"], name="one_figure_per_batch_and_kind"),
        ]

    def __str__(self):
        return f"{self.kind} {self.value}"
