"""Pairs are found, decided once, remembered, and opened again for something new alone."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.services.erasing import erase_person
from accounts.services.relations import declare_relation
from blk_portal.shared.errors import DomainError
from blk_portal.shared.models import StatusChange
from enrollment.choices import ApplicationStatus
from enrollment.models import Application, DuplicatePair
from enrollment.services import pair_decisions
from enrollment.services.applications import start_application
from enrollment.services.duplicates import find_pairs
from enrollment.services.pair_decisions import (
    call_apart,
    exclude_application,
    keep_both,
    reopen_pair,
)
from enrollment.services.seats import take_seat
from enrollment.services.status import change_status
from enrollment.services.submission import withdraw_application
from notices.models import Notice
from tests.atonce import one_waits_for_the_other
from tests.factories import BatchFactory, IntakeFactory, UserFactory
from tests.factories.desk import batch_with_gates, case_factory, round_in
from tests.factories.pairs import pair_of, twice_in
from tests.factories.rounds import statuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db):
    return UserFactory(display_name="Bayu", roles=["verifier"])


def applications_of(pair):
    return [Application.objects.get(person=person) for person in (pair.first, pair.second)]


def history(pair):
    return list(
        StatusChange.objects.of(pair).values_list("to_status", "actor__display_name", "reason")
    )


def test_an_application_and_one_of_an_earlier_intake_are_a_pair():
    earlier = case_factory(batch=batch_with_gates(intake=IntakeFactory(status="finished")))
    now = case_factory(person__full_name=earlier.person.full_name)
    case_factory(batch=batch_with_gates(), person__full_name="Orang Lain")

    assert find_pairs() == 1
    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second, pair.matches) == (earlier.person, now.person, ["name"])


def test_two_of_earlier_intakes_are_nobodys_work():
    for _twice in range(2):
        over = batch_with_gates(intake=IntakeFactory(status="finished"))
        case_factory(batch=over, person__full_name="Siti Aminah")

    assert find_pairs() == 0
    assert not DuplicatePair.objects.exists()


def test_drafts_and_withdrawn_applications_are_not_compared():
    case_factory(person__full_name="Siti Aminah")
    for status in ["draft", "withdrawn"]:
        case_factory(person__full_name="Siti Aminah", status=status)

    assert find_pairs() == 0


def test_a_pair_goes_when_what_it_had_in_common_is_corrected():
    pair = pair_of()
    pair.second.full_name = "Dewi Lestari"
    pair.second.save()

    assert find_pairs() == 0
    assert not DuplicatePair.objects.exists()


def test_not_the_same_is_remembered_until_something_new_comes_up(officer):
    pair = pair_of()
    call_apart(pair, actor=officer, reason="papers", note="KTP berbeda")
    assert find_pairs() == 0

    pair.second.phone = pair.first.phone
    pair.second.save()
    assert find_pairs() == 1
    assert history(pair) == [
        ("open", None, ""),
        ("apart", "Bayu", "papers"),
        ("open", None, "new_match"),
    ]


def test_a_pair_is_decided_once(officer):
    pair = pair_of()
    call_apart(pair, actor=officer, reason="papers")

    with pytest.raises(DomainError) as refusal:
        call_apart(pair, actor=UserFactory(roles=["verifier"]), reason="called")

    assert str(refusal.value) == "Bayu sudah memutuskan pasangan ini: Dua orang berbeda."
    assert DuplicatePair.objects.get().decided_by == officer
    with pytest.raises(IntegrityError, match="illegal move"), transaction.atomic():
        DuplicatePair.objects.update(status="kept")


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_decide_at_once_the_second_is_told(officer):
    pair, other = pair_of(), UserFactory(roles=["verifier"])

    told = one_waits_for_the_other(
        lambda: call_apart(pair, actor=officer, reason="papers"),
        lambda: keep_both(pair, actor=other, reason="called"),
    )

    assert told == ["done", "Bayu sudah memutuskan pasangan ini: Dua orang berbeda."]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_second_would_write_over_the_first(officer, monkeypatch):
    pair, other = pair_of(), UserFactory(roles=["verifier"])
    monkeypatch.setattr(pair_decisions, "lock_and_read", lambda rows, pk: rows.get(pk=pk))

    told = one_waits_for_the_other(
        lambda: call_apart(pair, actor=officer, reason="papers"),
        lambda: call_apart(pair, actor=other, reason="called"),
    )

    assert told == ["done", "done"]
    assert DuplicatePair.objects.get().decided_by == other


def test_both_are_kept_only_in_different_intakes(officer):
    pair = pair_of()

    with pytest.raises(DomainError, match="gelombang yang sama"):
        keep_both(pair, actor=officer, reason="called")
    assert DuplicatePair.objects.get().is_open

    withdraw_application(Application.objects.get(person=pair.second), actor=pair.second.user)
    keep_both(pair, actor=officer, reason="other_intake")
    assert DuplicatePair.objects.get().status == "kept"


def test_who_was_kept_and_applies_beside_the_other_again_is_a_pair_again(officer):
    first = case_factory()
    second = case_factory(batch=batch_with_gates(), person__full_name=first.person.full_name)
    find_pairs()
    pair = DuplicatePair.objects.get()
    keep_both(pair, actor=officer, reason="other_intake")
    assert find_pairs() == 0

    case_factory(
        batch=second.intake.batches.get(),
        person=first.person,
        user=first.user,
        papers=(),
        claims=(),
    )
    assert find_pairs() == 1


def test_the_excluded_one_leaves_and_is_told_which_one_stands(officer):
    pair = pair_of()
    stands, application = applications_of(pair)

    exclude_application(pair, application, actor=officer, reason="papers", note="KTP sama")

    assert statuses(stands, application) == ["submitted", "excluded"]
    change = StatusChange.objects.of(application).last()
    assert (change.actor, change.reason) == (officer, "duplicate")
    assert change.note == f"Nomor {stands.registration_number} yang berlaku. KTP sama"
    (notice,) = Notice.objects.filter(person=application.person)
    assert notice.kind == "application_excluded"
    assert stands.registration_number in notice.subject
    assert find_pairs() == 0


@pytest.mark.parametrize(
    "ways", [["confirmed"], ["confirmed", "left"], ["lapsed"]], ids=lambda ways: ways[-1]
)
def test_who_has_taken_or_lost_a_seat_is_not_excluded(officer, ways):
    pair = pair_of()
    application = Application.objects.get(person=pair.second)
    for status in ["verified", "seated", *ways]:
        change_status(application, status, actor=None, reason="contoh")

    with pytest.raises(DomainError, match="tidak bisa dikeluarkan lagi"):
        exclude_application(pair, application, actor=officer, reason="papers")

    assert DuplicatePair.objects.get().is_open
    assert statuses(application) == [ways[-1]]


def test_nobody_is_excluded_beside_an_application_that_counts_no_more(officer):
    pair = pair_of()
    stands, application = applications_of(pair)
    withdraw_application(stands, actor=stands.user)

    with pytest.raises(DomainError, match="tidak berlaku lagi"):
        exclude_application(pair, application, actor=officer, reason="papers")

    assert statuses(application) == ["submitted"]


def test_an_application_of_somebody_else_is_not_excluded(officer):
    pair, stranger = pair_of(), case_factory()

    with pytest.raises(DomainError, match="bukan milik"):
        exclude_application(pair, stranger, actor=officer, reason="papers")

    assert statuses(stranger) == ["submitted"]


def test_a_first_come_seat_of_the_excluded_one_is_free_and_comes_back_with_it(officer):
    intake = IntakeFactory()
    batch = BatchFactory(intake=intake, selection_method="first_come", capacity=1)
    _stands, application = twice_in(intake, batch=batch)
    take_seat(batch, application)
    find_pairs()
    pair = DuplicatePair.objects.get()

    exclude_application(pair, application, actor=officer, reason="papers")
    assert batch.seats.taken().count() == 0

    pair.refresh_from_db()
    reopen_pair(pair, actor=officer, note="Salah orang")
    assert [seat.application for seat in batch.seats.taken()] == [application]


def test_taking_it_back_makes_the_file_what_it_was(officer):
    pair = pair_of()
    _stands, application = applications_of(pair)
    Application.objects.filter(pk=application.pk).update(status="verified")
    application.refresh_from_db()
    exclude_application(pair, application, actor=officer, reason="papers")
    pair.refresh_from_db()

    reopen_pair(pair, actor=UserFactory(roles=["verifier"]), note="Ternyata saudara")

    assert statuses(application) == ["verified"]
    assert DuplicatePair.objects.get().is_open
    assert not Notice.objects.filter(person=application.person).exists()


def test_an_exclusion_of_which_the_person_heard_is_taken_back_with_a_message(officer):
    pair = pair_of()
    _stands, application = applications_of(pair)
    exclude_application(pair, application, actor=officer, reason="papers")
    Notice.objects.update(hold_until="2026-01-01T00:00:00Z")
    pair.refresh_from_db()

    reopen_pair(pair, actor=officer, note="Ternyata saudara")

    kinds = set(Notice.objects.filter(person=application.person).values_list("kind", flat=True))
    assert kinds == {"application_excluded", "application_counts_again"}


def test_nothing_is_taken_back_once_the_round_has_read_its_input(officer):
    pair = pair_of()
    _stands, application = applications_of(pair)
    exclude_application(pair, application, actor=officer, reason="papers")
    round_in(application.intake, "frozen")
    pair.refresh_from_db()

    with pytest.raises(DomainError, match="sudah dibekukan"):
        reopen_pair(pair, actor=officer, note="Ternyata saudara")

    assert statuses(application) == ["excluded"]
    assert DuplicatePair.objects.get().status == "excluded"


def test_beside_an_excluded_application_no_other_is_begun(officer):
    pair = pair_of()
    _stands, application = applications_of(pair)
    exclude_application(pair, application, actor=officer, reason="papers")

    assert start_application(application.intake, user=application.user) == application


@pytest.mark.parametrize("side", ["first", "second"])
def test_pairs_of_ones_own_people_are_for_colleagues(client, side):
    pair, officer = pair_of(), UserFactory(roles=["verifier"])
    declare_relation(getattr(pair, side), user=officer, kind="family")
    client.force_login(officer)

    listed = client.get(reverse("enrollment:duplicate_list"))

    assert (list(listed.context["page"]), listed.context["waiting"]) == ([], 0)
    assert client.get(pair.get_absolute_url()).status_code == 404
    with pytest.raises(DomainError, match="rekan Anda"):
        call_apart(pair, actor=officer, reason="papers")
    assert DuplicatePair.objects.get().is_open


def test_the_page_decides_and_shows_no_whole_number(client, officer):
    pair = pair_of()
    _stands, application = applications_of(pair)
    client.force_login(officer)

    page = client.get(pair.get_absolute_url()).text
    assert not any(number in page for number in (pair.first.nik, pair.second.nik, pair.first.kk))

    sent = client.post(
        pair.get_absolute_url(),
        {"outcome": f"exclude-{application.pk}", "reason": "papers", "note": ""},
    )
    assert sent["Location"] == pair.get_absolute_url()
    assert statuses(application) == ["excluded"]


def test_the_file_and_the_queue_say_that_somebody_may_stand_there_twice(client, officer):
    pair = pair_of()
    _stands, application = applications_of(pair)
    client.force_login(officer)

    case = client.get(reverse("enrollment:case", args=[application.pk]))
    queue = client.get(reverse("enrollment:queue", query={"flag": "twice"}))

    assert pair.get_absolute_url() in case.text
    assert len(queue.context["rows"]) == 2


@pytest.mark.parametrize("field", ["status", "excluded"])
def test_the_database_refuses_a_decision_without_who_and_why(field):
    pair = pair_of()
    values = {"status": {"status": "apart"}, "excluded": {"status": "excluded"}}[field]

    with pytest.raises(IntegrityError), transaction.atomic():
        DuplicatePair.objects.filter(pk=pair.pk).update(**values)


def test_every_status_that_may_become_excluded_can_come_back_or_is_after_the_result():
    before = {status for status in ApplicationStatus if status.may_become("excluded")}
    back = {status for status in ApplicationStatus if ApplicationStatus.EXCLUDED.may_become(status)}

    assert {str(status) for status in before - back} == {"seated", "waitlisted", "not_selected"}


def test_notes_about_somebody_who_is_erased_are_gone(officer):
    pair = pair_of()
    call_apart(pair, actor=officer, reason="papers", note="Adik kandung, KTP beda")
    erase_person(pair.second, cause="request", actor=None)

    assert DuplicatePair.objects.get().note == "–"
    assert set(StatusChange.objects.of(pair).values_list("note", flat=True)) == {""}
