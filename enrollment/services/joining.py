"""An account and the person whom others entered come together: so do their applications."""

from enrollment.choices import ApplicationStatus
from enrollment.models import Application
from enrollment.services.status import change_status


def hand_over_applications(person, account):
    """Give ``account`` what helpers entered for ``person`` while there was no account."""
    Application.objects.filter(person=person, user=None, forgotten_at=None).update(user=account)


def bind_drafts(account, person, *, actor):
    """Bind the drafts that waited for a NIK; one beside an application of the person ends."""
    waiting = Application.objects.live().filter(user=account, person=None)
    for draft in waiting.select_for_update():
        others = Application.objects.live().filter(person=person, intake=draft.intake_id)
        if others.exists():
            change_status(draft, ApplicationStatus.WITHDRAWN, actor=actor, reason="claimed_nik")
        else:
            draft.person = person
            draft.save(update_fields=["person", "updated_at"])
