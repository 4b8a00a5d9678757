from datetime import date, timedelta

from accounts.models import ActingHead
from tests.access.matrix import EVERYBODY, Row, everybody, only, signed_in
from tests.factories import UserFactory

STAFF = [
    "helper",
    "verifier",
    "assessor",
    "training_manager",
    "approver",
    "grants_officer",
    "official",
    "auditor",
    "admin",
]
TO_START_PAGE = {"anonymous": 200, "others": 302}
MISSING_KEY = {"uidb36": "1", "key": "set-password"}

COUNTER = ["helper", "verifier", "admin"]


def account(owner):
    return {"pk": owner.pk}


def staff_account(owner):
    """A colleague for a resident and the stranger; else the role's own account."""
    if owner.is_staff_member:
        return {"pk": owner.pk}
    return {"pk": UserFactory(roles=["assessor"]).pk}


def appointment(owner):
    """An appointment that is over: two of them never share a day."""
    day = date(2020, 1, 1) + timedelta(days=owner.pk)
    row = ActingHead.objects.create(
        user=owner,
        starts_on=day,
        ends_on=day,
        letter_number="800/1",
        letter_on=day,
        recorded_by=owner,
    )
    return {"pk": row.pk}


OBJECTS = {"account": account, "appointment": appointment, "staff_account": staff_account}

ROWS = [
    Row("account_login", get=TO_START_PAGE, post={"anonymous": 422, "others": 302}),
    Row("account_signup", get=TO_START_PAGE, post={"anonymous": 422, "others": 302}),
    Row("account_logout", get={"anonymous": 302, "others": 200}, post=everybody(302)),
    Row("account_inactive", get=EVERYBODY, post=everybody(405)),
    Row("account_reauthenticate", get=signed_in(), post=signed_in(422)),
    Row("account_change_password", get=signed_in(), post=signed_in(422)),
    Row("account_reset_password", get=EVERYBODY, post=everybody()),
    Row("account_reset_password_done", get=EVERYBODY, post=everybody(405)),
    Row(
        "account_reset_password_from_key",
        kwargs=MISSING_KEY,
        get=EVERYBODY,
        post=everybody(),
    ),
    Row("account_reset_password_from_key_done", get=EVERYBODY, post=everybody(405)),
    Row("mfa_index", get=signed_in(), post=signed_in(405)),
    Row("mfa_authenticate", get=signed_in(302), post=signed_in(302)),
    # Nobody here has a second factor of his own, so the password is asked for instead.
    Row("mfa_reauthenticate", get=signed_in(302), post=signed_in(302)),
    Row("mfa_activate_totp", get=signed_in(), post=signed_in(422)),
    Row("mfa_deactivate_totp", get=everybody(302), post=everybody(302)),
    Row("mfa_view_recovery_codes", get=signed_in(404), post=signed_in(405)),
    Row("mfa_generate_recovery_codes", get=signed_in(), post=signed_in(422)),
    Row("accounts:stay", get=signed_in(405), post=signed_in(204)),
    Row("accounts:home", get=signed_in(), post=signed_in(405)),
    Row("accounts:staff_home", get=only(*STAFF), post=only(*STAFF, answer=405)),
    Row("accounts:staff_accounts", get=only("admin"), post=only("admin", answer=405)),
    Row("accounts:staff_account_create", get=only("admin"), post=only("admin", answer=422)),
    Row(
        "accounts:history_seals",
        get=only("auditor", "admin"),
        post=only("auditor", "admin", answer=405),
    ),
    Row("accounts:acting_heads", get=only("admin"), post=only("admin", answer=422)),
    Row(
        "accounts:acting_head_end",
        of="appointment",
        get=only("admin", answer=405),
        post=only("admin", answer=302),
    ),
    Row(
        "accounts:staff_account",
        of="staff_account",
        get=only("admin"),
        post=only("admin", answer=405),
    ),
    Row(
        "accounts:staff_account_roles",
        of="staff_account",
        get=only("admin", answer=405),
        post=only("admin", answer=422),
    ),
    Row(
        "accounts:staff_account_act",
        of="staff_account",
        get=only("admin", answer=405),
        post=only("admin", answer=422),
    ),
    Row("accounts:counter", get=only(*COUNTER), post=only(*COUNTER, answer=422)),
    Row(
        "accounts:counter_account",
        of="account",
        get=only(*COUNTER),
        own_get=only(*COUNTER, answer=404),
        post=only(*COUNTER, answer=405),
    ),
    Row(
        "accounts:counter_account_act",
        of="account",
        get=only(*COUNTER, answer=405),
        post=only(*COUNTER, answer=422),
        own_post=only(*COUNTER, answer=404),
    ),
]
