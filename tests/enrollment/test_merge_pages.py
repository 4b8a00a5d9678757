"""One officer proposes one record of two on the desk's pages, and another confirms it there."""

import pytest
from django.urls import reverse

from accounts.models import PersonAccess, PersonMerge
from notices.models import Notice
from tests.factories import UserFactory
from tests.factories.merges import registered_twice

pytestmark = pytest.mark.django_db


def officer(client, name):
    user = UserFactory(display_name=name, roles=["verifier"])
    client.force_login(user)
    return user


def test_two_officers_make_one_record_on_its_page_and_the_person_is_told_once(client):
    pair, kept, gone = registered_twice()
    numbers = {person.pk: person.applications.get().registration_number for person in (kept, gone)}
    page = reverse("enrollment:duplicate_merge", args=[pair.pk])
    confirm = reverse("enrollment:duplicate_merge_confirm", args=[pair.pk])

    officer(client, "Bayu")
    shown = client.get(page).text
    assert all(number in shown for number in numbers.values())
    client.post(page, {"kept": kept.pk, "reason": "ktp_seen", "note": "KTP asli"})
    client.post(confirm)
    assert PersonMerge.objects.get().is_proposed

    officer(client, "Ratih")
    listed = client.get(reverse("enrollment:duplicate_list", query={"status": "merges"}))
    assert list(listed.context["page"]) == [pair]
    client.post(confirm)

    assert PersonMerge.objects.get().status == "done"
    (notice,) = Notice.objects.filter(kind="records_made_one")
    assert notice.person == kept
    told = client.get(page).text
    assert "Bayu" in told and "Ratih" in told


def test_whole_numbers_of_a_pair_are_shown_for_a_reason_that_is_written_down(client):
    pair, kept, _gone = registered_twice()
    reader = officer(client, "Bayu")
    page = reverse("enrollment:duplicate_numbers", args=[pair.pk, kept.pk])

    assert kept.nik not in client.get(page).text
    shown = client.post(page, {"why": "compare"}).text

    assert kept.nik in shown
    assert [(each.person, each.user) for each in PersonAccess.objects.all()] == [(kept, reader)]
