from unittest import mock

import pytest
from django.urls import reverse
from kombu.exceptions import OperationalError

from enrollment.models import Application, BulkAct
from enrollment.services.bulk_running import run_bulk_act
from enrollment.services.claiming import claim
from enrollment.views import bulk
from tests.factories import PersonFactory, UserFactory
from tests.factories.bulk import asked, carried_out, returned_case, returning_case
from tests.factories.desk import batch_with_gates, case_factory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def handed_out(monkeypatch):
    """The acts that pages hand to a worker, in place of a broker."""
    sent = []
    monkeypatch.setattr(bulk.carry_out_bulk_act, "delay_on_commit", sent.append)
    return sent


@pytest.fixture
def verifier(client):
    user = UserFactory(display_name="Rina", roles=["verifier"])
    client.force_login(user)
    return user


def address(of, kind="verify", **query):
    return reverse("enrollment:bulk_new", query={"kind": kind, "intake": of.intake.code, **query})


def test_nothing_is_counted_before_one_intake_is_chosen(client, verifier):
    returning_case(batch_with_gates())

    response = client.get(reverse("enrollment:bulk_new"))

    assert response.context["preview"] is None
    assert client.post(reverse("enrollment:bulk_new"), {"seen": ""}).status_code == 422


def test_the_preview_counts_what_is_done_and_what_stays_out_by_reason(client, verifier):
    batch = batch_with_gates()
    clean = returning_case(batch)
    new = case_factory(batch=batch, person__nik="3375905204999801")
    case_factory(batch=batch, person=verifier_person(verifier), papers=())
    returning_case(batch_with_gates())

    preview = client.get(address(batch)).context["preview"]

    assert list(preview.selection.versions) == [clean.pk]
    assert {(row.reason, row.count, tuple(row.files)) for row in preview.left_out} == {
        ("Ada isinya yang belum pernah diperiksa.", 1, (new,)),
        ("Menyangkut Anda sendiri: rekan yang harus mengurusnya.", 1, ()),
    }
    assert BulkAct.objects.count() == 0


def verifier_person(verifier):
    return PersonFactory(user=verifier)


def test_what_was_seen_is_asked_for_and_handed_to_a_worker(client, verifier, handed_out):
    batch = batch_with_gates()
    returning_case(batch)
    seen = client.get(address(batch)).context["preview"].seen

    response = client.post(address(batch), {"seen": seen})

    act = BulkAct.objects.get()
    assert response["Location"] == act.get_absolute_url()
    assert handed_out == [act.pk]
    assert (act.status, act.asked_by, act.rows.count()) == ("asked", verifier, 1)


@pytest.mark.parametrize("number", [1, 61])
def test_any_number_of_files_takes_one_look_and_one_press(client, number, verifier, handed_out):
    batch = batch_with_gates()
    for _one in range(number):
        returning_case(batch)

    seen = client.get(address(batch)).context["preview"].seen
    client.post(address(batch), {"seen": seen})
    run_bulk_act(BulkAct.objects.get())

    statuses = batch.intake.applications.values_list("status", flat=True)
    assert list(statuses) == ["verified"] * number


def test_files_that_came_since_the_preview_are_shown_first(client, verifier, handed_out):
    batch = batch_with_gates()
    returning_case(batch)
    seen = client.get(address(batch)).context["preview"].seen
    returning_case(batch)

    response = client.post(address(batch), {"seen": seen})

    assert response.status_code == 422
    changed = "Berkas-berkasnya sudah berubah. Lihat lagi jumlahnya."
    assert response.context["form"].non_field_errors() == [changed]
    assert BulkAct.objects.count() == 0
    again = response.context["form"]["seen"].value()
    assert client.post(address(batch), {"seen": again}).status_code == 302
    assert BulkAct.objects.get().rows.count() == 2


def test_one_page_of_the_list_is_taken_alone(client, verifier, monkeypatch):
    monkeypatch.setattr(bulk, "ROWS_PER_PAGE", 2)
    batch = batch_with_gates()
    files = [returning_case(batch) for _one in range(3)]

    preview = client.get(address(batch, only=2)).context["preview"]

    assert list(preview.selection.versions) == [files[2].pk]


def test_a_filter_narrows_the_files(client, verifier):
    batch, other = batch_with_gates(), batch_with_gates()
    other.intake = batch.intake
    other.save()
    wanted = returning_case(batch)
    returning_case(other)

    preview = client.get(address(batch, batch=batch.code)).context["preview"]

    assert list(preview.selection.versions) == [wanted.pk]


def test_roles_are_offered_their_own_acts(client, verifier):
    def offered():
        form = client.get(reverse("enrollment:bulk_new")).context["choice"]
        return [value for value, _label in form.fields["kind"].choices]

    assert offered() == ["verify", "return", "close", "message"]
    client.force_login(UserFactory(roles=["training_manager"]))
    assert offered() == ["close", "release", "assign", "message"]


