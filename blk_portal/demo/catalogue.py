"""Programmes, funds, intakes and classes of ``programs_demo.json``, moved to today."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from blk_portal.demo.clock import moment
from programs.models import (
    Batch,
    Budget,
    Criterion,
    Gate,
    Holiday,
    Intake,
    RequiredDocument,
    Reserve,
    Trade,
    TrainingProgram,
)

DATA = Path(__file__).parent / "data"
EDUCATION_FROM = {
    "TANPA_SYARAT": None,
    "SD": ["sd", "smp", "sma", "smk", "d3", "s1", "s2"],
    "SMP": ["smp", "sma", "smk", "d3", "s1", "s2"],
    "SMA": ["sma", "smk", "d3", "s1", "s2"],
}
CRITERIA = {
    "TES_TULIS": ("Tes tertulis", "written", 2),
    "WAWANCARA": ("Wawancara", "interview", 1),
    "PRAKTIK": ("Tes praktik", "practical", 3),
}
PAPER_DAYS = {"2026-III": 2}
TECHNICAL = {"las-smaw", "sepeda-motor-injeksi", "mekanik-mobil"}


def read(name="programs_demo.json"):
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def day(text, shift):
    return date.fromisoformat(text) + shift if text else None


def load(source, shift):
    """Save the whole catalogue; every intake and class is still ``planned``.

    Return ``{batch code: (Batch, its entry in the source)}``.
    """
    Holiday.objects.bulk_create(
        Holiday(date=day(entry["date"], shift), name=entry["name"])
        for entry in {item["date"]: item for item in source["holidays"]}.values()
    )
    _budgets(source)
    intakes = {entry["code"]: _intake(entry, source, shift) for entry in source["intakes"]}
    curricula = read("curriculum.json")
    batches = {}
    for entry in source["programs"]:
        program = _program(entry, curricula[entry["slug"]])
        for class_entry in entry["batches"]:
            batch = _batch(program, entry, class_entry, intakes[class_entry["intake"]], shift)
            batches[batch.code] = (batch, class_entry)
    return batches


def _budgets(source):
    planned = {}
    for program in source["programs"]:
        for entry in program["batches"]:
            key = entry["funding_source"], entry["year"]
            planned[key] = planned.get(key, 0) + entry["planned_cost"]
    Budget.objects.bulk_create(
        Budget(fund_id=fund, fiscal_year=year, amount=Decimal(amount) * Decimal("1.08"))
        for (fund, year), amount in sorted(planned.items())
    )


def _intake(entry, source, shift):
    now = timezone.now()
    state = entry["state_at_demo_today"]
    opens_at = moment(day(entry["registration_opens"], shift))
    announced_on = day(entry["announcement"], shift)
    answers_until = moment(day(entry["re_registration_until"], shift), 16)
    first_day = min(
        day(batch["schedule"]["training_starts"], shift)
        for program in source["programs"]
        for batch in program["batches"]
        if batch["intake"] == entry["code"]
    )
    promotion_until = moment(first_day + timedelta(days=2), 16)
    if state == "OPEN":
        opens_at = min(opens_at, now - timedelta(days=1))
    if state == "PUBLISHED":
        # Weeks are shifted whole; seats must still be waiting for an answer in the demo.
        answers_until = max(answers_until, now + timedelta(days=2))
        promotion_until = max(promotion_until, answers_until + timedelta(days=3))
    return Intake.objects.create(
        code=entry["code"],
        title=entry["title"],
        year=entry["year"],
        opens_at=opens_at,
        closes_at=moment(day(entry["registration_closes"], shift), 23, 59),
        verified_by=day(entry["verification_until"], shift),
        written_test_on=day(entry["written_test"], shift),
        interview_on=day(entry["interview"], shift),
        round_runs_at=moment(announced_on - timedelta(days=1), 9),
        announced_at=moment(announced_on, 10),
        objections_until=moment(day(entry["objection_until"], shift), 16),
        answers_until=answers_until,
        reregistration_until=answers_until,
        promotion_until=promotion_until,
        max_choices=entry["max_wishes"],
        paper_days=PAPER_DAYS.get(entry["code"], 0),
        entropy_source="Enam angka dari pengundian dadu terbuka di aula BLK pada hari penutupan, "
        "ditulis dice:ANGKA",
    )


def _program(entry, curriculum):
    trade = Trade.objects.get(name=entry["kejuruan"])
    program = TrainingProgram.objects.create(
        slug=entry["slug"],
        title=entry["title"],
        trade=trade,
        subtrade=entry["sub_kejuruan"],
        summary=entry["summary"],
        lesson_hours=entry["jp"],
        minutes_per_lesson=entry["jp_minutes"],
        lessons_per_day=entry["jp_per_day"],
        training_days=entry["training_days"],
        minimum_education={"TANPA_SYARAT": "none"}.get(
            entry["education_min"], entry["education_min"].lower()
        ),
        requirements=entry["requirements"],
        curriculum=curriculum,
        equipment=entry["equipment_provided"],
        outcomes=entry["outcomes"],
        certificates=entry["certificate"],
        drawing=entry["slug"],
    )
    RequiredDocument.objects.bulk_create(
        RequiredDocument(
            program=program,
            kind=document["code"],
            label=document["label"],
            is_required=document["required"],
            position=position,
        )
        for position, document in enumerate(entry["documents"])
    )
    return program


def _batch(program, program_entry, entry, intake, shift):
    schedule = entry["schedule"]
    replaced = {item["replaces"]: item["text"] for item in entry.get("requirements_instead", [])}
    batch = Batch.objects.create(
        intake=intake,
        program=program,
        code=entry["code"],
        capacity=entry["capacity"],
        minimum_participants=entry["minimum_participants"],
        venue=entry["venue"],
        partner=entry.get("partner", ""),
        training_hours=entry["training_hours"],
        starts_on=day(schedule["training_starts"], shift),
        ends_on=day(schedule["training_ends"], shift),
        competence_test_on=day(schedule.get("competence_test"), shift),
        fund_id=entry["funding_source"],
        planned_cost=entry["planned_cost"],
        realised_cost=entry.get("realised_cost") or 0,
        benefits=entry["participant_benefits"],
        requirements_instead=[replaced.get(line, line) for line in program.requirements]
        if replaced
        else [],
        selection_method=entry["selection_method"].lower(),
        reference_date=timezone.localdate(intake.closes_at),
        retrain_years=1,
        printed_waitlist_length=entry["printed_reserve_length"],
    )
    _gates(batch, program_entry, entry)
    if entry["selection_method"] == "MERIT":
        Criterion.objects.bulk_create(
            Criterion(
                batch=batch,
                position=position,
                code=code,
                name=CRITERIA[code][0],
                assessed_by=CRITERIA[code][1],
                weight=weight,
                tie_position=CRITERIA[code][2],
            )
            for position, (code, weight) in enumerate(program_entry["selection_scheme"].items())
        )
    _reserves(batch, entry)
    return batch


def _gates(batch, program_entry, entry):
    levels = EDUCATION_FROM[program_entry["education_min"]]
    gates = []
    if entry["residents_only"]:
        gates.append(Gate(code="RESIDENCY", type="has_all", facts=["city_resident"]))
    gates.append(
        Gate(
            code="AGE",
            type="age",
            minimum_age=entry.get("age_min"),
            maximum_age=entry.get("age_max"),
        )
    )
    if levels:
        facts = [f"education:{level}" for level in levels]
        gates.append(Gate(code="EDUCATION", type="has_any", facts=facts))
    gates.append(Gate(code="NOT_IN_SCHOOL", type="has_all", facts=["not_in_school"]))
    gates.append(Gate(code="NOT_IN_TRAINING", type="has_all", facts=["not_in_training"]))
    for position, gate in enumerate(gates):
        gate.batch, gate.position = batch, position
    Gate.objects.bulk_create(gates)


def _reserves(batch, entry):
    reserves = []
    if entry.get("disability_seats"):
        reserves.append(
            Reserve(
                category="disabilitas",
                name="Penyandang disabilitas",
                facts=["disability"],
                seats=entry["disability_seats"],
            )
        )
    if batch.fund_id == "DBHCHT" and entry["selection_method"] == "MERIT":
        reserves.append(
            Reserve(
                category="tembakau",
                name="Buruh pabrik rokok dan keluarganya",
                facts=["tobacco_worker", "tobacco_family"],
                seats=3,
            )
        )
    if batch.program.slug in TECHNICAL:
        reserves.append(Reserve(category="perempuan", name="Perempuan", facts=["woman"], seats=1))
    for position, reserve in enumerate(reserves):
        reserve.batch, reserve.position = batch, position
    Reserve.objects.bulk_create(reserves)
