"""Pictures of the demo world's pages at 360 and 1280 px: ``make screenshots``."""

import os
import tempfile
from pathlib import Path

import django
from playwright.sync_api import sync_playwright

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
django.setup()

from django.urls import reverse  # noqa: E402

from accounts.services.demo import DEMO_PASSWORD, current_code  # noqa: E402
from blk_portal.demo.showcase import showcased  # noqa: E402
from blk_portal.local_services.supervisor import Supervisor  # noqa: E402
from enrollment.models import Application, Assessment  # noqa: E402
from grants.models import GrantRequest  # noqa: E402
from tests.browser import find_browser  # noqa: E402
from tests.journeys.browsing import Browsing  # noqa: E402
from tests.journeys.conftest import CHROMIUM_ARGUMENTS  # noqa: E402
from tests.journeys.processes import LivePortal  # noqa: E402

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"
OPEN, SELECTING, PUBLISHED = "2026-III", "2026-II", "2026-K1"
WIDTHS = [360, 1280]


def public_pages():
    return {
        "beranda": reverse("programs:landing"),
        "program": reverse("programs:program_list"),
        "kelas": reverse("programs:batch", args=[f"{OPEN}-SPM"]),
        "gelombang": reverse("programs:intake", args=[OPEN]),
        "boleh-ikut": reverse("enrollment:quick_check", args=[f"{OPEN}-SPM"]),
        "hasil": reverse("enrollment:results", args=[PUBLISHED]),
        "hasil-periksa": reverse("enrollment:results_check", args=[PUBLISHED]),
        "daftar-akun": reverse("account_signup"),
        "masuk": reverse("account_login"),
        "cek": reverse("enrollment:lookup"),
        "bantuan": reverse("programs:help"),
    }


def pages_by_account():
    """Return ``{username: {name: path}}`` of everybody who signs in."""
    case = Application.objects.filter(intake__code=OPEN, status="submitted").earliest("pk")
    test = Assessment.objects.filter(intake__code=SELECTING).earliest("pk")
    grant = GrantRequest.objects.filter(grant__isnull=False).earliest("pk")
    staff = {
        "verifikator@blk.example.com": {
            "petugas": reverse("accounts:staff_home"),
            "antrean": reverse("enrollment:queue"),
            "berkas": reverse("enrollment:case", args=[case.pk]),
            "hubungi": reverse("notices:call_list"),
        },
        "pendamping@blk.example.com": {
            "bantu": reverse("enrollment:assist"),
            "loket": reverse("accounts:counter"),
            "klaim-petugas": reverse("enrollment:claim_list"),
        },
        "admin@blk.example.com": {
            "permintaan-data": reverse("accounts:data_requests"),
        },
        "penguji@blk.example.com": {
            "nilai": reverse("enrollment:scores", args=[test.pk]),
        },
        "pengelola@blk.example.com": {
            "gelombang-petugas": reverse("programs:staff_intake", args=[OPEN]),
            "tes": reverse("enrollment:assessment_list"),
            "peserta": reverse("enrollment:roster", args=["2026-NOM1-RTK"]),
            "seleksi": reverse("enrollment:round", args=[SELECTING]),
            "seleksi-terbit": reverse("enrollment:round", args=[PUBLISHED]),
            "gangguan": reverse("programs:staff_outages"),
        },
        "kepala@blk.example.com": {
            "putaran": reverse("enrollment:round_list"),
        },
        "pimpinan@blk.example.com": {
            "dasbor": reverse("dashboards:home"),
            "dasbor-daftar": reverse("dashboards:list", args=["seated"]),
            "dasbor-keadilan": reverse("dashboards:fairness", args=[PUBLISHED]),
        },
        "hibah@blk.example.com": {
            "hibah": reverse("grants:round_list"),
            "hibah-permohonan": reverse("grants:request", args=[grant.pk]),
            "hibah-kunjungan": reverse("grants:visit_list"),
        },
    }
    for application in showcased():
        pages = {f"lamaran-{application.status}": application.get_absolute_url()}
        if application.status == "draft":
            pages["pertanyaan"] = reverse("enrollment:question", args=[application.pk, "alamat"])
            pages["dokumen"] = reverse("enrollment:documents", args=[application.pk])
            pages["pilihan"] = reverse("enrollment:wishes", args=[application.pk])
            pages["periksa"] = reverse("enrollment:check_answers", args=[application.pk])
            pages |= {
                "akun": reverse("accounts:home"),
                "riwayat-akun": reverse("accounts:account_history"),
                "data-saya": reverse("accounts:own_data"),
                "data-saya-dibuka": reverse("accounts:own_openings"),
                "data-saya-persetujuan": reverse("accounts:own_consents"),
                "data-saya-unduh": reverse("accounts:own_download"),
                "data-saya-hapus": reverse("accounts:own_request_new", args=["erase"]),
                "pesan": reverse("notices:my_notices"),
            }
        if application.status in ("seated", "waitlisted", "not_selected"):
            pages[f"hasil-{application.status}"] = reverse(
                "enrollment:result", args=[application.pk]
            )
        staff[application.user.username] = pages
    return staff


def sign_in(page, username):
    page.goto(reverse("account_login"))
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", DEMO_PASSWORD)
    with page.expect_navigation():
        page.press("input[name=password]", "Enter")
    if username.endswith("@blk.example.com"):
        page.fill("input[name=code]", current_code(username))
        with page.expect_navigation():
            page.press("input[name=code]", "Enter")


def pictures(page, pages):
    """Save each of ``{name: path}`` at every width."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for name, path in pages.items():
            page.goto(path)
            file = FOLDER / f"{name}-{width}.png"
            page.screenshot(path=file, full_page=True)
            print(f"{file.relative_to(FOLDER.parent)}  {path}")


def main():
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        supervisor = Supervisor(Path(folder), lambda message: None)
        portal = LivePortal(supervisor, dict(os.environ), Path(folder) / "web.log")
        portal.start()
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=CHROMIUM_ARGUMENTS
        )
        browsing = Browsing(browser, portal.url)
        try:
            pictures(browsing.open(), public_pages())
            for username, pages in pages_by_account().items():
                page = browsing.open()
                sign_in(page, username)
                pictures(page, pages)
        finally:
            browsing.close()
            portal.stop()


if __name__ == "__main__":
    main()
