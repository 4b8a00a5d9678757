"""Who helps somebody else to apply. What he reaches meanwhile is tested in its own module."""

from accounts.services.identity_claims import file_claim
from tests.access.matrix import EVERYBODY, Row, everybody, only, signed_in
from tests.factories import PersonFactory

HELPERS = ["helper", "verifier"]
COUNTER = ["helper", "verifier", "admin"]


def open_claim(owner):
    return {"pk": file_claim(owner, PersonFactory().nik).pk}


def helped(owner):
    """Somebody without an account, on the family card of ``owner``."""
    return {"pk": PersonFactory(user=None, kk=owner.person.kk).pk}


OBJECTS = {"open_claim": open_claim, "helped": helped}

ROWS = [
    Row("enrollment:assist", get=only(*HELPERS), post=only(*HELPERS, answer=422)),
    Row(
        "enrollment:assist_begin",
        get=only(*HELPERS, answer=405),
        post=only(*HELPERS, answer=422),
    ),
    Row(
        "enrollment:assist_paper",
        get=only(*HELPERS, answer=302),
        post=only(*HELPERS, answer=302),
    ),
    Row(
        "enrollment:assist_end",
        get=only(*HELPERS, answer=405),
        post=only(*HELPERS, answer=302),
    ),
    Row(
        "enrollment:counter_number",
        of="account",
        get=only(*COUNTER),
        own_get=only(*COUNTER, answer=404),
        post=only(*COUNTER, answer=422),
        own_post=only(*COUNTER, answer=404),
    ),
    Row(
        "accounts:counter_person",
        of="helped",
        get=only(*COUNTER),
        own_get=only(*COUNTER, answer=404),
        post=only(*COUNTER, answer=422),
        own_post=only(*COUNTER, answer=404),
    ),
    Row("enrollment:activate", get=EVERYBODY, post=everybody(422)),
    Row("accounts:account_history", get=signed_in(), post=signed_in(405)),
    Row("enrollment:claim_list", get=only(*COUNTER), post=only(*COUNTER, answer=405)),
    Row(
        "enrollment:claim",
        of="open_claim",
        get=only(*COUNTER),
        own_get=only(*COUNTER, answer=404),
        post=only(*COUNTER, answer=422),
        own_post=only(*COUNTER, answer=404),
    ),
    Row("accounts:identity_claims", get=signed_in(), post=signed_in(405)),
    Row(
        "accounts:withdraw_identity_claim",
        of="open_claim",
        get=signed_in(405),
        post=signed_in(404),
        own_post=signed_in(302),
    ),
]
