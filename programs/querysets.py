from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from programs.choices import (
    BatchStatus,
    FigureKind,
    IntakeStatus,
    SelectionMethod,
)


class IntakeQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=IntakeStatus.OPEN)

    def upcoming(self):
        return self.filter(status__in=[IntakeStatus.PLANNED, IntakeStatus.POSTPONED])

    def public(self):
        return self.exclude(status=IntakeStatus.CANCELLED)

    def newest_first(self):
        return self.order_by("-opens_at", "code")


class BatchQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("intake", "code")

    def public(self):
        return self.exclude(status=BatchStatus.CANCELLED).exclude(
            intake__status=IntakeStatus.CANCELLED
        )

    def on_record(self):
        """Those with a page of their own: also cancelled ones, so that their people read why."""
        return self.exclude(intake__status=IntakeStatus.CANCELLED)

    def with_last_change(self):
        """Add ``last_change``: why the class is not held as announced; ``None`` if it is."""
        changes = self.model.changes.rel.related_model.objects.filter(batch=OuterRef("pk"))
        return self.annotate(
            last_change=Subquery(
                changes.values(
                    json=JSONObject(
                        kind="kind",
                        reason="reason",
                        note="note",
                        into="into__code",
                        into_title="into__program__title",
                    )
                )[:1]
            )
        )

    def taking_applications(self, now):
        """Those that anybody may apply for at ``now``, as ``catalogue.state_of`` says of one."""
        return self.filter(
            status=BatchStatus.OPEN, intake__opens_at__lte=now, intake__closes_at__gt=now
        ).exclude(
            Q(selection_method=SelectionMethod.NOMINATION)
            | Q(intake__status=IntakeStatus.POSTPONED)
        )

    def with_applicants(self):
        """Add the published number of applicants and its moment; empty where none is published."""
        return self.annotate(
            applicant_figure=FilteredRelation(
                "figures", condition=Q(figures__kind=FigureKind.APPLICANTS)
            ),
            applicants=F("applicant_figure__value"),
            counted_at=F("applicant_figure__as_of"),
        )

    def with_moved_days(self):
        """Add ``moved``: the last changes of promised days of the class and its intake."""
        rescheduling = self.model.reschedulings.rel.related_model
        acts = rescheduling.objects.filter(
            Q(batch=None) | Q(batch=OuterRef("pk")), intake=OuterRef("intake")
        )
        return self.annotate(
            moved=ArraySubquery(
                acts.values(
                    json=JSONObject(batch="batch", dates="dates", reason="reason", note="note")
                )[:5]
            )
        )

    def with_rule_set(self):
        """Add digest, version and moment of the newest published rules; empty before opening."""
        newest = self.model.intake.field.related_model.rule_sets.rel.related_model.objects.filter(
            intake=OuterRef("intake")
        ).order_by("-version")
        return self.annotate(
            rules_sha256=Subquery(newest.values("sha256")[:1]),
            rules_version=Subquery(newest.values("version")[:1]),
            rules_frozen_at=Subquery(newest.values("frozen_at")[:1]),
        )
