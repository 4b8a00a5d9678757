"""Who scores when, and what is hidden meanwhile: the one decision, and every way that asks it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import DocumentAccess
from blk_portal.shared.errors import DomainError
from enrollment import who_sees
from enrollment.models import Assessment, Score, ScoreCorrection
from enrollment.services.assessments import change_phases, note_if_all_scored
from enrollment.services.scores import record_scores
from enrollment.who_sees import scores_seen, sight_of
from tests.enrollment.at_tests import SHOWING, address, words_in
from tests.enrollment.residents import put_in_wallet
from tests.factories import UserFactory
from tests.factories.desk import assessment_of, scored_batch, sitting_at

pytestmark = pytest.mark.django_db

NAME, OTHERS_SCORE = "Sekar Rahasia", ("61,25", "61.25")

SHOWING_NOBODY = {
    *("assessment_list", "assessment_new", "assessment_phases", "assessment_invite"),
    *("assessment_room", "assessment_move", "assessment_close"),
    *("assessment_rubric", "score_upload", "score_confirm", "score_talk"),
    "test_card_photo",  # a photo; see the test of its own
}


@pytest.fixture
def assessor():
    """An assessor who manages tests, too, so that every address is open to him."""
    return UserFactory(roles=["assessor", "training_manager"])


@pytest.fixture
def blind_test():
    """A test whose names are hidden, with one person whom one of two assessors has scored."""
    test = assessment_of(scored_batch(), needed=2)
    test.hides_names = True
    test.save()
    sitting = sitting_at(test, person__full_name=NAME)
    colleague = UserFactory(display_name="Bayu", roles=["assessor"])
    record_scores(test, {sitting.pk: {"wawancara": Decimal("61.25")}}, assessor=colleague)
    return test


def leaks(client, user, test):
    """Say of each way whether it names the person, and whether it tells the colleague's score."""
    client.force_login(user)
    sitting = test.sittings.get()
    number = sitting.application.registration_number
    found = {}
    for name in SHOWING:
        response = client.get(address(name, sitting))
        assert response.status_code in (200, 302, 404), name
        words = words_in(response)
        assert (NAME in words) == (number in words), name
        found[name] = (NAME in words, any(score in words for score in OTHERS_SCORE))
    return found


def test_every_address_about_tests_is_listed_here():
    known = {
        name
        for namespace, (prefix, resolver) in get_resolver().namespace_dict.items()
        if namespace == "enrollment"
        for name, ways in resolver.reverse_dict.lists()
        if isinstance(name, str)
        for way in ways
        if f"{prefix}{way[0][0][0]}".startswith("petugas/tes/")
    }

    assert known == SHOWING.keys() | SHOWING_NOBODY


def test_a_reviewer_sees_neither_names_nor_scores_of_others_while_scoring_is_blind(
    client, assessor, blind_test
):
    assert leaks(client, assessor, blind_test) == dict.fromkeys(SHOWING, (False, False))


def test_without_the_one_guard_every_way_would_tell(client, assessor, blind_test, monkeypatch):
    monkeypatch.setattr(who_sees, "phase_of", lambda test, now: "over")
    monkeypatch.setattr(Assessment, "is_closed", lambda test, now: True)

    assert leaks(client, assessor, blind_test) == SHOWING


def test_a_photo_is_hidden_with_the_name_and_opening_it_is_written_down(
    client, assessor, blind_test
):
    sitting = blind_test.sittings.get()
    put_in_wallet(sitting.application.person, "PAS_FOTO")
    answers = {}
    for user in [assessor, UserFactory(roles=["training_manager"])]:
        client.force_login(user)
        answers[user.pk] = client.get(address("test_card_photo", sitting)).status_code

    assert list(answers.values()) == [404, 200]
    assert [access.user_id for access in DocumentAccess.objects.all()] == [list(answers)[1]]


def test_who_comes_after_all_were_scored_is_scored_without_others_scores(assessor):
    test = assessment_of(scored_batch(), needed=2)
    colleague = UserFactory(roles=["assessor"])
    for who in [assessor, colleague]:
        for sitting in test.sittings.all() or [sitting_at(test)]:
            record_scores(test, {sitting.pk: {"wawancara": Decimal(70)}}, assessor=who)
    late = sitting_at(test)
    record_scores(test, {late.pk: {"wawancara": Decimal(50)}}, assessor=colleague, reason="Susulan")
    test.refresh_from_db()

    seen = scores_seen(test, assessor, sight_of(test, assessor))

    assert set(seen.exclude(assessor=assessor).values_list("sitting__pk", flat=True)) == {
        test.sittings.exclude(pk=late.pk).get().pk
    }


def test_once_everybody_has_scored_all_is_seen(client, assessor, blind_test):
    sitting = blind_test.sittings.get()
    record_scores(blind_test, {sitting.pk: {"wawancara": Decimal(70)}}, assessor=assessor)

    assert leaks(client, assessor, blind_test) == SHOWING


