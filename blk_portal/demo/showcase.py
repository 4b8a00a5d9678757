"""Residents of the demo world whose pages are worth seeing, one for each state."""

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from accounts.choices import ConsentPurpose, ConsentSource, DataRequestKind
from accounts.models import User
from accounts.services.consents import give_consent
from accounts.services.data_requests import ask
from accounts.services.demo import DEMO_PASSWORD
from enrollment.choices import ApplicationStatus
from enrollment.models import Application, Offer

STATES = [
    ("2026-III", ApplicationStatus.DRAFT),
    ("2026-III", ApplicationStatus.NEEDS_FIX),
    ("2026-III", ApplicationStatus.SUBMITTED),
    ("2026-K1", ApplicationStatus.SEATED),
    ("2026-K1", ApplicationStatus.WAITLISTED),
    ("2026-I", ApplicationStatus.NOT_SELECTED),
    ("2025-II", ApplicationStatus.CONFIRMED),
]


def showcase():
    """Return ``[(username, words), …]``: who may be signed in as, and what is to be seen."""
    return [
        (
            application.user.username,
            _("Resident: {status} ({intake})").format(
                status=ApplicationStatus(application.status).label,
                intake=application.intake.code,
            ),
        )
        for application in showcased()
    ]


def open_their_doors():
    """Give them the demo password."""
    users = [application.user_id for application in showcased()]
    User.objects.filter(pk__in=users).update(password=make_password(DEMO_PASSWORD))


def speak_about_their_data():
    """Let some of them consent to something, and one ask for the deletion of everything."""
    residents = [application for application in showcased() if application.person]
    for application in residents[1:4]:
        give_consent(
            application.person,
            ConsentPurpose.PUBLICITY_PHOTOS,
            actor=application.user,
            source=ConsentSource.SELF,
        )
    for application in residents:
        if application.status == ApplicationStatus.NOT_SELECTED:
            ask(application.person, DataRequestKind.ERASE, actor=application.user)


def showcased():
    """The applications whose residents may be signed in as.

    Of people with a seat, one who has not answered yet.
    """
    answered = Offer.objects.exclude(answer="").values("application")
    found = [
        Application.objects.filter(intake__code=intake, status=status)
        .exclude(status=ApplicationStatus.SEATED, pk__in=answered)
        .select_related("user", "intake", "person")
        .order_by("pk")
        .first()
        for intake, status in STATES
    ]
    return [application for application in found if application]
