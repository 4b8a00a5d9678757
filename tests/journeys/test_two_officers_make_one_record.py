"""Two officers make one record of somebody who was registered twice, the first by keyboard."""

from datetime import date

import pytest

from accounts.choices import Role
from accounts.models import PersonAccess, PersonMerge
from enrollment.reasons import WhyWholeNumbers
from tests.factories.merges import registered_twice
from tests.journeys.browsing import DESKTOP, PHONE

pytestmark = [pytest.mark.journey]

PASSWORD = "kata-sandi-contoh"
MISTYPED = "Woelan Contoh"
LISTS_OF_BOTH = [
    *("/petugas/ganda/", "/petugas/ganda/?status=hints", "/petugas/ganda/?status=merges"),
    *("/petugas/ganda/?status=decided", "/petugas/pendaftar/"),
]
FOCUSED = "document.activeElement.getAttribute('href')"


def test_one_record_of_two_is_proposed_confirmed_and_read(at_work, visit, staff):
    # Given somebody who stands in the register twice, and another pair that waits after it
    pair, kept, gone = registered_twice(
        gone={"person__full_name": MISTYPED}, kept={"user__roles": [Role.RESIDENT]}
    )
    born = {"person__full_name": "Joko Contoh", "person__birth_date": date(1991, 8, 17)}
    other, _kept, _gone = registered_twice(gone=born, kept=born)
    numbers = [each.applications.get().registration_number for each in (gone, kept)]
    first, second = pair.get_absolute_url(), other.get_absolute_url()

    # When an officer walks over the list and its pairs by keyboard
    verifier = at_work(Role.VERIFIER)
    page, press = verifier.page, verifier.page.keyboard.press
    verifier.go("/petugas/ganda/")
    focused = []
    for key in "jjk":
        press(key)
        focused.append(page.evaluate(FOCUSED))
    assert focused == [first, second, first]
    for address in (first, second, first):
        press("n")
        page.wait_for_url(f"**{address}")
        verifier.look()

    # And reads a whole NIK for a reason, and proposes that the right one stays
    page.get_by_role("link", name="NIK dan nomor KK lengkap").last.press("Enter")
    page.get_by_label(str(WhyWholeNumbers.COMPARE.label)).press("Space")
    verifier.button("Tampilkan").press("Enter")
    page.get_by_text(kept.nik, exact=True).wait_for()
    page.get_by_role("link", name="Kembali ke pasangan").press("Enter")
    page.get_by_role("link", name="Satukan kedua data").press("Enter")
    page.locator(f"[name=kept][value='{kept.pk}']").press("Space")
    page.locator("[name=reason]").select_option("ktp_seen")
    verifier.button("Usulkan penyatuan").press("Enter")
    page.get_by_text("Anda yang mengusulkan").wait_for()
    verifier.look()

    # Then it waits for a colleague, and the reading is written down
    assert verifier.button("Setuju: satukan data").count() == 0
    assert PersonMerge.objects.get().is_proposed
    opened = PersonAccess.objects.get(person=kept)
    assert (opened.user, opened.reason) == (staff[Role.VERIFIER], WhyWholeNumbers.COMPARE)

    # When the colleague finds the same pages without scripts, and so without those keys
    manager = visit(DESKTOP, scripts=False)
    manager.sign_in_as_staff(staff[Role.TRAINING_MANAGER])
    manager.go("/petugas/ganda/")
    manager.follow("Bandingkan yang pertama n")
    assert manager.page.url.endswith(first)
    manager.follow("Pasangan berikutnya n")
    assert manager.page.url.endswith(second)
    manager.go("/petugas/ganda/?status=merges")
    manager.follow(f"{MISTYPED} · {kept.full_name}")
    manager.follow("Lihat isinya")
    manager.press("Setuju: satukan data")
    assert manager.heading == "Keduanya sudah satu data"

    # Then no list knows the record that is gone, and both applications stand under the other
    for address in LISTS_OF_BOTH:
        manager.go(address)
        assert MISTYPED not in manager.text
    verifier.go("/petugas/antrean/")
    assert MISTYPED not in verifier.text
    verifier.go("/petugas/pendaftar/")
    rows = page.locator("tbody tr").filter(has_text=kept.full_name)
    assert [row.locator("a").first.inner_text() for row in rows.all()] == numbers[::-1]

    # And the person signs in as before, is told of it and finds both applications
    she = visit(PHONE)
    she.sign_in(kept.user.username, PASSWORD)
    she.page.wait_for_url("**/akun/")
    assert kept.nik_masked in she.text
    she.go("/pesan/")
    assert "Keduanya sekarang menjadi satu" in she.text
    she.go("/akun/data-saya/isi/applications/")
    assert [number for number in numbers if number not in she.text] == []
