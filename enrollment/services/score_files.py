"""Scores as a workbook: handed out, filled in, looked at, and stored whole or not at all."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from blk_portal.shared.xlsx_files import read_rows
from enrollment.choices import AttendanceStatus
from enrollment.models import Assessment, Score, ScoreFile
from enrollment.services.assessments import criteria_of
from enrollment.services.frozen import refuse_if_input_is_frozen
from enrollment.services.scores import record_scores, scored_by_enough_others
from enrollment.who_sees import people_of, people_shown, sight_of


@dataclass
class FileRow:
    """One row of a workbook: whom it is about, what changes, and what is wrong with it."""

    number: int
    code: str
    label: str = ""
    sitting: int | None = None
    version: str = ""
    changes: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """What storing a workbook would do; ``file`` is there once nothing is wrong with it."""

    rows: list
    file: ScoreFile | None

    @property
    def changed(self):
        return [row for row in self.rows if row.changes and not row.errors]

    @property
    def wrong(self):
        return [row for row in self.rows if row.errors]

    @property
    def unchanged(self):
        return [row for row in self.rows if not row.changes and not row.errors]


def heading_of(criterion):
    return f"{criterion.name} ({criterion.code})"


def header_for(criteria):
    """Return the headings of the workbook; names may be missing in one that comes back."""
    return [_("Code"), *(heading_of(criterion) for criterion in criteria), _("Version")]


def rows_for(assessment, assessor):
    """Return the header and a row for each person whom ``assessor`` scores, with his scores."""
    criteria = criteria_of(assessment)
    people = _people(assessment, assessor)
    own = _own_scores(people, assessor)
    rows = [
        [
            sitting.code,
            *(own.get((sitting.pk, criterion.code)) for criterion in criteria),
            version_of(sitting, own, criteria),
            sitting.shown.number,
            sitting.shown.label,
        ]
        for sitting in people
    ]
    return [*header_for(criteria), _("Registration number"), _("Name")], rows


def version_of(sitting, own, criteria):
    """Return a mark that differs once attendance or a score of one's own has changed."""
    values = [own.get((sitting.pk, criterion.code)) for criterion in criteria]
    known = f"{sitting.pk} {sitting.attendance} {' '.join(str(value) for value in values)}"
    return hashlib.sha256(known.encode()).hexdigest()[:10]


@transaction.atomic
def look_at_score_file(assessment, uploaded, *, assessor):
    """Read a workbook and keep its changes to be confirmed, if every row of it is right.

    Nothing of it counts before. A file looked at earlier and not confirmed is forgotten.
    """
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_if_input_is_frozen(assessment.intake_id)
    criteria = criteria_of(assessment)
    lines = read_rows(uploaded, header_for(criteria), refuses_formulas=False)
    if not lines:
        raise DomainError(_("This file has no rows."))
    rows = _judged(assessment, lines, criteria, assessor)
    preview = Preview(rows=rows, file=None)
    ScoreFile.objects.filter(assessment=assessment, assessor=assessor, confirmed_at=None).delete()
    if preview.wrong or not preview.changed:
        return preview
    file = ScoreFile.objects.create(
        assessment=assessment,
        assessor=assessor,
        rows=[
            [row.sitting, row.version, {code: str(value) for code, value in row.changes.items()}]
            for row in preview.changed
        ],
    )
    return Preview(rows=rows, file=file)


@transaction.atomic
def confirm_score_file(file, *, assessor, reason=""):
    """Store all the scores of a file that was looked at; confirming twice stores them once.

    Raise ``DomainError``, and store nothing, if anything changed since the file was looked at.
    """
    assessment = Assessment.objects.select_for_update().get(pk=file.assessment_id)
    file = ScoreFile.objects.select_for_update().get(pk=file.pk, assessor=assessor)
    if file.confirmed_at:
        return file
    criteria = criteria_of(assessment)
    people = {sitting.pk: sitting for sitting in _people(assessment, assessor)}
    own = _own_scores(people.values(), assessor)
    for sitting, version, _changes in file.rows:
        if sitting not in people or version_of(people[sitting], own, criteria) != version:
            raise DomainError(
                _("Something changed since this file was looked at. Download it again.")
            )
    changes = record_scores(
        assessment,
        {
            sitting: {code: Decimal(value) for code, value in values.items()}
            for sitting, _version, values in file.rows
        },
        assessor=assessor,
        reason=reason,
    )
    file.confirmed_at, file.stored, file.rows = timezone.now(), len(changes), []
    file.save(update_fields=["confirmed_at", "stored", "rows"])
    return file


def _people(assessment, assessor):
    """Return, by their keys, whom ``assessor`` may score, shown the way he may see them."""
    sight = sight_of(assessment, assessor)
    return people_shown(people_of(assessment, assessor).who_came(), sight)


def _own_scores(people, assessor):
    scores = Score.objects.filter(sitting__in=[one.pk for one in people], assessor=assessor)
    return {(score.sitting_id, score.criterion): score.value for score in scores}


def _judged(assessment, lines, criteria, assessor):
    people = {sitting.code: sitting for sitting in _people(assessment, assessor)}
    known = set(
        people_of(assessment, assessor)
        .exclude(attendance=AttendanceStatus.ATTENDED)
        .values_list("code", flat=True)
    )
    own = _own_scores(people.values(), assessor)
    full = scored_by_enough_others(assessment, [one.pk for one in people.values()], assessor)
    times = Counter(line.cells[_("Code")].upper() for line in lines)
    rows = []
    for line in lines:
        code = line.cells[_("Code")].upper()
        row = FileRow(number=line.number, code=code)
        rows.append(row)
        sitting = people.get(code)
        if times[code] > 1:
            row.errors.append(_("This code stands in more than one row."))
        if sitting is None:
            row.errors.append(
                _("This person is not recorded as present.")
                if code in known
                else _("Nobody whom you score has this code.")
            )
            continue
        row.label, row.sitting = sitting.shown.label, sitting.pk
        row.version = version_of(sitting, own, criteria)
        if line.cells[_("Version")] != row.version:
            row.errors.append(_("This row has changed since the file was downloaded."))
        if sitting.pk in full:
            row.errors.append(_("Others have scored this person already; no more are needed."))
        for criterion in criteria:
            _judge_cell(row, criterion, line.cells[heading_of(criterion)], own)
    return rows


def _judge_cell(row, criterion, cell, own):
    """Add the score in ``cell`` to the changes of ``row``, or say what is wrong with it.

    An empty cell changes nothing.
    """
    if not cell:
        return
    if cell.startswith("="):
        row.errors.append(
            _("{criterion}: a formula. Paste its result as a value.").format(criterion=criterion)
        )
        return
    try:
        value = Decimal(cell.replace(",", "."))
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite():
        row.errors.append(
            _("{criterion}: “{cell}” is not a number.").format(criterion=criterion, cell=cell[:20])
        )
    elif not 0 <= value <= criterion.maximum:
        row.errors.append(
            _("{criterion}: a score is between 0 and {highest}.").format(
                criterion=criterion, highest=f"{criterion.maximum.normalize():f}"
            )
        )
    elif value != round(value, 2):
        row.errors.append(_("{criterion}: at most two decimals.").format(criterion=criterion))
    elif own.get((row.sitting, criterion.code)) != value:
        row.changes[criterion.code] = value
