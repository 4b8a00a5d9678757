"""The facts of an application, by the codes that gates and reserves name.

Some follow from answers given elsewhere (residency, gender, education); the others are claims.
Only verified claims enter a selection; what the person states serves until the file is checked.
"""

from accounts.choices import Gender
from enrollment.choices import ClaimStatus
from enrollment.models import FactClaim

CITY_RESIDENT = "city_resident"
WOMAN = "woman"


def derived_facts(application):
    """Return the facts that follow from the application's own answers."""
    person = application.person
    return _derived(
        kelurahan=person.kelurahan_id if person else None,
        gender=person.gender if person else "",
        education=application.education,
    )


def stated_facts(application):
    """Return what follows from the answers and what is claimed, without what is refused."""
    return _facts(application, _STATED)


def verified_facts(application):
    """Return what follows from the answers, unless refused, and the claims that staff accepted."""
    return _facts(application, [ClaimStatus.VERIFIED])


def stated_facts_of(applications):
    """Return ``{pk: facts}`` of a queryset as ``stated_facts`` would, in two queries."""
    return _facts_of(applications, _STATED)


def verified_facts_of(applications):
    """Return ``{pk: facts}`` of a queryset as ``verified_facts`` would, in two queries."""
    return _facts_of(applications, [ClaimStatus.VERIFIED])


_STATED = [ClaimStatus.CLAIMED, ClaimStatus.VERIFIED]


def _derived(*, kelurahan, gender, education):
    facts = set()
    if kelurahan:
        facts.add(CITY_RESIDENT)
    if gender == Gender.FEMALE:
        facts.add(WOMAN)
    if education:
        facts.add(f"education:{education}")
    return facts


def _facts(application, statuses):
    status_of = {claim.fact_type_id: claim.status for claim in application.fact_claims.all()}
    refused = {code for code, status in status_of.items() if status == ClaimStatus.REFUSED}
    claimed = {code for code, status in status_of.items() if status in statuses}
    return (derived_facts(application) - refused) | claimed


def _facts_of(applications, statuses):
    facts = {
        pk: _derived(kelurahan=kelurahan, gender=gender or "", education=education)
        for pk, kelurahan, gender, education in applications.order_by().values_list(
            "pk", "person__kelurahan_id", "person__gender", "education"
        )
    }
    claims = FactClaim.objects.filter(
        application__in=applications.order_by().values("pk"),
        status__in=[*statuses, ClaimStatus.REFUSED],
    )
    for application_id, code, status in claims.order_by().values_list(
        "application_id", "fact_type_id", "status"
    ):
        if status == ClaimStatus.REFUSED:
            facts[application_id].discard(code)
        else:
            facts[application_id].add(code)
    return facts
