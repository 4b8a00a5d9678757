from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from notices.choices import BY_GATEWAY, NOT_TOLD, TOLD, Channel, DispatchOutcome, NoticeStatus


def _brought_by(channel):
    """The condition of notices that have an address or a number for ``channel``."""
    if channel == Channel.EMAIL:
        of_staff = Q(account__is_active=True, account__email__gt="")
        of_people = Q(person__email__gt="") | Q(person__user__email__gt="")
        return Q(to_phone="") & (of_people | of_staff)
    if channel in BY_GATEWAY:
        return Q(to_phone__gt="") | Q(person__phone__gt="")
    return Q(pk=None)


class NoticeQuerySet(models.QuerySet):
    def released(self):
        return self.filter(hold_until__lte=timezone.now())

    def held(self):
        """Those that wait until somebody lets their dispatch go."""
        return self.filter(hold_until__isnull=True, status=NoticeStatus.QUEUED)

    def waiting(self):
        return self.filter(status=NoticeStatus.QUEUED)

    def to_be_sent(self):
        return self.waiting().filter(is_quiet=False)

    def told(self):
        return self.filter(status__in=TOLD)

    def belonging_to(self, user):
        return self.filter(person__user=user)

    def reachable_by(self, channels):
        """Those with an address or a number for one of ``channels``."""
        reachable = Q(pk=None)
        for channel in channels:
            reachable |= _brought_by(channel)
        return self.filter(reachable)

    def with_first_channel(self, channels):
        """Each with ``first_channel``: the first of ``channels`` that brings it, else the page."""
        quiet = When(is_quiet=True, then=Value(Channel.PAGE))
        brought = [When(_brought_by(channel), then=Value(channel)) for channel in channels]
        return self.annotate(
            first_channel=Case(
                quiet, *brought, default=Value(Channel.PAGE), output_field=CharField()
            )
        )

    def to_be_called(self):
        """Messages that need an answer and are not known to have arrived.

        One that is on its way by some channel has ``HOURS_TO_BE_DELIVERED`` first.
        """
        hours = timedelta(hours=settings.HOURS_TO_BE_DELIVERED)
        attempts = self.model.deliveries.rel.related_model.objects.filter(notice=OuterRef("pk"))
        is_late = Exists(attempts.filter(created_at__lte=timezone.now() - hours))
        return self.filter(status__in=NOT_TOLD, needs_answer=True).filter(
            Q(status=NoticeStatus.FAILED) | Q(attempts=0) | is_late
        )

    def numbers_to_be_told(self, *, is_sent_by_gateway):
        """Messages to bare numbers that staff must pass on, as no channel does or could."""
        left = [NoticeStatus.FAILED] if is_sent_by_gateway else NOT_TOLD
        return (
            self.released()
            .to_bare_numbers()
            .exclude(to_phone="")
            .filter(status__in=left, answer_by__gt=timezone.now())
        )

    def callable_by(self, user):
        """Those to persons, but never one's own, nor those of one's family card."""
        near = self.model.person.field.related_model.objects.near_to(user)
        return self.to_persons().exclude(person__in=near.values("pk"))

    def to_persons(self):
        return self.filter(person__isnull=False)

    def to_bare_numbers(self):
        """Those to numbers of which nothing else is known."""
        return self.filter(person__isnull=True, account__isnull=True)

    def with_calls(self):
        """Each with ``call_count`` and ``last_outcome``."""
        calls = self.model.calls.rel.related_model.objects.filter(notice=OuterRef("pk"))
        return self.annotate(
            call_count=Count("calls"), last_outcome=Subquery(calls.values("outcome")[:1])
        )


class DispatchQuerySet(models.QuerySet):
    def with_messages(self):
        """Leave out those in which no message was written; each with its ``message_count``."""
        return self.annotate(message_count=Count("notices")).filter(message_count__gt=0)

    def undecided(self):
        return self.filter(decision__isnull=True)

    def released(self):
        return self.filter(decision__outcome=DispatchOutcome.RELEASED)

    def waiting_first(self):
        """Those that wait for somebody in front, then the newest."""
        return self.order_by(F("decision").asc(nulls_first=True), "-created_at")
