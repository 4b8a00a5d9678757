from datetime import timedelta

from django.utils import timezone

from notices.models import MessageTemplate, Notice
from notices.services.dispatches import complete_dispatch, hold_together
from notices.services.outbox import queue_notice
from tests.access.matrix import Row, everybody, only, signed_in
from tests.notices.outbox import queued_to_number

CALLERS = ["helper", "verifier", "training_manager"]


def notice(owner):
    made, _created = Notice.objects.get_or_create(
        event_key=f"seat_offered:{owner.pk}",
        defaults={
            "person": owner.person,
            "kind": "seat_offered",
            "subject": "Anda mendapat kursi",
            "text": "Jawab sebelum Jumat.",
            "needs_answer": True,
        },
    )
    return {"pk": made.pk}


def told(owner):
    notice(owner)
    return {"pk": owner.person.pk}


def number(owner):
    made = queued_to_number(
        "+6281200000000",
        "registration_opened",
        language="id",
        context={"title": "Roti", "closes": "Jumat", "stop": "https://blk.example/"},
        event_key=f"registration_opened:{owner.pk}",
        answer_by=timezone.now() + timedelta(days=1),
    )
    return {"pk": made.pk}


def wording(owner):
    made, _created = MessageTemplate.objects.get_or_create(
        kind="seat_offered",
        language="id",
        version=1,
        defaults={"is_default": True, "written_by": owner},
    )
    return {"version": made.version}


def held_messages(owner):
    dispatch = hold_together(
        f"bulk:{owner.pk}:1", "bulk", about="Gelombang 3", link="/", made_by=owner
    )
    queue_notice(
        owner.person,
        "office_message",
        context={"subject": "Tes mundur", "message": "Mulai pukul 09.00 WIB."},
        event_key=f"held:{owner.pk}",
        dispatch=dispatch,
    )
    complete_dispatch(dispatch)
    return {"pk": dispatch.pk}


OBJECTS = {
    "held_messages": held_messages,
    "notice": notice,
    "told": told,
    "number": number,
    "wording": wording,
}
WRITERS = ["training_manager", "admin"]
RELEASERS = ["training_manager", "approver"]

ROWS = [
    Row("notices:my_notices", get=signed_in(), post=signed_in(405)),
    Row("notices:delivery_callback", get=everybody(405), post=everybody(401)),
    Row("notices:call_list", get=only(*CALLERS), post=only(*CALLERS, answer=405)),
    Row("notices:number_list", get=only(*CALLERS), post=only(*CALLERS, answer=405)),
    Row(
        "notices:number_told",
        of="number",
        get=only(*CALLERS, answer=405),
        post=only(*CALLERS, answer=302),
    ),
    Row("notices:dispatch_list", get=only(*RELEASERS), post=only(*RELEASERS, answer=405)),
    Row(
        "notices:dispatch",
        of="held_messages",
        get=only(*RELEASERS),
        post=only(*RELEASERS, answer=405),
    ),
    Row(
        "notices:dispatch_release",
        of="held_messages",
        get=only(*RELEASERS, answer=405),
        post=only(*RELEASERS, answer=302),
    ),
    Row("notices:template_list", get=only(*WRITERS), post=only(*WRITERS, answer=405)),
    Row(
        "notices:template",
        kwargs={"kind": "seat_offered", "language": "id"},
        get=only(*WRITERS),
        post=only(*WRITERS, answer=422),
    ),
    Row(
        "notices:template_restore",
        of="wording",
        kwargs={"kind": "seat_offered", "language": "id"},
        get=only(*WRITERS, answer=405),
        post=only(*WRITERS, answer=302),
    ),
    Row(
        "notices:person_notices",
        of="told",
        get=only(*CALLERS),
        own_get=only(*CALLERS, answer=404),
        post=only(*CALLERS, answer=405),
    ),
    Row(
        "notices:call",
        of="notice",
        get=only(*CALLERS),
        own_get=only(*CALLERS, answer=404),
        post=only(*CALLERS, answer=422),
        own_post=only(*CALLERS, answer=404),
    ),
]
