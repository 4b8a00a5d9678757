"""What the gateway reports of a message, in any order and any number of times."""

from django.db import transaction
from django.utils import timezone

from notices.choices import NOT_TOLD, Channel, DeliveryStatus, NoticeStatus
from notices.models import Notice, NoticeDelivery
from notices.services.forgetting import forget_bare_numbers

REPORTED = {DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED, DeliveryStatus.FAILED}


@transaction.atomic
def record_report(message_id, status, *, error=""):
    """Take in one report; return whether the message is known.

    A repeated or overtaken report changes nothing. A failure sends the notice on to the next
    channel; a delivery tells the person, even after other channels were tried.
    """
    known = NoticeDelivery.objects.filter(message_id=message_id)
    delivery = known.exclude(channel=Channel.EMAIL).first()
    if delivery is None:
        return False
    notice = Notice.objects.select_for_update().get(pk=delivery.notice_id)
    delivery = _attempt_meant(known)
    now = timezone.now()
    if status not in delivery.next_statuses:
        return True
    delivery.status, delivery.error = status, error
    delivery.save(update_fields=["status", "error", "updated_at"])
    if status == DeliveryStatus.DELIVERED:
        Notice.objects.filter(pk=notice.pk, status__in=NOT_TOLD).update(
            status=NoticeStatus.DELIVERED, updated_at=now
        )
        Notice.objects.filter(pk=notice.pk, delivered_at=None).update(delivered_at=now)
        forget_bare_numbers(Notice.objects.filter(pk=notice.pk))
    elif status == DeliveryStatus.FAILED:
        Notice.objects.waiting().filter(pk=notice.pk, channel=delivery.channel).update(
            next_attempt_at=now, updated_at=now
        )
    return True


def _attempt_meant(known):
    """Return the attempt that the gateway took: the one with an answer, else the last one."""
    answered = known.exclude(status=DeliveryStatus.SENT).first()
    return answered or known.last()
