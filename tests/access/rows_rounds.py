"""Selection rounds: run by the manager, approved by another, read by the auditor."""

from enrollment.models import Application, Objection, Offer
from tests.access.matrix import EVERYBODY, Row, everybody, only
from tests.factories import IntakeFactory
from tests.factories.rounds import (
    apply_for,
    batches_of,
    close,
    correction_of,
    dry_run_of,
    open_round,
    published,
)

READERS = ("training_manager", "approver", "auditor")


def _closed(user):
    selection_round = open_round(1)
    application = apply_for(
        selection_round, *batches_of(selection_round), score=80, person=user.person, user=user
    )
    return close(selection_round), application


def planned_intake(user):
    return {"code": IntakeFactory().code}


def closed_round(user):
    selection_round, _application = _closed(user)
    return {"code": selection_round.intake.code}


def _published(user):
    """The one published round in which ``user`` has a seat; nobody may have two."""
    application = Application.objects.filter(person=user.person, intake__status="published").first()
    if application:
        return application.intake.selection_round, application
    selection_round, application = _closed(user)
    return published(selection_round), application


def published_round(user):
    selection_round, _application = _published(user)
    return {"code": selection_round.intake.code}


def class_of_published_round(user):
    selection_round, _application = _published(user)
    (batch,) = batches_of(selection_round)
    return {"code": selection_round.intake.code, "batch_code": batch.code}


def round_with_correction(user):
    selection_round, _application = _published(user)
    correction_of(selection_round)
    return {"code": selection_round.intake.code}


def offer(user):
    _round, application = _published(user)
    return {"pk": Offer.objects.get(application=application).pk}


def seated_application(user):
    _round, application = _published(user)
    return {"pk": application.pk}


def objection(user):
    _round, application = _published(user)
    return {"pk": Objection.objects.create(application=application, text="Saya hadir.").pk}


def dry_run(user):
    selection_round, _application = _closed(user)
    return {"pk": dry_run_of(selection_round).pk}


OBJECTS = {
    "dry_run": dry_run,
    "planned_intake": planned_intake,
    "closed_round": closed_round,
    "published_round": published_round,
    "round_with_correction": round_with_correction,
    "class_of_published_round": class_of_published_round,
    "offer": offer,
    "seated_application": seated_application,
    "objection": objection,
}


def read_by(url, *roles, answer=200, **more):
    return Row(url, get=only(*roles, answer=answer), post=only(*roles, answer=405), **more)


def done_by(url, *roles, answer, **more):
    """A row of an act; nobody does it to himself where ``own_answer`` says so."""
    own_answer = more.pop("own_answer", None)
    return Row(
        url,
        get=only(*roles, answer=405),
        post=only(*roles, answer=answer),
        own_post=only(*roles, answer=own_answer) if own_answer else None,
        **more,
    )


ROWS = [
    read_by("enrollment:round_list", *READERS),
    read_by("enrollment:round", *READERS, of="closed_round"),
    read_by("enrollment:round_progress", *READERS, of="closed_round", answer=302),
    read_by("enrollment:round_batch", *READERS, of="class_of_published_round"),
    Row(
        "enrollment:round_decree",
        of="closed_round",
        get=only(*READERS, answer=404),
        post=only(*READERS, answer=405),
    ),
    read_by("enrollment:round_people", *READERS, "helper", of="published_round"),
    Row(
        "enrollment:find_result",
        get=only(*READERS, "helper"),
        post=only(*READERS, "helper", answer=422),
    ),
    Row(
        "enrollment:applicant_result",
        of="seated_application",
        get=only(*READERS, "helper"),
        own_get=only(*READERS, "helper", answer=404),
        post=only(*READERS, "helper", answer=405),
    ),
    Row(
        "enrollment:dry_runs",
        of="closed_round",
        get=only("training_manager", "approver"),
        post=only("training_manager", "approver", answer=422),
    ),
    read_by("enrollment:dry_run", "training_manager", "approver", of="dry_run"),
    read_by("enrollment:corrections", *READERS, of="round_with_correction"),
    done_by("enrollment:open_correction", "training_manager", answer=422, of="published_round"),
    done_by("enrollment:record_change", "training_manager", answer=422, of="round_with_correction"),
    done_by(
        "enrollment:calculate_correction",
        "training_manager",
        answer=302,
        of="round_with_correction",
    ),
    done_by(
        "enrollment:withdraw_correction",
        "training_manager",
        answer=302,
        of="round_with_correction",
    ),
    done_by("enrollment:approve_correction", "approver", answer=422, of="round_with_correction"),
    done_by("enrollment:open_intake", "training_manager", answer=302, of="planned_intake"),
    done_by("enrollment:round_entropy", "training_manager", answer=422, of="closed_round"),
    done_by("enrollment:run_round", "training_manager", answer=302, of="closed_round"),
    done_by("enrollment:approve_round", "approver", answer=422, of="closed_round"),
    done_by("enrollment:refuse_round", "approver", answer=422, of="closed_round"),
    done_by("enrollment:publish_round", "approver", answer=302, of="closed_round"),
    done_by(
        "enrollment:answer_for_applicant",
        "training_manager",
        "helper",
        answer=302,
        own_answer=404,
        of="offer",
        data={"answer": "decline"},
    ),
    done_by(
        "enrollment:register_again",
        "training_manager",
        answer=302,
        own_answer=404,
        of="seated_application",
    ),
    done_by(
        "enrollment:give_up_seat",
        "training_manager",
        answer=302,
        own_answer=404,
        of="seated_application",
    ),
    Row(
        "enrollment:answer_objection",
        of="objection",
        get=only("training_manager", "approver"),
        own_get=only("training_manager", "approver", answer=404),
        post=only("training_manager", "approver", answer=422),
        own_post=only("training_manager", "approver", answer=404),
    ),
    Row(
        "enrollment:evidence",
        of="published_round",
        get=only("auditor"),
        post=only("auditor", answer=422),
    ),
    Row("enrollment:results", of="published_round", get=EVERYBODY, post=everybody(405)),
    Row("enrollment:results_check", of="published_round", get=EVERYBODY, post=everybody(405)),
    Row(
        "enrollment:result_document",
        of="published_round",
        kwargs={"document": "problem"},
        get=EVERYBODY,
        post=everybody(405),
    ),
]
