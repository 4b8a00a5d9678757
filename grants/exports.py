"""Requests of a round as rows of a CSV file: no NIK, no address, no telephone."""

from django.utils.translation import gettext_lazy as _

REQUEST_COLUMNS = [
    _("Request"),
    _("Received on"),
    _("Name"),
    _("Kelurahan"),
    _("Business"),
    _("Kind of business"),
    _("Training"),
    _("Status"),
    _("Score of the visit"),
    _("Value (Rp)"),
    _("Repeat allowed because"),
]


def request_rows(requests):
    for request in requests.iterator(chunk_size=500):
        verification = getattr(request, "field_verification", None)
        grant = getattr(request, "grant", None)
        yield [
            request.reference,
            request.received_on.isoformat(),
            request.person.full_name,
            request.person.kelurahan.name if request.person.kelurahan else "",
            request.business_name,
            request.business_kind,
            request.participation.batch.program.title if request.participation else "",
            request.get_status_display(),
            verification.score if verification else None,
            int(grant.value) if grant else None,
            request.override_reason,
        ]
