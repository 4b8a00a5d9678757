"""What the worker calculates for the figures of officials."""

import structlog
from celery import shared_task
from django.db import OperationalError

from dashboards.fairness import keep_counts
from enrollment.models import SelectionRound

logger = structlog.get_logger(__name__)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True)
def calculate_fairness(round_id):
    """Count a large round with and without its guaranteed seats. Repeating it is harmless."""
    selection_round = SelectionRound.objects.select_related("intake").get(pk=round_id)
    keep_counts(selection_round)
    logger.info("fairness_calculated", round_id=round_id)
