"""The papers of one's own application as PDF."""

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.policies import resident_page
from blk_portal.shared.pdf import pdf_response
from enrollment.declarations import DECLARATIONS
from enrollment.journey import dates_ahead
from enrollment.papers import card_for_tests, receipt_paper, statement_letter
from enrollment.photos import photo_of, small_photo
from enrollment.services.application_file import wishes_of
from enrollment.services.appointments import appointments_of
from enrollment.views.own import own_application


@resident_page
@require_safe
def receipt_pdf(request, pk):
    """Hand out the proof of registration."""
    application = _sent(request, pk)
    paper = receipt_paper(
        application,
        wishes_of(application),
        dates_ahead(application.intake, application.submitted_at),
        address=_lookup_address(),
    )
    return pdf_response(paper, f"bukti-{application.registration_number}.pdf")


@resident_page
@require_safe
def test_card_pdf(request, pk):
    """Hand out the card for the tests to which the applicant is invited."""
    application = _sent(request, pk)
    sittings = appointments_of(application)
    if not sittings:
        raise Http404
    photo = photo_of(application.person)
    paper = card_for_tests(
        application,
        sittings,
        photo=small_photo(photo) if photo else None,
        address=_lookup_address(),
        door=settings.BASE_URL
        + reverse("enrollment:test_card", kwargs={"reference": sittings[0].reference}),
    )
    return pdf_response(paper, f"kartu-tes-{application.registration_number}.pdf")


@resident_page
@require_safe
def statement_pdf(request, pk):
    """Hand out what the applicant declared on sending."""
    application = _sent(request, pk)
    if application.declaration_version not in DECLARATIONS:
        raise Http404
    return pdf_response(
        statement_letter(application), f"pernyataan-{application.registration_number}.pdf"
    )


def _sent(request, pk):
    application = own_application(request, pk)
    if not application.registration_number:
        raise Http404
    return application


def _lookup_address():
    return settings.BASE_URL + reverse("enrollment:lookup")
