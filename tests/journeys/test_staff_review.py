"""A verifier checks files at the desk; an assessor scores who passed and came."""

from decimal import Decimal

import pytest

from accounts.choices import Role
from enrollment.models import Application, Assessment, Score
from notices.models import Notice
from tests.factories import IntakeFactory
from tests.factories.desk import case_factory, scored_batch

pytestmark = [pytest.mark.journey]

NAMES = ["Ahmad Zaenuri", "Dwi Lestari", "Ratna Dewi Anggraini"]


def files_waiting(batch):
    return [
        case_factory(batch=batch, claims=("not_in_school", "disability"), person__full_name=name)
        for name in NAMES
    ]


def test_files_are_checked_and_their_applicants_scored(at_work):
    # Given three files of one class waiting
    batch = scored_batch(intake=IntakeFactory(status="closed"))
    clean, blurred, unproven = files_waiting(batch)
    verifier = at_work(Role.VERIFIER)

    # When the verifier takes the next one and accepts it by keyboard alone
    verifier.go("/petugas/antrean/")
    verifier.page.keyboard.press("n")
    verifier.page.wait_for_url("**/petugas/antrean/*/")
    assert verifier.heading == clean.person.full_name
    verifier.look()
    verifier.page.keyboard.press("s")
    verifier.page.get_by_text("7 dari 7 pemeriksaan dijawab").wait_for()
    verifier.page.keyboard.press("a")

    # Then the next file opens, and the decision can be undone
    verifier.page.get_by_role("heading", name=blurred.person.full_name).wait_for()
    assert Application.objects.get(pk=clean.pk).status == "verified"
    verifier.press("Urungkan")
    assert verifier.heading == clean.person.full_name
    verifier.page.keyboard.press("s")
    verifier.page.get_by_text("7 dari 7 pemeriksaan dijawab").wait_for()
    verifier.press("Loloskan a")

    # When the second is returned for a blurred photo, the message is shown beforehand
    verifier.page.get_by_role("heading", name=unproven.person.full_name).wait_for()
    verifier.go(f"/petugas/antrean/{blurred.pk}/")
    verifier.page.keyboard.press("s")
    photo = verifier.page.locator("[data-check='6']")
    photo.get_by_text("Tidak", exact=True).click()
    photo.get_by_label("Alasan untuk pendaftar").select_option("unclear")
    told = "Foto KTP belum jelas. Ambil ulang di tempat terang, lalu unggah lagi."
    verifier.page.locator("blockquote").get_by_text(told).wait_for()
    verifier.look()
    verifier.press("Kembalikan untuk diperbaiki r")
    assert Application.objects.get(pk=blurred.pk).status == "needs_fix"
    assert told in Notice.objects.get(person=blurred.person).text

    # And a priority claim without proof is refused, which costs no open seat
    verifier.go(f"/petugas/antrean/{unproven.pk}/")
    verifier.page.keyboard.press("s")
    claim = verifier.page.locator("[data-check='5']")
    claim.get_by_text("Tidak", exact=True).click()
    claim.get_by_label("Alasan untuk pendaftar").select_option("proof_does_not_show")
    verifier.page.locator("blockquote").get_by_text("bersaing untuk kursi umum").wait_for()
    verifier.press("Loloskan a")
    assert Application.objects.get(pk=unproven.pk).status == "verified"

    # When a manager sets an interview, invites, and records who came
    manager = at_work(Role.TRAINING_MANAGER)
    manager.go("/petugas/tes/baru/")
    manager.page.get_by_label("Gelombang").select_option(str(batch.intake_id))
    manager.page.get_by_label("Jenis").select_option("interview")
    manager.fill(title="Wawancara", starts_at="2026-08-05T08:00", place="Aula BLK")
    manager.page.get_by_label(str(batch)).check()
    manager.press("Buat tes ini")
    manager.fill(room="Ruang 2", capacity="500")
    manager.press("Tambah ruang")
    manager.press("Undang semua yang lolos berkas")
    people = manager.page.get_by_role("region", name="Kehadiran").locator("tbody tr")
    assert people.count() == 2
    for row in people.all():
        row.get_by_text("Hadir", exact=True).click()
    manager.press("Simpan kehadiran")

    # Then an assessor scores both on one page
    assessor = at_work(Role.ASSESSOR)
    assessor.go(f"/petugas/tes/{Assessment.objects.get().pk}/nilai/")
    boxes = assessor.page.locator("tbody input")
    boxes.nth(0).fill("750")
    boxes.nth(1).fill("81,25")
    assessor.press("Simpan semua nilai")
    assert Score.objects.count() == 0
    assert assessor.page.locator("tbody input").nth(1).input_value() == "81,25"
    assessor.page.locator("tbody input").nth(0).fill("75")
    assessor.press("Simpan semua nilai")
    assert sorted(Score.objects.values_list("value", flat=True)) == [
        Decimal("75.00"),
        Decimal("81.25"),
    ]
