"""What a verifier has to check of one application: a requirement beside its value and evidence."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import DocumentKind, DocumentStatus
from accounts.models import Document
from blk_portal.shared.crypto import blind_index
from enrollment import reasons
from enrollment.choices import ClaimStatus, FactUse
from enrollment.models import FactClaim
from programs.models import RequiredDocument

PAPERS = {
    DocumentKind.KTP: gettext_lazy("the photo of your KTP"),
    DocumentKind.KK: gettext_lazy("the photo of your family card"),
    DocumentKind.DIPLOMA: gettext_lazy("the photo of your diploma"),
    DocumentKind.PHOTO: gettext_lazy("the portrait photo"),
    DocumentKind.JOBSEEKER_CARD: gettext_lazy("the photo of your AK-1 card"),
    DocumentKind.DISABILITY: gettext_lazy("the disability document"),
    DocumentKind.EMPLOYER: gettext_lazy("the letter from the employer"),
    DocumentKind.LAID_OFF: gettext_lazy("the letter of dismissal"),
    DocumentKind.GUARDIAN: gettext_lazy("the permission of your guardian"),
    DocumentKind.OTHER: gettext_lazy("the other document"),
}
TABS = {
    DocumentKind.KTP: gettext_lazy("KTP"),
    DocumentKind.KK: gettext_lazy("KK"),
    DocumentKind.DIPLOMA: gettext_lazy("Diploma"),
    DocumentKind.PHOTO: gettext_lazy("Portrait photo"),
    DocumentKind.JOBSEEKER_CARD: gettext_lazy("AK-1"),
    DocumentKind.DISABILITY: gettext_lazy("Disability"),
    DocumentKind.EMPLOYER: gettext_lazy("Employer's letter"),
    DocumentKind.LAID_OFF: gettext_lazy("Dismissal"),
    DocumentKind.GUARDIAN: gettext_lazy("Guardian"),
    DocumentKind.OTHER: gettext_lazy("Other"),
}
PRIORITY = gettext_lazy("Priority category")
STATEMENT = gettext_lazy("Statement")


@dataclass(frozen=True)
class Requirement:
    """One check. ``fact`` is what is refused with it, ``is_settled`` that it was checked before.

    ``matter`` is what is looked at, as it is stored.
    """

    code: str
    label: str
    value: str
    reasons: tuple
    note: str = ""
    what: str = ""
    fact: str = ""
    claim: FactClaim | None = None
    document: Document | None = None
    evidence: dict = field(default_factory=dict)
    is_settled: bool = False
    matter: str = ""

    @property
    def fingerprint(self):
        """A keyed digest of exactly what is looked at, by which a later check knows it again."""
        return blind_index(f"{self.code}|{self.matter}", kind="checked")[1]

    @property
    def title(self):
        """What tells it from every other check; statements share one label."""
        return self.value if self.claim else self.label

    @property
    def subject(self):
        """What the message to the applicant calls it."""
        return self.what or self.label


def papers_of(application):
    """Return the person's current documents, the newest of each kind, by kind."""
    return {
        document.kind: document
        for document in application.person.documents.current().order_by("created_at", "pk")
    }


def requirements_of(application, papers=None):
    """List the checks of ``application`` in the order in which a verifier goes through them."""
    papers = papers_of(application) if papers is None else papers
    required = RequiredDocument.objects.filter(
        program__batches__choices__application=application, is_required=True
    )
    claims = application.fact_claims.of_statements()
    return _checks(application, papers, list(claims), set(required.values_list("kind", flat=True)))


def requirements_of_many(applications):
    """Return ``{pk: requirements}`` of a queryset, in a fixed number of queries."""
    required = defaultdict(set)
    for pk, kind in RequiredDocument.objects.filter(
        program__batches__choices__application__in=applications.order_by(), is_required=True
    ).values_list("program__batches__choices__application", "kind"):
        required[pk].add(kind)
    files = applications.select_related("person__kelurahan").prefetch_related(
        Prefetch("fact_claims", FactClaim.objects.of_statements(), to_attr="statements"),
        Prefetch(
            "person__documents",
            Document.objects.current().order_by("created_at", "pk"),
            to_attr="current_papers",
        ),
    )
    return {
        file.pk: _checks(
            file,
            {paper.kind: paper for paper in file.person.current_papers},
            file.statements,
            required[file.pk],
        )
        for file in files
    }


