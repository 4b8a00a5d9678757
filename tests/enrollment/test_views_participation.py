import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.models import PersonAccess
from enrollment.models import Participation
from tests.enrollment.test_services_participation import published_batch, seated_in
from tests.factories import UserFactory
from tests.factories.exports import written_export

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(UserFactory(roles=["training_manager"]))
    return client


def roster(batch, name="roster", **kwargs):
    return reverse(f"enrollment:{name}", kwargs={"code": batch.code, **kwargs})


def test_a_class_goes_from_published_seats_to_certificates(desk):
    batch = published_batch()
    seated_in(batch)
    assert desk.get(reverse("enrollment:roster_list")).status_code == 200

    desk.post(roster(batch, "class_start"))
    row = f"p{Participation.objects.get().pk}"
    response = desk.post(
        roster(batch),
        {
            f"{row}-days": "18",
            f"{row}-finished": "yes",
            f"{row}-competent": "yes",
            f"{row}-certificate": "BLK/2026/1",
        },
    )
    assert response.status_code == 302
    desk.post(roster(batch, "class_finish"))

    batch.refresh_from_db()
    assert batch.status == "finished"
    assert list(
        Participation.objects.values_list("days_attended", "is_competent", "certificate_number")
    ) == [(18, True, "BLK/2026/1")]


def test_competence_before_finishing_is_refused_and_the_form_keeps_it(desk):
    batch = published_batch()
    seated_in(batch)
    desk.post(roster(batch, "class_start"))
    row = f"p{Participation.objects.get().pk}"

    response = desk.post(roster(batch), {f"{row}-competent": "yes"})

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "Kompetensi dan sertifikat diisi sesudah selesai."
    ]
    assert response.context["form"][f"{row}-competent"].value() == "yes"


def test_a_class_whose_seats_are_not_given_has_no_roster(desk):
    batch = published_batch()
    type(batch).objects.filter(pk=batch.pk).update(status="running")
    other = published_batch()
    type(other).objects.filter(pk=other.pk).update(status="cancelled")

    assert desk.get(roster(batch)).status_code == 200
    assert desk.get(roster(other)).status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_the_roster_asks_the_same_few_questions_at_any_length(
    desk, people, django_assert_num_queries
):
    batch = published_batch()
    for _ in range(people):
        seated_in(batch)
    desk.post(roster(batch, "class_start"))

    with django_assert_num_queries(4):
        desk.get(roster(batch))


def test_the_roster_is_taken_away_as_its_page_shows_it(desk):
    manager, batch = UserFactory(roles=["training_manager"]), published_batch()
    seated_in(batch)
    seated_in(published_batch())
    desk.post(roster(batch, "class_start"))
    Participation.objects.update(days_attended=18, has_finished=True)
    person = Participation.objects.get().application.person

    page = desk.get(roster(batch))
    export = written_export(
        manager,
        key="peserta",
        query=f"batch={batch.code}",
        columns=["number", "name", "days", "finished", "competent"],
        reason="Daftar hadir",
    )

    assert f"/petugas/unduhan/baru/peserta/?batch={batch.code}" in page.text
    with default_storage.open(export.stored_name) as file:
        line = file.read().decode().splitlines()[1]
    number = Participation.objects.get().application.registration_number
    assert line == f"{number},{person.full_name},18,Ya,"
    assert PersonAccess.objects.get().person == person


def test_a_roster_without_a_class_is_empty():
    assert written_export(key="peserta").row_count == 0
