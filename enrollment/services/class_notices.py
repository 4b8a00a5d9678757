"""What people are told when their class is postponed, merged or cancelled; one message for each."""

from django.utils import translation
from django.utils.translation import gettext as _

from blk_portal.shared.formats import long_date
from notices.services.outbox import queue_notice
from programs.promises import reason_words


def tell_postponed(application, change):
    _tell(application, change, "class_postponed", {})


def tell_merged(application, change):
    """Tell somebody with a seat that it is now one of the other class."""
    _tell(application, change, "class_merged", _other_class(application, change.into))


def tell_other_seat(application, into, change):
    """Tell somebody of a class without a round which other seat is theirs now."""
    _tell(application, change, "class_other_seat", _other_class(application, into))


def tell_cancelled(application, change, *, still_waits):
    """Tell somebody that no other wish of theirs has a free seat."""
    with translation.override(application.person.language):
        next_words = (
            _("You stay on the waitlist of the class that you wanted more.")
            if still_waits
            else _("None of your other wishes has a free seat. You may apply in the next intake.")
        )
    _tell(application, change, "class_cancelled", {"next": next_words})


def tell_wish_gone(application, change):
    """Tell somebody whose result is still to come that one of the wishes is gone."""
    with translation.override(application.person.language):
        next_words = _("Your other wishes stay as they are, in their order.")
        if not application.choices.exclude(batch=change.batch).exists():
            next_words = _("You had no other wish, so this application cannot get a seat.")
    _tell(application, change, "class_cancelled", {"next": next_words})


def change_context(application, change):
    """Return what every message about ``change`` says, in the language of its reader."""
    with translation.override(application.person.language):
        return {
            "title": change.batch.program.title,
            "reason": reason_words(change.reason, change.note).rstrip("."),
        }


def _other_class(application, into):
    with translation.override(application.person.language):
        return {
            "other": into.program.title,
            "starts": long_date(into.starts_on),
            "venue": into.venue,
        }


def _tell(application, change, kind, context):
    queue_notice(
        application.person,
        kind,
        context=change_context(application, change) | context,
        event_key=f"class_change:{change.pk}:{application.pk}",
        about=application,
        link=application.get_absolute_url(),
    )
