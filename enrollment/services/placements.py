"""The placements of a run, copied into their table by the thousand."""

import io

from django.db import connection

from enrollment.models import Application, Placement

ROWS_AT_ONCE = 20_000
COPY = (
    f"COPY {Placement._meta.db_table} (run_id, application_id, batch_id, rank, code, reasons, "
    "merit, lottery, pool_rank) FROM STDIN"
)


class PlacementTable:
    """Takes the applications of an outcome and writes a row for each of their wishes.

    Ids and codes of the engine need no escapes. ``people`` is how many were taken so far.
    """

    def __init__(self, intake, run_pk):
        self._run_pk = run_pk
        self._batches = dict(intake.batches.values_list("code", "pk"))
        self._applications = dict(
            Application.objects.filter(intake=intake)
            .exclude(draw_code="")
            .order_by()
            .values_list("draw_code", "pk")
        )
        self._rows = []
        self.people = 0

    @property
    def total_people(self):
        return len(self._applications)

    def add(self, applications):
        for application in applications:
            pk = self._applications[application["id"]]
            for choice in application["choices"]:
                self._rows.append(self._row(pk, choice, application["lottery"]))
        self.people += len(applications)
        if len(self._rows) >= ROWS_AT_ONCE:
            self.finish()

    def finish(self):
        with connection.cursor() as cursor:
            cursor.copy_expert(COPY, io.StringIO("".join(self._rows)))
        self._rows.clear()

    def _row(self, pk, choice, lottery):
        reasons = ",".join(f'"{reason}"' for reason in choice["reasons"])
        return (
            f"{self._run_pk}\t{pk}\t{self._batches[choice['batch']]}\t{choice['rank']}\t"
            f"{choice['code']}\t{{{reasons}}}\t{choice['merit'] or ''}\t"
            f"{choice['lottery'] or lottery or ''}\t{choice['pool_rank'] or _NULL}\n"
        )


_NULL = "\\N"
