"""A list too long for a request is written by a worker, and whole."""

import pytest

from accounts.choices import Role
from accounts.models import ListExport, PersonAccess
from accounts.tasks import write_list_export
from tests.factories.crowds import crowd

pytestmark = [pytest.mark.journey]
ROWS = 1500


def test_the_manager_takes_1500_rows_away(at_work, celery_worker_process):
    # Given more applicants than fit on many pages, and a worker that has just died
    crowd(ROWS)
    manager = at_work(Role.TRAINING_MANAGER)
    celery_worker_process.kill()

    # When the manager asks for all of them, with names
    manager.go("/petugas/pendaftar/")
    manager.page.get_by_role("link", name=f"Unduh {ROWS} baris").click()
    manager.page.get_by_text(f"Berkas akan memuat seluruh {ROWS} baris").wait_for()
    manager.look()
    for choice in ["CSV", "Nama"]:
        manager.page.get_by_text(choice, exact=True).click()
    manager.page.get_by_label("Untuk apa data pribadi").fill("Daftar hadir wawancara")
    manager.press("Buat berkas")

    # Then the page waits, and nothing can be fetched
    manager.page.get_by_text("Menunggu giliran").wait_for()
    assert manager.page.get_by_role("link", name="Unduh CSV").count() == 0

    # When a worker comes back, and the file is handed out once more as if it were lost
    celery_worker_process.start()
    celery_worker_process.send(write_list_export, ListExport.objects.get().pk)

    # Then the page shows the file by itself, and it holds every row, once
    link = manager.page.get_by_role("link", name="Unduh CSV")
    link.wait_for()
    manager.look()
    with manager.page.expect_download() as download:
        link.click()
    content = download.value.path().read_text(encoding="utf-8-sig")
    assert len(content.split("\n\n")[0].splitlines()) == ROWS + 1
    assert f"Jumlah baris,{ROWS}" in content
    assert ListExport.objects.get().row_count == ROWS
    assert PersonAccess.objects.filter(reason="Daftar hadir wawancara").count() == 1
