from tests.access.matrix import Row, only
from tests.factories import UserFactory
from tests.factories.bulk import asked, returned_case, returning_case
from tests.factories.desk import batch_with_gates

DESK = ["verifier", "training_manager"]


def proposed_act(owner):
    batch = batch_with_gates()
    returned_case(batch, days_ago=9)
    return {"pk": asked("close", batch.intake, UserFactory(roles=["verifier"])).pk}


def act_under_way(owner):
    batch = batch_with_gates()
    returning_case(batch)
    return {"pk": asked("verify", batch.intake, UserFactory(roles=["verifier"])).pk}


OBJECTS = {"proposed_act": proposed_act, "act_under_way": act_under_way}
ONLY_POST = only(*DESK, answer=405)

ROWS = [
    Row("enrollment:bulk_list", get=only(*DESK), post=ONLY_POST),
    Row("enrollment:bulk_new", get=only(*DESK), post=only(*DESK, answer=422)),
    Row("enrollment:bulk_act", of="proposed_act", get=only(*DESK), post=ONLY_POST),
    Row(
        "enrollment:bulk_progress",
        of="act_under_way",
        get=only(*DESK, answer=302),
        post=ONLY_POST,
    ),
    *(
        Row(
            f"enrollment:bulk_{act}",
            of="proposed_act",
            get=ONLY_POST,
            post=only(*DESK, answer=302),
        )
        for act in ["agree", "drop", "retry", "undo"]
    ),
]
