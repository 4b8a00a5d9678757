"""Who sits and who waits in each class of a published round, now."""

import json
from collections import defaultdict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, JSONField, OuterRef, TextField, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast, Concat, StrIndex, Substr
from django.utils import timezone

from enrollment.choices import EventType, RoundStatus, SeatRelease
from enrollment.models import Correction, CorrectionOption, Run, Seat, SelectionRound
from enrollment.selection import canonical_bytes, decide_standings
from enrollment.services.seats import release_seat, take_seats
from programs.choices import NOT_HELD
from programs.models import Batch


def standings_of(outcome, kept=()):
    """Return ``{class: {"seats": [...], "waitlist": [...]}}`` after the last step of an outcome.

    ``kept`` are the seats that a correction left alone, of which the outcome knows nothing.
    """
    return _with_kept(_after_steps(outcome["batches"], outcome["steps"]), kept)


def current_standings(selection_round):
    """Return the standings as stored: the approved run, and what each step changed."""
    steps = selection_round.steps_of_the_result.values_list("entry", flat=True)
    batches, not_held = _as_decided(selection_round)
    standings = _with_kept(_after_steps(batches, steps), kept_seats(selection_round))
    return standings | dict.fromkeys(not_held, {"seats": [], "waitlist": []})


def standings_as_decided(selection_round):
    """Return the standings of the result that counts now, before anything moved in it."""
    decided = _after_steps(_batches_as_decided(selection_round), [])
    return _with_kept(decided, kept_by(selection_round.approved_run_id))


def kept_seats(selection_round):
    """Return the seats that the last correction left alone and that nobody has left since.

    As ``{draw code: [class, label]}``; none before the first correction.
    """
    if not may_be_corrected(selection_round):
        return {}
    kept = kept_by(selection_round.approved_run_id)
    if not kept:
        return {}
    left = selection_round.steps_of_the_result.filter(type=EventType.LAPSE)
    for draw_code in left.values_list("application__draw_code", flat=True):
        kept.pop(draw_code, None)
    return kept


def may_be_corrected(selection_round):
    """Whether a correction may have been published; one read by ``published_round_of`` knows."""
    return getattr(selection_round, "is_corrected", True)


def kept_by(run_pk):
    """Return the seats that the correction published as a run left alone, if it is one."""
    option = CorrectionOption.objects.current().filter(
        correction__run=run_pk, rule=F("correction__rule")
    )
    return option.values_list("kept", flat=True).first() or {}


def _with_kept(standings, kept):
    for draw_code in kept:
        batch, label = kept[draw_code]
        seats = standings[batch]["seats"]
        standings[batch]["seats"] = [*seats, {"application": draw_code, "seat": label}]
    return standings


def published_round_of(application):
    """Return the published round of an application without its long texts, or ``None``.

    It comes with ``is_corrected``: whether a correction of it was published.
    """
    corrections = Correction.objects.filter(
        selection_round=OuterRef("pk"), published_at__isnull=False
    )
    return (
        SelectionRound.objects.filter(intake=application.intake_id, status=RoundStatus.PUBLISHED)
        .annotate(is_corrected=Exists(corrections))
        .only("approved_run", "intake", "published_at", "commitment")
        .first()
    )


def waitlist_places(application, selection_round=None):
    """Return ``{class: place}`` for every waitlist on which an application stands, from 1."""
    selection_round = selection_round or published_round_of(application)
    if selection_round is None:
        return {}
    return {
        batch: standing["waitlist"].index(application.draw_code) + 1
        for batch, standing in current_standings(selection_round).items()
        if application.draw_code in standing["waitlist"]
    }


def standings_before_each_step(selection_round):
    """Yield every step with the standings that it found."""
    standings = _after_steps(_batches_as_decided(selection_round), [])
    for step in selection_round.steps_of_the_result:
        yield step, standings
        standings = standings | _after_steps(step.entry["batches"], [])


def _batches_as_decided(selection_round):
    batches, _not_held = _as_decided(selection_round)
    return batches


def _as_decided(selection_round):
    """Read what the approved outcome says of the classes, and which are not held any more."""
    not_held = Batch.objects.filter(
        intake=OuterRef("selection_round__intake"), status__in=NOT_HELD
    ).values("code")
    run = Run.objects.filter(pk=selection_round.approved_run_id).annotate(
        batches=KeyTransform("batches", Cast(_AFTER_THE_APPLICATIONS, JSONField())),
        not_held=ArraySubquery(not_held),
    )
    return run.values_list("batches", "not_held").get()


# The keys of an outcome are sorted and its ids need no escapes, so this is where the first one
# ends, which takes nearly all the room and is not asked for.
_END = '],"batches":'
_AFTER_THE_APPLICATIONS = Concat(
    Value("{"), Substr("outcome", StrIndex("outcome", Value(_END)) + 2), output_field=TextField()
)


def _after_steps(batches, entries):
    standings = {
        batch["id"]: {"seats": batch["seats"], "waitlist": batch["waitlist"]} for batch in batches
    }
    for entry in entries:
        for batch in entry["batches"]:
            standings[batch["id"]] = {"seats": batch["seats"], "waitlist": batch["waitlist"]}
    return standings


