"""A-14: who may not join learns it early, with the rule in the way and what fits instead."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.choices import BatchStatus, IntakeStatus
from programs.models import Gate, Intake, PublishedFigure
from tests.enrollment.residents import add_usual_gates, open_intake, open_now
from tests.factories import BatchFactory, IntakeFactory, TrainingProgramFactory

pytestmark = pytest.mark.django_db

ANSWERS = {
    "city_resident": "no",
    "not_in_school": "no",
    "not_in_training": "no",
    "birth_date_0": "5",
    "birth_date_1": "juni",
    "birth_date_2": "2000",
}


def check(client, batch, **answers):
    page = client.post(reverse("enrollment:quick_check", args=[batch.code]), ANSWERS | answers)
    assert page.status_code == 200
    return page


def class_for_all(title, *, opens_in=None, trade=None):
    """A class without the rule of residence: open now, or ``opens_in`` days from now."""
    fields = {"program__title": title, **({"program__trade": trade} if trade else {})}
    batch = BatchFactory(intake=IntakeFactory(), selection_method="merit", **fields)
    Gate.objects.create(batch=batch, position=1, code="usia", type="age", minimum_age=18)
    if opens_in is None:
        open_now(batch.intake)
    else:
        opens_at = timezone.now() + timedelta(days=opens_in)
        Intake.objects.filter(pk=batch.intake_id).update(
            opens_at=opens_at, closes_at=opens_at + timedelta(days=14)
        )
    return batch


def test_a14_the_answer_names_the_rule_in_the_way_and_what_fits(client):
    batch = open_intake(titles=["Roti"]).batches.get()
    open_intake(titles=["Menjahit"])  # asks for the same, so it does not fit either
    fits, later = class_for_all("Las"), class_for_all("Desain", opens_in=10)

    page = check(client, batch)

    answer = page.context["answer"]
    assert answer.refusals == [
        "Kelas ini untuk warga Kota Pekalongan. Alamat KTP Anda di luar kota."
    ]
    assert answer.others == [fits]
    assert answer.coming == [later]
    words = page.content.decode()
    for other in (fits, later):
        assert f'href="{other.get_absolute_url()}"' in words
    assert f'href="{batch.program.get_absolute_url()}"' in words


def test_classes_of_the_same_trade_come_first(client):
    batch = open_intake(titles=["Roti"]).batches.get()
    other_trade = class_for_all("Las", trade=None)
    other_trade.program.trade_id = "teknik-las"
    other_trade.program.save()
    same_trade = class_for_all("Kue")
    Intake.objects.filter(pk=same_trade.intake_id).update(
        closes_at=other_trade.intake.closes_at + timedelta(days=5)
    )

    assert check(client, batch).context["answer"].others == [same_trade, other_trade]


def test_a_postponed_intake_is_not_offered_instead(client):
    batch = open_intake(titles=["Roti"]).batches.get()
    later = class_for_all("Desain", opens_in=10)
    Intake.objects.filter(pk=later.intake_id).update(status=IntakeStatus.POSTPONED)

    assert check(client, batch).context["answer"].coming == []


def test_looking_for_what_fits_asks_no_more_with_more_classes(
    client, django_assert_max_num_queries
):
    batch = open_intake(titles=["Roti"]).batches.get()
    for number in range(4):
        class_for_all(f"Las {number}")
    check(client, batch)

    with django_assert_max_num_queries(10):
        check(client, batch)


def test_every_programme_says_when_it_is_offered_next(client):
    nothing = TrainingProgramFactory(title="Tanpa kelas")
    opened = open_intake(titles=["Roti"]).batches.get().program
    later = class_for_all("Desain", opens_in=10).program

    assert "Gelombang berikutnya belum dijadwalkan." in page_of(client, nothing)
    assert "Pendaftaran ditutup" in page_of(client, opened)
    assert "Pendaftaran dibuka" in page_of(client, later)
    words = client.get(reverse("programs:program_list")).content.decode()
    assert words.count("Gelombang berikutnya belum dijadwalkan.") == 1


def test_demand_of_the_last_time_is_told_with_its_meaning(client):
    program = TrainingProgramFactory(title="Roti")
    for days, applicants in [(300, 90), (100, 64)]:
        past_class(program, days=days, applicants=applicants)
    open_now(BatchFactory(program=program, capacity=16, selection_method="merit").intake)

    assert "Terakhir: 64 pendaftar untuk 16 kursi, 4 untuk 1." in page_of(client, program)
    words = client.get(reverse("programs:program_list")).content.decode()
    assert "Terakhir: 64 pendaftar untuk 16 kursi, 4 untuk 1." in words


def test_nothing_is_told_where_nothing_was_counted(client):
    batch = open_intake(titles=["Roti"]).batches.get()
    add_usual_gates(BatchFactory(program=batch.program))

    assert "Terakhir:" not in page_of(client, batch.program)


def past_class(program, *, days, applicants):
    now = timezone.now()
    intake = IntakeFactory(opens_at=now - timedelta(days=days + 20))
    Intake.objects.filter(pk=intake.pk).update(closes_at=now - timedelta(days=days))
    batch = BatchFactory(intake=intake, program=program, capacity=16, selection_method="merit")
    type(batch).objects.filter(pk=batch.pk).update(status=BatchStatus.PLANNED)
    PublishedFigure.objects.create(
        batch=batch, kind="applicants", value=applicants, as_of=now - timedelta(days=days)
    )


def page_of(client, program):
    return client.get(program.get_absolute_url()).content.decode()
