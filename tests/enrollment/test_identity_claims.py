"""A NIK that another account typed first finds its owner, without telling whose account it was."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import IdentityClaim, Person
from accounts.services import identity_claims as plain
from accounts.services.register import find_person_by_nik
from blk_portal.shared.errors import DomainError
from enrollment.models import Application
from enrollment.services.application_file import returned_items
from enrollment.services.applications import start_application
from enrollment.services.identity_claims import uphold_claim
from enrollment.services.submission import resubmit_application, submit_application
from notices.models import Notice
from tests.enrollment.residents import complete_draft, open_intake
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

NIK, KK = "3375906504999901", "3375900101209901"


@pytest.fixture
def clerk():
    return UserFactory(roles=["helper"])


@pytest.fixture
def owner():
    return UserFactory(roles=["resident"])


def uphold(claim, clerk, *, nik=NIK):
    return uphold_claim(claim, nik=nik, kk=KK, actor=clerk, reason="KTP dibandingkan")


def holder_with_account(**fields):
    return PersonFactory(nik=NIK, user=UserFactory(roles=["resident"]), **fields)


def test_the_page_offers_the_claim_and_says_what_comes_next(client, owner):
    holder = holder_with_account(full_name="Budi Santoso")
    draft = start_application(open_intake(), user=owner)
    client.force_login(owner)
    url = reverse("enrollment:question", kwargs={"pk": draft.pk, "part": "nik"})

    refused = client.post(url, {"nik": NIK, "kk": KK})
    claimed = client.post(url, {"nik": NIK, "kk": KK, "claim": "yes"})
    page = client.get(claimed["Location"])

    assert refused.status_code == 422
    assert "Ajukan klaim di loket" in refused.content.decode()
    assert claimed["Location"] == reverse("accounts:identity_claims")
    assert "Bawa KTP dan Kartu Keluarga asli" in page.content.decode()
    claim = IdentityClaim.objects.get()
    assert (claim.claimant, claim.holder, claim.status) == (owner, holder, "open")
    for answer in (refused, page):
        for secret in ("Budi", holder.user.username, holder.phone):
            assert secret not in answer.content.decode()


def test_other_questions_stay_open_meanwhile(client, owner):
    holder_with_account()
    draft = start_application(open_intake(), user=owner)
    plain.file_claim(owner, NIK)
    client.force_login(owner)

    for part in ["pendidikan", "pekerjaan", "syarat", "alasan"]:
        url = reverse("enrollment:question", kwargs={"pk": draft.pk, "part": part})
        assert client.get(url).status_code == 200


def test_a_second_claim_to_the_same_nik_is_the_first(owner):
    holder_with_account()

    assert plain.file_claim(owner, NIK) == plain.file_claim(owner, "3375 9065 0499 9901")


def test_the_database_keeps_one_open_claim_for_each_claimant_and_nik(owner):
    holder_with_account()
    claim = plain.file_claim(owner, NIK)

    claim.pk = None
    with pytest.raises(IntegrityError, match="one_open_claim_per_claimant_and_nik"):
        claim.save(force_insert=True)


def test_a_free_nik_needs_no_claim(owner):
    with pytest.raises(DomainError, match="^NIK ini sekarang bebas"):
        plain.file_claim(owner, NIK)


def test_the_owner_gets_the_nik_and_the_other_account_nothing_but_a_notice(owner, clerk):
    intake = open_intake()
    wrong = complete_draft(intake, person=holder_with_account(full_name="Budi Santoso"))
    draft = start_application(intake, user=owner)

    claim = uphold(plain.file_claim(owner, NIK), clerk)

    person = find_person_by_nik(NIK)
    draft.refresh_from_db()
    assert (person.user, draft.person, person.full_name) == (owner, person, "")
    assert (claim.status, claim.settled_by, claim.reason) == (
        "for_claimant",
        clerk,
        "KTP dibandingkan",
    )
    loser = Person.objects.get(pk=wrong.person_id)
    assert (loser.nik, loser.full_name, loser.nik_indexes.count()) == ("", "Budi Santoso", 0)
    assert loser.documents.current().count() == 1
    assert person.documents.count() == 0
    told = {notice.kind: notice.person for notice in Notice.objects.all()}
    assert told == {"nik_removed": loser, "identity_claim_upheld": person}
    assert owner.username not in Notice.objects.get(kind="nik_removed").text


def test_what_the_other_account_sent_comes_back_for_its_nik(owner, clerk):
    sent = complete_draft(open_intake(), person=holder_with_account())
    submit_application(sent, actor=sent.user)

    uphold(plain.file_claim(owner, NIK), clerk)

    sent.refresh_from_db()
    assert sent.status == "needs_fix"
    assert list(returned_items(sent)) == ["identity"]
    with pytest.raises(DomainError, match="^Isi dulu NIK Anda sendiri"):
        resubmit_application(sent, actor=sent.user)


def test_a_checked_identity_keeps_the_nik(owner, clerk):
    holder = holder_with_account(identity_verified_at=timezone.now())
    claim = plain.file_claim(owner, NIK)

    with pytest.raises(DomainError, match="^Petugas kami sudah memeriksa identitas akun lain"):
        uphold(claim, clerk)

    claim.refresh_from_db()
    assert (find_person_by_nik(NIK), claim.status) == (holder, "open")
    with pytest.raises(IntegrityError, match="has an account"), transaction.atomic():
        Person.objects.filter(pk=holder.pk).update(user=owner)


def test_somebody_entered_at_the_counter_gets_the_whole_file(owner, clerk):
    person = PersonFactory(nik=NIK, user=None, identity_verified_at=timezone.now())

    uphold(plain.file_claim(owner, NIK), clerk)

    person.refresh_from_db()
    assert (person.user, person.nik) == (owner, NIK)
    assert list(Notice.objects.values_list("kind", flat=True)) == ["identity_claim_upheld"]


def test_a_draft_beside_the_application_of_the_counter_ends(owner, clerk):
    intake = open_intake()
    person = PersonFactory(nik=NIK, user=None)
    entered = start_application(intake, user=clerk, client=person)
    draft = start_application(intake, user=owner)

    uphold(plain.file_claim(owner, NIK), clerk)

    draft.refresh_from_db()
    assert draft.status == "withdrawn"
    assert list(Application.objects.live().belonging_to(owner)) == [entered]


def test_the_ktp_must_carry_the_claimed_nik(owner, clerk):
    holder = holder_with_account()

    with pytest.raises(DomainError, match="^NIK di KTP ini berbeda"):
        uphold(plain.file_claim(owner, NIK), clerk, nik="3375906504999902")

    assert find_person_by_nik(NIK) == holder


def test_a_refused_claim_leaves_everything(owner, clerk):
    holder = holder_with_account()

    claim = plain.refuse_claim(plain.file_claim(owner, NIK), actor=clerk, reason="KTP lain")

    assert (claim.status, find_person_by_nik(NIK)) == ("for_holder", holder)
    with pytest.raises(DomainError, match="^Klaim ini sudah diselesaikan"):
        uphold(claim, clerk)
    with pytest.raises(IntegrityError, match="illegal move"), transaction.atomic():
        IdentityClaim.objects.filter(pk=claim.pk).update(status="open")


def test_nobody_settles_for_the_own_family_card(owner, clerk):
    PersonFactory(user=clerk, kk=KK)
    holder_with_account(kk=KK)
    claim = plain.file_claim(owner, NIK)

    with pytest.raises(DomainError, match="^Ini tentang Anda atau Kartu Keluarga Anda"):
        uphold(claim, clerk)
    with pytest.raises(DomainError, match="^Ini tentang Anda atau Kartu Keluarga Anda"):
        plain.refuse_claim(claim, actor=clerk, reason="x")


def test_taking_it_back(client, owner):
    holder_with_account()
    claim = plain.file_claim(owner, NIK)
    client.force_login(owner)

    client.post(reverse("accounts:withdraw_identity_claim", kwargs={"pk": claim.pk}))

    claim.refresh_from_db()
    assert claim.status == "withdrawn"


def test_the_counter_settles_it_on_a_page(client, owner, clerk):
    holder = holder_with_account(full_name="Budi Santoso")
    claim = plain.file_claim(owner, NIK)
    client.force_login(clerk)
    url = reverse("enrollment:claim", kwargs={"pk": claim.pk})
    answers = {"outcome": "for_claimant", "nik": NIK, "reason": "KTP dibandingkan"}

    page = client.get(url)
    without_kk = client.post(url, answers)
    done = client.post(url, {**answers, "kk": KK})

    assert (page.status_code, without_kk.status_code, done.status_code) == (200, 422, 302)
    assert "Budi" not in page.content.decode()
    assert find_person_by_nik(NIK) != holder


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_settle_it_once(owner):
    holder_with_account()
    claim = plain.file_claim(owner, NIK)
    clerks = UserFactory.create_batch(6, roles=["helper"])
    answers, start = [], threading.Barrier(6)

    def settle(clerk, number):
        start.wait()
        try:
            if number % 2:
                uphold(claim, clerk)
            else:
                plain.refuse_claim(claim, actor=clerk, reason="KTP lain")
            answers.append("settled")
        except DomainError:
            answers.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=settle, args=[clerk, number]) for number, clerk in enumerate(clerks)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    claim.refresh_from_db()
    assert sorted(answers) == ["refused"] * 5 + ["settled"]
    owns = find_person_by_nik(NIK).user == owner
    assert owns == (claim.status == "for_claimant")
