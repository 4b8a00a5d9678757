"""The status page in the plainest browsers: no scripts, style sheets, fonts or pictures."""

import pytest

from tests.pages.screen import Browser
from tests.pages.states import STATES
from tests.pages.visits import pages_of_states

pytestmark = pytest.mark.django_db

IN_ORDER = {
    "seated": [
        "Anda mendapat kursi.",
        "Jawab paling lambat",
        "Ya, saya ambil kursi ini",
        "Tidak, saya lepas kursi",
        "Perjalanan lamaran",
        "Lamaran dikirim (sudah)",
        "Menunggu jawaban Anda",
        "Kelas yang Anda inginkan",
        "Nomor pendaftaran",
        "Kabar dari kami",
    ],
    "waitlisted": [
        "Anda masuk daftar cadangan",
        "Kami akan mengabari Anda.",
        "Perjalanan lamaran",
        "Lamaran dikirim (sudah)",
        "Berkas lengkap (sudah)",
        "Cadangan masih berjalan",
        "Kelas yang Anda inginkan",
        "Tarik lamaran",
        "Nomor pendaftaran",
        "Kabar dari kami",
    ],
}


@pytest.mark.parametrize("name", IN_ORDER)
def test_the_status_is_read_in_order_with_nothing_but_html(name):
    wanted = [s for s in STATES if (s.url, s.name) == ("enrollment:application", name)]
    [page] = pages_of_states(wanted, "id")

    with Browser() as browser:
        screen = browser.screen(java_script_enabled=False)
        screen.context.route("**/static/**", lambda route: route.abort())
        browser.server.page = page
        screen.tab.goto(browser.server.url + page.path)
        words = " ".join(screen.tab.get_by_role("main").inner_text().split())

    assert sorted(IN_ORDER[name], key=words.find) == IN_ORDER[name]
    assert [phrase for phrase in IN_ORDER[name] if phrase not in words] == []
    assert "{" not in words and "%(" not in words
