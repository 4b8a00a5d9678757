"""Where acts and readings are written down, as one table: when, what kind, who, what, why.

Each source is a queryset of the same five columns; together they are one statement, which the
database sorts and cuts into pages, so that a long trail costs what a short one does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import BigIntegerField, F, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from accounts.models import (
    AccountEvent,
    Consent,
    DataRequest,
    Document,
    DocumentAccess,
    HelpSession,
    IdentityClaim,
    Person,
    PersonAccess,
    PersonChange,
    PersonMerge,
)
from blk_portal.shared.models import StatusChange
from dashboards.choices import TrailKind
from enrollment.models import (
    Application,
    CaseEvent,
    Choice,
    DuplicatePair,
    FactClaim,
    Nomination,
    Objection,
    Offer,
    Participation,
    Review,
    ReviewItem,
    Score,
    Seat,
    Sitting,
    TracerAnswer,
)
from grants.models import (
    FieldVerification,
    Grant,
    GrantItem,
    GrantRequest,
    GroupMember,
    Handover,
    HandoverPhoto,
    MonitoringVisit,
    VisitPhoto,
)
from notices.models import Notice, NoticeCall
from notices.services.outbox import about_of

COLUMNS = ["trail_at", "trail_kind", "trail_who", "trail_what", "trail_why"]
NOBODY = Value(None, output_field=BigIntegerField())
NOTHING = Value("", output_field=TextField())


def by_nobody(number):
    """The condition of rows that the portal wrote: no actor of the staff did."""
    return Q(pk=None)


@dataclass(frozen=True)
class Tracked:
    """A table whose every change leaves an event, and how its rows belong to an application.

    In ``TRACKED_OF_GRANTS``: to a grant request.
    """

    model: type
    path: str
    detail: str = ""


TRACKED = [
    Tracked(Choice, "application", "rank"),
    Tracked(FactClaim, "application", "status"),
    Tracked(Sitting, "application", "attendance"),
    Tracked(Score, "sitting__application", "criterion"),
    Tracked(Review, "application", "decision"),
    Tracked(ReviewItem, "review__application", "result"),
    Tracked(Seat, "application", "release"),
    Tracked(Offer, "application", "answer"),
    Tracked(Objection, "application"),
    Tracked(Nomination, "application"),
    Tracked(Participation, "application"),
    Tracked(TracerAnswer, "participation__application", "activity"),
]
TRACKED_OF_GRANTS = [
    Tracked(FieldVerification, "request"),
    Tracked(Grant, "request"),
    Tracked(GrantItem, "grant__request"),
    Tracked(Handover, "grant__request"),
    Tracked(HandoverPhoto, "handover__grant__request"),
    Tracked(MonitoringVisit, "grant__request"),
    Tracked(VisitPhoto, "visit__grant__request"),
]


@dataclass(frozen=True)
class Subject:
    """Whose trail it is: a person with all applications, or one application alone.

    ``records`` are that of the person and those that became part of it.
    """

    person: object
    records: QuerySet
    applications: QuerySet
    is_whole: bool

    @classmethod
    def of_person(cls, person):
        records = Person.objects.same_as(person)
        return cls(person, records, Application.objects.filter(person=person), is_whole=True)

    @classmethod
    def of_application(cls, application):
        one = Application.objects.filter(pk=application.pk)
        records = Person.objects.same_as(application.person)
        return cls(application.person, records, one, is_whole=False)


@dataclass(frozen=True)
class Filters:
    """What the trail is narrowed to; empty means everything."""

    kind: str = ""
    who: int | None = None
    since: date | None = None
    until: date | None = None


def trail(subject, filters=Filters()):
    """Return the lines of ``subject`` as a queryset of ``COLUMNS``, the newest first."""
    sources = [
        source(subject, filters)
        for kind, sources in SOURCES.items()
        for source in sources
        if filters.kind in ("", kind)
    ]
    lines = [lines for source in sources for lines in source]
    if not lines:
        lines = [_lines(StatusChange.objects.none(), filters, kind="", at="at", what=NOTHING)]
    return lines[0].union(*lines[1:], all=True).order_by("-trail_at", "trail_kind", "trail_what")


def _lines(rows, filters, *, kind, at, what, who=NOBODY, done_by=by_nobody, why=NOTHING):
    """Bring ``rows`` into the five columns; ``done_by`` is the condition of one actor."""
    if filters.since:
        rows = rows.filter(**{f"{at}__gte": _midnight(filters.since)})
    if filters.until:
        rows = rows.filter(**{f"{at}__lt": _midnight(filters.until + timedelta(days=1))})
    if filters.who:
        rows = rows.filter(done_by(filters.who))
    return (
        rows.order_by()
        .annotate(
            trail_at=F(at),
            trail_kind=Value(str(kind), output_field=TextField()),
            trail_who=who,
            trail_what=Cast(what, TextField()),
            trail_why=Cast(why, TextField()),
        )
        .values_list(*COLUMNS)
    )


def _by(field):
    """The actor who stands in ``field``, as a column and as a condition."""
    return {
        "who": Cast(F(field), BigIntegerField()),
        "done_by": lambda number: Q(**{field: number}),
    }


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def _joined(*parts):
    """Join codes by bars into one column: names of tables, fields and statuses."""
    bar = Value("|")
    args = [Cast(part, TextField()) for part in parts]
    with_bars = [piece for part in args for piece in (bar, part)][1:]
    return Concat(*with_bars, output_field=TextField()) if len(with_bars) > 1 else with_bars[0]


def _statuses(subject, filters):
    """Every move of every status, with actor, coded reason and note, as the trigger wrote it."""
    numbers = {Application: subject.applications}
    if subject.is_whole:
        records = subject.records.values("pk")
        numbers |= {
            DataRequest: DataRequest.objects.filter(person__in=records),
            IdentityClaim: IdentityClaim.objects.filter(holder__in=records),
            DuplicatePair: DuplicatePair.objects.filter(
                Q(first__in=records) | Q(second__in=records)
            ),
            GrantRequest: GrantRequest.objects.reaching(records),
            PersonMerge: PersonMerge.objects.filter(Q(kept__in=records) | Q(gone__in=records)),
        }
    of_subject = Q(pk=None)
    for model, rows in numbers.items():
        of_subject |= Q(subject=model._meta.db_table, subject_id__in=rows.order_by().values("pk"))
    yield _lines(
        StatusChange.objects.filter(of_subject),
        filters,
        kind=TrailKind.STATUS,
        at="at",
        **_by("actor"),
        what=_joined("subject", "to_status"),
        why=_joined("reason", "note"),
    )


def _openings(subject, filters):
    """Who read a paper, a masked number, or messages; of a person, whatever was opened."""
    yield _lines(
        DocumentAccess.objects.filter(document__person=subject.person),
        filters,
        kind=TrailKind.OPENED,
        at="at",
        **_by("user"),
        what=_joined(Value("document"), "document__kind"),
        why=_joined(NOTHING, "reason"),
    )
    yield _lines(
        PersonAccess.objects.filter(person__in=subject.records.values("pk")),
        filters,
        kind=TrailKind.OPENED,
        at="at",
        **_by("user"),
        what=_joined(Value("person"), "what"),
        why=_joined(NOTHING, "reason"),
    )


def _register(subject, filters):
    """Corrected fields, without their values; what was done to the account; consents; help."""
    if not subject.is_whole:
        return
    records = subject.records.values("pk")
    closed = PersonMerge.objects.filter(kept__in=records).values("closed_account")
    yield _lines(
        PersonChange.objects.filter(person__in=records),
        filters,
        kind=TrailKind.REGISTER,
        at="at",
        **_by("by"),
        what=_joined(Value("field"), "field"),
        why=_joined(NOTHING, "reason"),
    )
    yield _lines(
        AccountEvent.objects.filter(Q(account__person=subject.person) | Q(account__in=closed)),
        filters,
        kind=TrailKind.REGISTER,
        at="at",
        **_by("actor"),
        what=_joined(Value("account"), "act"),
        why=_joined(NOTHING, "reason"),
    )
    for field, by in [("given_at", "recorded_by"), ("withdrawn_at", "withdrawn_by")]:
        yield _lines(
            Consent.objects.filter(person__in=records, **{f"{field}__isnull": False}),
            filters,
            kind=TrailKind.REGISTER,
            at=field,
            **_by(by),
            what=_joined(Value(field), "purpose"),
        )
    yield _lines(
        HelpSession.objects.filter(client__in=records),
        filters,
        kind=TrailKind.REGISTER,
        at="started_at",
        **_by("helper"),
        what=Value("help"),
    )


def _desk(subject, filters):
    """Files taken in hand and decided upon."""
    yield _lines(
        CaseEvent.objects.filter(application__in=subject.applications.order_by().values("pk")),
        filters,
        kind=TrailKind.DESK,
        at="at",
        **_by("user"),
        what=_joined(Value("case"), "kind"),
    )
    yield _lines(
        Review.objects.filter(application__in=subject.applications.order_by().values("pk")),
        filters,
        kind=TrailKind.DESK,
        at="created_at",
        **_by("reviewer"),
        what=_joined(Value("review"), "decision"),
        why=_joined(NOTHING, "note"),
    )


def _told(subject, filters):
    """What was sent and said; of an application what is about it."""
    notices = Notice.objects.filter(person=subject.person)
    if not subject.is_whole:
        notices = notices.filter(about=about_of(subject.applications.get()))
    yield _lines(
        notices,
        filters,
        kind=TrailKind.TOLD,
        at="created_at",
        what=_joined(Value("notice"), "kind", "status"),
    )
    yield _lines(
        NoticeCall.objects.filter(notice__in=notices.order_by().values("pk")),
        filters,
        kind=TrailKind.TOLD,
        at="at",
        **_by("by"),
        what=_joined(Value("call"), "outcome"),
        why=_joined(NOTHING, "note"),
    )


def _events(subject, filters):
    """Every row written or changed in a tracked table, by whatever way."""
    applications = subject.applications.order_by().values("pk")
    for tracked in TRACKED:
        rows = tracked.model.pgh_event_model.objects.filter(**{f"{tracked.path}__in": applications})
        yield _of_events(rows, tracked.model, tracked.detail, filters)
    if subject.is_whole:
        papers = Document.pgh_event_model.objects.filter(person__in=subject.records.values("pk"))
        yield _of_events(papers, Document, "status", filters)
        memberships = GroupMember.pgh_event_model.objects.filter(
            person__in=subject.records.values("pk")
        )
        yield _of_events(memberships, GroupMember, "", filters)
        requests = GrantRequest.objects.reaching([subject.person]).order_by().values("pk")
        for tracked in TRACKED_OF_GRANTS:
            events = tracked.model.pgh_event_model.objects
            rows = events.filter(**{f"{tracked.path}__in": requests})
            yield _of_events(rows, tracked.model, tracked.detail, filters)


def _of_events(rows, model, detail, filters):
    user = KeyTextTransform("user", "pgh_context__metadata")
    table = Value(model._meta.db_table)
    value = Coalesce(Cast(detail, TextField()), NOTHING) if detail else NOTHING
    return _lines(
        rows,
        filters,
        kind=TrailKind.ROWS,
        at="pgh_created_at",
        who=Cast(user, BigIntegerField()),
        done_by=lambda number: Q(pgh_context__metadata__user=number),
        what=_joined(table, "pgh_label", value),
    )


SOURCES: dict[str, list[Callable]] = {
    TrailKind.STATUS: [_statuses],
    TrailKind.OPENED: [_openings],
    TrailKind.REGISTER: [_register],
    TrailKind.DESK: [_desk],
    TrailKind.TOLD: [_told],
    TrailKind.ROWS: [_events],
}
