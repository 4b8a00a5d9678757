"""What one page counted, and the cells in which its numbers stand."""

from dataclasses import dataclass

from django.urls import reverse

from dashboards.figures import WITHOUT_SEATS
from programs.choices import BatchStatus


@dataclass(frozen=True)
class Totals:
    """Everything that was counted, once, for one page."""

    scope: object
    by_kelurahan: dict
    batches: list

    def of(self, key):
        return sum(counts[key] for counts in self.by_kelurahan.values())

    @property
    def in_scope(self):
        return [
            batch
            for batch in self.batches
            if self.scope.holds(batch) and batch.status not in WITHOUT_SEATS
        ]

    @property
    def seats(self):
        """Seats for which people could apply already."""
        return sum(batch.capacity for batch in self.in_scope if batch.status != BatchStatus.PLANNED)


def list_href(key, scope):
    return reverse("dashboards:list", kwargs={"key": key}) + f"?{scope.query}"


def columns(first, *numbers):
    return [{"label": first}, *({"label": label, "is_number": True} for label in numbers)]


def cell(text, href=""):
    return {"text": text, "href": href}


def number(text, href=""):
    return {"text": text, "href": href, "is_number": True}
