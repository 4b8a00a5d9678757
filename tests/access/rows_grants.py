from django.core.files.base import ContentFile

from tests.access.matrix import Row, everybody, only
from tests.factories.grants import (
    CheckedRequestFactory,
    GrantItemFactory,
    GrantRequestFactory,
    GrantRoundFactory,
    HandoverFactory,
    MonitoringVisitFactory,
)

OFFICER = ["grants_officer"]
READERS = ["grants_officer", "auditor"]
VIEWERS = ["grants_officer", "auditor", "official"]


def grant_round(owner):
    return {"code": GrantRoundFactory().code}


def submitted_grant_request(owner):
    return {"pk": GrantRequestFactory(person=owner.person).pk}


def checked_grant_request(owner):
    return {"pk": CheckedRequestFactory(person=owner.person).pk}


def granted_request(owner):
    return {"pk": GrantItemFactory(grant__request__person=owner.person).grant.request_id}


def plated_item(owner):
    return {"code": GrantItemFactory(grant__request__person=owner.person).plate_code}


def due_visit(owner):
    handover = HandoverFactory(grant__request__person=owner.person)
    return {"pk": MonitoringVisitFactory(grant=handover.grant).pk}


def handover_photo(owner):
    handover = HandoverFactory(grant__request__person=owner.person)
    photo = handover.photos.create(
        image=ContentFile(b"photo", name="photo.jpg"),
        thumbnail=ContentFile(b"photo", name="photo.jpg"),
        sha256="0" * 64,
        uploaded_by=handover.recorded_by,
    )
    return {"uuid": photo.uuid}


OBJECTS = {
    maker.__name__: maker
    for maker in [
        grant_round,
        submitted_grant_request,
        checked_grant_request,
        granted_request,
        plated_item,
        due_visit,
        handover_photo,
    ]
}


def reading(url, roles, *, of="", **more):
    """A page for ``roles`` that takes no form; nobody reads about his own family."""
    own = only(*roles, answer=404) if of and of != "grant_round" else None
    return Row(url, of=of, get=only(*roles), own_get=own, post=only(*roles, answer=405), **more)


def form(url, *, of):
    """A form of the officer, sent empty; never about his own family."""
    return Row(
        url,
        of=of,
        get=only(*OFFICER),
        own_get=only(*OFFICER, answer=404),
        post=only(*OFFICER, answer=422),
        own_post=only(*OFFICER, answer=404),
    )


ROWS = [
    reading("grants:round_list", VIEWERS),
    reading("grants:round", VIEWERS, of="grant_round"),
    reading("grants:visit_list", READERS),
    reading("grants:request", READERS, of="granted_request"),
    reading("grants:plates", READERS, of="granted_request"),
    reading(
        "grants:photo",
        READERS,
        of="handover_photo",
        kwargs={"kind": "serah-terima", "size": "besar"},
    ),
    Row("grants:plate", of="plated_item", get=everybody(), post=everybody(405)),
    Row("grants:round_create", get=only(*OFFICER), post=only(*OFFICER, answer=422)),
    Row(
        "grants:round_edit",
        of="grant_round",
        get=only(*OFFICER),
        post=only(*OFFICER, answer=422),
    ),
    Row(
        "grants:round_move",
        of="grant_round",
        kwargs={"move": "close"},
        get=only(*OFFICER, answer=405),
        post=only(*OFFICER, answer=302),
    ),
    Row(
        "grants:find_candidate",
        of="grant_round",
        get=only(*OFFICER),
        post=only(*OFFICER, answer=422),
    ),
    Row(
        "grants:request_create",
        of="grant_round",
        get=only(*OFFICER, answer=302),
        post=only(*OFFICER, answer=302),
    ),
    form("grants:verify", of="submitted_grant_request"),
    form("grants:grant", of="checked_grant_request"),
    form("grants:refuse", of="checked_grant_request"),
    Row(
        "grants:withdraw",
        of="submitted_grant_request",
        get=only(*OFFICER, answer=405),
        post=only(*OFFICER, answer=302),
        own_post=only(*OFFICER, answer=404),
    ),
    form("grants:item_create", of="granted_request"),
    form("grants:handover_create", of="granted_request"),
    form("grants:visit_record", of="due_visit"),
]
