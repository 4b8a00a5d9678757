"""The one message that tells a person when and where to come for tests."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from blk_portal.shared.formats import long_datetime
from enrollment.choices import AttendanceStatus
from enrollment.models import Choice, Sitting
from notices.models import Notice
from notices.services.outbox import queue_notice, settle_notices, withdraw_notices

TIME_TO_SET_MORE = timedelta(hours=1)
TIME_TO_GET_READY = timedelta(days=3)
NEAR = timedelta(days=1)
# Kind and hour of more tests than these would not fit into an SMS.
NAMED_IN_THE_SUBJECT = 3


def queue_invitations(sittings):
    """Tell the people of these new ``sittings`` of every test that lies ahead of them.

    The message waits until every test of their wishes is set and an hour more, so that all come
    in one; but it goes out three days before the first of them, and at once when one is near
    (docs/decisions/0030). It takes the place of an earlier one that has not reached its person.
    The applications are locked by the caller, so that no two invitations overlook each other.
    """
    _replace(_keys_of(_all_of_the_people(sittings)))
    _queue_all(sittings)


def queue_move(sittings, move):
    """Tell the people of ``sittings`` that the time or place of a test has changed, and to what.

    Whom no earlier message has reached is invited as if it had been so from the beginning.
    """
    of_the_people = _all_of_the_people(sittings)
    told = _told(of_the_people)
    _replace(_keys_of(of_the_people))
    _queue_all(sittings, told=told, reason=move.reason)


def event_key(sitting):
    """Return the key of the message that tells of this sitting as it stands."""
    return _key(sitting.pk, sitting.times_moved)


def _all_of_the_people(sittings):
    return Sitting.objects.filter(application__in=[sitting.application_id for sitting in sittings])


def _keys_of(sittings):
    """Return the keys of every message that told of ``sittings`` (a queryset), moves included."""
    return [
        _key(pk, number)
        for pk, moved in sittings.values_list("pk", "times_moved")
        for number in range(moved + 1)
    ]


def _key(sitting_pk, number):
    return f"test_invitation:{sitting_pk}:{number}" if number else f"test_invitation:{sitting_pk}"


def _replace(keys):
    withdraw_notices(keys)
    settle_notices(keys)


def _told(sittings):
    """Return the keys of the applications of ``sittings`` whose people know of a test by now."""
    keys = {}
    for pk, moved, application in sittings.values_list("pk", "times_moved", "application"):
        keys |= {_key(pk, number): application for number in range(moved + 1)}
    told = Notice.objects.told().filter(event_key__in=keys).values_list("event_key", flat=True)
    return {keys[key] for key in told}


def _queue_all(sittings, *, told=(), reason=""):
    now = timezone.now()
    appointments = _appointments_with(sittings, now)
    incomplete = _with_tests_to_come(sittings)
    for sitting in sittings:
        ahead = appointments[sitting.application_id]
        if sitting.application_id in told:
            _queue(sitting, ahead, now, reason)
        else:
            hold_until = _hold_until(ahead[0].moment, sitting.application_id in incomplete, now)
            _queue(sitting, ahead, hold_until)


def _appointments_with(sittings, now):
    """Return, by application, these sittings and the others still to come, in order of time."""
    is_meant = Q(pk__in=[sitting.pk for sitting in sittings])
    is_ahead = Q(
        application__in=[sitting.application_id for sitting in sittings],
        attendance=AttendanceStatus.INVITED,
        slot__starts_at__gt=now,
    )
    found = defaultdict(list)
    rows = Sitting.objects.filter(is_meant | is_ahead).select_related("assessment", "slot")
    for sitting in sorted(rows, key=lambda sitting: (sitting.moment, sitting.pk)):
        found[sitting.application_id].append(sitting)
    return found


def _with_tests_to_come(sittings):
    """Return the applications with a wish for a class that scores in a test not yet set for it."""
    wished = Choice.objects.filter(application__in=[one.application_id for one in sittings])
    wanted = wished.values_list("application", "batch", "batch__criteria__assessed_by")
    invited = Sitting.objects.filter(application__in=wished.values("application"))
    arranged = invited.values_list("application", "assessment__batches", "assessment__kind")
    return {
        application for application, batch, kind in set(wanted) - set(arranged) if kind is not None
    }


def _hold_until(first, is_more_to_come, now):
    if first - now <= NEAR:
        return now
    soon = now + TIME_TO_SET_MORE
    return max(soon, first - TIME_TO_GET_READY) if is_more_to_come else soon


def _queue(sitting, appointments, hold_until, reason=""):
    application = sitting.application
    with translation.override(application.person.language):
        context = {
            "appointments": _in_short(appointments),
            "details": "\n".join(_in_full(one) for one in appointments),
            "number": application.registration_number,
        }
    if reason:
        context["reason"] = reason
    queue_notice(
        application.person,
        "test_moved" if reason else "test_invitations",
        context=context,
        about=application,
        link=application.get_absolute_url(),
        event_key=event_key(sitting),
        answer_by=appointments[0].moment,
        hold_until=hold_until,
    )


def _in_short(appointments):
    parts = [
        _("{test}: {when}").format(
            test=one.assessment.get_kind_display().upper(), when=long_datetime(one.moment)
        )
        for one in appointments[:NAMED_IN_THE_SUBJECT]
    ]
    if more := len(appointments) - len(parts):
        parts.append(_("{count} more").format(count=more))
    return "; ".join(parts)


def _in_full(sitting):
    return _("- {title}: {when}, at {place}").format(
        title=sitting.assessment.title,
        when=long_datetime(sitting.moment),
        place=sitting.where,
    )
