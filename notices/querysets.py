from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from notices.choices import BY_GATEWAY, TOLD, Channel, NoticeStatus


class NoticeQuerySet(models.QuerySet):
    def released(self):
        return self.filter(hold_until__lte=timezone.now())

    def waiting(self):
        return self.filter(status=NoticeStatus.QUEUED)

    def to_be_sent(self):
        return self.waiting().filter(is_quiet=False)

    def told(self):
        return self.filter(status__in=TOLD)

    def belonging_to(self, user):
        return self.filter(person__user=user)

    def reachable_by(self, channels):
        """Those whose person left an address or a number for one of ``channels``."""
        by_email = ~Q(person__email="") | (Q(person__user__email__gt=""))
        by_phone = ~Q(person__phone="")
        reachable = Q(pk=None)
        if Channel.EMAIL in channels:
            reachable |= by_email
        if set(BY_GATEWAY) & set(channels):
            reachable |= by_phone
        return self.filter(reachable)

    def to_be_called(self):
        """Messages that nobody has received yet, though they ask for an answer or were lost."""
        return self.filter(
            Q(status=NoticeStatus.FAILED) | Q(status=NoticeStatus.QUEUED, needs_answer=True)
        )

    def callable_by(self, user):
        """Never one's own messages, nor those of one's family card."""
        own_household = self.model.person.field.related_model.objects.in_household_of(user)
        return self.exclude(person__in=own_household.values("pk"))

    def with_calls(self):
        """Each with ``call_count`` and ``last_outcome``."""
        calls = self.model.calls.rel.related_model.objects.filter(notice=OuterRef("pk"))
        return self.annotate(
            call_count=Count("calls"), last_outcome=Subquery(calls.values("outcome")[:1])
        )
