from django.db import models
from django.utils import timezone

from notices.choices import TOLD, NoticeStatus


class NoticeQuerySet(models.QuerySet):
    def released(self):
        return self.filter(hold_until__lte=timezone.now())

    def waiting(self):
        return self.filter(status=NoticeStatus.QUEUED)

    def told(self):
        return self.filter(status__in=TOLD)

    def belonging_to(self, user):
        return self.filter(person__user=user)
