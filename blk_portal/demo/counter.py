"""What the counter did in the open intake: a paper form, help with a draft, a NIK claim."""

from datetime import timedelta

from django.utils import timezone

from accounts.choices import ConsentSource, HelpEnding
from accounts.services.helping import begin_help, end_help
from accounts.services.identity_claims import file_claim
from blk_portal.demo.clock import at
from enrollment.models import Application, PaperForm
from enrollment.services.applications import start_application


def serve(intake, desk, *, helper, claimant):
    """Let ``helper`` serve two residents, and ``claimant`` find his NIK under another account."""
    waiting = Application.objects.filter(intake=intake).awaiting_review()
    _enter_from_paper(waiting.latest("submitted_at"), helper)
    began, other = [resident for resident in desk.residents if not resident.is_taken][:2]
    began.is_taken = other.is_taken = True
    with at(timezone.now() - timedelta(minutes=50)):
        session = _help(began.person, ConsentSource.SPOKEN, helper)
        start_application(intake, user=helper, client=began.person)
    with at(timezone.now() - timedelta(minutes=30)):
        end_help(session, HelpEnding.DONE)
    with at(timezone.now() - timedelta(hours=26)):
        file_claim(claimant, other.person.nik)


def _enter_from_paper(application, helper):
    with at(application.submitted_at - timedelta(minutes=35)):
        session = _help(application.person, ConsentSource.ON_PAPER, helper)
    Application.objects.filter(pk=application.pk).update(entered_by=helper)
    PaperForm.objects.create(
        application=application,
        number="F-0017",
        received_at=application.submitted_at - timedelta(hours=2),
        entered_by=helper,
    )
    with at(application.submitted_at):
        end_help(session, HelpEnding.DONE)


def _help(person, source, helper):
    return begin_help(person.nik, kk=person.kk, source=source, helper=helper)
