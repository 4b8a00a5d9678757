from django.db import models

from programs.choices import IntakeStatus


class IntakeQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=IntakeStatus.OPEN)

    def upcoming(self):
        return self.filter(status__in=[IntakeStatus.PLANNED, IntakeStatus.POSTPONED])

    def public(self):
        return self.exclude(status=IntakeStatus.CANCELLED)


class BatchQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("intake", "code")
