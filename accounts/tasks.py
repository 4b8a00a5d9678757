"""What the worker does for accounts.

``write_list_export`` is asked for by name; the others are periodic. Each is harmless when it
runs twice.
"""

import structlog
from celery import shared_task
from django.db import OperationalError

from accounts.models import ListExport
from accounts.services.data_requests import carry_out_due_erasures
from accounts.services.exports import interrupted_exports, sweep_lost_files, write_export
from accounts.services.helping import end_idle_help
from accounts.services.retention import apply_retention
from accounts.services.sealing import seal_history
from accounts.services.sweeping import sweep_documents
from accounts.services.verifying import check_of_today, verify_history

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
    if lost := sweep_lost_files():
        logger.info("export_files_swept", files=lost)


@shared_task
def let_go_of_old_data():
    """Apply the retention table; once a day."""
    run = apply_retention()
    logger.info("retention_applied", run_id=run.pk, **run.counts)


@shared_task
def seal_and_verify_history():
    """Seal what was written since yesterday and compare history with its seals; once a day."""
    for seal in seal_history():
        logger.info("history_sealed", seal_id=seal.pk, rows=seal.rows, digest=seal.digest)
    if check_of_today():
        return
    check = verify_history()
    if check.differing_table:
        logger.error(
            "history_differs", table=check.differing_table, day=check.differing_day.isoformat()
        )
    else:
        logger.info("history_verified", seals=check.seals, unreadable=check.unreadable)


@shared_task
def carry_out_erasures():
    """Erase the persons who asked for it and had their day to think again."""
    if erased := carry_out_due_erasures():
        logger.info("persons_erased", persons=erased)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True)
def write_list_export(export_id):
    """Write the file that somebody asked for. Repeating it is harmless: it is written once."""
    if export := write_export(ListExport.objects.get(pk=export_id)):
        logger.info("export_written", export_id=export_id, rows=export.row_count)


@shared_task
def resume_interrupted_exports():
    """Hand out files again whose message was lost or whose worker was killed."""
    for export in interrupted_exports():
        logger.warning("export_resumed", export_id=export.pk)
        write_list_export.delay(export.pk)