def _checks(application, papers, claims, required):
    return [
        _identity(application.person, papers),
        _address(application.person, papers),
        _education(application, papers),
        *[_statement(claim, papers) for claim in claims],
        *_documents(papers, claims, required),
    ]


def _identity(person, papers):
    return Requirement(
        code="identity",
        label=gettext_lazy("NIK, name and date of birth"),
        value=_("{name}, born {when}").format(
            name=person.full_name,
            when=date_format(person.birth_date, "j F Y") if person.birth_date else "–",
        ),
        note=person.nik_masked,
        reasons=reasons.FOR_IDENTITY,
        evidence=_shown(papers, DocumentKind.KTP),
        is_settled=person.identity_verified_at is not None,
        matter=f"{person.nik}|{person.full_name}|{person.birth_date}",
    )


def _address(person, papers):
    if person.is_city_resident:
        value = f"{person.kelurahan.name}, {person.kelurahan.kecamatan}"
    else:
        value = person.outside_regency or "–"
    street = f"{person.address}, RT {person.rt}/RW {person.rw}" if person.address else ""
    return Requirement(
        code="address",
        label=gettext_lazy("Address on the KTP"),
        value=value,
        note=street,
        fact="city_resident" if person.is_city_resident else "",
        reasons=reasons.FOR_ADDRESS if person.is_city_resident else reasons.FOR_ADDRESS[:1],
        evidence=_shown(papers, DocumentKind.KTP, DocumentKind.KK),
        matter="|".join(
            [
                str(person.kelurahan_id or person.outside_regency),
                *(person.address, person.rt, person.rw),
            ]
        ),
    )


def _education(application, papers):
    return Requirement(
        code="education",
        label=gettext_lazy("Last education"),
        value=application.get_education_display() or "–",
        note=application.school,
        fact=f"education:{application.education}" if application.education else "",
        reasons=reasons.FOR_EDUCATION,
        evidence=_shown(papers, DocumentKind.DIPLOMA),
        matter=application.education,
    )


def _statement(claim, papers):
    fact_type = claim.fact_type
    if fact_type.proof_kinds:
        allowed, note = reasons.FOR_PROVEN_FACT, _("needs proof")
    elif fact_type.verified_by_list:
        allowed = reasons.FOR_LISTED_FACT
        note = _("compare with the list {name}").format(name=fact_type.verified_by_list)
    else:
        allowed, note = reasons.FOR_STATEMENT, _("stated by the applicant")
    proof = {claim.document.kind: TABS[claim.document.kind]} if claim.document else {}
    return Requirement(
        code=f"fact:{claim.fact_type_id}",
        label=PRIORITY if fact_type.use == FactUse.PRIORITY else STATEMENT,
        value=fact_type.label,
        note=note,
        what=fact_type.label,
        fact=claim.fact_type_id,
        claim=claim,
        document=claim.document,
        reasons=allowed,
        evidence=proof or _shown(papers, *fact_type.proof_kinds),
        is_settled=claim.status == ClaimStatus.VERIFIED,
        matter=str(claim.document_id or ""),
    )


def _documents(papers, claims, required):
    """Check each required paper, and each other one that proves no statement."""
    proofs = {kind for claim in claims for kind in claim.fact_type.proof_kinds}
    kinds = [
        kind
        for kind in DocumentKind.values
        if kind in required or (kind in papers and kind not in proofs)
    ]
    for kind in kinds:
        document = papers.get(kind)
        yield Requirement(
            code=f"document:{kind}",
            label=_("Document: {name}").format(name=TABS[kind]),
            value=_("uploaded {when}").format(when=date_format(document.created_at, "j F Y"))
            if document
            else _("not uploaded"),
            note="" if kind in required else _("not required"),
            what=PAPERS[kind],
            document=document,
            reasons=reasons.FOR_PHOTO if kind == DocumentKind.PHOTO else reasons.FOR_DOCUMENT,
            evidence=_shown(papers, kind),
            is_settled=document is not None and document.status == DocumentStatus.VERIFIED,
            matter=document.sha256 if document else "",
        )


def _shown(papers, *kinds):
    """Name the papers among ``kinds`` that are there, by kind."""
    return {kind: TABS[kind] for kind in kinds if kind in papers}
