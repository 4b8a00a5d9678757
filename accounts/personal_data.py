"""What the register, the wallet and the account hold about a person."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access_log import openings
from accounts.choices import DataRequestStatus
from accounts.consent_wordings import wording_of
from accounts.models import DataRequest, DocumentAccess, HelpSession, Person, PersonAccess
from accounts.nik import masked as masked_number
from accounts.services import erasing, exports
from blk_portal.shared import retention
from blk_portal.shared.erasing import LetGo, call_erasing_function
from blk_portal.shared.formats import long_date, long_datetime, phone
from blk_portal.shared.personal_data import Provider, Record, Section, Sweep, register

NOT_DONE = Q(status=DataRequestStatus.OPEN) | Q(
    status=DataRequestStatus.ACCEPTED, done_at__isnull=True
)


def _facts_of(person):
    return [Record("", person_facts(person, with_numbers=True))]


def person_facts(person, *, with_numbers=False):
    """Return ``(label, value)`` of what the register holds; whole NIK and KK for a download."""
    names = [
        *("full_name", "nik", "kk", "birth_place", "birth_date", "gender", "marital_status"),
        *("identity_card", "address", "rt", "rw", "kelurahan", "outside_regency", "residence"),
        *("phone", "email"),
    ]
    facts = []
    for name in names:
        field = Person._meta.get_field(name)
        value = getattr(person, f"get_{name}_display", lambda name=name: getattr(person, name))()
        if name in ("nik", "kk") and not with_numbers:
            value = getattr(person, f"{name}_masked")
        elif name == "birth_date" and value:
            value = long_date(value)
        elif name == "phone" and value:
            value = phone(value)
        if value:
            facts.append((str(field.verbose_name), str(value)))
    facts.append((_("Entered in the register"), long_datetime(person.created_at)))
    if person.identity_verified_at:
        facts.append((_("Compared with your KTP"), long_datetime(person.identity_verified_at)))
    if person.restricted_at:
        facts.append((_("Kept still since"), long_datetime(person.restricted_at)))
    return facts


def _account_of(person):
    if person.user is None:
        return []
    user = person.user
    facts = [
        (_("You sign in with"), user.username),
        (_("Account since"), long_datetime(user.date_joined)),
    ]
    if user.last_login:
        facts.append((_("Last sign-in"), long_datetime(user.last_login)))
    acts = [
        Record(
            event.get_act_display(),
            [(_("When"), long_datetime(event.at)), (_("Why"), event.reason)],
        )
        for event in user.events.all()
    ]
    return [Record("", facts), *acts]


def _documents_of(person):
    return [
        Record(
            document.get_kind_display(),
            [
                (_("Uploaded"), long_datetime(document.created_at)),
                (_("Name of your file"), document.original_name or "–"),
                (_("Pages"), str(document.pages)),
                (_("State"), document.get_status_display()),
            ],
        )
        for document in person.documents.current()
    ]


def _consents_of(person):
    records = []
    for consent in person.consents.all():
        facts = [
            (_("Given"), long_datetime(consent.given_at)),
            (_("How"), consent.get_source_display()),
            (_("Words"), str(wording_of(consent.purpose, consent.wording_version))),
        ]
        if consent.withdrawn_at:
            facts.append((_("Withdrawn"), long_datetime(consent.withdrawn_at)))
        records.append(Record(consent.get_purpose_display(), facts))
    return records


def _changes_of(person):
    return [
        Record(
            str(change.field_label),
            [
                (_("When"), long_datetime(change.at)),
                (_("Was"), _change_in_words(change.field, change.old)),
                (_("Is"), _change_in_words(change.field, change.new)),
            ],
        )
        for change in person.changes.all()
    ]


def _change_in_words(field, value):
    """Numbers stay masked: the one that was may be somebody else's."""
    return (masked_number(value) if field in ("nik", "kk") else value) or "–"


def _openings_of(person):
    return [
        Record(
            opening.what,
            [
                (_("When"), long_datetime(opening.at)),
                (_("By"), opening.who),
                (_("Why"), opening.why),
            ],
        )
        for opening in openings(person)
    ]


def _help_of(person):
    return [
        Record(
            _("An officer helped you"),
            [
                (_("Began"), long_datetime(session.started_at)),
                (_("Ended"), long_datetime(session.ended_at) if session.ended_at else "–"),
            ],
        )
        for session in person.help_sessions.all()
    ]


