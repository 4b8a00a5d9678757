"""A verifier checks clean files with a handful of keys and no mouse."""

import pytest

from accounts.choices import Role
from enrollment.models import Application
from tests.factories.desk import batch_with_gates, case_factory

pytestmark = [pytest.mark.journey]

NAMES = ["Ahmad Zaenuri", "Dwi Lestari", "Ratna Dewi Anggraini"]
KEYS_A_FILE = 6
COUNT = """
for (const kind of ['keydown', 'mousedown', 'touchstart']) {
  addEventListener(kind, () => {
    sessionStorage[kind] = Number(sessionStorage[kind] ?? 0) + 1;
  }, true);
}
"""


class Hands:
    """What a pair of hands did on the pages of a tab, over all of its pages."""

    def __init__(self, page):
        self.page = page
        page.add_init_script(COUNT)

    def did(self, kind):
        return int(self.page.evaluate("kind => sessionStorage[kind] ?? 0", kind))


def test_a_clean_file_takes_six_keys_at_most_and_no_mouse(at_work):
    # Given three clean files, and a verifier who touches no mouse
    batch = batch_with_gates()
    for name in NAMES:
        case_factory(batch=batch, person__full_name=name)
    page = at_work(Role.VERIFIER).page
    hands = Hands(page)
    press = page.keyboard.press
    page.goto("/petugas/antrean/")

    # When each of them is accepted
    press("n")
    page.get_by_role("heading", level=1, name=NAMES[0]).wait_for()
    for number, following in enumerate([*NAMES[1:], "Antrean berkas"], start=1):
        press("s")
        page.get_by_text("6 dari 6 pemeriksaan dijawab").wait_for()
        press("a")

        # Then the next one opens, and it cost few keys and nothing else
        page.get_by_role("heading", level=1, name=following).wait_for()
        assert hands.did("keydown") <= KEYS_A_FILE * number
        assert (hands.did("mousedown"), hands.did("touchstart")) == (0, 0)
    assert [*Application.objects.values_list("status", flat=True)] == ["verified"] * len(NAMES)
