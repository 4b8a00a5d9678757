"""What the papers of the office say: minutes, annex of the decree, summons, attendance lists.

A content is what JSON can hold: ``{"title", "opening", "facts", "sections", "closing",
"signers"}``. A section is ``{"heading", "facts", "head", "rows"}``; facts are pairs of words.
"""

import json
from collections import Counter

from django.utils.translation import gettext as _

from blk_portal.shared.formats import (
    date_range,
    day_month,
    decimal,
    long_date,
    long_datetime,
    weekday_date,
)
from blk_portal.shared.pdf import LetterheadDocument
from enrollment.choices import HOLDING_A_SEAT, AttendanceStatus, PaperKind
from enrollment.models import Application, Sitting
from enrollment.services.participation import sitting_in
from enrollment.services.standings import kept_by, standings_of
from programs.choices import SelectionMethod

# Papers are Indonesian, whoever writes or prints them.
LANGUAGE = "id"


def minutes_content(selection_round, run):
    """Return what was decided in a run: numbers, and who sits and who waits in each class."""
    intake = selection_round.intake
    outcome, standings = _decided_in(run)
    names = _names(intake)
    sittings = Sitting.objects.not_excluded().filter(assessment__intake=intake).order_by()
    people = sittings.values("application").distinct()
    applications = outcome["applications"]
    files = Counter(file.get("file") for file in json.loads(run.problem)["applications"])
    seated = sum(len(standing["seats"]) for standing in standings.values())
    return {
        "title": _("Minutes of the selection of training participants"),
        "facts": [
            (_("Intake"), intake.title),
            (_("Applications that took part"), str(len(applications) - files["excluded"])),
            (_("Files accepted"), str(files["accepted"])),
            (_("Came to tests"), str(people.filter(attendance=AttendanceStatus.ATTENDED).count())),
            (_("Missed a test"), str(people.filter(attendance=AttendanceStatus.ABSENT).count())),
            (_("Seats given"), str(seated)),
        ],
        "sections": [
            *[
                _class_section(batch, standing, applications, names, has_waitlist=True)
                for batch, standing in _classes(intake, standings)
            ],
            {
                "heading": _("By this anybody can check the result"),
                "facts": [
                    (_("Rules"), selection_round.rule_set.sha256),
                    (_("Promise of the draw"), selection_round.commitment),
                    (_("Public value"), selection_round.entropy),
                    (_("Input"), run.problem_sha256),
                    (_("Outcome"), run.digest),
                    (_("Calculated"), long_datetime(run.decided_at)),
                ],
            },
        ],
    }


def annex_content(selection_round, run):
    """Return the participants of each class, as the decree appoints them."""
    outcome, standings = _decided_in(run)
    names = _names(selection_round.intake)
    return {
        "title": _("List of training participants"),
        "facts": [(_("Intake"), selection_round.intake.title), (_("Outcome"), run.digest)],
        "sections": [
            _class_section(batch, standing, outcome["applications"], names, has_waitlist=False)
            for batch, standing in _classes(selection_round.intake, standings)
        ],
    }


def summons_content(batch):
    """Return the call to the first day of a class, with those who hold its seats now."""
    return {
        "title": _("Summons to training"),
        "facts": [
            *_facts_of(batch),
            (_("First day"), weekday_date(batch.starts_on)),
        ],
        "sections": [
            {
                "heading": _("Participants"),
                "head": [_("No."), _("Registration number"), _("Name")],
                "rows": [
                    [str(number), row.registration_number, row.person.full_name]
                    for number, row in enumerate(_holders(batch), start=1)
                ],
            }
        ],
    }


def attendance_content(batch, days):
    """Return a list to sign on each of ``days`` (dates) by those who hold its seats now."""
    return {
        "title": _("Attendance list"),
        "facts": _facts_of(batch),
        "sections": [
            {
                "heading": "",
                "head": [_("No."), _("Name"), *[day_month(day) for day in days]],
                "rows": [
                    [str(number), row.person.full_name, *[""] * len(days)]
                    for number, row in enumerate(_holders(batch), start=1)
                ],
            }
        ],
    }


