"""One card for the applicant and the clerk: place, scores, group, draw, the nearest change."""

import re
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import PersonAccess
from blk_portal.shared.formats import long_datetime
from enrollment.choices import OfferAnswer
from enrollment.models import FactClaim
from enrollment.nearest_change import TAKING_PART, nearest_change
from enrollment.result_card import result_card
from enrollment.selection.words import REASONS
from enrollment.services.offers import answer_offer
from enrollment.services.outcomes import WishOutcome
from enrollment.services.promotion import close_waitlist
from enrollment.services.submission import withdraw_application
from programs.models import Criterion, Gate
from tests.factories import BatchFactory, UserFactory
from tests.factories.rounds import (
    apply_for,
    batches_of,
    open_round,
    published,
    set_dates,
    statuses,
)

pytestmark = pytest.mark.django_db


class World:
    """Two seats, one of them guaranteed; two people of that group and three others."""

    def __init__(self):
        self.round = open_round(2, reserves=[("difabel", ["disability"], 1)])
        (self.batch,) = batches_of(self.round)
        self.best, self.first_of_group, self.second, self.second_of_group, self.last = (
            apply_for(self.round, self.batch, score=score, person__full_name=f"Orang {score}")
            for score in (90, 80, 70, 60, 50)
        )
        for member in (self.first_of_group, self.second_of_group):
            FactClaim.objects.create(
                application=member,
                fact_type_id="disability",
                status="verified",
                decided_at=timezone.now(),
                decided_by=UserFactory(roles=["verifier"]),
            )
        self.round = published(self.round)

    def declines(self, application):
        answer_offer(application.offers.get(), OfferAnswer.DECLINE, actor=application.user)
        for each in (self.best, self.second, self.second_of_group, self.last):
            each.refresh_from_db()


@pytest.fixture
def world():
    return World()


def card_of(application):
    application.refresh_from_db()
    with translation.override("id"):
        return result_card(application)


def sees(client, user, application):
    client.force_login(user)
    if user == application.user:
        return client.get(reverse("enrollment:result", args=[application.pk]))
    return client.get(reverse("enrollment:applicant_result", args=[application.pk]))


def test_somebody_who_waits_reads_place_group_draw_and_the_nearest_change(world):
    title = world.batch.program.title

    card = card_of(world.second)

    (wish,) = card.wishes
    assert (wish.place, wish.stood_above, wish.waitlist_place, wish.moved) == (3, 2, 1, 0)
    assert (wish.has_reserves, wish.groups) == (True, [])
    assert card_of(world.second_of_group).wishes[0].groups == ["difabel"]
    assert [row.score for row in wish.scores] == [70]
    assert card.nearest == (
        f"{title}: 1 kursi lagi. Kursi jaminan yang kosong didahulukan untuk kelompoknya."
    )
    assert card_of(world.best).nearest == ""
    assert card.draw_code == world.second.draw_code
    assert [(draw.title, len(draw.number)) for draw in card.draws] == [("", 64)]
    assert card.moves_until == world.second.intake.promotion_until


def test_the_waitlist_says_how_many_moved_so_far(world):
    world.declines(world.first_of_group)

    assert statuses(world.second, world.second_of_group) == ["waitlisted", "seated"]
    (wish,) = card_of(world.second).wishes
    assert (wish.waitlist_place, wish.moved) == (1, 1)


def test_what_became_of_a_place_since_the_result_is_said(world):
    world.declines(world.first_of_group)

    (lost,) = card_of(world.first_of_group).wishes
    (promoted,) = card_of(world.second_of_group).wishes
    assert lost.sentences == ["Anda mendapat kursi di kelas ini. Kursi itu sudah bukan milik Anda."]
    assert promoted.head == "selected_since"
    assert promoted.sentences == [
        "Anda cadangan ke-2 di kelas ini. Giliran Anda tiba dan Anda mendapat kursi."
    ]

    withdraw_application(world.last, actor=world.last.user)
    (left,) = card_of(world.last).wishes
    assert left.sentences == ["Anda cadangan ke-3 di kelas ini. Anda tidak lagi menunggu."]


def test_a_waitlist_that_closed_still_tells_how_far_the_seat_was(world):
    set_dates(world.round, promotion_until=timezone.now() - timedelta(seconds=1))
    close_waitlist(world.round)

    (wish,) = card_of(world.last).wishes

    assert statuses(world.last) == ["not_selected"]
    assert (wish.head, wish.place, wish.waitlist_place) == ("waitlisted", 5, None)
    assert wish.sentences == [
        "Anda cadangan ke-3 di kelas ini. Cadangan ditutup sebelum sampai giliran Anda.",
        "Anda urutan ke-5 untuk 2 kursi: 3 tempat dari kursi terakhir.",
    ]


def test_whoever_moved_up_to_a_better_wish_reads_it_at_both():
    round_ = open_round(1, 1)
    wanted, other = batches_of(round_)
    best = apply_for(round_, wanted, score=90)
    second = apply_for(round_, wanted, other, score=80)
    published(round_)

    answer_offer(best.offers.get(), OfferAnswer.DECLINE, actor=best.user)

    came, went = card_of(second).wishes
    assert came.sentences == [
        "Anda cadangan ke-1 di kelas ini. Giliran Anda tiba dan Anda mendapat kursi."
    ]
    title = wanted.program.title
    assert went.sentences == [
        f"Semula Anda mendapat kursi di kelas ini. Lalu ada kursi kosong di: {title}."
    ]


