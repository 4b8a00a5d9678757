from django.apps import apps
from django.db import models
from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from enrollment.choices import (
    BEFORE_THE_RESULT,
    BULK_UNDER_WAY,
    GONE,
    HOLDING_A_SEAT,
    LIVE,
    ApplicationStatus,
    AttendanceStatus,
    BulkOutcome,
    FactUse,
    PairStatus,
    ReviewDecision,
    SecondLook,
)
from programs.choices import SUSPENDED


class SelectionRoundQuerySet(models.QuerySet):
    def without_documents(self):
        """Leave the documents of many megabytes where they are until they are asked for."""
        return self.defer("problem", "list_at_closing")


class RunQuerySet(models.QuerySet):
    def before_publication(self):
        return self.filter(correction__isnull=True)

    def without_documents(self):
        """Leave problem and outcome where they are until they are asked for."""
        return self.defer("problem", "outcome")


class CorrectionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(published_at__isnull=True, withdrawn_at__isnull=True)

    def published(self):
        return self.filter(published_at__isnull=False).order_by("number")


class CorrectionOptionQuerySet(models.QuerySet):
    def current(self):
        """Those of the last calculation of each correction, in the order of the rules."""
        return self.filter(calculation=F("correction__calculations"))


class ApplicationQuerySet(models.QuerySet):
    def belonging_to(self, user):
        """The applications that a resident sees: those of their account and of their person."""
        return self.filter(Q(user=user) | Q(person__user=user))

    def live(self):
        """Neither withdrawn nor excluded as a duplicate."""
        return self.exclude(status__in=GONE)

    def not_withdrawn(self):
        """Those beside which their person begins no other in the same intake."""
        return self.exclude(status=ApplicationStatus.WITHDRAWN)

    def with_checks_elsewhere(self):
        """Add whether staff check the same person for another application now."""
        others = _rows("Application").filter(
            person=OuterRef("person"), status__in=BEFORE_THE_RESULT
        )
        return self.annotate(is_checked_elsewhere=Exists(others.exclude(pk=OuterRef("pk"))))

    def with_seat_elsewhere(self):
        """Add whether the person holds a seat that another application was given."""
        seats = _rows("Seat").filter(person=OuterRef("person"), released_at__isnull=True)
        return self.annotate(sits_elsewhere=Exists(seats.exclude(application=OuterRef("pk"))))

    def with_an_excluded_one(self):
        """Add whether an application of the person was excluded from the same intake."""
        others = _rows("Application").filter(
            person=OuterRef("person"),
            intake=OuterRef("intake"),
            status=ApplicationStatus.EXCLUDED,
        )
        return self.annotate(stands_beside_an_excluded_one=Exists(others))

    def submitted(self):
        """Everything beyond a draft, whatever became of it."""
        return self.exclude(status=ApplicationStatus.DRAFT)

    def sent(self):
        """Everything that came in, withdrawn ones too; a draft given up never did."""
        return self.filter(submitted_at__isnull=False)

    def no_affair_of(self, user):
        """Leave out whom the user is too near to, and those that he helped to enter."""
        near = apps.get_model("accounts", "Person").objects.near_to(user)
        helped = apps.get_model("accounts", "HelpSession").objects.by(user)
        return (
            self.exclude(person__in=near.values("pk"))
            .exclude(entered_by=user)
            .exclude(person__in=helped.values("client"))
        )

    def reviewable_by(self, user):
        """Submitted applications that are not the reviewer's own affair."""
        return self.submitted().no_affair_of(user)

    def of_intakes_that_go_on(self):
        """Leave out postponed and cancelled intakes, whose files nobody need check now."""
        return self.exclude(intake__status__in=SUSPENDED)

    def awaiting_review(self):
        return self.filter(status=ApplicationStatus.SUBMITTED)

    def free_to_take(self, *, since):
        """Files in nobody's hand; one taken before ``since`` has slipped out of it."""
        return self.filter(Q(claimed_by__isnull=True) | Q(claimed_at__lt=since))

    def not_proposed_by(self, user):
        """Leave out files whose standing proposal is the user's own: somebody else looks now."""
        own = (
            _rows("Review")
            .proposed()
            .filter(
                reviewer=user,
                application=OuterRef("pk"),
                application_version=OuterRef("version"),
            )
        )
        return self.exclude(Exists(own))

    def in_the_hand_of(self, user, *, since):
        return self.filter(claimed_by=user, claimed_at__gte=since)

    def wishing_for(self, batches):
        return self.filter(pk__in=_rows("Choice").filter(batch__in=batches).values("application"))

    def with_flags(self):
        """Add what makes a verifier look twice: returned before, priority, the same family card."""
        return self.annotate(
            was_returned=Exists(
                _rows("Review").filter(
                    application=OuterRef("pk"),
                    decision=ReviewDecision.RETURN,
                    undone_at__isnull=True,
                )
            ),
            waits_for_second=Exists(
                _rows("Review")
                .proposed()
                .filter(application=OuterRef("pk"), application_version=OuterRef("version"))
            ),
            may_be_a_duplicate=Exists(
                _rows("DuplicatePair").open().likely().of_person(OuterRef("person"))
            ),
            claims_priority=Exists(
                _rows("FactClaim").filter(
                    application=OuterRef("pk"), fact_type__use=FactUse.PRIORITY
                )
            ),
            shares_family_card=Exists(_cards_of_others()),
        )

    def sharing_a_family_card(self):
        """Those with a family card that another person's live application in the intake has, too.

        Cards that several people have are few and counted first; only their files are looked at.
        """
        shared = (
            _cards()
            .order_by()
            .values("digest")
            .annotate(people=Count("person"))
            .filter(people__gt=1)
            .values("digest")
        )
        holders = _cards().filter(digest__in=shared).values("person")
        return self.filter(Exists(_cards_of_others()), person__in=holders)

    def for_the_queue(self):
        """Add what one line of the queue shows."""
        return (
            self.with_flags()
            .annotate(
                first_wish=Subquery(
                    _rows("Choice")
                    .filter(application=OuterRef("pk"))
                    .order_by("rank")
                    .values("batch__program__title")[:1]
                )
            )
            .select_related("person", "intake", "claimed_by")
            .defer("motivation", "person__kk")
        )

    def for_the_list(self):
        """Add what one line of the list of applicants shows."""
        first = _rows("Choice").filter(application=OuterRef("pk"), rank=1)
        decisions = (
            _rows("Review")
            .standing()
            .filter(application=OuterRef("pk"), application_version=OuterRef("version"))
        )
        return (
            self.with_flags()
            .annotate(
                first_wish=Subquery(first.values("batch__program__title")[:1]),
                first_class=Subquery(first.values("batch__code")[:1]),
                reviewer_name=Subquery(decisions.values("reviewer__display_name")[:1]),
            )
            .select_related("person__kelurahan", "intake")
            .defer("motivation", "person__kk")
        )

    def with_first_wish(self):
        """Join the first wish as ``wish``, for sorting by it."""
        return self.alias(wish=FilteredRelation("choices", condition=Q(choices__rank=1)))

    def with_standing_decision(self):
        """Join as ``decision`` the review of the file as it stands now, for sorting by it."""
        return self.alias(
            decision=FilteredRelation(
                "reviews",
                condition=Q(
                    reviews__undone_at__isnull=True, reviews__application_version=F("version")
                ),
            )
        )

    def awaiting_selection(self):
        return self.filter(status=ApplicationStatus.VERIFIED)

    def holding_a_seat(self):
        return self.filter(status__in=HOLDING_A_SEAT)

    def waiting_longest_first(self):
        return self.order_by("submitted_at", "pk")