def _requests_of(person):
    return [
        Record(
            request.get_kind_display(),
            [
                (_("Received"), long_datetime(request.received_at)),
                (_("State"), request.get_status_display()),
                (_("Your words"), request.text or "–"),
                (_("Answer"), request.answer or "–"),
            ],
        )
        for request in person.data_requests.all()
    ]


def kept(now):
    """Persons with a request or a session of help that is not finished, and members of staff."""
    return Person.objects.filter(
        pk__in=DataRequest.objects.filter(NOT_DONE)
        .order_by()
        .values("person")
        .union(
            HelpSession.objects.filter(ended_at=None).order_by().values("client"),
            Person.objects.filter(user__groups__name__in=erasing.STAFF_ROLES)
            .order_by()
            .values("pk"),
        )
    ).values("pk")


def _forget_documents(documents, before):
    return erasing.forget_documents(documents)


def _forget_person_accesses(rows, before):
    return _forget_accesses("accounts_forget_person_accesses", rows, before)


def _forget_document_accesses(rows, before):
    return _forget_accesses("accounts_forget_document_accesses", rows, before)


def _forget_accesses(function, rows, before):
    number = rows.count()
    if number:
        call_erasing_function(function, before)
    return number


def _forget_requests(requests, before):
    return requests.update(text="–", answer="–")


def _forget_people(people, before):
    number = 0
    for person in people.iterator(chunk_size=200):
        erasing.erase_person(person, cause=erasing.ErasureCause.RETENTION, actor=None)
        number += 1
    return number


def _forget_accounts(accounts, before):
    number = 0
    for user in accounts:
        erasing.erase_account(user)
        number += 1
    return number


register(
    Provider(
        app="accounts",
        sections=[
            Section("person", gettext_lazy("About you"), _facts_of),
            Section("account", gettext_lazy("Your account"), _account_of),
            Section("documents", gettext_lazy("Your documents"), _documents_of),
            Section("consents", gettext_lazy("Your consents"), _consents_of),
            Section("changes", gettext_lazy("What was changed"), _changes_of),
            Section("openings", gettext_lazy("Who opened your data"), _openings_of),
            Section("help", gettext_lazy("Who filled in something for you"), _help_of),
            Section("data_requests", gettext_lazy("Your requests about your data"), _requests_of),
        ],
        erase=erasing.erase_from_register,
        let_go=lambda person: erasing.forget_documents(erasing.papers_nobody_needs(person)),
        kept=kept,
        running=lambda: kept(timezone.now()),
        lets_go=[
            LetGo("shared_statuschange", columns=("note",)),
            LetGo("accounts_accountevent", columns=("reason", "detail")),
            LetGo("accounts_personchange", rows=True),
            LetGo(
                "accounts_personaccess",
                columns=("reason",),
                rows=True,
                after=retention.ACCESS_LOG.period,
            ),
            LetGo(
                "accounts_documentaccess",
                columns=("reason",),
                rows=True,
                after=retention.ACCESS_LOG.period,
            ),
        ],
        sweeps=[
            Sweep(retention.IDENTITY_SCANS, erasing.identity_scans, _forget_documents),
            Sweep(
                retention.ACCESS_LOG,
                lambda before: PersonAccess.objects.filter(at__lt=before),
                _forget_person_accesses,
            ),
            Sweep(
                retention.ACCESS_LOG,
                lambda before: DocumentAccess.objects.filter(at__lt=before),
                _forget_document_accesses,
            ),
            Sweep(
                retention.REQUESTS,
                lambda before: (
                    DataRequest.objects.exclude(NOT_DONE)
                    .filter(received_at__lt=before)
                    .exclude(text__in=["", "–"], answer__in=["", "–"])
                ),
                _forget_requests,
            ),
            Sweep(retention.EXPORTS, exports.files_past_their_time, exports.forget_files),
            Sweep(
                retention.IDLE_ACCOUNTS,
                lambda before: erasing.people_nobody_keeps(before, timezone.now()),
                _forget_people,
            ),
            Sweep(retention.IDLE_ACCOUNTS, erasing.accounts_without_person, _forget_accounts),
        ],
    )
)
