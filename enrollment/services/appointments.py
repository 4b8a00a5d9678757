"""When and where one applicant is expected for tests and interviews."""

from enrollment.models import Sitting


def appointments_of(application):
    """Return the applicant's sittings in the order of time, each with its ``moment``."""
    sittings = list(
        Sitting.objects.filter(application=application).select_related("assessment", "slot")
    )
    return sorted(sittings, key=lambda sitting: sitting.moment)