def opening_words(kind):
    """Return the words with which a paper begins unless the writer changes them."""
    return {
        PaperKind.MINUTES: _(
            "On the day named above the selection team of UPTD BLK Kota Pekalongan decided on "
            "the participants of the training below, by the rules that were frozen and "
            "published before registration opened."
        ),
        PaperKind.DECREE_ANNEX: _("The persons below are appointed as participants."),
        PaperKind.SUMMONS: _(
            "With respect we ask the persons below to come to the first day of the training at "
            "8 o'clock, with this letter and their KTP. Training, tools and meals are free."
        ),
        PaperKind.ATTENDANCE_LIST: _("Sign with your own hand on each day that you come."),
    }[kind]


def as_pdf(paper):
    """Print a paper from its locked content alone."""
    content = json.loads(paper.content)
    document = LetterheadDocument(content["title"], reference=paper.number)
    document.facts([(_("Number"), paper.number), (_("Date"), weekday_date(paper.dated_on))])
    document.paragraph(content["opening"])
    document.facts(content["facts"])
    for section in content["sections"]:
        if section["heading"]:
            document.heading(section["heading"])
        if section.get("facts"):
            document.facts(section["facts"])
        if section.get("rows"):
            document.table_of(section["head"], section["rows"], widths=_widths(section["head"]))
    if content["closing"]:
        document.paragraph(content["closing"])
    for place, signer in enumerate(content["signers"]):
        document.signature(
            place_and_date="" if place else f"Pekalongan, {long_date(paper.dated_on)}",
            role=signer["role"],
            name=signer["name"],
        )
    document.paragraph(
        _("Digest of this paper: {sha256}").format(sha256=paper.sha256), is_quiet=True
    )
    return document


def _names(intake):
    rows = Application.objects.filter(intake=intake).exclude(draw_code="")
    return {
        code: (number, name)
        for code, number, name in rows.values_list(
            "draw_code", "registration_number", "person__full_name"
        )
    }


def _decided_in(run):
    """Return the outcome of a run and its standings, with the seats that a correction kept."""
    outcome = json.loads(run.outcome)
    return outcome, standings_of(outcome, kept_by(run.pk))


def _classes(intake, standings):
    batches = {batch.code: batch for batch in intake.batches.select_related("program")}
    return [(batches[code], standing) for code, standing in standings.items()]


def _class_section(batch, standing, applications, names, *, has_waitlist):
    """A table of seats and, behind them, of the waitlist in its order."""
    by_merit = batch.selection_method == SelectionMethod.MERIT
    merits = {
        row["id"]: choice["merit"]
        for row in applications
        for choice in row["choices"]
        if choice["batch"] == batch.code
    }
    seated = [(place["application"], _("Seat")) for place in standing["seats"]]
    waiting = [
        (code, _("Waitlist {place}").format(place=place))
        for place, code in enumerate(standing["waitlist"], start=1)
    ]
    rows = [
        [str(number), *names[code], place, *([decimal(merits[code], 2)] if by_merit else [])]
        for number, (code, place) in enumerate(
            seated + waiting if has_waitlist else seated, start=1
        )
    ]
    return {
        "heading": batch.program.title,
        "facts": _facts_of(batch),
        "head": [
            _("No."),
            _("Registration number"),
            _("Name"),
            _("Place"),
            *([_("Score")] if by_merit else []),
        ],
        "rows": rows,
    }


def _facts_of(batch):
    return [
        (_("Class"), f"{batch.program.title} ({batch.code})"),
        (_("Seats"), str(batch.capacity)),
        (_("Training days"), date_range(batch.starts_on, batch.ends_on)),
        (_("Venue"), batch.venue),
    ]


def _holders(batch):
    return sitting_in(batch, *HOLDING_A_SEAT).select_related("person")


def _widths(head):
    """Narrow numbers; the rest share the line, a list to sign gives its names half of it."""
    shares = [11, *[24] * (len(head) - 1)]
    if head[1] == _("Name"):
        shares[1] = 50
    return shares
