"""The next person at a shared phone finds nothing of the one before."""

import pytest
from django.contrib.auth import get_user_model

from tests.enrollment.residents import complete_draft, open_intake
from tests.journeys.browsing import PHONE

pytestmark = [pytest.mark.journey]

PASSWORD = "kata-sandi-contoh-7"
KEPT = "[localStorage.length, sessionStorage.length]"


def test_back_after_signing_out_shows_nothing_personal(visit):
    # Given a woman who has read her own pages on a phone with scripts
    draft = complete_draft(open_intake())
    user = get_user_model().objects.get(pk=draft.user_id)
    user.set_password(PASSWORD)
    user.save()
    she = visit(PHONE)
    she.sign_in(user.username, PASSWORD)
    page = she.page
    page.wait_for_url("**/akun/")
    own = [draft.person.full_name, draft.person.phone]
    pages = [draft.get_absolute_url(), "/akun/data-saya/"]
    for address in pages:
        page.goto(address)
    assert draft.person.full_name in page.content()

    # When she signs out
    page.get_by_role("button", name="Keluar", exact=True).first.click()
    page.get_by_role("link", name="Masuk").first.wait_for()

    # Then neither the button Back nor the storage of the browser tells anything of her
    assert page.evaluate(KEPT) == [0, 0]
    for _step in pages:
        page.go_back()
        assert "/akun/masuk/" in page.url
        assert [words for words in own if words in page.content()] == []
    assert page.evaluate(KEPT) == [0, 0]
