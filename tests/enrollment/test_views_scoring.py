from decimal import Decimal

import pytest
from django.urls import reverse

from enrollment.models import Assessment, Score
from enrollment.services.scores import record_scores
from tests.factories import IntakeFactory, UserFactory
from tests.factories.desk import assessment_of, case_factory, scored_batch, sitting_at
from tests.factories.exports import rows_in, written_export
from tests.filled_forms import shown_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessor():
    return UserFactory(display_name="Dewi", roles=["assessor"])


@pytest.fixture
def desk(client, assessor):
    client.force_login(assessor)
    return client


def page(name, assessment):
    return reverse(f"enrollment:{name}", kwargs={"pk": assessment.pk})


def names_on(response):
    return [row["sitting"].shown.number for row in response.context["form"].rows()]


@pytest.mark.parametrize("people", [1, 3])
def test_the_sheet_asks_the_same_few_questions_at_any_length(
    desk, people, django_assert_num_queries
):
    assessment = assessment_of(scored_batch())
    for _ in range(people):
        sitting_at(assessment)
    desk.get(page("scores", assessment))

    with django_assert_num_queries(8):
        response = desk.get(page("scores", assessment))

    assert len(names_on(response)) == people


def test_scores_are_typed_with_a_comma_and_saved_for_all(desk, assessor):
    assessment = assessment_of(scored_batch())
    first, second = [sitting_at(assessment) for _ in range(2)]
    boxes = {f"s{first.pk}-wawancara": "75,5", f"s{second.pk}-wawancara": "80.25"}

    response = desk.post(page("scores", assessment), boxes)

    assert response.status_code == 302
    assert dict(Score.objects.values_list("sitting", "value")) == {
        first.pk: Decimal("75.50"),
        second.pk: Decimal("80.25"),
    }
    shown = desk.get(page("scores", assessment)).context["form"]
    assert shown[f"s{first.pk}-wawancara"].value() == "75,5"


def test_a_wrong_number_keeps_all_that_was_typed(desk):
    assessment = assessment_of(scored_batch())
    first = sitting_at(assessment, person__full_name="Siti")
    second = sitting_at(assessment)
    boxes = {f"s{first.pk}-wawancara": "750", f"s{second.pk}-wawancara": "80"}

    response = desk.post(page("scores", assessment), boxes)

    assert response.status_code == 422
    form = response.context["form"]
    assert form.errors == {f"s{first.pk}-wawancara": ["Siti: nilai berupa angka 0 sampai 100."]}
    assert form[f"s{second.pk}-wawancara"].value() == "80"
    assert Score.objects.count() == 0


def test_neither_absent_people_nor_the_own_family_stand_on_the_sheet(desk, assessor):
    assessment = assessment_of(scored_batch())
    present = sitting_at(assessment)
    sitting_at(assessment, attendance="absent")
    relative = sitting_at(assessment)
    case_factory(user=assessor, person__kk=relative.application.person.kk)

    assert names_on(desk.get(page("scores", assessment))) == [
        present.application.registration_number
    ]


def test_page_and_export_hide_the_others_scores_until_all_are_in(desk, assessor):
    assessment = assessment_of(scored_batch(), needed=2)
    sitting = sitting_at(assessment)
    colleague = UserFactory(display_name="Bayu", roles=["assessor"])
    record_scores(assessment, {sitting.pk: {"wawancara": Decimal("61.25")}}, assessor=colleague)

    def shown():
        sheet = desk.get(page("scores", assessment)).content.decode()
        columns = ["number", "criterion", "assessor", "score"]
        file = written_export(assessor, key="nilai", query=f"test={assessment.pk}", columns=columns)
        return sheet, str(rows_in(file))

    sheet, export = shown()
    assert "61" not in export and "61,25" not in sheet and "Bayu" not in export

    record_scores(assessment, {sitting.pk: {"wawancara": Decimal("70.75")}}, assessor=assessor)
    sheet, export = shown()
    assert "Wawancara 66" in sheet
    assert "61.25" in export


def test_a_manager_sets_a_test_and_invites(client):
    client.force_login(UserFactory(roles=["training_manager"]))
    batch = scored_batch(intake=IntakeFactory(status="closed"))
    settings = {
        "intake": batch.intake.pk,
        "kind": "interview",
        "title": "Wawancara",
        "starts_at": "2026-08-05T08:00",
        "place": "Aula BLK",
        "batches": [batch.pk],
        "assessors_needed": 1,
        "scores_shown": "all_scored",
    }

    response = client.post(reverse("enrollment:assessment_new"), settings, follow=True)

    assessment = Assessment.objects.get()
    assert response.redirect_chain == [(page("assessment", assessment), 302)]

    sitting = sitting_at(assessment, attendance="invited")
    known = shown_on(client, page("assessment", assessment))
    client.post(page("assessment", assessment), {f"s{sitting.pk}": "absent"} | known)
    sitting.refresh_from_db()
    assert sitting.attendance == "absent"
    assert client.get(reverse("enrollment:assessment_list")).status_code == 200
    assert client.get(page("score_sheet", assessment)).status_code == 200


def test_the_others_came_answers_for_everybody_still_open(desk):
    assessment = assessment_of(scored_batch())
    absent, still_open, unseen = [
        sitting_at(assessment, attendance="invited") for _number in range(3)
    ]
    boxes = {f"s{absent.pk}": "absent", f"s{still_open.pk}": "invited", "rest_came": "1"}

    desk.post(
        page("assessment", assessment), boxes | shown_on(desk, page("assessment", assessment))
    )

    for sitting in (absent, still_open, unseen):
        sitting.refresh_from_db()
    assert absent.attendance == "absent"
    assert still_open.attendance == "attended"
    assert unseen.attendance == "invited"
