"""Texts of messages go; that there was one, and whether it arrived, stays."""

from django.utils import timezone

from blk_portal.shared.erasing import call_erasing_function
from blk_portal.shared.personal_data import not_of_running_persons
from notices.choices import NoticeStatus
from notices.models import Notice, NoticeDelivery


def forget_texts(notices):
    """Empty ``notices`` to persons and the notes of calls about them; return how many."""
    numbers = list(notices.values_list("pk", flat=True))
    Notice.objects.filter(pk__in=numbers).update(subject="", text="", link="", context={})
    Notice.objects.filter(pk__in=numbers, person__isnull=False).update(to_phone="")
    NoticeDelivery.objects.filter(notice__in=numbers).update(provider_id="")
    for number in numbers:
        call_erasing_function("notices_erase_history", number)
    return len(numbers)


def old_texts(before):
    """Messages written ``before`` to persons about whom nothing runs any more."""
    return not_of_running_persons(Notice.objects.filter(created_at__lt=before).exclude(text=""))


def forget_bare_numbers(notices):
    """Remove the numbers of ``notices`` to no known person; what was not told stays untold."""
    mine = notices.to_bare_numbers().exclude(to_phone="")
    mine.waiting().update(status=NoticeStatus.FAILED)
    return mine.update(to_phone="", updated_at=timezone.now())


def forget_numbers_told_too_late():
    """Remove the numbers of messages whose time is over; return how many."""
    return forget_bare_numbers(Notice.objects.filter(answer_by__lt=timezone.now()))
