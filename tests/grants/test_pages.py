import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person, PersonAccess
from blk_portal.shared.errors import DomainError
from enrollment.models import Participation
from grants.models import Grant, GrantItem, GrantRequest, Handover, MonitoringVisit
from grants.services.handover import record_handover
from tests.factories import ApplicationFactory, BatchFactory, PersonFactory, UserFactory
from tests.factories.exports import asked_export, numbers_in, rows_in, written_export
from tests.factories.grants import (
    CheckedRequestFactory,
    GrantFactory,
    GrantItemFactory,
    GrantRequestFactory,
    GrantRoundFactory,
    MonitoringVisitFactory,
)
from tests.files import picture, uploaded

pytestmark = pytest.mark.django_db


def signed_in(*roles, user=None):
    client = Client()
    client.force_login(user or UserFactory(roles=roles))
    return client


def day(name, value):
    return {f"{name}_0": value.day, f"{name}_1": value.month, f"{name}_2": value.year}


def graduate(**person):
    application = ApplicationFactory(person=PersonFactory(**person))
    batch = BatchFactory(intake=application.intake)
    return Participation.objects.create(
        application=application, batch=batch, has_finished=True, certificate_number="BNSP-77"
    )


def paper(grant_round):
    return {
        **day("received_on", grant_round.opens_on),
        "proposer": "self",
        "business_name": "Jajan Pasar Bu Sri",
        "business_kind": "Kue basah",
        "business_place": "Lapak 14",
        "need": "Berjualan.",
    }


def test_somebody_who_had_the_data_put_away_is_not_opened_by_the_nik():
    person, grant_round = PersonFactory(restricted_at=timezone.now()), GrantRoundFactory()
    client = signed_in("grants_officer")

    answer = client.post(
        reverse("grants:find_candidate", args=[grant_round.code]), {"nik": person.nik}
    )

    assert answer.status_code == 422
    assert "Pemilik data ini meminta datanya tidak dipakai." in answer.content.decode()
    assert person.full_name not in answer.content.decode()
    assert "grants_candidate" not in client.session


def test_requester_is_found_by_nik_in_the_body_and_shown_with_the_training_record():
    participation, grant_round = graduate(full_name="Sri Wahyuni"), GrantRoundFactory()
    client = signed_in("grants_officer")
    person = participation.application.person

    found = client.post(
        reverse("grants:find_candidate", args=[grant_round.code]), {"nik": person.nik}
    )
    page = client.get(found["Location"])

    assert person.nik not in found["Location"]
    text = page.content.decode()
    assert "Sri Wahyuni" in text
    assert "BNSP-77" in text
    assert person.nik not in text

    saved = client.post(
        found["Location"], {**paper(grant_round), "participation": participation.pk}
    )

    request = GrantRequest.objects.get()
    assert saved["Location"] == request.get_absolute_url()
    assert (request.person, request.participation) == (person, participation)


def test_unknown_requester_is_entered_in_the_register():
    grant_round, client = GrantRoundFactory(), signed_in("grants_officer")
    url = reverse("grants:find_candidate", args=[grant_round.code])

    asked = client.post(url, {"nik": "3375 9001 4404 9909"})
    entered = client.post(
        url,
        {
            "nik": "3375900144049909",
            "kk": "3375900101209001",
            "full_name": "Umi Contoh",
            "birth_date_0": "4",
            "birth_date_1": "april",
            "birth_date_2": "1990",
            "gender": "P",
            "address": "Jalan Contoh 2",
            "kelurahan": "33.75.01.1002",
        },
    )

    assert (asked.status_code, entered.status_code) == (200, 302)
    person = Person.objects.get()
    assert (person.full_name, person.user, person.nik) == ("Umi Contoh", None, "3375900144049909")


def test_nik_with_a_mistake_is_answered_with_what_to_do():
    grant_round = GrantRoundFactory()

    answer = signed_in("grants_officer").post(
        reverse("grants:find_candidate", args=[grant_round.code]), {"nik": "33759001"}
    )

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["nik"]


