"""Which part of the world a figure counts: year, fund, programme, kelurahan, intake."""

from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from enrollment.choices import ApplicationStatus
from enrollment.models import Application, Choice
from grants.models import GrantRequest
from programs.models import Batch

ALL_YEARS = 0
NAMES = {
    "year": "tahun",
    "fund": "dana",
    "program": "program",
    "kelurahan": "kelurahan",
    "intake": "gelombang",
}


@dataclass(frozen=True)
class Scope:
    """The filters of a page, as they stand in its address. ``year`` 0 is every year."""

    year: int
    fund: str = ""
    program: str = ""
    kelurahan: str = ""
    intake: str = ""

    @classmethod
    def of(cls, query):
        """Read the filters of an address; without a year it is the present one."""
        year = query.get(NAMES["year"], "")
        return cls(
            year=int(year) if year.isdecimal() and len(year) <= 4 else timezone.localdate().year,
            **{name: query.get(NAMES[name], "")[:60] for name in NAMES if name != "year"},
        )

    def narrowed(self, **filters):
        return replace(self, **filters)

    @property
    def query(self):
        """The filters as they are written in an address."""
        return urlencode(
            {
                NAMES[field.name]: getattr(self, field.name)
                for field in fields(self)
                if field.name == "year" or getattr(self, field.name)
            }
        )

    def applications(self):
        """Applications that were sent, with a wish for a class of this scope; no duplicates.

        Somebody who wished for classes of two funds counts for each of them.
        """
        sent = Application.objects.filter(submitted_at__isnull=False).exclude(
            status=ApplicationStatus.EXCLUDED
        )
        sent = sent.filter(
            **self._present(
                intake__year=self.year,
                intake__code=self.intake,
                person__kelurahan=self.kelurahan,
            )
        )
        if self.fund or self.program:
            sent = sent.filter(Exists(self.of_batches(Choice.objects)))
        return sent

    def of_batches(self, rows, application=OuterRef("pk")):  # noqa: B008
        """Of one application's ``rows`` those about a class of this scope."""
        return rows.filter(
            application=application,
            **self._present(batch__fund=self.fund, batch__program__slug=self.program),
        )

    def holds(self, batch):
        """Tell whether a class with its fund, programme and intake at hand is in this scope."""
        return (
            (not self.year or batch.intake.year == self.year)
            and (not self.fund or batch.fund_id == self.fund)
            and (not self.program or batch.program.slug == self.program)
            and (not self.intake or batch.intake.code == self.intake)
        )

    def batches(self):
        return Batch.objects.filter(
            **self._present(
                intake__year=self.year,
                fund=self.fund,
                program__slug=self.program,
                intake__code=self.intake,
            )
        )

    def grant_requests(self):
        """Requests of grant rounds; a programme means that the request builds on its training."""
        return GrantRequest.objects.filter(
            **self._present(
                grant_round__fiscal_year=self.year,
                grant_round__fund=self.fund,
                participation__batch__program__slug=self.program,
                participation__batch__intake__code=self.intake,
                person__kelurahan=self.kelurahan,
            )
        )

    def first_wishes(self):
        """First wishes of sent applications for one class, as a condition on ``choices``."""
        return Q(
            ~Q(choices__application__status=ApplicationStatus.EXCLUDED),
            choices__rank=1,
            choices__application__submitted_at__isnull=False,
            **self._present(choices__application__person__kelurahan=self.kelurahan),
        )

    @staticmethod
    def _present(**filters):
        return {name: value for name, value in filters.items() if value}
