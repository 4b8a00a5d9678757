"""Tests and interviews: rooms, attendance, scores."""

from enrollment.models import ScoreFile, Sitting
from tests.access.matrix import Row, only
from tests.factories.desk import assessment_of, case_factory, scored_batch


def set_test(owner):
    return {"pk": assessment_of(scored_batch()).pk}


def invited_person(owner):
    """The sitting of ``owner`` at a test that is under way."""
    test = assessment_of(scored_batch())
    application = case_factory(
        user=owner, person=owner.person, batch=test.batches.get(), papers=(), status="verified"
    )
    return {"pk": test.sittings.create(application=application).pk}


def card_of_a_test(owner):
    return {"reference": Sitting.objects.get(**invited_person(owner)).reference}


def score_file(owner):
    test = assessment_of(scored_batch())
    return {"pk": ScoreFile.objects.create(assessment=test, assessor=owner, rows=[]).pk}


OBJECTS = {
    "set_test": set_test,
    "invited_person": invited_person,
    "score_file": score_file,
    "test_card": card_of_a_test,
}

ROWS = [
    Row(
        "enrollment:assessment_list",
        get=only("assessor", "training_manager"),
        post=only("assessor", "training_manager", answer=405),
    ),
    Row(
        "enrollment:assessment_new",
        get=only("training_manager"),
        post=only("training_manager", answer=422),
    ),
    Row(
        "enrollment:assessment",
        of="set_test",
        get=only("assessor", "training_manager"),
        post=only("assessor", "training_manager", answer=302),
    ),
    Row(
        "enrollment:assessment_phases",
        of="set_test",
        get=only("training_manager"),
        post=only("training_manager", answer=422),
    ),
    Row(
        "enrollment:assessment_invite",
        of="set_test",
        get=only("training_manager", answer=405),
        post=only("training_manager", answer=302),
    ),
    *(
        Row(
            f"enrollment:{name}",
            of="set_test",
            get=only("training_manager", answer=405),
            post=only("training_manager", answer=302),
        )
        for name in ["assessment_room", "assessment_close"]
    ),
    Row(
        "enrollment:assessment_move",
        of="set_test",
        get=only("training_manager"),
        post=only("training_manager", answer=422),
    ),
    *(
        Row(
            f"enrollment:{name}",
            of="invited_person",
            get=only("training_manager"),
            own_get=only("training_manager", answer=404),
            post=only("training_manager", answer=422),
            own_post=only("training_manager", answer=404),
        )
        for name in ["sitting_move", "sitting_excuse", "sitting_correct"]
    ),
    Row(
        "enrollment:test_card",
        of="test_card",
        get=only("assessor", "training_manager"),
        own_get=only("assessor", "training_manager", answer=404),
        post=only("assessor", "training_manager", answer=302),
        own_post=only("assessor", "training_manager", answer=404),
    ),
    Row(
        "enrollment:test_card_photo",
        of="test_card",
        get=only("assessor", "training_manager", answer=404),
        post=only("assessor", "training_manager", answer=405),
    ),
    Row(
        "enrollment:scores",
        of="set_test",
        get=only("assessor"),
        post=only("assessor", answer=302),
    ),
    Row(
        "enrollment:assessment_rubric",
        of="set_test",
        get=only("training_manager"),
        post=only("training_manager", answer=422),
    ),
    Row(
        "enrollment:score_workbook",
        of="set_test",
        get=only("assessor"),
        post=only("assessor", answer=405),
    ),
    Row(
        "enrollment:score_upload",
        of="set_test",
        get=only("assessor"),
        post=only("assessor", answer=422),
    ),
    Row(
        "enrollment:score_confirm",
        of="score_file",
        get=only("assessor", answer=405),
        post=only("assessor", answer=404),
        own_post=only("assessor", answer=302),
    ),
    Row(
        "enrollment:score_talk",
        of="invited_person",
        get=only("assessor", answer=405),
        post=only("assessor", answer=302),
        own_post=only("assessor", answer=404),
    ),
    Row(
        "enrollment:score_sheet",
        of="set_test",
        get=only("assessor", "training_manager"),
        post=only("assessor", "training_manager", answer=405),
    ),
]
