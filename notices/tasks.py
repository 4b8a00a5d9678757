import structlog
from celery import shared_task
from django.db import OperationalError

from notices.services.delivery import deliver_due_notices
from notices.services.forgetting import forget_numbers_told_too_late

logger = structlog.get_logger(__name__)


@shared_task(acks_late=True, reject_on_worker_lost=True, autoretry_for=(OperationalError,))
def deliver_notices():
    """Send what is due. A second run finds nothing left to send."""
    delivery = deliver_due_notices()
    if delivery.delivered or delivery.postponed:
        logger.info("notices_sent", delivered=delivery.delivered, postponed=delivery.postponed)


@shared_task
def forget_late_numbers():
    """Remove the numbers of nobody known once their message comes too late."""
    if removed := forget_numbers_told_too_late():
        logger.info("late_numbers_forgotten", removed=removed)