def test_a_manager_sees_names_but_no_score_before_all_are_in(client, blind_test):
    client.force_login(UserFactory(roles=["training_manager"]))
    seen = {
        name: words_in(client.get(reverse(f"enrollment:{name}", kwargs={"pk": blind_test.pk})))
        for name in ["assessment", "score_sheet"]
    }

    assert [NAME in words for words in seen.values()] == [True, True]
    assert not any(score in words for words in seen.values() for score in OTHERS_SCORE)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("roles", "begins", "closes", "needed", "scored", "expected"),
    [
        ("A", HOUR, None, 2, 0, "before:names,attendance"),
        ("A", -HOUR, None, 2, 0, "blind:score"),
        ("A", -HOUR, None, 2, 1, "blind:score"),
        ("A", -HOUR, None, 2, 2, "over:correct,names,photos,attendance,others"),
        ("A", -HOUR, HOUR, 2, 0, "blind:score"),
        ("A", -2 * HOUR, -HOUR, 2, 0, "over:correct,names,photos,attendance,others"),
        ("M", -HOUR, None, 2, 1, "blind:names,photos,attendance,addresses"),
        ("M", -HOUR, None, 2, 2, "over:names,photos,attendance,addresses,others"),
        ("AM", -HOUR, None, 2, 1, "blind:score"),
        ("", -2 * HOUR, -HOUR, 2, 2, "over:"),
    ],
)
def test_roles_dates_and_scores_decide(roles, begins, closes, needed, scored, expected):
    now = timezone.now()
    test = assessment_of(scored_batch(), needed=needed)
    test.starts_at = now - 3 * HOUR
    test.scoring_opens_at, test.hides_names = now + begins, True
    test.scoring_closes_at = now + closes if closes else None
    test.save()
    sitting = sitting_at(test)
    for _one in range(scored):
        Score.objects.create(
            sitting=sitting, criterion="wawancara", assessor=UserFactory(), value=50
        )
    note_if_all_scored(test)
    names = {"A": "assessor", "M": "training_manager"}
    user = UserFactory(roles=[names[role] for role in roles])

    sight = sight_of(test, user)

    told = {
        "score": sight.may_score,
        "correct": sight.may_correct,
        "names": sight.sees_names,
        "photos": sight.sees_photos,
        "attendance": sight.takes_attendance,
        "addresses": sight.sees_addresses,
        "others": sight.sees_others_scores,
    }
    phase, _colon, words = expected.partition(":")
    wanted = set(words.split(",")) - {""}
    if phase == "before":
        wanted |= {"photos"}
    assert sight.phase == phase
    assert {word for word, holds in told.items() if holds} == wanted


def test_shown_at_closing_means_not_before(assessor):
    test = assessment_of(scored_batch(), needed=2)
    test.scoring_closes_at = timezone.now() + HOUR
    test.scores_shown = "closing"
    test.save()
    sitting = sitting_at(test)
    for who in [assessor, UserFactory(roles=["assessor"])]:
        record_scores(test, {sitting.pk: {"wawancara": Decimal(80)}}, assessor=who)

    assert sight_of(test, assessor).sees_others_scores is False


def test_nobody_scores_before_and_a_seen_score_is_changed_with_a_reason_alone(assessor):
    test = assessment_of(scored_batch(), needed=2)
    sitting = sitting_at(test)
    Assessment.objects.update(scoring_opens_at=timezone.now() + HOUR)
    with pytest.raises(DomainError) as early:
        record_scores(test, {sitting.pk: {"wawancara": Decimal(70)}}, assessor=assessor)
    assert str(early.value).startswith("Penilaian dimulai ")
    Assessment.objects.update(scoring_opens_at=None)
    for who in [assessor, UserFactory(roles=["assessor"])]:
        record_scores(test, {sitting.pk: {"wawancara": Decimal(70)}}, assessor=who)

    with pytest.raises(DomainError) as silent:
        record_scores(test, {sitting.pk: {"wawancara": Decimal(90)}}, assessor=assessor)
    assert str(silent.value) == "Semua nilai sudah terbuka. Tulis alasan Anda mengubah nilai."
    assert set(Score.objects.values_list("value", flat=True)) == {Decimal(70)}

    record_scores(
        test, {sitting.pk: {"wawancara": Decimal(90)}}, assessor=assessor, reason="Salah tulis"
    )
    assert list(
        ScoreCorrection.objects.values_list("assessor", "old_value", "new_value", "reason")
    ) == [(assessor.pk, Decimal(70), Decimal(90), "Salah tulis")]


def test_dates_and_secrets_stay_once_a_score_is_given(assessor):
    manager = UserFactory(roles=["training_manager"])
    test = assessment_of(scored_batch(), needed=2)
    closing = timezone.now() + HOUR
    phases = {
        "scoring_opens_at": None,
        "scoring_closes_at": closing,
        "hides_names": True,
        "scores_shown": "closing",
        "largest_difference": None,
    }
    change_phases(test, **phases, actor=manager)
    record_scores(test, {sitting_at(test).pk: {"wawancara": Decimal(70)}}, assessor=assessor)

    for changed in [
        {"hides_names": False},
        {"scores_shown": "all_scored"},
        {"scoring_closes_at": closing - HOUR / 2},
        {"scoring_closes_at": None, "scores_shown": "closing"},
        {"assessors_needed": 1},
    ]:
        with (
            pytest.raises(IntegrityError, match="its phases stay|constraint"),
            transaction.atomic(),
        ):
            Assessment.objects.filter(pk=test.pk).update(**changed)
    with pytest.raises(DomainError) as refusal:
        change_phases(test, **{**phases, "hides_names": False}, actor=manager)
    assert str(refusal.value) == (
        "Nilai sudah diberikan, jadi hanya penutupan yang bisa dimundurkan."
    )
    with pytest.raises(DomainError) as sooner:
        change_phases(test, **{**phases, "scoring_closes_at": closing - HOUR / 2}, actor=manager)
    assert str(sooner.value) == (
        "Penilaian sudah berjalan, jadi penutupannya hanya bisa dimundurkan."
    )

    later = change_phases(test, **{**phases, "scoring_closes_at": closing + HOUR}, actor=manager)

    assert later.scoring_closes_at == closing + HOUR
    assert [event.scoring_closes_at for event in test.events.order_by("pk")] == [
        None,
        closing,
        closing + HOUR,
    ]
