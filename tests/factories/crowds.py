"""Many applications at once, where nobody looks at the persons."""

from django.utils import timezone

from enrollment.models import Application
from tests.factories import BatchFactory, PersonFactory, UserFactory


def crowd(number, **fields):
    """Return ``number`` applications that one person sent and took back, in one statement."""
    batch, person, helper = BatchFactory(), PersonFactory(), UserFactory(roles=["helper"])
    return Application.objects.bulk_create(
        Application(
            intake=batch.intake,
            person=person,
            entered_by=helper,
            status="withdrawn",
            registration_number=f"{place:04d}-RAMI",
            draw_code=f"RAMAI{place}",
            submitted_at=timezone.now(),
            **fields,
        )
        for place in range(number)
    )
