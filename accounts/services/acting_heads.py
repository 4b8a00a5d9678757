"""Who approves in place of the head, and until when."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import ActingHead, User
from blk_portal.shared.errors import DomainError
from blk_portal.shared.formats import long_date


@transaction.atomic
def appoint_acting_head(user, *, starts_on, ends_on, letter_number, letter_on, actor):
    """Let ``user`` approve from ``starts_on`` to ``ends_on``, both days included.

    Raise ``DomainError`` for days in the past, for oneself, for somebody who may approve anyway
    or does not work here, and when somebody else is appointed for one of the days.
    """
    if user.pk == actor.pk:
        raise DomainError(_("Nobody appoints themselves."))
    if not user.is_active or not user.is_staff_member:
        raise DomainError(_("Only somebody who works here can be acting head."))
    if user.groups.filter(name=Role.APPROVER).exists():
        raise DomainError(_("{name} may approve at any time already.").format(name=user))
    if ends_on < starts_on:
        raise DomainError(_("The first day must not be after the last."))
    if starts_on < timezone.localdate():
        raise DomainError(_("An appointment begins today or later."))
    try:
        with transaction.atomic():
            return ActingHead.objects.create(
                user=user,
                starts_on=starts_on,
                ends_on=ends_on,
                letter_number=letter_number.strip(),
                letter_on=letter_on,
                recorded_by=actor,
            )
    except IntegrityError as error:
        if "one_acting_head_at_a_time" not in str(error):
            raise
        raise DomainError(_("Somebody else is acting head on one of these days.")) from error


@transaction.atomic
def end_appointment(appointment, *, actor):
    """End an appointment before its last day; what was approved until now stays approved."""
    appointment = ActingHead.objects.select_for_update().get(pk=appointment.pk)
    if appointment.ended_at or appointment.ends_on < timezone.localdate():
        raise DomainError(_("This appointment has ended already."))
    appointment.ended_at, appointment.ended_by = timezone.now(), actor
    appointment.save(update_fields=["ended_at", "ended_by"])


def refuse_unless_approver(user):
    """Raise ``DomainError`` unless ``user`` is the head, or acting head today, by the database."""
    user = User.objects.get(pk=user.pk)
    if user.has_role(Role.APPROVER):
        return
    last = user.acting_head_of.order_by("ends_on").last()
    if last is None:
        raise DomainError(_("Only the head or an acting head may approve."))
    if last.ended_at:
        raise DomainError(
            _("Your appointment as acting head was ended on {day}.").format(
                day=long_date(last.ended_at)
            )
        )
    if last.starts_on > timezone.localdate():
        raise DomainError(
            _("Your appointment as acting head begins on {day}.").format(
                day=long_date(last.starts_on)
            )
        )
    raise DomainError(
        _("Your appointment as acting head ended on {day}.").format(day=long_date(last.ends_on))
    )
