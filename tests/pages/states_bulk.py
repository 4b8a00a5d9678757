"""Acts on many files: what would be done, and what was."""

from enrollment.models import Application, BulkAct, Terms
from enrollment.services.bulk import agree_to_bulk_act
from enrollment.services.claiming import claim
from notices.models import Dispatch
from notices.services.dispatches import release_dispatch
from tests.factories import UserFactory
from tests.factories.bulk import asked, carried_out, returned_case, returning_case
from tests.factories.desk import batch_with_gates, case_factory
from tests.factories.rounds import (
    apply_for,
    approve,
    batches_of,
    close,
    open_round,
    publish,
    run,
)
from tests.pages.state import State


def _intake():
    batch = batch_with_gates()
    for _one in range(2):
        returning_case(batch)
    case_factory(batch=batch)
    returned_case(batch, days_ago=9)
    return batch.intake


def preview(kind, terms=""):
    def ask(client, user):
        return client.get(f"/petugas/sekaligus/baru/?kind={kind}&intake={_intake().code}{terms}")

    return ask


def message_without_words(client, user):
    return client.post(f"/petugas/sekaligus/baru/?kind=message&intake={_intake().code}")


def done_but_for_one(user):
    act = asked("verify", _intake(), user)
    claim(act.rows.last().application, reviewer=UserFactory(roles=["verifier"]))
    return {"pk": carried_out(act).pk}


def taken_from_a_colleague(user):
    colleague = UserFactory(display_name="Bayu", roles=["verifier"])
    return {"pk": asked("close", _intake(), colleague).pk}


def closed_by_two(user):
    act = BulkAct.objects.get(**taken_from_a_colleague(user))
    return {"pk": carried_out(agree_to_bulk_act(act, actor=user)).pk}


def one_message(user):
    words = {"subject": "Tes mundur", "text": "Tes mulai pukul 09.00 WIB.\nTempat tetap."}
    return {"pk": asked("message", _intake(), user, **words).pk}


def given_to_one(user):
    rina = UserFactory(display_name="Rina", roles=["verifier"])
    return {"pk": carried_out(asked("assign", _intake(), user, terms=Terms(assignee=rina))).pk}


def several(user):
    one_message(user)
    done_but_for_one(user)
    Application.objects.update(claimed_by=None, claimed_at=None)
    taken_from_a_colleague(user)
    return {}


def held_result(user):
    selection_round = closed_round()
    run(selection_round)
    approve(selection_round)
    publish(selection_round, is_told=False)
    return {"pk": Dispatch.objects.get(occasion="result").pk}


def held_and_let_go(user):
    manager = UserFactory(roles=["training_manager"])
    for is_released in [True, False]:
        pk = carried_out(BulkAct.objects.get(**one_message(UserFactory(roles=["verifier"])))).pk
        if is_released:
            release_dispatch(Dispatch.objects.get(event_key=f"bulk:{pk}:1"), actor=manager)
    return {}


def closed_round():
    selection_round = open_round(1)
    for score in [90, 80]:
        apply_for(selection_round, *batches_of(selection_round), score=score)
    return close(selection_round)


def bulk(url, name, make=None, who="verifier", **more):
    return State("bulk", f"enrollment:{url}", name, who, make, **more)


STATES = [
    bulk("bulk_list", "several", several),
    bulk("bulk_new", "clean files", ask=preview("verify")),
    bulk("bulk_new", "closing", ask=preview("close")),
    bulk("bulk_new", "message without words", ask=message_without_words),
    bulk("bulk_new", "which paper", ask=preview("return")),
    bulk("bulk_new", "one paper", ask=preview("return", "&paper=KTP&reason=other_document")),
    bulk("bulk_new", "nothing left", who="training_manager", ask=preview("release")),
    bulk("bulk_act", "one refused", done_but_for_one),
    bulk("bulk_act", "to be agreed to", taken_from_a_colleague),
    bulk("bulk_act", "closed by two", closed_by_two),
    bulk("bulk_act", "given to one", given_to_one, who="training_manager"),
    bulk("bulk_act", "under way", one_message),
    State("notices", "notices:dispatch", "result", "approver", held_result),
    State("notices", "notices:dispatch_list", "both", "approver", held_and_let_go),
]
