"""What applications, reviews, tests, results and classes hold about a person."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blk_portal.shared import retention
from blk_portal.shared.erasing import LetGo
from blk_portal.shared.formats import decimal, long_date, long_datetime
from blk_portal.shared.personal_data import (
    Follows,
    Hold,
    Merging,
    Provider,
    Record,
    Section,
    Sweep,
    register,
)
from enrollment.choices import BEFORE_THE_RESULT
from enrollment.models import Application, Objection, Offer, Participation, Review, Sitting
from enrollment.services import forgetting, merging


def _applications_of(person):
    applications = (
        Application.objects.filter(person=person)
        .select_related("intake")
        .prefetch_related("choices__batch__program", "fact_claims__fact_type")
    )
    return [_application(application) for application in applications]


def _reviews_of(person):
    reviews = Review.objects.decided().filter(application__person=person)
    return [_review(review) for review in reviews.select_related("application")]


def _tests_of(person):
    """Scores, and what was said of them, without the names of assessors, once the result is out."""
    sittings = (
        Sitting.objects.filter(application__person=person)
        .select_related("application", "assessment", "slot")
        .prefetch_related(
            "scores", "score_talks", "score_corrections", "attendance_corrections", "moves"
        )
    )
    return [_test(sitting) for sitting in sittings]


def _offers_of(person):
    offers = Offer.objects.filter(application__person=person)
    return [_offer(offer) for offer in offers.select_related("seat__batch__program")]


def _objections_of(person):
    return [
        _objection(objection) for objection in Objection.objects.filter(application__person=person)
    ]


def _classes_of(person):
    participations = Participation.objects.filter(application__person=person)
    return [_class(one) for one in participations.select_related("batch__program")]


def _application(application):
    facts = [
        (_("Status"), application.get_status_display()),
        (_("Sent"), long_datetime(application.submitted_at) if application.submitted_at else "–"),
        (_("Last education"), application.get_education_display()),
        (_("School"), application.school),
        (_("Work"), application.get_work_status_display()),
        (_("Why you want to join, and your plan afterwards"), application.motivation),
        (_("Adjustments needed"), application.accommodation),
    ]
    facts += [
        (_("Wish {rank}").format(rank=choice.rank), str(choice.batch.program.title))
        for choice in application.choices.all()
    ]
    facts += [
        (claim.fact_type.name, claim.get_status_display())
        for claim in application.fact_claims.all()
    ]
    if application.entered_by_id:
        facts.append((_("Entered by"), _("An officer, for you")))
    title = f"{application.intake.title} {application.registration_number}".strip()
    return Record(title, [(label, str(value)) for label, value in facts if value])


def _review(review):
    facts = [
        (_("When"), long_datetime(review.created_at)),
        (_("By"), _("Verifier")),
        (_("Message"), review.message or "–"),
    ]
    return Record(f"{review.application}: {review.get_decision_display()}", facts)


def _test(sitting):
    facts = [
        (_("When"), long_datetime(sitting.moment)),
        (_("Place"), sitting.where),
        (_("Attendance"), sitting.get_attendance_display()),
    ]
    facts += [
        (_("Moved to {when}").format(when=long_datetime(move.now_at)), move.reason)
        for move in sitting.moves.all()
    ]
    facts += [
        (
            _("Attendance corrected, {when}").format(when=long_datetime(correction.at)),
            correction.note or correction.get_excuse_display(),
        )
        for correction in sitting.attendance_corrections.all()
    ]
    scores = sitting.scores.all()
    if scores and sitting.application.status in BEFORE_THE_RESULT:
        facts.append((_("Scores"), _("Shown here once the result is published.")))
    else:
        facts += [(_words(score.criterion), decimal(score.value, 2)) for score in scores]
        facts += [
            (_("Said about {criterion}").format(criterion=_words(talk.criterion)), talk.words)
            for talk in sitting.score_talks.all()
        ]
        facts += [
            (
                _("{criterion} corrected").format(criterion=_words(correction.criterion)),
                correction.reason,
            )
            for correction in sitting.score_corrections.all()
        ]
    return Record(f"{sitting.application}: {sitting.assessment.title}", facts)


def _words(code):
    return code.replace("_", " ").capitalize()


def _offer(offer):
    return Record(
        str(offer.seat.batch.program.title),
        [
            (_("Until"), long_datetime(offer.expires_at)),
            (_("Your answer"), offer.get_answer_display() or "–"),
        ],
    )


def _objection(objection):
    return Record(
        long_datetime(objection.created_at),
        [(_("Your words"), objection.text), (_("Answer"), objection.answer or "–")],
    )


def _class(participation):
    known = {True: _("Yes"), False: _("No"), None: "–"}
    facts = [
        (_("Days attended"), str(participation.days_attended or "–")),
        (_("Finished"), known[participation.has_finished]),
        (_("Competent"), known[participation.is_competent]),
        (_("Certificate"), participation.certificate_number or "–"),
    ]
    if participation.certificate_on:
        facts.append((_("Date of the certificate"), long_date(participation.certificate_on)))
    return Record(str(participation.batch.program.title), facts)


def in_use(person):
    """Checked data stays as it is from sending an application until its result."""
    if Application.objects.filter(person=person, status__in=BEFORE_THE_RESULT).exists():
        return _(
            "Your application is being checked with this data, so it stays until the result. "
            "Contact data can be changed at any time."
        )
    return ""


def holds(person, now):
    found = []
    running = forgetting.running_persons().filter(pk=person.pk).exists()
    applications = list(
        Application.objects.filter(person=person, forgotten_at=None)
        .annotate(settled_at=forgetting.SETTLED_AT)
        .select_related("participation__batch", "intake")
    )
    if running:
        found.append(Hold(_("An application or class of yours is still running.")))
    for application in applications:
        participation = getattr(application, "participation", None)
        if participation:
            last = max(filter(None, [participation.batch.ends_on, participation.certificate_on]))
            until = _moment(last) + retention.PARTICIPANTS.period
            text = _("You took part in {title}. The record and the certificate are kept.")
        elif application.submitted_at and (application.settled_at or not running):
            settled_at = application.settled_at
            until = settled_at + retention.NOT_SELECTED.period if settled_at else None
            text = _("Your file for {title} is kept for audit.")
        else:
            continue
        if until is None or until > now:
            found.append(Hold(text.format(title=application.intake.title), until))
    return found


def _moment(day):
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day))


def erase(person):
    forgetting.erase_applications(person)


def _forget(files, before):
    return forgetting.forget_files(files)


register(
    Provider(
        app="enrollment",
        sections=[
            Section("applications", gettext_lazy("Your applications"), _applications_of),
            Section("reviews", gettext_lazy("What our staff wrote to you"), _reviews_of),
            Section("tests", gettext_lazy("Your tests and scores"), _tests_of),
            Section("offers", gettext_lazy("Seats offered to you"), _offers_of),
            Section("objections", gettext_lazy("Your objections"), _objections_of),
            Section("classes", gettext_lazy("Your classes and certificates"), _classes_of),
        ],
        erase=erase,
        let_go=lambda person: forgetting.drop_drafts(forgetting.drafts_of(person)),
        kept=forgetting.kept_persons,
        running=forgetting.running_persons,
        holds=holds,
        in_use=in_use,
        lets_go=[
            LetGo("enrollment_participationevent", columns=("certificate_number",)),
            LetGo("enrollment_scoretalk", columns=("words",)),
            LetGo("enrollment_scorecorrection", columns=("reason",)),
            LetGo("enrollment_attendancecorrection", columns=("note",)),
            LetGo("enrollment_testmove", columns=("reason",)),
        ],
        merging=Merging(
            follows=[
                Follows("enrollment.Application.person", gettext_lazy("Applications")),
                Follows("enrollment.Seat.person", gettext_lazy("Seats, those given back too")),
                Follows(
                    "enrollment.DuplicatePair.first",
                    stays=merging.pairs_that_stay,
                    move=merging.move_pairs,
                ),
                Follows(
                    "enrollment.DuplicatePair.second",
                    stays=merging.pairs_that_stay,
                    move=merging.move_pairs,
                ),
                Follows("enrollment.Application.user", of_account=True),
            ],
            stays={
                "enrollment.SeatEvent.person": "History that nobody rewrites.",
                "enrollment.Offer.answered_by": "The account that did it.",
                "enrollment.OfferEvent.answered_by": "History that nobody rewrites.",
            },
            lock=merging.lock,
            obstacles=merging.obstacles,
            prepare=merging.prepare,
            settle=merging.settle,
        ),
        sweeps=[
            Sweep(
                retention.DRAFTS,
                forgetting.forgotten_drafts,
                lambda drafts, before: forgetting.drop_drafts(drafts),
            ),
            Sweep(
                retention.DRY_RUNS,
                forgetting.old_dry_runs,
                lambda dry_runs, before: dry_runs.delete()[0],
            ),
            Sweep(retention.NOT_SELECTED, forgetting.files_settled, _forget),
            Sweep(retention.PARTICIPANTS, forgetting.participants_done, _forget),
        ],
    )
)
