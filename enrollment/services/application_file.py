"""One application with all that its pages show, read in a fixed number of queries."""

from dataclasses import dataclass, field

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from accounts.choices import DocumentKind, DocumentStatus
from accounts.models import Document
from blk_portal.shared.formats import decimal
from enrollment.choices import ApplicationStatus, ClaimStatus, ReviewDecision
from enrollment.models import Choice, FactClaim, ReviewItem
from enrollment.parts import GROUPS, PARTS
from programs.lists_beside import read_with_lists
from programs.models import RequiredDocument


@dataclass(frozen=True)
class Paper:
    """A document that the application asks for, and the one that the wallet holds, if any.

    One that was checked for an earlier application ``is_offered`` until it is taken over.
    """

    kind: str
    label: str
    is_required: bool
    facts: tuple = ()
    document: Document | None = None
    is_expired: bool = False
    is_offered: bool = False

    @property
    def proves(self):
        return [fact.label for fact in self.facts]

    @property
    def size_words(self):
        kilobytes = max(1, round(self.document.size / 1024))
        if kilobytes < 1000:
            return f"{kilobytes} KB"
        return f"{decimal(kilobytes / 1024)} MB"

    @property
    def is_in_order(self):
        return (
            self.document is not None
            and self.document.status != DocumentStatus.REFUSED
            and not self.is_expired
            and not self.is_offered
        )

    @property
    def is_missing(self):
        return self.is_required and not self.is_in_order


@dataclass
class ApplicationFile:
    application: object
    wishes: list
    claims: list
    papers: list = field(default_factory=list)

    def is_answered(self, part):
        if part.code == "pilihan":
            return bool(self.wishes)
        if part.code == "dokumen":
            return bool(self.wishes) and not any(paper.is_missing for paper in self.papers)
        return part.is_answered(self.application)

    @property
    def offered(self):
        """Papers checked for an earlier application that this one may take over."""
        return [paper for paper in self.papers if paper.is_offered]

    @property
    def unanswered(self):
        """The parts that are still to be answered, in their order."""
        return [part for group in GROUPS for part in group.parts if not self.is_answered(part)]

    @property
    def is_complete(self):
        return not self.unanswered

    @property
    def part_count(self):
        return len(PARTS)

    @property
    def answered_count(self):
        return len(PARTS) - len(self.unanswered)


def read_file(application, *, wishes=None):
    """Read wishes with the papers asked for, claims, and the papers in the wallet: three queries.

    A list of ``wishes`` that was read before, by ``wishes_with_rules``, spares one.
    """
    if wishes is None:
        wishes = read_with_lists(wishes_of(application), "required_documents", batch="batch")
    claims = _claims_of(application)
    asked = [paper for wish in wishes for paper in wish.batch.program.required_documents.all()]
    asked.sort(key=lambda paper: paper.position)
    papers = _papers(application, asked, claims, wallet_of(application.person))
    return ApplicationFile(application, wishes, claims, papers)


def papers_of(application, wallet):
    """Return the papers that ``read_file`` finds, by kind, and what ``wallet`` holds of them.

    An application read ``with_papers_asked`` spares a query.
    """
    papers = _papers(application, _asked_of(application), _claims_of(application), wallet)
    return {paper.kind: paper for paper in papers}


def wishes_of(application):
    return (
        Choice.objects.filter(application=application)
        .select_related("batch__program")
        .order_by("rank")
    )


def wishes_with_rules(application):
    """Return the wishes with all that judging them reads, and the papers asked for."""
    return read_with_lists(wishes_of(application), "gates", "required_documents", batch="batch")


def wallet_of(person):
    """Return the newest paper of each kind that is not refused, else the newest refused one."""
    wallet = {}
    if person is None:
        return wallet
    papers = sorted(
        person.documents.current(),
        key=lambda paper: (paper.status != DocumentStatus.REFUSED, paper.created_at),
    )
    for paper in papers:
        wallet[paper.kind] = paper
    return wallet


def returned_items(application):
    """Return what the last review sent back, as items by requirement."""
    items = (
        ReviewItem.objects.filter(review__application=application, review__undone_at__isnull=True)
        .select_related("review")
        .order_by("review__created_at", "pk")
    )
    latest = {}
    for item in items:
        if latest and next(iter(latest.values())).review_id != item.review_id:
            latest = {}
        latest[item.requirement] = item
    return {
        requirement: item
        for requirement, item in latest.items()
        if item.review.decision == ReviewDecision.RETURN and item.result != "ok"
    }


def _asked_of(application):
    if hasattr(application, "papers_asked"):
        return [RequiredDocument(**paper) for paper in application.papers_asked]
    return RequiredDocument.objects.filter(
        program__batches__choices__application=application
    ).order_by("position")


def _claims_of(application):
    with_types = Prefetch("fact_claims", FactClaim.objects.select_related("fact_type"))
    prefetch_related_objects([application], with_types)
    return [claim for claim in application.fact_claims.all() if claim.status != ClaimStatus.REFUSED]


def _papers(application, asked, claims, wallet):
    labels, required = {}, {}
    for paper in asked:
        labels.setdefault(paper.kind, paper.label)
        required[paper.kind] = required.get(paper.kind, False) or paper.is_required
    facts = {}
    for claim in claims:
        for kind in claim.fact_type.proof_kinds[:1]:
            facts.setdefault(kind, []).append(claim.fact_type)
    return [
        Paper(
            kind=kind,
            label=labels.get(kind) or str(DocumentKind(kind).label),
            is_required=required.get(kind, False),
            facts=tuple(facts.get(kind, ())),
            document=wallet.get(kind),
            **_age_of(wallet.get(kind), application),
        )
        for kind in [*labels, *(kind for kind in facts if kind not in labels)]
    ]


def _age_of(document, application):
    """Whether a paper is too old for a draft, or waits to be taken over from an earlier one."""
    if document is None or application.status != ApplicationStatus.DRAFT:
        return {}
    if document.expires_on and document.expires_on <= timezone.localdate():
        return {"is_expired": True}
    was_checked_before = (
        document.status == DocumentStatus.VERIFIED
        and document.checked_at is not None
        and document.checked_at < application.created_at
    )
    return {"is_offered": was_checked_before and document.kind not in application.reused_papers}
