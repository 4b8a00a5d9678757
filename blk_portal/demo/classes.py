"""What became of the participants: attendance, finishing, competence, certificates, tracer."""

from datetime import timedelta

from blk_portal.demo.clock import at, moment
from enrollment.choices import SeatRelease
from enrollment.models import Participation, Seat, TracerAnswer
from programs.choices import IntakeStatus
from programs.services.status import change_intake_status

TRACER = {
    "employed": "employed",
    "self_employed": "self_employed",
    "still_looking": "looking",
    "no_answer": "no_answer",
}


def start(intake, classes, chance, *, actor):
    """Begin the classes: everybody with a seat becomes a participant."""
    with at(moment(min(batch.starts_on for batch, _entry in classes), 8)):
        change_intake_status(intake, IntakeStatus.RUNNING, actor=actor)
        participations = []
        for batch, entry in classes:
            shares = entry.get("beneficiary_category_shares") or {"MASYARAKAT_LAIN": 1}
            for seat in Seat.objects.taken().filter(batch=batch).order_by("number"):
                participations.append(
                    Participation(
                        application_id=seat.application_id,
                        batch=batch,
                        beneficiary_category=chance.choices(
                            list(shares), weights=list(shares.values())
                        )[0]
                        if batch.fund_id == "DBHCHT"
                        else "",
                    )
                )
        Participation.objects.bulk_create(participations)


def finish(intake, classes, chance, *, actor):
    """End the classes as the source counts: finished, competent, certificates, tracer answers."""
    with at(moment(max(batch.ends_on for batch, _entry in classes), 15)) as ended_at:
        for batch, entry in classes:
            _results(batch, entry["funnel"], chance)
        change_intake_status(intake, IntakeStatus.FINISHED, actor=actor)
        Seat.objects.taken().filter(batch__intake=intake).update(
            released_at=ended_at, release=SeatRelease.FINISHED
        )


def _results(batch, funnel, chance):
    participations = list(batch.participations.order_by("pk"))
    chance.shuffle(participations)
    days = batch.program.training_days
    certified_on = batch.ends_on + timedelta(days=21)
    for place, participation in enumerate(participations):
        participation.has_finished = place < funnel["completed"]
        if participation.has_finished:
            participation.days_attended = days - chance.choice([0, 0, 0, 1, 1, 2])
            participation.is_competent = place < funnel["competent"]
            participation.certificate_number = f"DEMO/{batch.code}/{place + 1:03d}"
            participation.certificate_on = certified_on
        else:
            participation.days_attended = chance.randrange(3, max(4, days // 2))
    Participation.objects.bulk_update(
        participations,
        [
            "has_finished",
            "days_attended",
            "is_competent",
            "certificate_number",
            "certificate_on",
        ],
    )
    answers = [
        TRACER[activity]
        for activity, count in (funnel.get("tracer_6_months") or {}).items()
        for _answer in range(count)
    ]
    TracerAnswer.objects.bulk_create(
        TracerAnswer(participation=participation, months=6, activity=activity)
        for participation, activity in zip(participations, answers, strict=False)
    )
