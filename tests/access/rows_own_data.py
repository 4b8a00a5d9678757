from datetime import timedelta

from django.utils import timezone

from accounts.models import DataRequest
from tests.access.matrix import Row, only, signed_in

KEEPERS = ["admin", "training_manager"]


def data_request(owner):
    now = timezone.now()
    made = DataRequest.objects.create(
        person=owner.person,
        kind="correct",
        text="Nama saya salah ketik",
        received_at=now,
        due_at=now + timedelta(hours=72),
    )
    return {"pk": made.pk}


OBJECTS = {"data_request": data_request}

ROWS = [
    Row("accounts:own_data", get=signed_in(), post=signed_in(405)),
    Row(
        "accounts:own_section",
        kwargs={"key": "applications"},
        get=signed_in(),
        post=signed_in(405),
    ),
    Row("accounts:own_contact", get=signed_in(), post=signed_in(422)),
    Row("accounts:own_identity", get=signed_in(), post=signed_in(422)),
    Row("accounts:own_openings", get=signed_in(), post=signed_in(405)),
    Row("accounts:own_consents", get=signed_in(), post=signed_in(404)),
    Row("accounts:own_download", get=signed_in(), post=signed_in(422)),
    Row("accounts:use_data_again", get=signed_in(405), post=signed_in(302)),
    Row(
        "accounts:own_request_new",
        kwargs={"kind": "restrict"},
        get=signed_in(),
        post=signed_in(302),
    ),
    Row(
        "accounts:own_request",
        of="data_request",
        get=signed_in(404),
        own_get=signed_in(),
        post=signed_in(405),
    ),
    Row(
        "accounts:own_request_cancel",
        of="data_request",
        get=signed_in(405),
        post=signed_in(404),
        own_post=signed_in(302),
    ),
    Row("accounts:data_requests", get=only(*KEEPERS), post=only(*KEEPERS, answer=405)),
    Row(
        "accounts:data_request",
        of="data_request",
        get=only(*KEEPERS),
        own_get=only(*KEEPERS, answer=404),
        post=only(*KEEPERS, answer=422),
        own_post=only(*KEEPERS, answer=404),
    ),
    Row(
        "accounts:data_request_correct",
        of="data_request",
        get=only(*KEEPERS),
        own_get=only(*KEEPERS, answer=404),
        post=only(*KEEPERS, answer=422),
        own_post=only(*KEEPERS, answer=404),
    ),
    Row(
        "accounts:data_request_nik",
        of="data_request",
        get=only(*KEEPERS),
        own_get=only(*KEEPERS, answer=404),
        post=only(*KEEPERS, answer=422),
        own_post=only(*KEEPERS, answer=404),
    ),
]