def approved_problem(selection_round):
    """Return the approved problem as text, in which nobody moves into a class not held any more.

    Wishes for such a class name an unknown one, but for those of people who ever sat there: they
    stay where the engine put them, so that nothing else moves. Refused wishes decide nothing, so
    seats and waitlists of the other classes are the same (``docs/decisions/0045``).
    """
    runs = Run.objects.filter(pk=selection_round.approved_run_id)
    text = runs.values_list("problem", flat=True).get()
    not_held = classes_not_held(selection_round)
    if not not_held:
        return text
    problem = json.loads(text)
    ever_seated = _ever_seated(selection_round)
    for application in problem["applications"]:
        for choice in application["choices"]:
            code = choice["batch"]
            if code in not_held and (code, application["id"]) not in ever_seated:
                choice["batch"] = f"{code[:59]}:gone"
    return canonical_bytes(problem).decode()


def moved_by_the_office(selection_round):
    """Return the draw codes of those whom the engine ever seated in a class not held any more."""
    not_held = classes_not_held(selection_round)
    return {code for batch, code in _ever_seated(selection_round) if batch in not_held}


def classes_not_held(selection_round):
    batches = Batch.objects.filter(intake=selection_round.intake_id, status__in=NOT_HELD)
    return set(batches.values_list("code", flat=True))


def _ever_seated(selection_round):
    said = [_batches_as_decided(selection_round)]
    steps = selection_round.steps_of_the_result.values_list("entry", flat=True)
    said += [entry["batches"] for entry in steps]
    return {
        (batch["id"], place["application"])
        for batches in said
        for batch in batches
        for place in batch["seats"]
    }


def problem_with_steps(selection_round, events=()):
    """Return the bytes of the approved problem with the steps so far, and then ``events``."""
    problem = approved_problem(selection_round)
    recorded = selection_round.steps_of_the_result.values_list("type", "application__draw_code")
    steps = [
        [{"type": str(event_type), "application": draw_code}]
        for event_type, draw_code in [*recorded, *events]
    ]
    before, _no_steps, after = problem.rpartition('"steps":[]')
    return b'%b"steps":%b%b' % (before.encode(), canonical_bytes(steps), after.encode())


def decide_with_steps(selection_round, events):
    """Decide the approved problem again with ``events``, one step each, after those recorded.

    Return the outcome without its key ``applications``.
    """
    return decide_standings(problem_with_steps(selection_round, events))


def settle_seats(selection_round, standings, *, released_as=None):
    """Make the table of seats say what the engine says; return the seats newly taken.

    Whoever moves to another class leaves the old one first; whoever only counts for another
    guaranteed seat stays in place. ``released_as`` says why somebody left altogether. The round
    must be locked. The two must be equal afterwards, else nothing of the transaction holds.
    """
    batches = {
        batch.code: batch
        for batch in Batch.objects.select_for_update(no_key=True, of=("self",))
        .select_related("intake", "program")
        .filter(intake=selection_round.intake_id)
        .order_by("pk")
    }
    wanted = {
        place["application"]: (code, place["seat"])
        for code, standing in standings.items()
        for place in standing["seats"]
    }
    elsewhere = _people_of_classes_not_held(selection_round, standings)
    now = timezone.now()
    staying = set(elsewhere)
    for seat in _taken_seats(selection_round).exclude(application__draw_code__in=elsewhere):
        batch, label = wanted.get(seat.application.draw_code, (None, None))
        if batch == seat.batch.code:
            staying.add(seat.application.draw_code)
            if label != seat.label:
                seat.label = label
                seat.save(update_fields=["label"])
        else:
            release_seat(seat, SeatRelease.MOVED_UP if batch else released_as, at=now)
    applications = {
        application.draw_code: application
        for application in selection_round.intake.applications.filter(
            draw_code__in=wanted.keys() - staying
        ).select_related("person")
    }
    places = defaultdict(list)
    for draw_code, (batch, label) in wanted.items():
        if draw_code not in staying:
            places[batch].append((applications[draw_code], label))
    taken = [
        seat
        for batch, in_batch in places.items()
        for seat in take_seats(batches[batch], in_batch, at=now)
    ]
    refuse_unless_equal(selection_round, standings)
    return taken


def refuse_unless_equal(selection_round, standings):
    """Raise unless exactly the people whom the engine seats hold seats, with the same labels."""
    elsewhere = _people_of_classes_not_held(selection_round, standings)
    by_engine = {
        (code, place["application"], place["seat"])
        for code, standing in standings.items()
        for place in standing["seats"]
        if place["application"] not in elsewhere
    }
    taken = _taken_seats(selection_round).exclude(application__draw_code__in=elsewhere)
    by_table = set(taken.values_list("batch__code", "application__draw_code", "label"))
    if by_engine != by_table:
        raise RuntimeError(
            f"round {selection_round.pk}: seats differ from the engine's: "
            f"{sorted(by_engine ^ by_table)}"
        )


def _people_of_classes_not_held(selection_round, standings):
    """Return the draw codes of those whom the engine seats in a class that is not held any more.

    Where they sit now, if anywhere, was settled with that class and is no affair of the engine.
    """
    return {
        place["application"]
        for code in classes_not_held(selection_round) & standings.keys()
        for place in standings[code]["seats"]
    }


def _taken_seats(selection_round):
    return (
        Seat.objects.taken()
        .filter(batch__intake=selection_round.intake_id)
        .select_related("application", "batch")
        .order_by("batch", "number")
    )
