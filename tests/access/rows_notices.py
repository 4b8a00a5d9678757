from notices.models import Notice
from tests.access.matrix import Row, everybody, only, signed_in

CALLERS = ["helper", "verifier", "training_manager"]


def notice(owner):
    made = Notice.objects.create(
        person=owner.person,
        kind="seat_offered",
        event_key=f"seat_offered:{owner.pk}",
        subject="Anda mendapat kursi",
        text="Jawab sebelum Jumat.",
        needs_answer=True,
    )
    return {"pk": made.pk}


OBJECTS = {"notice": notice}

ROWS = [
    Row("notices:my_notices", get=signed_in(), post=signed_in(405)),
    Row("notices:delivery_callback", get=everybody(405), post=everybody(401)),
    Row("notices:call_list", get=only(*CALLERS), post=only(*CALLERS, answer=405)),
    Row(
        "notices:call",
        of="notice",
        get=only(*CALLERS),
        own_get=only(*CALLERS, answer=404),
        post=only(*CALLERS, answer=422),
        own_post=only(*CALLERS, answer=404),
    ),
]
