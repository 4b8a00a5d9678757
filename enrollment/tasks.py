"""What the worker does for selection rounds and for acts on many files.

What is asked for by name takes a primary key; the others are periodic, look for what is due, and
are harmless when they run twice.
"""

import structlog
from celery import shared_task
from django.db import OperationalError

from blk_portal.shared.errors import DomainError
from enrollment.models import BulkAct, Correction, DryRun, SelectionRound
from enrollment.services import figures
from enrollment.services.bulk_running import interrupted_bulk_acts, run_bulk_act
from enrollment.services.correcting import calculate_correction, corrections_left_alone
from enrollment.services.dry_runs import carry_out_dry_run, dry_runs_left_alone
from enrollment.services.duplicates import find_pairs
from enrollment.services.extensions import extend_for_outages, intakes_near_closing
from enrollment.services.lookup import forget_old_tries
from enrollment.services.offers import due_offers, end_hope, ended_hopes, lapse_offer
from enrollment.services.promises import warn_of_promises
from enrollment.services.promotion import close_waitlist, open_waitlists_past_their_time
from enrollment.services.publishing import (
    interrupted_publications,
    publish_due_round,
    rounds_to_publish,
)
from enrollment.services.reminders import queue_due_reminders
from enrollment.services.rounds import (
    close_intake,
    intakes_to_close,
    lists_to_publish,
    publish_list,
)
from enrollment.services.running import due_rounds, interrupted_rounds, request_run, run_round
from programs.services.outages import note_that_the_portal_works

logger = structlog.get_logger(__name__)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True)
def decide_selection_round(round_id):
    """Run one round. Repeating it is harmless: the same problem gives the same bytes, once."""
    try:
        run = run_round(SelectionRound.objects.without_documents().get(pk=round_id))
    except DomainError as refusal:
        logger.warning("round_refused", round_id=round_id, reason=str(refusal))
    else:
        logger.info("round_decided", round_id=round_id, run_id=run and run.pk)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True)
def publish_selection_round(round_id):
    """Publish one round. Repeating it is harmless: it is published once."""
    try:
        is_done = publish_due_round(SelectionRound.objects.without_documents().get(pk=round_id))
    except DomainError as refusal:
        logger.warning("round_not_published", round_id=round_id, reason=str(refusal))
    else:
        logger.info("round_published", round_id=round_id, is_done=is_done)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True)
def carry_out_bulk_act(act_id):
    """Work off a bulk act. Repeating it is harmless: each file has one result."""
    settled = run_bulk_act(BulkAct.objects.get(pk=act_id))
    logger.info("bulk_act_carried_out", act_id=act_id, files=settled)


@shared_task
def resume_interrupted_bulk_acts():
    """Hand bulk acts out again whose message was lost or whose worker was killed."""
    for act in interrupted_bulk_acts():
        logger.warning("bulk_act_resumed", act_id=act.pk)
        carry_out_bulk_act.delay(act.pk)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True)
def calculate_round_correction(correction_id):
    """Decide a correction under each rule. Repeating it is harmless: it was asked for once."""
    calculate_correction(Correction.objects.get(pk=correction_id))
    logger.info("correction_calculated", correction_id=correction_id)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True)
def carry_out_dry_run_of_round(dry_run_id):
    """Answer one dry run. Repeating it is harmless: it is done once."""
    carry_out_dry_run(DryRun.objects.get(pk=dry_run_id))
    logger.info("dry_run_done", dry_run_id=dry_run_id)


@shared_task
def close_due_intakes():
    """End registration of each intake at its time, and publish lists that are due.

    Outages, which move the closing, are looked for first: after one that lasted over the
    closing, this task is the first to run.
    """
    if outage := note_that_the_portal_works():
        logger.warning("outage_recorded", outage_id=outage.pk)
    for intake in intakes_near_closing():
        if extend_for_outages(intake):
            logger.warning("closing_extended", intake_id=intake.pk)
    for intake in intakes_to_close():
        try:
            close_intake(intake)
        except DomainError as refusal:
            logger.warning("intake_not_closed", intake_id=intake.pk, reason=str(refusal))
        else:
            logger.info("intake_closed", intake_id=intake.pk)
    for selection_round in lists_to_publish():
        publish_list(selection_round)
        logger.info("list_published", round_id=selection_round.pk)


@shared_task
def resume_interrupted_rounds():
    """Hand rounds and corrections out again whose message was lost or whose worker is gone."""
    for dry_run in dry_runs_left_alone():
        carry_out_dry_run_of_round.delay(dry_run.pk)
    for correction in corrections_left_alone():
        logger.warning("correction_resumed", correction_id=correction.pk)
        calculate_round_correction.delay(correction.pk)
    for selection_round in interrupted_rounds():
        logger.warning("round_resumed", round_id=selection_round.pk)
        decide_selection_round.delay(selection_round.pk)
    for selection_round in interrupted_publications():
        logger.warning("publication_resumed", round_id=selection_round.pk)
        publish_selection_round.delay(selection_round.pk)


@shared_task
def start_due_rounds():
    """Run each round at its announced time, as soon as nothing hard is missing."""
    for selection_round in due_rounds():
        try:
            request_run(selection_round, actor=None)
        except DomainError as refusal:
            logger.info("round_waits", round_id=selection_round.pk, reason=str(refusal))
        else:
            decide_selection_round.delay(selection_round.pk)


@shared_task
def publish_due_rounds():
    """Publish each approved round at its announced time."""
    for selection_round in rounds_to_publish():
        publish_selection_round(selection_round.pk)


@shared_task
def move_waitlists():
    """Let unanswered offers lapse, take hopes that ended as answers, and close waitlists."""
    for offer in due_offers():
        if lapse_offer(offer):
            logger.info("offer_lapsed", offer_id=offer.pk)
    for offer in ended_hopes():
        end_hope(offer)
    for selection_round in open_waitlists_past_their_time():
        moved = close_waitlist(selection_round)
        logger.info("waitlist_closed", round_id=selection_round.pk, applications=moved)


@shared_task
def queue_reminders():
    """Remind those who have not answered while there is still time."""
    if queued := queue_due_reminders():
        logger.info("reminders_queued", reminders=queued)


@shared_task
def watch_promises():
    """Warn training managers of promised days that are late or in danger."""
    if warned := warn_of_promises():
        logger.info("promises_warned", notices=warned)


@shared_task
def forget_old_lookups():
    """Remove what was noted of public lookups when it no longer counts."""
    logger.info("lookups_forgotten", tries=forget_old_tries())


@shared_task
def publish_figures():
    """Count what public pages show of each class."""
    logger.info("figures_published", figures=figures.publish_figures())


@shared_task
def find_duplicate_pairs():
    """Look for entries of the register that may be one person."""
    if found := find_pairs():
        logger.info("pairs_found", pairs=found)