class ReviewQuerySet(models.QuerySet):
    def standing(self):
        """Decisions that were not taken back."""
        return self.filter(undone_at__isnull=True)

    def one_by_one(self):
        """Decisions with the file before the eyes, not those of a bulk act."""
        return self.filter(bulk_result__isnull=True)

    def closings(self):
        """Standing decisions that a file was not corrected in time."""
        return self.standing().filter(decision=ReviewDecision.CLOSE)

    def proposed(self):
        """Standing decisions that wait for a second verifier."""
        return self.standing().filter(second_look=SecondLook.WANTED)

    def decided(self):
        """Standing decisions of which the applicant was told."""
        return self.standing().exclude(second_look=SecondLook.WANTED)


class OfApplicantsQuerySet(models.QuerySet):
    """Rows of one application each."""

    def no_affair_of(self, user):
        """Leave out the user's own person, family card and declared relations."""
        near = apps.get_model("accounts", "Person").objects.near_to(user)
        return self.exclude(application__person__in=near.values("pk"))


class SlotQuerySet(models.QuerySet):
    def with_free_places(self):
        """Slots that hold more people than are to come, or came, each with how many ``taken``."""
        return self.annotate(taken=Count("sittings")).filter(taken__lt=F("capacity"))


class SittingQuerySet(OfApplicantsQuerySet):
    def not_excluded(self):
        """Leave out applications that were excluded as duplicates."""
        return self.exclude(application__status=ApplicationStatus.EXCLUDED)

    def who_came(self):
        return self.filter(attendance=AttendanceStatus.ATTENDED)

    def scored_by_all(self):
        """Sittings for which every assessor that the test needs has given every score."""
        criteria = (
            apps.get_model("programs", "Criterion")
            .objects.filter(
                batch__assessments=OuterRef("assessment"),
                assessed_by=OuterRef("assessment__kind"),
            )
            .order_by()
            .values("assessed_by")
            .annotate(number=Count("code", distinct=True))
            .values("number")
        )
        return self.annotate(
            given=Count("scores"), wanted=F("assessment__assessors_needed") * Subquery(criteria)
        ).filter(given__gte=F("wanted"))


