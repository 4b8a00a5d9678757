"""The one message that tells a person when and where to come for tests."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from blk_portal.shared.formats import long_datetime
from enrollment.choices import AttendanceStatus
from enrollment.models import Choice, Sitting
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
    now = timezone.now()
    appointments = _appointments_with(sittings, now)
    earlier = Sitting.objects.filter(
        application__in=[sitting.application_id for sitting in sittings]
    ).exclude(pk__in=[sitting.pk for sitting in sittings])
    keys = [event_key(pk) for pk in earlier.values_list("pk", flat=True)]
    withdraw_notices(keys)
    settle_notices(keys)
    incomplete = _with_tests_to_come(sittings)
    for sitting in sittings:
        ahead = appointments[sitting.application_id]
        hold_until = _hold_until(ahead[0].moment, sitting.application_id in incomplete, now)
        _queue(sitting, ahead, hold_until)


def event_key(sitting_pk):
    """Return the key of the message that was caused by one invitation."""
    return f"test_invitation:{sitting_pk}"


def _appointments_with(sittings, now):
    """Return, by application, the new sittings and the older ones still to come, in order."""
    is_new = Q(pk__in=[sitting.pk for sitting in sittings])
    is_ahead = Q(
        application__in=[sitting.application_id for sitting in sittings],
        attendance=AttendanceStatus.INVITED,
        slot_at__gt=now,
    )
    found = defaultdict(list)
    for sitting in Sitting.objects.filter(is_new | is_ahead).select_related("assessment"):
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


def _queue(sitting, appointments, hold_until):
    application = sitting.application
    with translation.override(application.person.language):
        context = {
            "appointments": _in_short(appointments),
            "details": "\n".join(_in_full(one) for one in appointments),
            "number": application.registration_number,
        }
    queue_notice(
        application.person,
        "test_invitations",
        context=context,
        about=application,
        link=application.get_absolute_url(),
        event_key=event_key(sitting.pk),
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
        place=sitting.assessment.place,
    )
