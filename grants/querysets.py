from django.db import models

from grants.choices import RequestStatus


class GrantRequestQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(status__in=[RequestStatus.SUBMITTED, RequestStatus.CHECKED])


class MonitoringVisitQuerySet(models.QuerySet):
    def due(self, today):
        return self.filter(visited_on__isnull=True, due_on__lte=today)
