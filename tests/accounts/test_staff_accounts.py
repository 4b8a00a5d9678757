import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from accounts.access_log import in_words
from accounts.models import AccountEvent, Kelurahan, User
from accounts.services.accounts import remove_second_factor, renew_password, set_roles
from accounts.services.demo import create_demo_accounts
from blk_portal.shared.errors import DomainError
from tests.factories import PersonFactory, UserFactory
from tests.filled_forms import shown_on

pytestmark = pytest.mark.django_db

REASON = "Datang ke loket, KTP cocok"


@pytest.fixture
def admin(client):
    user = UserFactory(roles=["admin"])
    client.force_login(user)
    return user


@pytest.fixture
def helper(client):
    user = UserFactory(roles=["helper"])
    client.force_login(user)
    return user


def act(client, page, account, name, reason=REASON):
    return client.post(
        reverse(page, args=[account.pk]),
        {"act": name, "reason": reason, "identity": ["original", "face", "name"]},
    )


def test_an_administrator_opens_an_account_that_must_choose_its_own_password(client, admin):
    response = client.post(
        reverse("accounts:staff_account_create"),
        {
            "username": "Rina@Example.com",
            "display_name": "Rina",
            "roles": ["verifier", "assessor"],
            "reason": "SK 12/2026",
        },
    )

    user = User.objects.get(username="rina@example.com")
    password = response.context["one_time"].password
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert user.roles == {"verifier", "assessor"}
    assert user.must_change_password and user.check_password(password)
    assert len(password) == 17
    event = AccountEvent.objects.get()
    assert (event.account, event.act, event.actor) == (user, "created", admin)
    assert (event.detail, event.reason) == ("assessor, verifier", "SK 12/2026")


def test_a_taken_name_is_refused(client, admin):
    UserFactory(username="rina@example.com")

    response = client.post(
        reverse("accounts:staff_account_create"),
        {"username": "rina@example.com", "display_name": "R", "roles": ["verifier"], "reason": "x"},
    )

    assert response.status_code == 422
    assert not AccountEvent.objects.exists()


def test_roles_are_set_as_a_whole_and_the_resident_in_a_person_stays(client, admin):
    user = UserFactory(roles=["resident", "verifier"])

    known = shown_on(client, reverse("accounts:staff_account", args=[user.pk]))
    client.post(
        reverse("accounts:staff_account_roles", args=[user.pk]),
        {"roles": ["assessor"], "reason": "Mutasi", **known},
    )

    assert User.objects.get(pk=user.pk).roles == {"resident", "assessor"}
    assert AccountEvent.objects.get().detail == "assessor"


def test_the_place_of_work_is_set_with_the_roles(client, admin):
    krapyak, medono = Kelurahan.objects.filter(name__in=["Krapyak", "Medono"]).order_by("name")
    client.post(
        reverse("accounts:staff_account_create"),
        {
            "username": "hadi@example.com",
            "display_name": "Hadi Contoh",
            "roles": ["helper"],
            "kelurahan": krapyak.pk,
            "reason": "SK 12/2026",
        },
    )
    user = User.objects.get(username="hadi@example.com")
    assert in_words(user) == "Pendamping H.C., Kelurahan Krapyak"

    page = client.get(reverse("accounts:staff_account", args=[user.pk]))
    assert page.context["roles_form"]["kelurahan"].value() == krapyak.pk
    for kelurahan, words in [(medono.pk, "Kelurahan Medono"), ("", "UPTD BLK")]:
        known = shown_on(client, reverse("accounts:staff_account", args=[user.pk]))
        client.post(
            reverse("accounts:staff_account_roles", args=[user.pk]),
            {"roles": ["helper"], "kelurahan": kelurahan, "reason": "Pindah", **known},
        )
        assert in_words(User.objects.get(pk=user.pk)) == f"Pendamping H.C., {words}"

    details = AccountEvent.objects.order_by("pk").values_list("detail", flat=True)
    assert list(details) == ["helper, Kelurahan Krapyak", "helper, Kelurahan Medono", "helper"]


