"""The ranked list of classes that a person wants."""

from django.db import transaction
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from enrollment.choices import ApplicationStatus
from enrollment.models import Choice
from enrollment.services.applications import lock_for_answers
from programs.choices import BatchStatus, SelectionMethod


@transaction.atomic
def add_wish(application, batch, *, actor):
    """Put ``batch`` at the end of the list; once it stands there, nothing changes."""
    application = lock_for_answers(application, "pilihan")
    ranks = dict(application.choices.values_list("batch_id", "rank"))
    if batch.pk in ranks:
        return
    if not _is_for_wishes(batch, application):
        raise DomainError(_("This class does not take applications now."))
    limit = application.intake.max_choices
    if limit is not None and len(ranks) >= limit:
        raise DomainError(
            _("Your list is full: {limit} at most. Remove one first.").format(limit=limit)
        )
    Choice.objects.create(
        application=application, batch=batch, rank=max(ranks.values(), default=0) + 1
    )


def classes_for_wishes(application):
    """The classes that may be wished for: open ones; for a paper form, also just after closing."""
    return application.intake.batches.filter(status__in=_statuses_for_wishes(application))


def _is_for_wishes(batch, application):
    """Whether it takes applications now; for a nominated class a body names the people."""
    return (
        batch.intake_id == application.intake_id
        and batch.status in _statuses_for_wishes(application)
        and batch.selection_method != SelectionMethod.NOMINATION
    )


def _statuses_for_wishes(application):
    is_on_paper = hasattr(application, "paper")
    return [BatchStatus.OPEN, BatchStatus.CLOSED] if is_on_paper else [BatchStatus.OPEN]


def begin_list_with(application, batch, *, actor):
    """Put ``batch`` on a list that is still empty, if that is possible now."""
    if application.status != ApplicationStatus.DRAFT or application.choices.exists():
        return
    try:
        add_wish(application, batch, actor=actor)
    except DomainError:
        return


@transaction.atomic
def remove_wish(application, batch, *, actor):
    """Take ``batch`` off the list; those below move up."""
    application = lock_for_answers(application, "pilihan")
    wishes = list(application.choices.all())
    application.choices.filter(batch=batch).delete()
    _renumber([wish for wish in wishes if wish.batch_id != batch.pk])


@transaction.atomic
def raise_wish(application, batch, *, actor):
    """Let ``batch`` change places with the one above it."""
    application = lock_for_answers(application, "pilihan")
    wishes = list(application.choices.all())
    place = next((i for i, wish in enumerate(wishes) if wish.batch_id == batch.pk), 0)
    if place:
        wishes[place - 1], wishes[place] = wishes[place], wishes[place - 1]
        _renumber(wishes)


@transaction.atomic
def lower_wish(application, batch, *, actor):
    """Let ``batch`` change places with the one below it."""
    application = lock_for_answers(application, "pilihan")
    wishes = list(application.choices.all())
    place = next((i for i, wish in enumerate(wishes) if wish.batch_id == batch.pk), len(wishes))
    if place + 1 < len(wishes):
        wishes[place], wishes[place + 1] = wishes[place + 1], wishes[place]
        _renumber(wishes)


def _renumber(wishes):
    moved = []
    for rank, wish in enumerate(wishes, start=1):
        if wish.rank != rank:
            wish.rank = rank
            moved.append(wish)
    if moved:
        Choice.objects.bulk_update(moved, ["rank"])
