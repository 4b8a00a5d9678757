"""What the worker does for accounts. Periodic, and harmless when it runs twice."""

import structlog
from celery import shared_task

from accounts.services.helping import end_idle_help
from accounts.services.sweeping import sweep_documents

logger = structlog.get_logger(__name__)


@shared_task
def end_idle_help_sessions():
    """End the sessions of help that were left open."""
    if ended := end_idle_help():
        logger.info("help_sessions_ended", sessions=ended)


@shared_task
def sweep_document_files():
    """Remove the files of removed papers and of uploads that came to nothing."""
    papers, orphans = sweep_documents()
    if papers or orphans:
        logger.info("document_files_swept", papers=papers, orphans=orphans)
