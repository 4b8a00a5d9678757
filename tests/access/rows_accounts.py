from tests.access.matrix import EVERYBODY, Row, everybody, only, signed_in

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
    Row("accounts:home", get=signed_in(), post=signed_in(405)),
    Row("accounts:staff_home", get=only(*STAFF), post=only(*STAFF, answer=405)),
]
