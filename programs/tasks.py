"""What the worker does for programmes. Periodic, and harmless when it runs twice."""

import structlog
from celery import shared_task

from programs.services.alerts import forget_old_alert_tries, queue_opening_notices

logger = structlog.get_logger(__name__)


@shared_task
def tell_of_openings():
    """Write the messages to those who asked to be told when a programme opens."""
    if told := queue_opening_notices():
        logger.info("openings_told", numbers=told)


@shared_task
def forget_old_tries_of_alerts():
    """Remove the tries that no longer count."""
    if removed := forget_old_alert_tries():
        logger.info("alert_tries_forgotten", removed=removed)
