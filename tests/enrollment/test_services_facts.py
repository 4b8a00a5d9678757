import pytest
from django.utils import timezone

from enrollment.models import Application, FactClaim
from enrollment.services.facts import (
    derived_facts,
    stated_facts,
    stated_facts_of,
    verified_facts,
    verified_facts_of,
)
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db


def claim(application, code, status="claimed"):
    decided = {} if status == "claimed" else {"decided_at": timezone.now(), "reason": "no_proof"}
    return FactClaim.objects.create(
        application=application, fact_type_id=code, status=status, **decided
    )


def test_residency_gender_and_education_follow_from_the_answers():
    woman = ApplicationFactory(education="smk")
    man = ApplicationFactory(education="", person__gender="L", person__kelurahan_id=None)

    assert derived_facts(woman) == {"city_resident", "woman", "education:smk"}
    assert derived_facts(man) == set()
    assert derived_facts(Application()) == set()


def test_only_accepted_claims_are_verified_and_refused_ones_are_not_even_stated():
    application = ApplicationFactory(education="sma")
    claim(application, "not_in_school", "verified")
    claim(application, "poor")
    claim(application, "laid_off", "refused")
    derived = {"city_resident", "woman", "education:sma"}

    assert stated_facts(application) == derived | {"not_in_school", "poor"}
    assert verified_facts(application) == derived | {"not_in_school"}


def test_facts_of_many_are_those_of_each_in_two_queries(django_assert_num_queries):
    for gender in "PLP":
        application = ApplicationFactory(person__gender=gender)
        claim(application, "not_in_school", "verified")
        claim(application, "poor")
    applications = Application.objects.all()
    stated = {one.pk: stated_facts(one) for one in applications}
    verified = {one.pk: verified_facts(one) for one in applications}

    with django_assert_num_queries(2):
        assert stated_facts_of(applications) == stated
    with django_assert_num_queries(2):
        assert verified_facts_of(applications) == verified
