"""One file of a bulk act: the same act that is done to a single one, and taking it back."""

from blk_portal.shared.errors import DomainError
from enrollment.choices import BulkKind, CaseEventKind
from enrollment.models import Application, CaseEvent
from enrollment.services.bulk_rules import obstacles_to
from enrollment.services.claiming import give_back_for_holder
from enrollment.services.closing import close_uncorrected
from enrollment.services.reviews import CheckedItem, accept_whole, lock_case, return_for_paper
from enrollment.services.undoing import take_back
from notices.services.outbox import queue_notice, withdraw_notices


def do_to_row(act, row, dispatch):
    """Do what ``act`` is about to the file of ``row``; return the review made, if any.

    What its person is told is held in ``dispatch``. Holds the lock of the file while it is
    looked at whether it may be done still. Raise ``DomainError`` with the sentence of what is
    in the way.
    """
    application = lock_case(row.application)
    actors = [actor for actor in (act.asked_by, act.second_by) if actor]
    files = Application.objects.filter(pk=application.pk)
    if obstacle := obstacles_to(act.kind, files, actors=actors, terms=act.terms).get(
        application.pk
    ):
        raise DomainError(obstacle.label)
    return _ACTS[act.kind](act, row, application, dispatch)


def take_row_back(act, row):
    """Undo what was done to the file of ``row``. Raise ``DomainError`` if it has gone on."""
    done = row.results.get(outcome="done")
    if done.review:
        take_back(done.review, actor=act.undone_by)
    else:
        withdraw_notices([_message_key(act, row)])


def _accept(act, row, application, dispatch):
    return accept_whole(application, reviewer=act.asked_by, version=row.version, dispatch=dispatch)


def _return(act, row, application, dispatch):
    return return_for_paper(
        application,
        item=CheckedItem(f"document:{act.paper}", act.reason),
        reviewer=act.asked_by,
        version=row.version,
        message=act.text,
        dispatch=dispatch,
    )


def _close(act, row, application, dispatch):
    return close_uncorrected(
        application,
        proposed_by=act.asked_by,
        agreed_by=act.second_by,
        version=row.version,
        dispatch=dispatch,
    )


def _give_back(act, row, application, dispatch):
    give_back_for_holder(application, actor=act.asked_by)


def _give(act, row, application, dispatch):
    """The row itself is what gives the file to its verifier first, until it is taken back."""
    CaseEvent.objects.create(application=application, kind=CaseEventKind.GIVEN, user=act.asked_by)


def _tell(act, row, application, dispatch):
    queue_notice(
        application.person,
        "office_message",
        context={"subject": act.subject, "message": act.text},
        event_key=_message_key(act, row),
        link=application.get_absolute_url(),
        about=application,
        dispatch=dispatch,
    )


def _message_key(act, row):
    return f"bulk_message:{act.pk}:{row.application_id}"


_ACTS = {
    BulkKind.VERIFY: _accept,
    BulkKind.RETURN: _return,
    BulkKind.CLOSE: _close,
    BulkKind.RELEASE: _give_back,
    BulkKind.ASSIGN: _give,
    BulkKind.MESSAGE: _tell,
}
