"""A-11: the code on the receipt, as a camera would see it: on a phone, in the dark, on paper."""

import io
import re

import pytest
import segno
from PIL import Image

from tests.pages.screen import Browser
from tests.pages.states import STATES
from tests.pages.visits import pages_of_states

pytestmark = pytest.mark.django_db

QUIET_ZONE, LEAST_PIXELS = 4, 4


@pytest.mark.parametrize(
    ("width", "look"),
    [(360, {"color_scheme": "light"}), (360, {"color_scheme": "dark"}), (720, {"media": "print"})],
)
def test_a11_the_code_shows_the_address_of_the_status_with_a_quiet_zone(width, look, settings):
    settings.BASE_URL = "https://portal.example"
    wanted = [s for s in STATES if (s.url, s.name) == ("enrollment:receipt", "sent")]
    [page] = pages_of_states(wanted, "id")
    [number] = re.findall(r"/lamaran/(\d+)/bukti/", page.path)
    code = segno.make(f"https://portal.example/lamaran/{number}/", error="m")

    with Browser() as browser:
        screen = browser.screen()
        screen.tab.emulate_media(**look)
        screen.show(page, width=width)
        picture = Image.open(io.BytesIO(screen.tab.locator("svg.qr").screenshot())).convert("L")

    modules = [[bool(dark) for dark in row] for row in code.matrix_iter(border=QUIET_ZONE)]
    pixels = picture.width / len(modules)
    middles = [int((place + 0.5) * pixels) for place in range(len(modules))]
    assert [[picture.getpixel((x, y)) < 128 for x in middles] for y in middles] == modules
    assert pixels >= LEAST_PIXELS
