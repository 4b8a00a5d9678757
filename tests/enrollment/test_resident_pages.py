"""The pages of a draft: how much they ask of the database, and how heavy they are."""

import zlib

import pytest
from django.urls import reverse

from blk_portal.shared.errors import DomainError
from enrollment.forms.resident import AccommodationForm
from enrollment.models import Application
from enrollment.parts import PARTS
from enrollment.services.applications import record_facts, record_person_answers
from enrollment.services.submission import submit_application
from enrollment.services.wishes import add_wish, raise_wish, remove_wish
from programs.choices import IntakeStatus
from tests.enrollment.residents import complete_draft, open_intake
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

MOST_BYTES = 10_000
QUESTIONS = [code for code in PARTS if code not in {"pilihan", "dokumen"}]


@pytest.fixture
def draft():
    return complete_draft(open_intake())


@pytest.fixture
def resident(client, draft):
    client.force_login(draft.user)
    client.get(draft.get_absolute_url())
    return client


def check(client, url, django_assert_max_num_queries, most=8):
    with django_assert_max_num_queries(most):
        page = client.get(url)
    assert page.status_code == 200
    assert len(zlib.compress(page.content)) <= MOST_BYTES


@pytest.mark.parametrize("part", QUESTIONS)
def test_question_page_is_light(resident, draft, part, django_assert_max_num_queries):
    url = reverse("enrollment:question", args=[draft.pk, part])

    check(resident, url, django_assert_max_num_queries)


@pytest.mark.parametrize("name", ["application", "documents", "check_answers"])
def test_page_of_the_whole_application_is_light(
    resident, draft, name, django_assert_max_num_queries
):
    check(resident, reverse(f"enrollment:{name}", args=[draft.pk]), django_assert_max_num_queries)


def test_list_of_wishes_asks_no_more_with_more_classes(resident, draft, django_assert_num_queries):
    other = complete_draft(open_intake(titles=["A", "B", "C", "D"], max_choices=None))
    few, many = [reverse("enrollment:wishes", args=[one.pk]) for one in (draft, other)]

    with django_assert_num_queries(5):
        assert resident.get(few).status_code == 200
    resident.force_login(other.user)
    resident.get(other.get_absolute_url())
    with django_assert_num_queries(5):
        assert resident.get(many).status_code == 200


def test_anonymous_quick_check_is_light(client, draft, django_assert_max_num_queries):
    batch = draft.intake.batches.first()

    check(
        client,
        reverse("enrollment:quick_check", args=[batch.code]),
        django_assert_max_num_queries,
        most=2,
    )


def test_list_of_applications_asks_no_more_with_more(resident, draft, django_assert_num_queries):
    url = reverse("enrollment:my_applications")
    with django_assert_num_queries(4):
        resident.get(url)
    for _intake in range(2):
        complete_draft(open_intake(), person=draft.person)

    with django_assert_num_queries(4):
        resident.get(url)


def test_quick_check_names_the_rule_and_other_classes(client):
    intake = open_intake(titles=["Las"])
    batch = intake.batches.get()
    for_all = open_intake(titles=["Menjahit"], is_for_all=True).batches.get()
    answers = {
        "city_resident": "yes",
        "not_in_school": "no",
        "not_in_training": "no",
        "birth_date_0": "5",
        "birth_date_1": "Juni",
        "birth_date_2": "2002",
    }
    url = reverse("enrollment:quick_check", args=[batch.code])

    may = client.post(url, answers).context["answer"]
    may_not = client.post(url, {**answers, "city_resident": "no"}).context["answer"]

    assert may.may_join
    assert [is_met for _sentence, is_met in may.conditions] == [True] * 4
    assert not may_not.may_join
    assert len(may_not.refusals) == 1
    assert may_not.others == [for_all]
    assert Application.objects.count() == 0


def test_answers_decide_by_the_same_gates_beside_each_wish(resident, draft):
    record_facts(draft, "syarat", {"not_in_school": False, "not_in_training": True}, actor=None)

    rows = resident.get(reverse("enrollment:wishes", args=[draft.pk])).context["chosen"]

    assert [len(row["refusals"]) for row in rows] == [1, 1]


def ranked(application):
    return list(application.choices.order_by("rank").values_list("batch__program__title", "rank"))


def test_wishes_are_ordered_one_by_one(draft):
    first, second = draft.intake.batches.order_by("pk")

    raise_wish(draft, second, actor=None)
    assert ranked(draft) == [("Menjahit", 1), ("Roti dan Kue", 2)]
    raise_wish(draft, second, actor=None)
    assert ranked(draft) == [("Menjahit", 1), ("Roti dan Kue", 2)]
    remove_wish(draft, second, actor=None)
    assert ranked(draft) == [("Roti dan Kue", 1)]
    add_wish(draft, first, actor=None)
    assert ranked(draft) == [("Roti dan Kue", 1)]


def test_list_is_not_longer_than_the_intake_allows():
    draft = complete_draft(open_intake(max_choices=2))
    third = open_intake(titles=["Las"]).batches.get()

    with pytest.raises(DomainError):
        add_wish(draft, third, actor=None)

    assert len(ranked(draft)) == 2


def test_identity_stays_while_another_application_is_checked(draft):
    submit_application(draft, actor=draft.user)
    later = complete_draft(open_intake(), person=draft.person)

    with pytest.raises(DomainError):
        record_person_answers(later, "nama", {"full_name": "Lain"}, actor=draft.user)

    draft.person.refresh_from_db()
    assert draft.person.full_name != "Lain"


def test_stranger_cannot_be_applied_for(client, draft):
    client.force_login(UserFactory(roles=["resident"]))

    page = client.get(reverse("enrollment:question", args=[draft.pk, "nik"]))

    assert page.status_code == 404


def test_nobody_applies_to_classes_filled_by_nomination_or_closed(client):
    named = open_intake(titles=["Buruh"], method="nomination")
    closed = open_intake()
    type(closed).objects.filter(pk=closed.pk).update(status=IntakeStatus.CLOSED)
    client.force_login(UserFactory(roles=["resident"]))

    for intake in [named, closed]:
        answer = client.get(reverse("enrollment:start", args=[intake.code]))
        assert answer["Location"] == intake.get_absolute_url()
    assert Application.objects.count() == 0


def test_errors_keep_what_was_typed(resident, draft):
    url = reverse("enrollment:question", args=[draft.pk, "kontak"])

    page = resident.post(url, {"phone": "123", "email": "bukan email"})

    assert page.status_code == 422
    assert 'value="123"' in page.content.decode()
    assert page.content.decode().count('<div class="error-summary" role="alert"') == 1


def test_warning_is_shown_once_and_can_be_passed(client):
    draft = complete_draft(open_intake(), nik="3375901204999901", gender="L")
    client.force_login(draft.user)
    url = reverse("enrollment:question", args=[draft.pk, "diri"])
    answers = {"gender": "P", "marital_status": "single"}

    warned = client.post(url, answers)
    assert warned.status_code == 422
    assert len(warned.context["warnings"]) == 1
    passed = client.post(url, {**answers, "looked_again": "yes"})

    assert passed.status_code == 302
    draft.person.refresh_from_db()
    assert draft.person.gender == "P"


def test_adjustment_that_is_needed_is_described(draft):
    form = AccommodationForm({"needed": "yes", "accommodation": ""}, application=draft)

    assert set(form.errors) == {"accommodation"}
