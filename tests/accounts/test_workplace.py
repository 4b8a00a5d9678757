import pytest
from django.urls import reverse

from accounts.choices import STAFF_ROLES
from accounts.workplace import CARDS, cards_for
from blk_portal.shared.navigation import entries_for
from tests.factories import UserFactory

# Applying on behalf of somebody is not built yet; the bar leaves it out by itself.
NOT_YET = {"enrollment:assisted"}


def test_every_card_leads_somewhere():
    assert [card.view_name for card in CARDS if not card.url] == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", STAFF_ROLES)
def test_a_role_may_open_what_its_start_page_and_its_bar_offer(client, role):
    client.force_login(UserFactory(roles=[role]))
    names = {entry.view_name for entry in entries_for({role})} - NOT_YET
    offered = [card.url for card in cards_for({role})] + [reverse(name) for name in names]

    assert [url for url in offered if client.get(url).status_code != 200] == []