def test_what_the_act_is_about_is_asked_for_before_anything_is_counted(client, verifier):
    batch = batch_with_gates()
    case_factory(batch=batch)
    asking = client.get(address(batch, "return"))
    assert [field.name for field in asking.context["choice"].fields_of_terms] == ["paper", "reason"]
    assert asking.context["preview"] is None
    assert client.post(address(batch, "return"), {"seen": "x"}).status_code == 422
    url = address(batch, "return", paper="KTP", reason="other_document")
    seen = client.get(url).context["preview"].seen

    elsewhere = address(batch, "return", paper="KK", reason="other_document")
    assert client.post(elsewhere, {"seen": seen}).status_code == 422
    response = client.post(url, {"seen": seen, "text": "Formulir baru ada di loket."})

    act = BulkAct.objects.get()
    assert response["Location"] == act.get_absolute_url()
    assert (act.paper, act.reason, act.text) == (
        "KTP",
        "other_document",
        "Formulir baru ada di loket.",
    )
    assert "Dokumen lain." in client.get(act.get_absolute_url()).text


def test_a_manager_gives_files_to_a_verifier_who_works_here(client, verifier, handed_out):
    batch = batch_with_gates()
    case_factory(batch=batch)
    UserFactory(display_name="Bayu", roles=["assessor"])
    client.force_login(UserFactory(roles=["training_manager"]))
    choice = client.get(address(batch, "assign")).context["choice"]
    assert list(choice.fields["assignee"].queryset) == [verifier]
    url = address(batch, "assign", assignee=verifier.pk)

    client.post(url, {"seen": client.get(url).context["preview"].seen})

    act = BulkAct.objects.get()
    assert (act.kind, act.assignee, handed_out) == ("assign", verifier, [act.pk])
    assert "Kepada Rina." in client.get(act.get_absolute_url()).text


def test_a_message_without_words_is_not_sent(client, verifier):
    batch = batch_with_gates()
    returning_case(batch)

    response = client.post(address(batch, "message"), {"seen": "x", "subject": "", "text": ""})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"subject", "text"}
    assert BulkAct.objects.count() == 0


def test_the_second_person_agrees_and_who_asked_does_not(client, verifier, handed_out):
    batch = batch_with_gates()
    returned_case(batch, days_ago=9)
    act = asked("close", batch.intake, UserFactory(roles=["verifier"]))
    url = reverse("enrollment:bulk_agree", args=[act.pk])
    client.force_login(act.asked_by)
    client.post(url)
    assert BulkAct.objects.get().status == "proposed"

    client.force_login(verifier)
    client.post(url)

    assert handed_out == [act.pk]
    assert (BulkAct.objects.get().status, BulkAct.objects.get().second_by) == ("asked", verifier)


def test_the_page_lists_refusals_first_and_repeats_only_them(client, verifier, handed_out):
    batch = batch_with_gates()
    kept, held = returning_case(batch), returning_case(batch)
    act = asked("verify", batch.intake, verifier)
    claim(held, reviewer=UserFactory(roles=["verifier"]))
    run_bulk_act(act)

    context = client.get(act.get_absolute_url()).context

    assert [(row.application, row.words) for row in context["page"]] == [
        (held, "Sedang dipegang rekan.")
    ]
    assert [(tab["code"], tab["count"]) for tab in context["tabs"]] == [("refused", 1), ("done", 1)]
    assert (context["may_retry"], context["may_undo"], context["may_agree"]) == (True, True, False)
    Application.objects.update(claimed_by=None, claimed_at=None)
    client.post(reverse("enrollment:bulk_retry", args=[act.pk]))
    assert handed_out == [act.pk]
    assert run_bulk_act(act) == 1
    client.post(reverse("enrollment:bulk_undo", args=[act.pk]))
    assert carried_out(act).status == "undone"
    assert set(Application.objects.filter(pk__in=[kept.pk, held.pk]).values_list("status")) == {
        ("submitted",)
    }


def test_ones_own_family_is_not_listed(client, verifier):
    batch = batch_with_gates()
    returning_case(batch)
    act = asked("verify", batch.intake, verifier)
    client.force_login(act.rows.get().application.user)
    act.rows.get().application.user.groups.set(verifier.groups.all())

    assert list(client.get(act.get_absolute_url()).context["page"]) == []


def test_progress_asks_again_until_the_worker_is_done(client, verifier):
    batch = batch_with_gates()
    returning_case(batch)
    act = asked("verify", batch.intake, verifier)
    url = reverse("enrollment:bulk_progress", args=[act.pk])

    under_way = client.get(url, headers={"HX-Request": "true"})
    run_bulk_act(act)
    over = client.get(url, headers={"HX-Request": "true"})

    assert "0 dari 1" in under_way.text
    assert (over.text, over["HX-Refresh"]) == ("", "true")


def test_without_a_broker_the_act_waits_for_the_periodic_task(client, verifier, monkeypatch):
    batch = batch_with_gates()
    returning_case(batch)
    lost = mock.Mock(side_effect=OperationalError)
    monkeypatch.setattr(bulk.carry_out_bulk_act, "delay_on_commit", lost)
    seen = client.get(address(batch)).context["preview"].seen

    page = client.post(address(batch), {"seen": seen}, follow=True)

    assert "Dimulai sendiri dalam satu menit." in page.text
    assert BulkAct.objects.get().status == "asked"
