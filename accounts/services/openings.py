"""Who saw what of whom is written down, and the person reads it among the openings."""

from django.utils import timezone

from accounts.models import PersonAccess


def note_openings(people, *, what, reason, actor):
    """Write down that ``actor`` saw ``what`` of ``people`` (their numbers), once in a day."""
    noted = PersonAccess.objects.filter(
        user=actor, what=what, at__date=timezone.localdate(), person__in=people
    ).values_list("person", flat=True)
    PersonAccess.objects.bulk_create(
        PersonAccess(person_id=pk, user=actor, what=what, reason=reason)
        for pk in sorted(set(people) - set(noted))
    )