def test_request_form_without_a_found_person_leads_back_to_the_search():
    grant_round = GrantRoundFactory()

    answer = signed_in("grants_officer").get(
        reverse("grants:request_create", args=[grant_round.code])
    )

    assert answer["Location"] == reverse("grants:find_candidate", args=[grant_round.code])


def test_repeat_is_stopped_with_the_grant_named_and_let_through_with_a_reason():
    person = PersonFactory(full_name="Sri Wahyuni")
    earlier = GrantFactory(request__person=person).request
    grant_round, client = GrantRoundFactory(), signed_in("grants_officer")
    client.post(reverse("grants:find_candidate", args=[grant_round.code]), {"nik": person.nik})
    url = reverse("grants:request_create", args=[grant_round.code])

    stopped = client.post(url, paper(grant_round))
    text = stopped.content.decode()

    assert stopped.status_code == 422
    assert earlier.reference in text
    assert 'name="override_reason"' in text
    assert GrantRequest.objects.count() == 1

    client.post(url, {**paper(grant_round), "override_reason": "Gerobak lama terbakar."})
    repeat = GrantRequest.objects.get(grant_round=grant_round)
    assert "Gerobak lama terbakar." in client.get(repeat.get_absolute_url()).content.decode()


def test_officer_takes_a_request_to_the_first_visit():
    request = GrantRequestFactory()
    client = signed_in("grants_officer")
    today = request.received_on

    for name, form in [
        (
            "grants:verify",
            {
                **day("visited_on", today),
                "team": "Dewi",
                "findings": "Baik.",
                "score": "84",
                "is_recommended": "yes",
            },
        ),
        (
            "grants:grant",
            {
                **day("decided_on", today),
                "value": "5.500.000",
                "fund": "APBD_KOTA",
                "transfer_mechanism": "barang_diserahkan",
            },
        ),
        ("grants:item_create", {"name": "Gerobak", "serial": "GRB-1", "value": "Rp5.500.000"}),
        (
            "grants:handover_create",
            {
                **day("handed_over_on", today),
                "number": "027/1",
                "place": "Kantor",
                "giver": "Dewi",
                "receivers": "Siti\nUmi",
                "condition": "good",
                "photos": [uploaded(picture()), uploaded(picture(form="PNG"), "b.png")],
            },
        ),
    ]:
        answer = client.post(reverse(name, args=[request.pk]), form)
        assert (name, answer.status_code) == (name, 302)
    visit = MonitoringVisit.objects.first()
    answer = client.post(
        reverse("grants:visit_record", args=[visit.pk]),
        {**day("visited_on", today), "is_used_as_intended": "yes", "condition": "good"},
    )

    assert answer["Location"] == request.get_absolute_url()
    assert Grant.objects.get().value == GrantItem.objects.get().value == 5500000
    handover = Handover.objects.get()
    assert (handover.receivers, handover.photos.count()) == (["Siti", "Umi"], 2)
    visit.refresh_from_db()
    assert (visit.visited_on, visit.is_used_as_intended) == (today, True)


def test_photo_is_served_privately_to_readers_alone():
    grant = GrantItemFactory().grant
    handover = record_handover(
        grant,
        handed_over_on=grant.decided_on,
        number="027/1",
        place="Kantor",
        giver="Dewi",
        receivers=["Siti"],
        condition="good",
        actor=grant.decided_by,
        photos=[uploaded(picture())],
    )
    photo = handover.photos.get()
    url = reverse("grants:photo", args=["serah-terima", photo.uuid, "besar"])

    answer = signed_in("auditor").get(url)

    assert b"".join(answer.streaming_content) == photo.image.read()
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert signed_in("official").get(url).status_code == 403
    assert signed_in("resident").get(url).status_code == 403
    assert signed_in("grants_officer").get(url.replace("serah-terima", "x")).status_code == 404


