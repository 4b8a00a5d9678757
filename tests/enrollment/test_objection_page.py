"""What somebody reads who objected, and what comes after a result whose days are over."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.choices import ApplicationStatus
from enrollment.services.objections import answer_objection, file_objection
from enrollment.services.status import change_status
from tests.factories import UserFactory
from tests.factories.rounds import apply_for, batches_of, open_round, published, set_dates

pytestmark = pytest.mark.django_db


@pytest.fixture
def selection_round():
    selection_round = open_round(1)
    apply_for(selection_round, *batches_of(selection_round), score=90)
    return selection_round


@pytest.fixture
def application(client, selection_round):
    application = apply_for(selection_round, *batches_of(selection_round), score=80)
    published(selection_round)
    application.refresh_from_db()
    client.force_login(application.user)
    return application


def page_of(client, application, name="objection"):
    return client.get(reverse(f"enrollment:{name}", args=[application.pk])).content.decode()


def test_nothing_more_is_asked_while_an_objection_waits(client, application):
    assert "<textarea" in page_of(client, application)

    file_objection(application, "Saya hadir.", actor=application.user)

    page = page_of(client, application)
    assert "<h1>Sanggahan Anda</h1>" in page
    assert "Sedang diperiksa" in page
    assert "<textarea" not in page
    assert "Masa sanggah berakhir" not in page


def test_the_answer_stands_before_what_was_written_and_another_may_follow(client, application):
    objection = file_objection(application, "Saya hadir.", actor=application.user)
    answer_objection(objection, is_upheld=False, answer="Nilai benar.", actor=UserFactory())

    page = page_of(client, application)

    order = ["Hasil tetap.", "Nilai benar.", "Saya hadir.", "Ajukan sanggahan lagi", "<textarea"]
    assert sorted(order, key=page.index) == order


def test_a_result_whose_days_are_over_promises_nothing_more(client, application, selection_round):
    assert "Langkah berikutnya" in page_of(client, application, "result")
    past = timezone.now() - timedelta(days=1)

    change_status(application, ApplicationStatus.NOT_SELECTED, actor=None)
    set_dates(selection_round, objections_until=past, answers_until=past, promotion_until=past)

    page = page_of(client, application, "result")
    assert "Hasil saat diumumkan" in page
    assert "Langkah berikutnya" not in page