def test_nobody_changes_his_own_account(client, admin):
    for page, data in [
        ("accounts:staff_account_roles", {"roles": ["auditor"], "reason": "x"}),
        ("accounts:staff_account_act", {"act": "deactivated", "reason": "x"}),
    ]:
        assert client.post(reverse(page, args=[admin.pk]), data).status_code == 422

    admin = User.objects.get(pk=admin.pk)
    assert (admin.roles, admin.is_active) == ({"admin"}, True)


def test_every_act_needs_a_reason(client, admin):
    user = UserFactory(roles=["verifier"])

    assert act(client, "accounts:staff_account_act", user, "deactivated", "").status_code == 422
    assert User.objects.get(pk=user.pk).is_active


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(client, admin):
    user = UserFactory(roles=["verifier"])
    theirs = type(client)()
    theirs.force_login(user)

    act(client, "accounts:staff_account_act", user, "deactivated")
    assert theirs.get("/petugas/").status_code == 302

    act(client, "accounts:staff_account_act", user, "reactivated")
    theirs.force_login(User.objects.get(pk=user.pk))
    assert theirs.get("/petugas/").status_code == 200


@pytest.mark.parametrize("who", ["0812-3456-7890", "3375906504990001"])
def test_a_resident_at_the_counter_gets_a_password_for_one_use(client, helper, who):
    user = UserFactory(username="+6281234567890")
    PersonFactory(user=user, nik="3375906504990001")
    theirs = type(client)()
    theirs.force_login(user)

    found = client.post(reverse("accounts:counter"), {"who": who})
    assert found["Location"] == reverse("accounts:counter_account", args=[user.pk])
    response = act(client, "accounts:counter_account_act", user, "password_reset")

    user.refresh_from_db()
    assert user.check_password(response.context["one_time"].password)
    assert user.must_change_password
    assert theirs.get("/akun/").status_code == 302
    assert AccountEvent.objects.get().reason == REASON


def test_the_counter_opens_a_locked_account(client, helper):
    user = UserFactory(username="+6281234567890", password="perahu merah di pasir")
    sign_in = {"login": "081234567890", "password": "salah"}
    theirs = type(client)()
    for _ in range(10):
        theirs.post("/akun/masuk/", sign_in)

    act(client, "accounts:counter_account_act", user, "lockout_cleared")

    response = theirs.post("/akun/masuk/", sign_in | {"password": "perahu merah di pasir"})
    assert response.status_code == 302


def test_the_counter_reaches_neither_staff_nor_family_nor_other_acts(client, helper):
    colleague = UserFactory(roles=["verifier"])
    own = PersonFactory(user=helper)
    sister = PersonFactory(user=UserFactory(), kk=own.kk).user
    resident = UserFactory()

    for account in [helper, colleague, sister]:
        response = act(client, "accounts:counter_account_act", account, "password_reset")
        assert response.status_code == 404
    response = act(client, "accounts:counter_account_act", resident, "deactivated")
    assert response.status_code == 422
    with pytest.raises(DomainError):
        renew_password(colleague, actor=helper, reason=REASON)
    assert not AccountEvent.objects.exists()


def test_lost_codes_go_together_with_the_password():
    users = create_demo_accounts()

    one_time = remove_second_factor(users["verifier"], actor=users["admin"], reason=REASON)

    assert not users["verifier"].authenticator_set.exists()
    assert one_time.user.must_change_password
    assert one_time.user.check_password(one_time.password)


def test_what_was_done_cannot_be_changed_afterwards():
    admin, user = UserFactory(roles=["admin"]), UserFactory(roles=["verifier"])
    set_roles(user, ["assessor"], actor=admin, reason=REASON)

    for statement in [
        "UPDATE accounts_accountevent SET reason = 'x'",
        "DELETE FROM accounts_accountevent",
    ]:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_list_asks_as_much_for_three_as_for_one(client, admin, django_assert_num_queries):
    client.get(reverse("accounts:staff_accounts"))
    with django_assert_num_queries(5):
        client.get(reverse("accounts:staff_accounts"))

    UserFactory.create_batch(3, roles=["verifier"])
    with django_assert_num_queries(5):
        client.get(reverse("accounts:staff_accounts"))
