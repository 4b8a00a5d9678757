"""A file as one line of the queue: its age, its flags, and in whose hand it is."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import nik
from enrollment.choices import ApplicationStatus
from enrollment.models import Application
from enrollment.services.claiming import held_until


@dataclass(frozen=True)
class Flag:
    style: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class QueueRow:
    application: Application
    age: str
    flags: list
    holder: str
    is_mine: bool


def queue_rows(applications, user):
    """Turn ``applications`` (made ``for_the_queue``) into lines for ``user``."""
    now = timezone.now()
    return [
        QueueRow(
            application=application,
            age=_age(application, now),
            flags=flags_of(application),
            holder=_holder(application, user, now),
            is_mine=application.claimed_by_id == user.pk
            and held_until(application, at=now) is not None,
        )
        for application in applications
    ]


def flags_of(application):
    person = application.person
    flags = [flag for flag in [_due(application)] if flag]
    if application.waits_for_second:
        flags.append(Flag("due", _("Second look wanted")))
    if application.may_be_a_duplicate:
        flags.append(Flag("problem", _("Maybe entered twice")))
    if application.was_returned:
        flags.append(Flag("needs_fix", _("Corrected and sent again")))
    if warnings := nik.warnings(person.nik, person.birth_date, person.gender):
        flags.append(Flag("info", _("Look at the NIK"), " ".join(warnings)))
    if application.shares_family_card:
        flags.append(Flag("problem", _("Family card also in another file")))
    if application.claims_priority:
        flags.append(Flag("info", _("Priority category")))
    if application.entered_by_id:
        flags.append(Flag("info", _("Entered by a helper")))
    if application.accommodation:
        flags.append(Flag("info", _("Asks for an adjustment")))
    return flags


def _due(application):
    """The promise to have checked the file by a day, once that day is near or gone."""
    due_on = application.intake.verified_by
    if due_on is None or application.status != ApplicationStatus.SUBMITTED:
        return None
    days = (due_on - timezone.localdate()).days
    if days > 1:
        return None
    label = {1: _("Due tomorrow"), 0: _("Due today")}.get(days, _("Overdue"))
    return Flag("problem" if days < 0 else "due", label)


def _age(application, now):
    waited = now - application.submitted_at
    if waited.days:
        return ngettext("{days} day", "{days} days", waited.days).format(days=waited.days)
    hours = waited.seconds // 3600
    return ngettext("{hours} hour", "{hours} hours", hours).format(hours=hours)


def _holder(application, user, now):
    until = held_until(application, at=now)
    if until is None:
        return ""
    minutes = int((until - now).total_seconds()) // 60
    name = _("You") if application.claimed_by_id == user.pk else application.claimed_by
    return ngettext(
        "{name}, {minutes} minute left", "{name}, {minutes} minutes left", minutes
    ).format(name=name, minutes=minutes)