def test_officer_does_not_meet_requests_of_the_own_family():
    officer = UserFactory(roles=["grants_officer"])
    PersonFactory(user=officer, kk="3375900101205555")
    request = GrantRequestFactory(person__kk="3375900101205555", business_name="Warung Keluarga")
    client = signed_in(user=officer)

    assert client.get(request.get_absolute_url()).status_code == 404
    listed = client.get(request.grant_round.get_absolute_url()).content.decode()
    assert "Warung Keluarga" not in listed


def test_official_sees_masked_names_and_no_request():
    request = GrantRequestFactory(person__full_name="Sri Wahyuni Astuti")
    client = signed_in("official")

    listed = client.get(request.grant_round.get_absolute_url()).content.decode()

    assert "Sri W*** A***" in listed
    assert "Wahyuni" not in listed
    assert request.business_name not in listed
    assert client.get(request.get_absolute_url()).status_code == 403


def test_plate_names_no_person():
    item = GrantItemFactory(grant__request__person__full_name="Sri Wahyuni")

    text = Client().get(reverse("grants:plate", args=[item.plate_code])).content.decode()
    sheet = signed_in("auditor").get(reverse("grants:plates", args=[item.grant.request_id]))

    assert item.name in text
    assert "Wahyuni" not in text
    assert "<svg" in sheet.content.decode()


def test_filters_order_and_csv_give_the_same_requests():
    grant_round = GrantRoundFactory()
    low = CheckedRequestFactory(grant_round=grant_round, verification__score=10)
    high = CheckedRequestFactory(grant_round=grant_round, verification__score=90)
    GrantRequestFactory(grant_round=grant_round)
    client = signed_in("grants_officer")
    query = "?status=checked&order=-field_verification__score"

    page = client.get(grant_round.get_absolute_url() + query)
    columns = ["reference", "received", "status", "score"]
    officer = UserFactory(roles=["grants_officer"])
    query = f"{query.removeprefix('?')}&round={grant_round.code}"
    file = written_export(officer, key="hibah", query=query, columns=columns)

    assert list(page.context["page"]) == [high, low]
    assert numbers_in(file) == [high.reference, low.reference]
    assert page.context["query"] == (
        f"round={grant_round.code}&status=checked&order=-field_verification__score"
    )


def test_names_of_a_round_leave_the_portal_with_a_reason_and_are_noted():
    request = GrantRequestFactory(person__full_name="=Siti Contoh")
    put_away = GrantRequestFactory(
        grant_round=request.grant_round, person__restricted_at=timezone.now()
    )
    officer = UserFactory(roles=["grants_officer"])
    asked = {
        "key": "hibah",
        "query": f"round={request.grant_round.code}",
        "columns": ["reference", "name", "business"],
    }

    with pytest.raises(DomainError, match="Say what you need the personal data for"):
        asked_export(officer, **asked)
    file = written_export(officer, reason="Surat undangan", **asked)

    assert rows_in(file) == [
        [request.reference, "'=Siti Contoh", request.business_name],
        [put_away.reference, "", ""],
    ]
    access = PersonAccess.objects.get(what="list")
    assert (access.person, access.user, access.reason) == (
        request.person,
        officer,
        "Surat undangan",
    )


@pytest.mark.parametrize("name", ["round", "visits", "rounds"])
def test_lists_take_the_same_number_of_queries_for_any_length(name):
    grant_round = GrantRoundFactory()
    client = signed_in("grants_officer")
    url = {
        "round": grant_round.get_absolute_url(),
        "visits": reverse("grants:visit_list"),
        "rounds": reverse("grants:round_list"),
    }[name]

    def make():
        visit = MonitoringVisitFactory()
        GrantRequest.objects.filter(pk=visit.grant.request_id).update(grant_round=grant_round)
        GrantRoundFactory()

    make()
    client.get(url)
    with CaptureQueriesContext(connection) as first:
        client.get(url)
    make()
    make()
    with CaptureQueriesContext(connection) as later:
        client.get(url)
    assert len(later) == len(first)
    assert len(first) <= 12
