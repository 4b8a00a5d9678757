import structlog
from celery import shared_task
from django.db import OperationalError

from notices.services.delivery import deliver_due_notices

logger = structlog.get_logger(__name__)


@shared_task(acks_late=True, reject_on_worker_lost=True, autoretry_for=(OperationalError,))
def deliver_notices():
    """Send what is due. A second run finds nothing left to send."""
    delivery = deliver_due_notices()
    if delivery.delivered or delivery.postponed:
        logger.info("notices_sent", delivered=delivery.delivered, postponed=delivery.postponed)
