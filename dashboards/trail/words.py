"""The codes of a trail in words."""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import AccountAct, ConsentPurpose, DocumentKind, MergeReason, Opened
from accounts.models import Person, User
from dashboards.choices import TrailKind
from enrollment.choices import CaseEventKind, PairReason, ReviewDecision
from notices.choices import CallOutcome, NoticeStatus
from notices.kinds import KINDS

TABLES = {
    "enrollment_application": gettext_lazy("Application"),
    "accounts_datarequest": gettext_lazy("Request about own data"),
    "accounts_identityclaim": gettext_lazy("NIK claim"),
    "accounts_personmerge": gettext_lazy("One record of two"),
    "enrollment_duplicatepair": gettext_lazy("Maybe entered twice"),
    "grants_grantrequest": gettext_lazy("Grant request"),
    "grants_businessgroup_members": gettext_lazy("Membership of a business group"),
    "grants_grant": gettext_lazy("Grant awarded"),
    "enrollment_choice": gettext_lazy("Wish for a class"),
    "enrollment_factclaim": gettext_lazy("Statement of the applicant"),
    "enrollment_sitting": gettext_lazy("Invitation to a test"),
    "enrollment_score": gettext_lazy("Score"),
    "enrollment_review": gettext_lazy("Check of the file"),
    "enrollment_reviewitem": gettext_lazy("Point of a check"),
    "enrollment_seat": gettext_lazy("Seat"),
    "enrollment_offer": gettext_lazy("Offer of a seat"),
    "enrollment_objection": gettext_lazy("Objection"),
    "enrollment_nomination": gettext_lazy("Nomination"),
    "enrollment_participation": gettext_lazy("Training"),
    "enrollment_traceranswer": gettext_lazy("Answer after the training"),
    "grants_fieldverification": gettext_lazy("Field visit"),
    "grants_grantitem": gettext_lazy("Thing granted"),
    "grants_handover": gettext_lazy("Handover (BAST)"),
    "grants_handoverphoto": gettext_lazy("Photo of the handover"),
    "grants_monitoringvisit": gettext_lazy("Visit after the handover"),
    "grants_visitphoto": gettext_lazy("Photo of a visit"),
    "accounts_document": gettext_lazy("Paper of the applicant"),
}
_ACTS = {
    "insert": gettext_lazy("written"),
    "update": gettext_lazy("changed"),
    "delete": gettext_lazy("deleted"),
}
_FIELDS_WITH_CHOICES = {
    "enrollment_factclaim": "status",
    "enrollment_sitting": "attendance",
    "enrollment_review": "decision",
    "enrollment_reviewitem": "result",
    "enrollment_traceranswer": "activity",
    "enrollment_seat": "release",
    "enrollment_offer": "answer",
    "accounts_document": "status",
}
_REASONS = {
    **{reason.value: reason.label for reason in PairReason},
    **{reason.value: reason.label for reason in MergeReason},
    **{decision.value: decision.label for decision in ReviewDecision},
    "duplicate": gettext_lazy("Another application of the same person stands"),
    "not_duplicate": gettext_lazy("Not a duplicate after all"),
    "by_applicant": gettext_lazy("By the applicant"),
    "resubmitted": gettext_lazy("Sent again"),
    "round_published": gettext_lazy("Result of the round"),
    "undone": gettext_lazy("Taken back"),
    "first_come": gettext_lazy("First come"),
    "new_match": gettext_lazy("Something new came up"),
    "registered_again": gettext_lazy("Registered again"),
    "nominated": gettext_lazy("Named in a letter"),
    "promoted": gettext_lazy("From the waitlist"),
    "declined": gettext_lazy("Declined the seat"),
    "unanswered": gettext_lazy("No answer in time"),
    "not_registered": gettext_lazy("Did not register again in time"),
    "not_corrected": gettext_lazy("Not corrected in time"),
    "waitlist_closed": gettext_lazy("The waitlist was closed"),
    "class_started": gettext_lazy("The class began"),
    "class_cancelled": gettext_lazy("The class was cancelled"),
    "merged": gettext_lazy("Two records were made one, and the other application stands"),
    "claimed_nik": gettext_lazy("The NIK belongs to another account"),
    "left": gettext_lazy("Left the class"),
}


@dataclass(frozen=True)
class Line:
    """One line of a trail, in words."""

    at: datetime
    kind: str | Promise
    who: str
    what: str
    why: str


def lines_in_words(rows):
    """Turn rows of ``sources.trail`` into lines, naming every actor in one statement."""
    rows = list(rows)
    names = User.objects.in_bulk({who for _at, _kind, who, _what, _why in rows if who})
    return [
        Line(
            at,
            TrailKind(kind).label,
            str(names[who]) if who in names else _("The portal") if who is None else f"#{who}",
            _what(what),
            _why(why),
        )
        for at, kind, who, what, why in rows
    ]


def _what(codes):
    head, *rest = codes.split("|")
    if head in _HEADS:
        return _HEADS[head](*rest)
    if len(rest) == 1:
        return f"{TABLES[head]}: {_label(head, 'status', rest[0])}"
    act, detail = rest
    words = f"{TABLES[head]} {_ACTS.get(act, act)}"
    if detail and head in _FIELDS_WITH_CHOICES:
        detail = _label(head, _FIELDS_WITH_CHOICES[head], detail)
    return f"{words}: {detail}" if detail else words


def _why(codes):
    reason, _bar, note = codes.partition("|")
    return ". ".join(part for part in (str(_REASONS.get(reason, reason)), note) if part)


def _label(table, field, code):
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    return str(dict(model._meta.get_field(field).flatchoices).get(code, code))


def _notice(kind, status):
    name = KINDS[kind].name if kind in KINDS else kind
    return _("Message “{kind}”: {state}").format(kind=name, state=NoticeStatus(status).label)


_HEADS = {
    "document": lambda kind: _("Paper opened: {kind}").format(kind=DocumentKind(kind).label),
    "person": lambda what: _("Opened: {what}").format(what=Opened(what).label),
    "field": lambda field: _("Corrected: {field}").format(
        field=Person._meta.get_field(field).verbose_name
    ),
    "account": lambda act: str(AccountAct(act).label),
    "given_at": lambda purpose: _("Consent given: {purpose}").format(
        purpose=ConsentPurpose(purpose).label
    ),
    "withdrawn_at": lambda purpose: _("Consent withdrawn: {purpose}").format(
        purpose=ConsentPurpose(purpose).label
    ),
    "help": lambda: _("Somebody helped to fill in"),
    "case": lambda kind: str(CaseEventKind(kind).label),
    "review": lambda decision: str(ReviewDecision(decision).label),
    "notice": _notice,
    "call": lambda outcome: _("Call: {outcome}").format(outcome=CallOutcome(outcome).label),
}
