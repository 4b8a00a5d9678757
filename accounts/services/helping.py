"""A helper acts for one client at a time, with the client's consent, and it is written down."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import nik as rules
from accounts.choices import ConsentPurpose, HelpEnding, Role
from accounts.models import HelpSession, Person, PersonAccess, User
from accounts.services.consents import give_consent
from accounts.services.register import find_person_by_nik, persons_near_to, register_person
from accounts.services.standstill import refuse_what_is_kept_still
from blk_portal.shared.errors import DomainError

HELPERS = (Role.HELPER, Role.VERIFIER)
NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def begin_help(nik, *, kk, source, helper):
    """Record the client's consent and let ``helper`` act for him; return the session.

    Whom the helper served before is left at once. Somebody whose NIK is not in the register yet
    is entered with ``kk``. Raise ``DomainError`` for the helper himself and his family card, and
    for somebody whose data is kept still.
    """
    User.objects.select_for_update(no_key=True).get(pk=helper.pk)
    client = find_person_by_nik(nik)
    is_new = client is None
    if is_new:
        refuse_family_card_of(helper, kk)
        client = register_person(None, nik=nik, kk=kk)
    refuse_household(helper, client)
    refuse_what_is_kept_still(client, helper)
    _end(HelpSession.objects.open().by(helper), HelpEnding.NEXT_CLIENT)
    consent = give_consent(client, ConsentPurpose.ASSISTED_ENTRY, actor=helper, source=source)
    if not is_new:
        with translation.override("id"):
            reason = _("Helped with an application, with consent")
        PersonAccess.objects.create(person=client, user=helper, reason=reason)
    now = timezone.now()
    return HelpSession.objects.create(
        helper=helper, client=client, consent=consent, started_at=now, last_used_at=now
    )


def use_help(pk, *, helper):
    """Return the session of help ``pk`` while ``helper`` may go on with it, else ``None``.

    It ends by itself after a while without use, when the client takes the consent back, and
    when the helper loses his role.
    """
    session = (
        HelpSession.objects.open()
        .by(helper)
        .select_related("client__user", "client__kelurahan", "consent")
        .filter(pk=pk)
        .first()
    )
    if session is None:
        return None
    now = timezone.now()
    if session.last_used_at < now - idle_limit():
        end_help(session, HelpEnding.IDLE)
        return None
    if not session.consent.is_live or not helper.has_role(*HELPERS):
        end_help(session, HelpEnding.REVOKED)
        return None
    if session.last_used_at < now - NOTED_EVERY:
        HelpSession.objects.open().filter(pk=session.pk).update(last_used_at=now)
    return session


def end_help(session, ending):
    """End a session of help; one that has ended already stays as it is."""
    _end(HelpSession.objects.open().filter(pk=session.pk), ending)


def end_help_of(helper, ending):
    """End whatever session of help ``helper`` has open, in whichever browser."""
    _end(HelpSession.objects.open().by(helper), ending)


def end_idle_help():
    """End the sessions that nobody uses any more, as of the moment when they ran out."""
    return HelpSession.objects.idle_since(timezone.now() - idle_limit()).update(
        ended_at=F("last_used_at") + idle_limit(), ending=HelpEnding.IDLE
    )


def idle_limit():
    return timedelta(minutes=settings.SESSION_IDLE_MINUTES["helping"])


def refuse_household(helper, client):
    """Raise ``DomainError`` if ``client`` is the helper himself or on his family card."""
    if persons_near_to(helper).filter(pk=client.pk).exists():
        raise _own_household()


def refuse_family_card_of(helper, kk):
    """Raise ``DomainError`` if ``kk`` is the family card of ``helper``."""
    own = Person.objects.filter(user=helper).first()
    if own is not None and own.kk and own.kk == rules.normalise(kk):
        raise _own_household()


def _own_household():
    return DomainError(
        _("This is you or somebody on your own Family Card. Ask a colleague to help.")
    )


def _end(sessions, ending):
    sessions.update(ended_at=timezone.now(), ending=ending)
