import pghistory
from django.db import models


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class Holiday(models.Model):
    """A national holiday or a day of collective leave; working days skip it."""

    date = models.DateField(primary_key=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["date"]

    def __str__(self):
        return f"{self.date} {self.name}"
