"""What the register, the wallet and the account hold about a person."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access_log import in_words, openings
from accounts.consent_wordings import wording_of
from accounts.models import (
    DataRequest,
    DeclaredRelation,
    DocumentAccess,
    HelpSession,
    Person,
    PersonAccess,
    PersonChange,
    PersonMerge,
)
from accounts.nik import masked as masked_number
from accounts.services import erasing, exports, merging
from blk_portal.shared import retention
from blk_portal.shared.erasing import LetGo, call_erasing_function
from blk_portal.shared.formats import long_date, long_datetime, phone
from blk_portal.shared.personal_data import (
    Follows,
    Merging,
    Provider,
    Record,
    Section,
    Sweep,
    register,
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
        for change in PersonChange.objects.filter(
            person__in=Person.objects.same_as(person), person__erased_at=None
        )
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


def _merges_of(person):
    return [
        Record(
            _("Two entries of you were made one"),
            [
                (_("When"), long_datetime(merge.decided_at)),
                (_("By"), f"{in_words(merge.proposed_by)}; {in_words(merge.decided_by)}"),
                (_("Why"), merge.get_reason_display()),
            ],
        )
        for merge in PersonMerge.objects.done()
        .filter(kept=person)
        .select_related("proposed_by__kelurahan", "decided_by__kelurahan")
        .prefetch_related("proposed_by__groups", "decided_by__groups")
    ]


def kept(now):
    """Persons with a request or a session of help that is not finished, and members of staff."""
    return Person.objects.filter(
        pk__in=DataRequest.objects.not_done()
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
            Section("merges", gettext_lazy("Entries of you that were made one"), _merges_of),
            Section("openings", gettext_lazy("Who opened your data"), _openings_of),
            Section("help", gettext_lazy("Who filled in something for you"), _help_of),
            Section("data_requests", gettext_lazy("Your requests about your data"), _requests_of),
        ],
        erase=erasing.erase_from_register,
        merging=Merging(
            follows=[
                Follows("accounts.Document.person", gettext_lazy("Papers in the wallet")),
                Follows("accounts.Consent.person", gettext_lazy("Consents")),
                Follows("accounts.DataRequest.person", gettext_lazy("Requests about own data")),
                Follows("accounts.HelpSession.client", gettext_lazy("Times that a helper wrote")),
                Follows(
                    "accounts.DeclaredRelation.person",
                    stays=lambda kept, gone: Q(
                        ended_at=None,
                        user__in=DeclaredRelation.objects.standing()
                        .filter(person=kept)
                        .values("user"),
                    ),
                ),
            ],
            stays={
                **dict.fromkeys(
                    [
                        *("accounts.PersonAccess.person", "accounts.PersonChange.person"),
                        *("accounts.DocumentEvent.person", "accounts.AccountEvent.account"),
                    ],
                    "History that nobody rewrites; the record that stands reads it too.",
                ),
                "accounts.PersonMerge.kept": "It says itself which record stands.",
                "accounts.PersonMerge.gone": "It says itself which record is gone.",
                "accounts.PersonMerge.closed_account": "It names the account that was closed.",
                "accounts.Person.merged_into": "Who took in another never goes.",
                "accounts.Person.user": "The account goes along or closes, see the service.",
                "accounts.ActivationSlip.person": "Codes are void, the used ones are history.",
                "accounts.ActivationSlip.used_by": "The account that used the code.",
                "accounts.IdentityClaim.holder": "Settled: who held that NIK then.",
                "accounts.IdentityClaim.claimant": "Settled: which account asked.",
                "accounts.Erasure.person": "Nobody erased takes part.",
                "accounts.NikIndex.person": "Deleted: the NIK that was mistyped is free.",
                "accounts.KkIndex.person": "Deleted with the number.",
                "accounts.Document.uploaded_by": "The account that did it.",
                "accounts.Consent.recorded_by": "The account that did it.",
                "accounts.Consent.withdrawn_by": "The account that did it.",
                "account.EmailAddress.user": "Deleted with the account that closes.",
                "mfa.Authenticator.user": "Deleted with the account that closes.",
            },
            obstacles=merging.obstacles,
            prepare=merging.prepare,
        ),
        let_go=lambda person: erasing.forget_documents(erasing.papers_nobody_needs(person)),
        kept=kept,
        running=lambda: kept(timezone.now()),
        lets_go=[
            LetGo("shared_statuschange", columns=("note",)),
            LetGo("accounts_accountevent", columns=("reason", "detail")),
            LetGo("accounts_personchange", columns=("old", "new", "reason")),
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
                    DataRequest.objects.filter(received_at__lt=before)
                    .exclude(pk__in=DataRequest.objects.not_done().values("pk"))
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
