"""Consents to what is optional. Applying needs none: it rests on the public service."""

from django.db import transaction
from django.utils import timezone

from accounts.consent_wordings import newest_version
from accounts.models import Consent, Person


def has_consent(person, purpose):
    return person.consents.live().filter(purpose=purpose).exists()


@transaction.atomic
def give_consent(person, purpose, *, actor, source):
    """Write down that ``person`` agrees to ``purpose`` in today's words; return the consent.

    A second time changes nothing. A consent to older words ends and one to today's begins.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    now = timezone.now()
    live = person.consents.live().filter(purpose=purpose).first()
    if live is not None:
        if live.wording_version == newest_version(purpose):
            return live
        _withdraw(live, actor=actor, now=now)
    return Consent.objects.create(
        person=person,
        purpose=purpose,
        wording_version=newest_version(purpose),
        given_at=now,
        source=source,
        recorded_by=actor,
    )


@transaction.atomic
def withdraw_consent(consent, *, actor):
    """End a consent; one that has ended already stays as it is."""
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if consent.is_live:
        _withdraw(consent, actor=actor, now=timezone.now())
    return consent


def _withdraw(consent, *, actor, now):
    consent.withdrawn_at, consent.withdrawn_by = now, actor
    consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
