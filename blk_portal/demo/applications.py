"""Applications of an intake: wishes, claims, documents, the file check, tests and scores."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

import pgtrigger
from django.db import connection
from django.utils import timezone

from accounts.choices import DocumentKind, DocumentStatus
from accounts.models import Document
from blk_portal.demo.clock import at, moment
from blk_portal.demo.documents import paper
from blk_portal.shared.audit import record_for_this_transaction
from enrollment import declarations
from enrollment.choices import (
    ApplicationStatus,
    AttendanceStatus,
    CheckResult,
    ClaimSource,
    ClaimStatus,
    ReviewDecision,
    SecondLook,
)
from enrollment.models import (
    Application,
    Assessment,
    Choice,
    FactClaim,
    Review,
    ReviewItem,
    Score,
    Sitting,
    Slot,
)
from enrollment.services.facts import CITY_RESIDENT
from enrollment.services.review_notices import context_for, text_for
from enrollment.verdicts import judge_wishes

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
MUST_HOLD = ["not_in_school", "not_in_training"]
PROOFS = {
    "tobacco_worker": DocumentKind.EMPLOYER,
    "tobacco_family": DocumentKind.EMPLOYER,
    "disability": DocumentKind.DISABILITY,
    "laid_off": DocumentKind.LAID_OFF,
}
PAPERS_OF_ALL = [DocumentKind.KTP, DocumentKind.KK, DocumentKind.DIPLOMA, DocumentKind.PHOTO]
MOTIVATIONS = [
    "Saya ingin punya usaha sendiri di rumah dan membantu keluarga.",
    "Saya ingin bekerja di bidang ini dan butuh sertifikat.",
    "Saya sudah mencoba belajar sendiri dan ingin dibimbing instruktur.",
    "Setelah pelatihan saya mau melamar kerja di Pekalongan.",
    "Saya mau menambah keterampilan supaya penghasilan tetap.",
]
PEOPLE_PER_SLOT = 8
WRITTEN_FROM = {"written": (68, 12), "interview": (72, 9), "practical": (70, 10)}


@dataclass
class File:
    """One invented application and what the office is going to make of it."""

    application: Application
    batches: list
    passes: bool
    attends: bool
    claims: list = field(default_factory=list)


class Desk:
    """Makes applications in bulk; knows the random source, the staff and the sample papers."""

    def __init__(self, random, residents, papers, staff):
        self.random = random
        self.residents = residents
        self.papers = papers
        self.verifier = staff["verifier"]
        self.assessor = staff["assessor"]
        self.codes = set()

    def take(self, *, city_only, programme):
        """The next resident without an application who fits, by gender, the usual demand."""
        women = {"tata-rias-pengantin": 0.98, "las-smaw": 0.06, "sepeda-motor-injeksi": 0.07}
        women |= {"mekanik-mobil": 0.07, "menjahit-pakaian": 0.9, "roti-dan-kue": 0.9}
        wanted = "P" if self.random.random() < women.get(programme.slug, 0.6) else "L"
        for gender in (wanted, None):
            for resident in self.residents:
                if resident.is_taken or (gender and resident.person.gender != gender):
                    continue
                if city_only and not resident.person.is_city_resident:
                    continue
                if city_only and resident.education == "sd" and programme.minimum_education > "sd":
                    continue
                resident.is_taken = True
                return resident
        raise RuntimeError("too few residents for the demo world")

    def code(self, length):
        while True:
            code = "".join(self.random.choice(ALPHABET) for _ in range(length))
            if code not in self.codes:
                self.codes.add(code)
                return code

    def submit(self, intake, plan, wishes):
        """Submit the applications of ``plan``: ``[(batch, passes, attends), …]``.

        ``wishes`` is how many ranked wishes they have together. Return the ``File`` list.
        """
        batches = list(dict.fromkeys(batch for batch, _passes, _attends in plan))
        lengths = self._lengths(len(plan), wishes, min(len(batches), intake.max_choices or 99))
        end = min(intake.closes_at, timezone.now() - timedelta(hours=1))
        files = []
        for (batch, passes, attends), length in zip(plan, lengths, strict=True):
            resident = self.take(city_only=passes, programme=batch.program)
            others = [other for other in batches if other != batch]
            wished = [batch, *self.random.sample(others, length - 1)]
            opened = intake.opens_at.timestamp()
            submitted_at = datetime.fromtimestamp(
                opened + (end.timestamp() - opened) * self.random.random() ** 0.7,
                timezone.get_current_timezone(),
            )
            number_text = self.code(8)
            application = Application(
                user=resident.person.user,
                person=resident.person,
                intake=intake,
                registration_number=f"{number_text[:4]}-{number_text[4:]}",
                draw_code=f"D{self.code(10)}",
                submitted_at=submitted_at,
                education=resident.education,
                work_status=resident.work_status,
                motivation=self.random.choice(MOTIVATIONS),
                priorities_answered_at=submitted_at,
                declared_at=submitted_at,
                declaration_version=declarations.CURRENT,
            )
            files.append(File(application, wished, passes, attends))
        with at(intake.opens_at):
            Application.objects.bulk_create(file.application for file in files)
            Choice.objects.bulk_create(
                Choice(application=file.application, batch=batch, rank=rank)
                for file in files
                for rank, batch in enumerate(file.batches, 1)
            )
            self._claim(files)
        self._move(files, ApplicationStatus.SUBMITTED)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE enrollment_application SET created_at = submitted_at - interval '35 min' "
                "WHERE intake_id = %s",
                [intake.pk],
            )
        return files

    def _lengths(self, count, total, longest):
        """How many wishes each of ``count`` lists has, ``total`` together."""
        lengths = [1] * count
        for _extra in range(total - count):
            short = [place for place, length in enumerate(lengths) if length < longest]
            lengths[self.random.choice(short)] += 1
        return lengths

    def _move(self, files, status, *, actor=None, reason=""):
        record_for_this_transaction(actor=actor, reason=reason)
        pks = [file.application.pk for file in files]
        Application.objects.filter(pk__in=pks).update(status=status)
        for file in files:
            file.application.status = status

    def _claim(self, files):
        claims, documents = [], []
        for file in files:
            person, stated = file.application.person, list(MUST_HOLD)
            inclusive = any("inklusif" in batch.program.slug for batch in file.batches)
            by_tobacco = any(batch.fund_id == "DBHCHT" for batch in file.batches)
            for fact, chance in [
                ("disability", 0.6 if inclusive else 0.02),
                ("poor", 0.22),
                ("tobacco_worker", 0.12 if by_tobacco else 0.02),
                ("tobacco_family", 0.12 if by_tobacco else 0.03),
                ("laid_off", 0.04),
            ]:
                if self.random.random() < chance:
                    stated.append(fact)
            kinds = list(PAPERS_OF_ALL)
            kinds += [PROOFS[fact] for fact in stated if fact in PROOFS]
            own = {
                kind: paper(self.papers, person, kind, uploaded_at=file.application.submitted_at)
                for kind in dict.fromkeys(kinds)
            }
            documents += own.values()
            for fact in stated:
                claim = FactClaim(
                    application=file.application,
                    fact_type_id=fact,
                    source=ClaimSource.DOCUMENT if fact in PROOFS else ClaimSource.SELF,
                    document=own.get(PROOFS.get(fact)),
                )
                file.claims.append(claim)
                claims.append(claim)
        Document.objects.bulk_create(documents)
        for claim in claims:
            claim.document = claim.document  # the pk is known only now
        FactClaim.objects.bulk_create(claims)

    def check(self, files, *, by=None):
        """Verify every file that passes and find the others ineligible, by the check's end."""
        if not files:
            return
        intake = files[0].application.intake
        checked_at = by or moment(intake.verified_by, 14)
        checked_at = min(checked_at, timezone.now() - timedelta(minutes=20))
        has_no_result_yet = intake.announced_at is None or intake.announced_at > timezone.now()
        good = [file for file in files if file.passes]
        bad = [file for file in files if not file.passes]
        with at(checked_at):
            claims = FactClaim.objects.filter(application__in=[file.application for file in files])
            claims.update(
                status=ClaimStatus.VERIFIED, decided_by=self.verifier, decided_at=checked_at
            )
            untrue = [
                self.random.choice(file.claims[: len(MUST_HOLD)])
                for file in bad
                if file.application.person.is_city_resident
            ]
            for claim in untrue:
                claim.status, claim.reason = ClaimStatus.REFUSED, "not_true"
            claims.filter(pk__in=[claim.pk for claim in untrue]).update(
                status=ClaimStatus.REFUSED, reason="not_true"
            )
            persons = [file.application.person_id for file in good]
            Document.objects.filter(person__in=persons).update(
                status="verified", checked_by=self.verifier, checked_at=checked_at
            )
            reviews = Review.objects.bulk_create(
                Review(
                    application=file.application,
                    reviewer=self.verifier,
                    decision=ReviewDecision.VERIFY if file.passes else ReviewDecision.REFUSE,
                    second_look=SecondLook.NOT_ASKED if file.passes else SecondLook.BEFORE_THE_RULE,
                    message="" if file.passes or not has_no_result_yet else _refusal_of(file),
                )
                for file in files
            )
            ReviewItem.objects.bulk_create(
                ReviewItem(
                    review=review,
                    requirement=f"fact:{claim.fact_type_id}",
                    result=CheckResult.REFUSED if claim.reason else CheckResult.OK,
                    reason=claim.reason,
                )
                for review, file in zip(reviews, files, strict=True)
                for claim in file.claims
            )
            self._move(good, ApplicationStatus.VERIFIED, actor=self.verifier, reason="verify")
            self._move(bad, ApplicationStatus.INELIGIBLE, actor=self.verifier, reason="refuse")

    def send_back(self, files):
        """Return some files: the photo of the KTP is not clear."""
        with at(timezone.now() - timedelta(hours=4)):
            for file in files:
                review = Review.objects.create(
                    application=file.application,
                    reviewer=self.verifier,
                    decision=ReviewDecision.RETURN,
                )
                ReviewItem.objects.create(
                    review=review,
                    requirement="document:KTP",
                    result=CheckResult.FIX,
                    reason="unclear",
                )
            Document.objects.filter(
                person__in=[file.application.person_id for file in files], kind=DocumentKind.KTP
            ).update(status=DocumentStatus.REFUSED, reason="unclear")
            self._move(files, ApplicationStatus.NEEDS_FIX, actor=self.verifier, reason="return")

    def begin(self, intake, count):
        """Let ``count`` residents begin an application that they have not sent yet."""
        with at(timezone.now() - timedelta(hours=20)):
            for resident in [row for row in self.residents if not row.is_taken][:count]:
                resident.is_taken = True
                Application.objects.create(
                    user=resident.person.user, person=resident.person, intake=intake
                )

    def test(self, files):
        """Hold the tests of an intake: attendance, and a score for each criterion."""
        kinds = {}
        for batch in dict.fromkeys(batch for file in files for batch in file.batches):
            for criterion in batch.criteria.all():
                kinds.setdefault(criterion.assessed_by, {}).setdefault(batch, criterion.code)
        good = [file for file in files if file.passes]
        for kind, scored in kinds.items():
            intake = next(iter(scored)).intake
            held_on = intake.written_test_on if kind == "written" else intake.interview_on
            starts_at = moment(held_on, 8 if kind == "written" else 9)
            with at(min(starts_at + timedelta(hours=6), timezone.now() - timedelta(minutes=10))):
                self._hold(kind, scored, starts_at, good)

    def _score(self, mean, spread):
        """A score between 20 and 100, in halves."""
        halves = round(self.random.gauss(mean, spread) * 2)
        return Decimal(max(40, min(200, halves))) / 2

    def _hold(self, kind, scored, starts_at, files):
        intake = next(iter(scored)).intake
        assessment = Assessment.objects.create(
            intake=intake,
            kind=kind,
            title={
                "written": "Tes tertulis",
                "interview": "Wawancara",
                "practical": "Tes praktik",
            }[kind],
            starts_at=starts_at,
            place="Aula BLK Kota Pekalongan",
        )
        assessment.batches.set(scored)
        concerned = [
            (file, code)
            for file in files
            for code in [next((scored[b] for b in file.batches if b in scored), None)]
            if code
        ]
        slots = self._slots(assessment, len(concerned))
        sittings = Sitting.objects.bulk_create(
            Sitting(
                assessment=assessment,
                application=file.application,
                attendance=AttendanceStatus.ATTENDED if file.attends else AttendanceStatus.ABSENT,
                slot=slots[place // PEOPLE_PER_SLOT],
                recorded_by=self.assessor,
            )
            for place, (file, _code) in enumerate(concerned)
        )
        last = slots[-1].starts_at if slots else starts_at
        Assessment.objects.filter(pk=assessment.pk).update(
            all_scored_at=timezone.now(), attendance_closed_at=last + timedelta(hours=1)
        )
        mean, spread = WRITTEN_FROM[kind]
        Score.objects.bulk_create(
            Score(
                sitting=sitting,
                criterion=code,
                assessor=self.assessor,
                value=self._score(mean, spread),
            )
            for sitting, (file, code) in zip(sittings, concerned, strict=True)
            if file.attends
        )

    def _slots(self, assessment, people):
        """Make the times of one room for so many people."""
        length = timedelta(minutes=15)
        return Slot.objects.bulk_create(
            Slot(
                assessment=assessment,
                room="Ruang 1",
                starts_at=assessment.starts_at + length * number,
                ends_at=assessment.starts_at + length * (number + 1),
                capacity=PEOPLE_PER_SLOT,
            )
            for number in range(-(-people // PEOPLE_PER_SLOT))
        )


def _refusal_of(file):
    """The words that the applicant of a refused file reads: which rule each wish failed."""
    application, person = file.application, file.application.person
    facts = {claim.fact_type_id for claim in file.claims if not claim.reason}
    if person.is_city_resident:
        facts.add(CITY_RESIDENT)
    told = context_for(application, ReviewDecision.REFUSE, (), (), judge_wishes(application, facts))
    return text_for(application, ReviewDecision.REFUSE, told)


def date_the_submissions():
    """Let the history say of each application when it was begun and submitted."""
    with (
        pgtrigger.ignore("shared.StatusChange:append_only"),
        connection.cursor() as cursor,
    ):
        for status, when in [
            ("draft", "a.submitted_at - interval '35 min'"),
            ("submitted", "a.submitted_at"),
        ]:
            cursor.execute(
                f"UPDATE shared_statuschange s SET at = {when} FROM enrollment_application a "
                "WHERE s.subject = 'enrollment_application' AND s.subject_id = a.id "
                "AND s.to_status = %s AND a.submitted_at IS NOT NULL",
                [status],
            )
