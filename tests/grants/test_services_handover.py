from datetime import date, timedelta
from decimal import Decimal

import pytest
from PIL import Image

from blk_portal.shared.errors import DomainError
from grants.models import Handover, HandoverPhoto
from grants.services.handover import add_item, record_handover
from grants.services.visits import months_later, record_visit
from tests.factories import UserFactory
from tests.factories.grants import (
    GrantFactory,
    GrantItemFactory,
    HandoverFactory,
    MonitoringVisitFactory,
)
from tests.files import pdf, picture, uploaded

pytestmark = pytest.mark.django_db

SIGNED = {
    "number": "027/TEST/2026",
    "place": "Halaman kantor",
    "giver": "Dewi",
    "receivers": ["Siti"],
    "witnesses": ["Hasan", "Umi"],
    "condition": "good",
}


def hand_over(grant, **fields):
    given = {"handed_over_on": date.today(), "actor": UserFactory(), **SIGNED}
    return record_handover(grant, **{**given, **fields})


def test_items_get_a_plate_and_never_exceed_the_value_of_the_grant():
    grant, actor = GrantFactory(), UserFactory()

    item = add_item(grant, name="Gerobak", serial="GRB-1", value=Decimal(5000000), actor=actor)

    assert len(item.plate_code) == 9
    with pytest.raises(DomainError, match="worth more"):
        add_item(grant, name="Kompor", serial="KMP-1", value=Decimal(500001), actor=actor)
    add_item(grant, name="Kompor", serial="KMP-1", value=Decimal(500000), actor=actor)
    assert grant.items.count() == 2


def test_serial_number_is_used_once():
    GrantItemFactory(serial="GRB-1")

    with pytest.raises(DomainError, match="has this serial number"):
        add_item(GrantFactory(), name="Gerobak", serial="GRB-1", value=1, actor=UserFactory())


def test_handover_keeps_photos_without_exif_and_sets_three_visits():
    grant = GrantItemFactory().grant
    exif = Image.Exif()
    exif[0x010F] = "Kamera Contoh"

    handover = hand_over(grant, photos=[uploaded(picture(size=(800, 600), exif=exif))])

    photo = handover.photos.get()
    with Image.open(photo.image) as image, Image.open(photo.thumbnail) as small:
        assert dict(image.getexif()) == {}
        assert max(small.size) == 240
    assert "Kamera" not in photo.image.name
    assert list(grant.visits.values_list("due_on", flat=True)) == [
        months_later(date.today(), months) for months in (3, 6, 12)
    ]


def test_handover_needs_items_and_happens_once():
    grant = GrantFactory()
    with pytest.raises(DomainError, match="Enter the items first"):
        hand_over(grant)

    GrantItemFactory(grant=grant)
    hand_over(grant)
    with pytest.raises(DomainError, match="recorded already"):
        hand_over(grant)
    with pytest.raises(DomainError, match="were handed over"):
        add_item(grant, name="Kompor", serial="KMP-9", value=0, actor=UserFactory())


def test_handover_lies_between_decision_and_today():
    grant = GrantItemFactory().grant

    for day in [grant.decided_on - timedelta(days=1), date.today() + timedelta(days=1)]:
        with pytest.raises(DomainError, match="between the decision and today"):
            hand_over(grant, handed_over_on=day)


def test_bast_number_is_used_once():
    HandoverFactory(number="027/TEST/2026")

    with pytest.raises(DomainError, match="has this BAST number"):
        hand_over(GrantItemFactory().grant)


def test_what_is_no_photo_is_refused_and_nothing_is_stored():
    grant = GrantItemFactory().grant

    for upload in [uploaded(pdf(), "foto.jpg"), uploaded(b"<svg/>", "foto.png")]:
        with pytest.raises(DomainError):
            hand_over(grant, photos=[uploaded(picture()), upload])

    assert (Handover.objects.count(), HandoverPhoto.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 11, 20), 3, date(2026, 2, 20)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 1), 12, date(2026, 12, 1)),
    ],
)
def test_same_day_months_later(day, months, later):
    assert months_later(day, months) == later


def test_visit_is_recorded_once_with_what_was_seen():
    visit, actor = MonitoringVisitFactory(), UserFactory()
    seen = {"is_used_as_intended": True, "condition": "good", "workers": 2, "note": "Ramai."}

    record_visit(visit, visited_on=date.today(), actor=actor, photos=[], **seen)

    visit.refresh_from_db()
    assert (visit.visited_by, visit.workers, visit.note) == (actor, 2, "Ramai.")
    with pytest.raises(DomainError, match="recorded already"):
        record_visit(visit, visited_on=date.today(), actor=actor, **seen)


def test_visit_before_the_handover_is_refused():
    visit = MonitoringVisitFactory()
    day = visit.grant.handover.handed_over_on - timedelta(days=1)

    with pytest.raises(DomainError, match="between the handover and today"):
        record_visit(
            visit, visited_on=day, actor=UserFactory(), is_used_as_intended=True, condition="good"
        )
