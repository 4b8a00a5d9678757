"""An intake with seats for everybody eligible goes the same way, and its page says so."""

import pytest
from django.urls import reverse

from enrollment.models import Seat
from tests.factories import UserFactory
from tests.factories.rounds import (
    apply_for,
    approve,
    batches_of,
    close,
    open_round,
    publish,
    read_again,
    run,
    statuses,
)

pytestmark = pytest.mark.django_db


def test_everybody_eligible_is_seated_and_the_page_says_why(client):
    selection_round = open_round(3)
    (batch,) = batches_of(selection_round)
    eligible = [apply_for(selection_round, batch, score=score) for score in (41, 90)]
    outsider = apply_for(
        selection_round,
        batch,
        person__kelurahan_id=None,
        person__outside_regency="Kabupaten Batang",
    )
    client.force_login(UserFactory(roles=["training_manager"]))
    page = reverse("enrollment:round", kwargs={"code": selection_round.intake.code})

    closed = close(selection_round)
    before = client.get(page).content.decode()
    run(closed)
    after = client.get(page).content.decode()
    approve(closed)
    publish(closed)

    assert "Tidak ada kelas yang pendaftarnya melebihi kursi." in before
    assert "Semua yang memenuhi syarat mendapat kursi: 2 orang untuk 3 kursi." in before
    assert f"{batch.program.title} tidak perlu diseleksi: 2 orang untuk 3 kursi" in after
    assert statuses(*eligible, outsider) == ["seated", "seated", "ineligible"]
    assert set(Seat.objects.taken().values_list("application", flat=True)) == {
        application.pk for application in eligible
    }
    assert read_again(closed).status == "published"
