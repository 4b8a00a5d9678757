"""A grants officer records a cart for a graduate, from the request on paper to the first visit."""

from datetime import date, timedelta

import pytest

from accounts.choices import Role
from enrollment.models import Participation
from grants.models import GrantRequest, GrantRound, MonitoringVisit
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    TrainingProgramFactory,
)
from tests.files import picture

pytestmark = [pytest.mark.journey]

TODAY = date.today()


@pytest.fixture
def graduate(journey_database):
    application = ApplicationFactory(person__full_name="Sri Wahyuni", status="confirmed")
    program = TrainingProgramFactory(title="Pembuatan Roti dan Kue")
    batch = BatchFactory(intake=application.intake, program=program)
    return Participation.objects.create(
        application=application,
        batch=batch,
        has_finished=True,
        is_competent=True,
        certificate_number="BNSP-2026-77",
    )


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "gerobak.jpg"
    path.write_bytes(picture(size=(1200, 800)))
    return path


def test_a_cart_goes_from_request_to_first_visit(graduate, photo, at_work):
    # Given an officer and a round that is open
    officer = at_work(Role.GRANTS_OFFICER)
    officer.go("/hibah/")
    plan_a_round(officer)
    officer.press("Buka putaran")

    # When the officer finds the requester by NIK
    officer.follow("Catat permohonan")
    officer.fill(nik=graduate.application.person.nik)
    officer.press("Cari")

    # Then the training stands beside the request, and the NIK nowhere
    assert officer.heading == "Permohonan baru Sri Wahyuni"
    assert "BNSP-2026-77" in officer.page.content()
    assert graduate.application.person.nik not in officer.page.content() + officer.page.url

    # When the request is copied, visited and granted
    officer.fill_day("received_on", TODAY - timedelta(days=3))
    officer.page.locator("[name=participation]").select_option(str(graduate.pk))
    officer.fill(
        need="Berjualan di pasar pagi.",
        business_name="Jajan Pasar Bu Sri",
        business_kind="Kue basah",
        business_place="Zona PKL contoh, lapak 14",
    )
    officer.press("Simpan permohonan")
    officer.follow("Catat tinjauan lapangan")
    officer.fill_day("visited_on", TODAY - timedelta(days=2))
    officer.fill(team="Dewi P., Hasan A.", findings="Sudah berjualan 3 bulan.", score="84")
    officer.choose("Apakah tim menyarankannya?", "Ya")
    officer.press("Simpan tinjauan")
    officer.follow("Tetapkan")
    officer.fill_day("decided_on", TODAY - timedelta(days=1))
    officer.press("Tetapkan")

    # And the cart is entered, its plate printed, and handed over with photos
    officer.follow("Tambah barang")
    officer.fill(name="Gerobak", serial="GRB-2026-001")
    officer.press("Tambah barang")
    assert officer.heading == "Gerobak GRB-2026-001"
    officer.follow("Pelat QR")
    assert officer.page.locator(".plate svg").count() == 1
    officer.page.go_back()
    officer.follow("Catat serah terima")
    officer.fill(number="027/118/2026", place="Halaman kantor", witnesses="Hasan\nUmi")
    officer.fill_day("handed_over_on", TODAY)
    officer.page.locator("[name=photos]").set_input_files([photo])
    officer.press("Simpan serah terima")

    # And the first visit is recorded
    officer.follow("Catat kunjungan")
    assert officer.heading == "Kunjungan 3 bulan"
    officer.fill_day("visited_on", TODAY)
    officer.choose("Apakah dipakai sesuai tujuan?", "Ya")
    officer.choose("Kondisi", "Baik")
    officer.fill(workers="2", note="Ramai pembeli.")
    officer.page.locator("[name=photos]").set_input_files([photo])
    officer.press("Simpan kunjungan")

    # Then one page tells it all, with photos that load
    steps = officer.page.locator(".timeline > li > span:first-child").all_inner_texts()
    assert [step.split("(")[0].split(",")[0].strip() for step in steps] == [
        f"Permohonan {GrantRequest.objects.get().reference}",
        "Tinjauan lapangan",
        "Ditetapkan",
        "Serah terima",
        "Kunjungan 3 bulan",
        "Kunjungan 6 bulan",
        "Kunjungan 12 bulan",
    ]
    assert officer.page.get_by_text("Dipakai sesuai tujuan", exact=True).is_visible()
    for image in officer.page.locator(".photos img").all():
        image.scroll_into_view_if_needed()
    officer.page.wait_for_function(
        "[...document.querySelectorAll('.photos img')].every(image => image.complete)"
    )
    widths = officer.page.eval_on_selector_all(
        ".photos img", "images => images.map(image => image.naturalWidth)"
    )
    assert widths == [240, 240]
    visit = MonitoringVisit.objects.get(visited_on=TODAY)
    assert (visit.workers, visit.photos.count(), visit.visited_by) == (2, 1, officer.user)

    # And a second request of the same person is stopped, without naming her
    GrantRound.objects.update(status="closed")
    officer.go("/hibah/")
    plan_a_round(officer, code="HG-2026-99")
    officer.press("Buka putaran")
    officer.follow("Catat permohonan")
    officer.fill(nik=graduate.application.person.nik)
    officer.press("Cari")
    officer.fill_day("received_on", TODAY)
    officer.fill(
        need="Gerobak kedua.",
        business_name="Jajan Pasar Bu Sri",
        business_kind="Kue basah",
        business_place="Lapak 15",
    )
    officer.press("Simpan permohonan")
    refusal = officer.page.get_by_role("alert").inner_text()
    assert GrantRequest.objects.get().reference in refusal
    assert "Sri Wahyuni" not in refusal
    officer.fill(override_reason="Gerobak pertama terbakar.")
    officer.press("Simpan permohonan")
    assert "Gerobak pertama terbakar." in officer.page.content()


def plan_a_round(officer, *, code="HG-2026-01"):
    officer.follow("Putaran baru")
    officer.fill(
        code=code,
        title="Bantuan gerobak usaha kuliner",
        fiscal_year=str(TODAY.year),
        agency="Dindagkop-UKM",
        legal_basis="Perwal contoh",
        item="Gerobak jualan",
        units="10",
        unit_value="5.500.000",
    )
    officer.page.locator("[name=fund]").select_option("APBD_KOTA")
    officer.page.locator("[name=transfer_mechanism]").select_option("barang_diserahkan")
    officer.fill_day("opens_on", TODAY - timedelta(days=10))
    officer.fill_day("closes_on", TODAY + timedelta(days=10))
    officer.press("Simpan putaran")
