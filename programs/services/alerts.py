"""Telling a number, once, that a programme takes applications; of its owner nothing is known."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import Signer
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from blk_portal.shared.crypto import blind_index
from blk_portal.shared.errors import DomainError
from blk_portal.shared.formats import long_datetime
from notices.models import Notice
from notices.services.forgetting import forget_bare_numbers
from notices.services.outbox import queue_notice_to_number
from programs.models import AlertTry, Batch, OpeningAlert

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MOST_PER_NUMBER_A_DAY = 3
# A whole village may share one address.
MOST_PER_ADDRESS_AN_HOUR = 200
CHUNK = 100
SIGNER = Signer(salt="opening-alert")


def ask_to_be_told(program, phone, *, address, language):
    """Let ``phone`` have one message when ``program`` opens; asking again changes nothing.

    Raise ``DomainError`` when it is open already, or after too many tries, which are written
    before they are judged, so that many at once do not get more of them.
    """
    _count_try(address, phone)
    if is_open(program):
        raise DomainError(_("Registration is open now. You can apply at once."))
    if OpeningAlert.objects.filter(program=program, told_at=None, digest__in=_digests(phone)):
        return
    version, digest = _digest(phone)
    alert = OpeningAlert(
        program=program, phone=phone, key_version=version, digest=digest, language=language
    )
    OpeningAlert.objects.bulk_create([alert], ignore_conflicts=True)


def stop_telling(phone, *, address):
    """Forget ``phone`` for every programme, whether it was there or not."""
    _count_try(address)
    forget_number(phone)


def forget_number(phone):
    _forget(OpeningAlert.objects.filter(digest__in=_digests(phone)))


def stop_by_link(signed):
    """Forget the number to which the link ``signed`` was sent. Raise ``BadSignature``."""
    digest = OpeningAlert.objects.filter(pk=SIGNER.unsign(signed)).values("digest")
    _forget(OpeningAlert.objects.filter(digest__in=digest))


def queue_opening_notices():
    """Write the message for every number that waits for a programme now open; return how many.

    The number moves from its alert to the message in one transaction, so that however many
    workers do this, and whenever one is killed, a number gets one message.
    """
    number = 0
    while told := _tell_some():
        number += told
    return number


def is_open(program):
    return _open_batches().filter(program=program).exists()


def forget_old_alert_tries():
    """Remove the tries that no longer count; return how many."""
    return AlertTry.objects.filter(tried_at__lt=timezone.now() - DAY).delete()[0]


def index_alerts_anew():
    """Give every waiting number the digest of the newest key."""
    newest = max(settings.BLIND_INDEX_KEYS)
    waiting = OpeningAlert.objects.filter(told_at=None)
    for pk in waiting.exclude(key_version=newest).values_list("pk", flat=True):
        with transaction.atomic():
            alert = waiting.select_for_update().filter(pk=pk).first()
            if alert is None:
                continue
            alert.key_version, alert.digest = _digest(alert.phone)
            try:
                with transaction.atomic():
                    alert.save(update_fields=["key_version", "digest"])
            except IntegrityError:
                # The same number asked again meanwhile, under the newest key.
                alert.delete()


def _open_batches():
    return Batch.objects.taking_applications(timezone.now())


@transaction.atomic
def _tell_some():
    batches = {}
    for batch in _open_batches().select_related("intake", "program").order_by("intake__closes_at"):
        batches[batch.program_id] = batch
    alerts = list(
        OpeningAlert.objects.filter(told_at=None, program__in=batches)
        .select_for_update(skip_locked=True)
        .order_by("pk")[:CHUNK]
    )
    for alert in alerts:
        _tell(alert, batches[alert.program_id])
    told = OpeningAlert.objects.filter(pk__in=[alert.pk for alert in alerts])
    told.update(phone="", told_at=timezone.now())
    return len(alerts)


def _tell(alert, batch):
    stop = reverse("programs:alert_stop", kwargs={"signed": SIGNER.sign(alert.pk)})
    with translation.override(alert.language):
        closes = long_datetime(batch.intake.closes_at)
    queue_notice_to_number(
        alert.phone,
        "registration_opened",
        language=alert.language,
        context={
            "title": batch.program.title,
            "closes": closes,
            "stop": f"{settings.BASE_URL}{stop}",
        },
        event_key=_event_key(alert.pk),
        answer_by=batch.intake.closes_at,
        link=batch.program.get_absolute_url(),
    )


@transaction.atomic
def _forget(alerts):
    numbers = list(alerts.select_for_update().order_by("pk").values_list("pk", flat=True))
    forget_bare_numbers(Notice.objects.filter(event_key__in=map(_event_key, numbers)))
    OpeningAlert.objects.filter(pk__in=numbers).delete()


def _event_key(number):
    return f"registration_opened:{number}"


def _digest(phone, key_version=None):
    return blind_index(phone, kind="alert-phone", key_version=key_version)


def _digests(phone):
    return [_digest(phone, version)[1] for version in settings.BLIND_INDEX_KEYS]


def _count_try(address, phone=""):
    attempt = AlertTry.objects.create(
        number_digest=_digest(phone)[1] if phone else "",
        address_digest=blind_index(address, kind="alert-address")[1],
    )
    now = timezone.now()
    of_address = AlertTry.objects.filter(
        address_digest=attempt.address_digest, tried_at__gt=now - HOUR
    )
    of_number = AlertTry.objects.filter(
        number_digest=attempt.number_digest, tried_at__gt=now - DAY
    ).exclude(number_digest="")
    if of_number.count() > MOST_PER_NUMBER_A_DAY or of_address.count() > MOST_PER_ADDRESS_AN_HOUR:
        raise DomainError(_("There were many tries. Try again tomorrow, or call us."))