class SeatQuerySet(models.QuerySet):
    def taken(self):
        return self.filter(released_at__isnull=True)


class OfferQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)


class DuplicatePairQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=PairStatus.OPEN)

    def decided(self):
        return self.exclude(status=PairStatus.OPEN)

    def likely(self):
        return self.filter(is_likely=True)

    def of_person(self, person):
        return self.filter(Q(first=person) | Q(second=person))

    def in_intake(self, intake):
        """Pairs of which somebody applied in ``intake`` and is still there."""
        there = _rows("Application").live().submitted().filter(intake=intake).values("person")
        return self.filter(Q(first__in=there) | Q(second__in=there))

    def decidable_by(self, user):
        """Leave out pairs with whom the user is too near to, or helped to enter."""
        persons = apps.get_model("accounts", "Person").objects
        helped = apps.get_model("accounts", "HelpSession").objects.by(user)
        entered = _rows("Application").filter(entered_by=user, person__isnull=False)
        for own in (
            persons.near_to(user).values("pk"),
            helped.values("client"),
            entered.values("person"),
        ):
            self = self.exclude(first__in=own).exclude(second__in=own)
        return self


class FactClaimQuerySet(models.QuerySet):
    def of_statements(self):
        """What the applicant stated, in the order in which it is checked."""
        return (
            self.filter(fact_type__is_derived=False)
            .select_related("fact_type", "document")
            .order_by("fact_type__position")
        )

    def verified(self):
        return self.filter(status="verified")


def _cards():
    return apps.get_model("accounts", "KkIndex").objects


def _cards_of_others():
    """Family cards of the applicant that others with a live application in the intake have."""
    others = _cards().filter(
        digest=OuterRef("digest"),
        person__applications__intake=OuterRef(OuterRef("intake")),
        person__applications__status__in=LIVE,
    )
    return (
        _cards()
        .filter(person=OuterRef("person"))
        .filter(Exists(others.exclude(person=OuterRef("person"))))
    )


def _rows(model):
    return apps.get_model("enrollment", model).objects


class BulkActQuerySet(models.QuerySet):
    def under_way(self):
        return self.filter(status__in=BULK_UNDER_WAY)

    def with_counts(self):
        """Add how many files each act has, and how many came to what."""
        results = _rows("BulkResult").filter(row__act=OuterRef("pk")).order_by()

        def count(rows, outer):
            counted = rows.values(outer).annotate(number=Count("pk", distinct=True))
            return Coalesce(Subquery(counted.values("number")), 0)

        done = results.filter(outcome=BulkOutcome.DONE)
        return self.annotate(
            file_count=count(_rows("BulkRow").filter(act=OuterRef("pk")).order_by(), "act"),
            done_count=count(done, "row__act"),
        )


class BulkRowQuerySet(models.QuerySet):
    def with_outcome(self):
        """Add the last ``outcome`` of each file and its sentence; empty while it waits."""
        last = _rows("BulkResult").filter(row=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            outcome=Coalesce(Subquery(last.values("outcome")[:1]), Value("")),
            words=Coalesce(Subquery(last.values("words")[:1]), Value("")),
        )

    def to_be_done(self, attempt):
        """Files that are not done and have no result of this ``attempt`` yet."""
        results = _rows("BulkResult").filter(row=OuterRef("pk"))
        return self.exclude(
            Exists(results.filter(Q(outcome=BulkOutcome.DONE) | Q(attempt=attempt)))
        )

    def to_be_taken_back(self):
        """Files that are done and have not been looked at again."""
        results = _rows("BulkResult").filter(row=OuterRef("pk"))
        after = [BulkOutcome.UNDONE, BulkOutcome.KEPT]
        return self.filter(Exists(results.filter(outcome=BulkOutcome.DONE))).exclude(
            Exists(results.filter(outcome__in=after))
        )

    def not_done(self):
        """Files that were refused in every attempt so far, or wait."""
        results = _rows("BulkResult").filter(row=OuterRef("pk"), outcome=BulkOutcome.DONE)
        return self.exclude(Exists(results))