def test_applicant_and_clerk_read_the_same(client, world):
    own = sees(client, world.second.user, world.second)
    at_the_counter = sees(client, UserFactory(roles=["helper"]), world.second)

    assert own.context["card"] == at_the_counter.context["card"]
    card = render_to_string(
        "enrollment/partials/_result_card.html", {"card": own.context["card"]}
    ).strip()
    assert [card in page.content.decode() for page in (own, at_the_counter)] == [True, True]
    assert long_datetime(world.second.intake.promotion_until) in card


def test_the_card_tells_nothing_of_anybody_else(client, world):
    page = sees(client, world.second.user, world.second).content.decode()

    others = [world.best, world.first_of_group, world.second_of_group, world.last]
    for other in others:
        for private in (other.person.full_name, other.registration_number, other.draw_code):
            assert private not in page
    for score in ("90,", ">90<", ">80<", ">60<", ">50<"):
        assert score not in page


def test_staff_read_why_somebody_was_not_called(client, world):
    clerk = UserFactory(roles=["training_manager"])
    before = sees(client, clerk, world.second).context
    assert (before["calls"], before["gave_up"]) == ([], None)

    world.declines(world.first_of_group)
    passed_over = sees(client, clerk, world.second).context["calls"]
    behind = sees(client, clerk, world.last).context["calls"]

    assert [(call.step, call.registration_number, call.why) for call in passed_over] == [
        (
            1,
            world.second_of_group.registration_number,
            "Kursi ini dijamin untuk: difabel. Orang dari kelompok itu didahulukan; orang ini "
            "nomor 1.",
        )
    ]
    assert [call.why for call in behind] == ["Berada di depan: nomor 2, orang ini nomor 3."]

    world.declines(world.best)
    assert statuses(world.second) == ["seated"]
    assert [call.step for call in sees(client, clerk, world.second).context["calls"]] == [1]
    gave_up = sees(client, clerk, world.best).context["gave_up"]
    assert (gave_up.number, gave_up.reason) == (2, "declined")
    assert card_of(world.best).nearest == ""


def test_nobody_reads_the_card_of_their_own_at_the_counter(client, world):
    clerk = world.last.user
    clerk.groups.set(UserFactory(roles=["helper"]).groups.all())
    client.force_login(clerk)

    answer = client.get(reverse("enrollment:applicant_result", args=[world.last.pk]))

    assert answer.status_code == 404


def test_every_reason_has_a_nearest_change():
    assert set(TAKING_PART) == {*REASONS, "file_not_accepted"}


def kept_out(batch, *reasons, rank=1):
    return WishOutcome(batch, rank, "not_eligible", [], reasons=list(reasons))


@pytest.fixture
def strict_batch():
    batch = BatchFactory(minimum_merit=60, retrain_years=2)
    Criterion.objects.create(
        batch=batch, code="tulis", name="Tes tulis", assessed_by="written", weight=100, minimum=55
    )
    Gate.objects.create(batch=batch, code="usia", type="age", minimum_age=18)
    return batch


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("reason", TAKING_PART)
def test_every_reason_leads_to_a_whole_sentence(strict_batch, reason, language):
    code = {"gate": "gate:usia"}.get(reason, f"{reason}:tulis" if "score" in reason else reason)
    code = "below_minimum:tulis" if reason == "below_minimum" else code

    with translation.override(language):
        sentence = nearest_change([kept_out(strict_batch, code)])

    assert strict_batch.program.title in sentence or reason == "superseded"
    assert not re.search(r"[{}_]|None|: \.|  ", sentence)
    assert sentence.endswith(".")


def test_the_wish_with_the_fewest_obstacles_is_the_nearest(strict_batch):
    other = BatchFactory()
    far = kept_out(other, "holds_seat", "trained_recently")
    near = kept_out(strict_batch, "below_minimum:tulis", rank=2)

    with translation.override("id"):
        sentence = nearest_change([far, near])

    assert sentence == f"{strict_batch.program.title}: Tes tulis memerlukan nilai minimal 55."


def test_a_place_in_the_order_is_nearer_than_a_wish_that_took_no_part(strict_batch):
    refused = kept_out(strict_batch, "holds_seat")
    stood = WishOutcome(BatchFactory(capacity=16), 2, "below_cutoff", [], place=19)

    with translation.override("id"):
        sentence = nearest_change([refused, stood])

    assert sentence == f"{stood.batch.program.title}: 3 tempat lebih tinggi dalam urutan."


def test_the_applicant_reads_who_opened_the_result_and_the_seats(client, world):
    clerk = UserFactory(roles=["helper"])
    client.force_login(clerk)
    pages = [
        reverse("enrollment:applicant_result", args=[world.best.pk]),
        reverse("enrollment:round_people", args=[world.round.intake.code]),
    ]

    for page in pages * 2:
        assert client.get(page).status_code == 200
        client.head(page)

    noted = PersonAccess.objects.order_by("pk").values_list("person", "user", "what", "reason")
    result = (world.best.person_id, clerk.pk, "result", "Untuk menjelaskan hasil")
    seated = sorted([world.best.person_id, world.first_of_group.person_id])
    contacts = [(person, clerk.pk, "contact", "Kursi hasil seleksi") for person in seated]
    assert list(noted) == [result, *contacts]
