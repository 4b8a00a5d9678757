"""A published result is put right by a numbered correction: nobody is drawn again."""

import json
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from blk_portal.shared.errors import DomainError
from enrollment.choices import OfferAnswer
from enrollment.models import (
    Correction,
    CorrectionOption,
    Objection,
    Run,
    Seat,
)
from enrollment.selection import canonical_bytes, decide, parse
from enrollment.services.class_changes import cancel_class
from enrollment.services.correcting import seat_changes
from enrollment.services.corrections import (
    record_change,
    withdraw_correction,
)
from enrollment.services.offers import answer_offer
from enrollment.services.outcomes import explain_outcome
from enrollment.services.standings import current_standings, refuse_unless_equal
from notices.models import Notice
from tests.enrollment.correcting import (
    CONFIRMED,
    NOBODY,
    SEATED,
    calculated,
    corrected,
    four_people_for_two_seats,
    opened,
    scored,
    seated,
)
from tests.factories import UserFactory
from tests.factories.rounds import (
    apply_for,
    batches_of,
    open_round,
    published,
    put_right,
    read_again,
    statuses,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return four_people_for_two_seats()


@pytest.fixture
def result(people):
    return read_again(people[0].intake.selection_round)


def changes(selection_round, option):
    return [(c.draw_code, c.before, c.after) for c in seat_changes(selection_round, option)]


def test_each_rule_says_who_gains_and_who_would_lose(people, result):
    best, second, third, _last = people
    answer_offer(second.offers.get(), OfferAnswer.STAY, actor=second.user)
    correction = opened(result)
    scored(correction, third, "95")

    options = calculated(correction)

    batch = batches_of(result)[0].code
    assert changes(result, options[CONFIRMED]) == sorted(
        [(best.draw_code, batch, None), (third.draw_code, None, batch)]
    )
    assert changes(result, options[SEATED]) == []
    assert changes(result, options[NOBODY]) == sorted(
        [(second.draw_code, batch, None), (third.draw_code, None, batch)]
    )
    assert seated(result) == {best.pk, second.pk}


def test_the_corrected_problem_has_the_same_draw_and_the_number_of_the_correction(people, result):
    correction = opened(result)
    scored(correction, people[2], "95")

    option = calculated(correction)[CONFIRMED]

    before, after = json.loads(result.approved_run.problem), json.loads(option.problem)
    assert [after[key] for key in ("round", "lottery", "correction")] == [
        before["round"],
        before["lottery"],
        1,
    ]
    assert parse(option.problem.encode()) == after
    assert canonical_bytes(decide(after)).decode() == option.outcome
    numbers = [
        {row["id"]: row["lottery"] for row in json.loads(outcome)["applications"]}
        for outcome in (result.approved_run.outcome, option.outcome)
    ]
    assert numbers[0] == numbers[1]


def test_publishing_moves_seats_offers_statuses_and_notices_at_once(people, result):
    best, second, third, last = people
    correction = opened(result)
    scored(correction, third, "95")
    calculated(correction)
    Notice.objects.all().delete()
    approver = UserFactory(roles=["approver"])

    put_right(correction, actor=approver)

    correction.refresh_from_db()
    assert (correction.number, correction.rule, correction.approved_by) == (
        1,
        "confirmed",
        approver,
    )
    assert correction.run == read_again(result).approved_run
    assert (correction.run.number, correction.run.reason) == (2, "Nilai salah ketik")
    assert statuses(best, second, third, last) == ["seated", "waitlisted", "seated", "waitlisted"]
    assert seated(result) == {best.pk, third.pk}
    assert Seat.objects.get(application=second).release == "corrected"
    assert second.offers.get().closing == "corrected"
    assert third.offers.get().answer == ""
    assert sorted(Notice.objects.values_list("person", "kind")) == sorted(
        [(second.person_id, "seat_taken_back"), (third.person_id, "seat_corrected")]
    )
    (wish,) = explain_outcome(third).wishes
    assert (wish.head, wish.place, wish.total) == ("selected_open", 1, Decimal(95))
    assert [row.score for row in wish.scores] == [Decimal(95)]


def test_nobody_loses_a_confirmed_seat_unless_the_approver_says_so(people, result):
    best, second, third, _last = people
    for holder in (best, second):
        answer_offer(holder.offers.get(), OfferAnswer.STAY, actor=holder.user)

    corrected(result, third, "95")

    assert seated(result) == {best.pk, second.pk}
    assert statuses(third) == ["waitlisted"]
    assert current_standings(read_again(result))[batches_of(result)[0].code]["waitlist"][0] == (
        third.draw_code
    )

    correction = opened(read_again(result))
    scored(correction, third, "96")
    calculated(correction)
    put_right(correction, NOBODY)

    assert correction.selection_round.corrections.published().last().number == 2
    assert seated(result) == {best.pk, third.pk}


def test_one_more_and_one_fewer_seat(people, result):
    best, second, third, last = people
    (batch,) = batches_of(result)
    for seats, expected in [(3, {best, second, third}), (1, {best})]:
        correction = opened(read_again(result))
        record_change(
            correction,
            kind="capacity",
            batch=batch,
            value=Decimal(seats),
            reason="Surat dinas",
            actor=correction.opened_by,
        )
        calculated(correction)
        put_right(correction)

        batch.refresh_from_db()
        assert (batch.capacity, seated(result)) == (seats, {one.pk for one in expected})


def test_a_fact_and_a_file_are_put_right():
    selection_round = open_round(1, reserves=[("disabled", ["disability"], 1)])
    (batch,) = batches_of(selection_round)
    best = apply_for(selection_round, batch, score=90)
    entitled = apply_for(selection_round, batch, score=50)
    refused = apply_for(selection_round, batch, score=99, status="ineligible")
    result = published(selection_round)
    correction = opened(result)
    record = {"reason": "Kartu asli", "actor": correction.opened_by}
    record_change(correction, kind="fact_held", application=entitled, code="disability", **record)
    record_change(correction, kind="file_accepted", application=refused, **record)
    calculated(correction)

    put_right(correction)

    assert seated(result) == {entitled.pk}
    assert Seat.objects.taken().get().label == "reserve:disabled"
    assert statuses(best, refused) == ["waitlisted", "waitlisted"]


def test_a_correction_leaves_alone_whom_a_cancelled_class_moved():
    selection_round = open_round(1, 2)
    cancelled, other = batches_of(selection_round)
    moved = apply_for(selection_round, cancelled, other, score=90)
    first = apply_for(selection_round, other, score=80)
    outsider = apply_for(selection_round, other, score=70, status="ineligible")
    result = published(selection_round)
    cancel_class(cancelled, actor=UserFactory(), reason="too_few")
    assert seated(result) == {moved.pk, first.pk}
    correction = opened(read_again(result))
    record_change(
        correction,
        kind="file_accepted",
        application=outsider,
        reason="KTP",
        actor=correction.opened_by,
    )
    scored(correction, outsider, "99")
    options = calculated(correction)

    assert {rule: len(changes(result, option)) for rule, option in options.items()} == {
        CONFIRMED: 2,
        SEATED: 0,
        NOBODY: 2,
    }
    put_right(correction, NOBODY)

    assert seated(result) == {moved.pk, outsider.pk}
    refuse_unless_equal(result, current_standings(read_again(result)))


def test_whoever_wrote_or_took_part_does_not_approve(people, result):
    correction = opened(result)
    colleague = UserFactory(roles=["approver"])
    scored(correction, people[2], "95", actor=colleague)
    calculated(correction)

    for writer in (correction.opened_by, colleague):
        with pytest.raises(DomainError, match="^Persetujuan harus oleh orang lain: Anda"):
            put_right(correction, actor=writer)
    with pytest.raises(DomainError, match="karena Anda ikut menyusun aturan"):
        put_right(correction, actor=result.rule_set.frozen_by)

    assert not Correction.objects.published().exists()


def test_a_seat_that_moved_since_the_calculation_asks_for_another(people, result):
    correction = opened(result)
    scored(correction, people[2], "95")
    calculated(correction)
    answer_offer(people[0].offers.get(), OfferAnswer.STAY, actor=people[0].user)

    with pytest.raises(DomainError, match="^Ada kursi yang berpindah sejak dihitung"):
        put_right(correction)

    calculated(correction)
    put_right(correction)
    assert seated(result) == {people[0].pk, people[2].pk}


@pytest.mark.parametrize(
    "fields, words",
    [
        ({"kind": "score", "code": "written", "value": Decimal(80)}, "Tidak ada kelas pilihan"),
        ({"kind": "score", "code": "interview", "value": Decimal(101)}, "Nilai antara 0 dan 100."),
        ({"kind": "fact_held", "code": "poor"}, "Tidak ada aturan di seleksi ini"),
        ({"kind": "capacity", "value": Decimal(3)}, "Sebutkan kelas dan jumlah kursinya"),
        ({"kind": "file_refused", "application": None}, "Tidak ada pendaftar di gelombang ini"),
        ({"kind": "file_refused", "reason": " "}, "Tulis dari mana Anda tahu"),
    ],
)
def test_a_change_that_means_nothing_is_refused(people, result, fields, words):
    correction = opened(result)

    with pytest.raises(DomainError, match=f"^{words}"):
        record_change(
            correction,
            **{"reason": "Lembar", "actor": UserFactory(), "application": people[2], **fields},
        )

    assert not correction.changes.exists()


def test_nobody_corrects_the_file_of_their_own_family_card(people, result):
    correction = opened(result)

    with pytest.raises(DomainError, match="^Harus dicatat oleh orang di luar"):
        scored(correction, people[2], "95", actor=people[2].user)


def test_a_round_has_one_open_correction_and_only_after_publication(people, result):
    opened(result)

    with pytest.raises(DomainError, match="^Masih ada koreksi"):
        opened(result)
    with pytest.raises(DomainError, match="^Hanya hasil yang sudah diumumkan"):
        opened(open_round(1))
    with pytest.raises(IntegrityError, match="one_open_correction"), transaction.atomic():
        Correction.objects.create(
            selection_round=result, origin="mistake", reason="x", opened_by=UserFactory()
        )

    withdraw_correction(Correction.objects.get(), actor=UserFactory())
    assert opened(result).is_open


def test_an_upheld_objection_leads_to_a_correction_and_no_other(people, result):
    objection = Objection.objects.create(application=people[2], text="Nilai saya 95.")

    with pytest.raises(DomainError, match="^Hanya sanggahan yang diterima"):
        opened(result, objection=objection)

    objection.is_upheld = True
    correction = opened(result, objection=objection)
    assert (correction.origin, objection.corrections.get()) == ("objection", correction)


def test_what_is_settled_stays(people, result):
    correction = corrected(result, people[2], "95")

    with pytest.raises(DomainError, match="^Koreksi ini sudah diumumkan"):
        scored(correction, people[2], "50")
    for attempt in [
        lambda: Correction.objects.filter(pk=correction.pk).update(rule="nobody"),
        lambda: Correction.objects.filter(pk=correction.pk).delete(),
        lambda: CorrectionOption.objects.update(digest="0" * 64),
        lambda: correction.changes.create(
            kind="file_refused", application=people[0], reason="x", recorded_by=UserFactory()
        ),
    ]:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    with pytest.raises(IntegrityError, match="number_rule_run"), transaction.atomic():
        Correction.objects.create(
            selection_round=result,
            origin="mistake",
            reason="x",
            opened_by=UserFactory(),
            number=2,
            run=Run.objects.first(),
        )
