from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from enrollment.choices import (
    BEFORE_THE_RESULT,
    GONE,
    HOLDING_A_SEAT,
    LIVE,
    ApplicationStatus,
    FactUse,
    ReviewDecision,
)
from enrollment.querysets.rows import rows_of
from programs.choices import SUSPENDED


class ApplicationQuerySet(models.QuerySet):
    def belonging_to(self, user):
        """The applications that a resident sees: those of their account and of their person."""
        return self.filter(Q(user=user) | Q(person__user=user))

    def with_all(self, additions):
        """Apply each of ``additions``, methods of this class that add something to what is read."""
        rows = self
        for add in additions:
            rows = add(rows)
        return rows

    def live(self):
        """Neither withdrawn nor excluded as a duplicate."""
        return self.exclude(status__in=GONE)

    def not_withdrawn(self):
        """Those beside which their person begins no other in the same intake."""
        return self.exclude(status=ApplicationStatus.WITHDRAWN)

    def with_checks_elsewhere(self):
        """Add whether staff check the same person for another application now."""
        others = rows_of("Application").filter(
            person=OuterRef("person"), status__in=BEFORE_THE_RESULT
        )
        return self.annotate(is_checked_elsewhere=Exists(others.exclude(pk=OuterRef("pk"))))

    def with_origin(self):
        """Join who entered it for somebody, and the paper form that it was entered from."""
        return self.select_related("entered_by__kelurahan", "paper")

    def with_paper_form(self):
        """Join the paper form that it was entered from."""
        return self.select_related("paper")

    def with_state_of_round(self):
        """Add the status of the selection round of the intake, ``None`` before there is one."""
        return self.annotate(round_status=F("intake__selection_round__status"))

    def with_seat_elsewhere(self):
        """Add whether the person holds a seat that another application was given."""
        seats = rows_of("Seat").filter(person=OuterRef("person"), released_at__isnull=True)
        return self.annotate(sits_elsewhere=Exists(seats.exclude(application=OuterRef("pk"))))

    def with_papers_asked(self):
        """Add the papers that the programmes of the wishes ask for, in their order."""
        asked = apps.get_model("programs", "RequiredDocument").objects.filter(
            program__batches__choices__application=OuterRef("pk")
        )
        paper = JSONObject(kind="kind", label="label", is_required="is_required")
        return self.annotate(
            papers_asked=ArraySubquery(asked.order_by("position").values(json=paper))
        )

    def with_trainings(self):
        """Add the trainings that the person finished, as ``trainings_of_applicant`` takes them."""
        finished = rows_of("Participation").filter(
            application__person=OuterRef("person"), has_finished=True
        )
        training = JSONObject(
            programme="batch__program__slug",
            certificate_on="certificate_on",
            ends_on="batch__ends_on",
        )
        return self.annotate(
            finished_trainings=ArraySubquery(finished.order_by().values(json=training))
        )

    def with_an_excluded_one(self):
        """Add whether an application of the person was excluded from the same intake."""
        others = rows_of("Application").filter(
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
            rows_of("Review")
            .proposed()
            .filter(
                reviewer=user,
                application=OuterRef("pk"),
                application_version=OuterRef("version"),
            )
        )
        return self.exclude(Exists(own))

    def given_first_to(self, user):
        """Files that a manager meant for ``user`` before others."""
        return self.filter(Exists(_given().filter(act__assignee=user)))

    def given_to_nobody(self):
        return self.exclude(Exists(_given()))

    def in_the_hand_of(self, user, *, since):
        return self.filter(claimed_by=user, claimed_at__gte=since)

    def wishing_for(self, batches):
        return self.filter(pk__in=rows_of("Choice").filter(batch__in=batches).values("application"))

    def with_flags(self):
        """Add what makes a verifier look twice: returned before, priority, the same family card."""
        return self.annotate(
            was_returned=Exists(
                rows_of("Review").filter(
                    application=OuterRef("pk"),
                    decision=ReviewDecision.RETURN,
                    undone_at__isnull=True,
                )
            ),
            waits_for_second=Exists(
                rows_of("Review")
                .proposed()
                .filter(application=OuterRef("pk"), application_version=OuterRef("version"))
            ),
            may_be_a_duplicate=Exists(
                rows_of("DuplicatePair").open().likely().of_person(OuterRef("person"))
            ),
            claims_priority=Exists(
                rows_of("FactClaim").filter(
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
                    rows_of("Choice")
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
        first = rows_of("Choice").filter(application=OuterRef("pk"), rank=1)
        decisions = (
            rows_of("Review")
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


def _given():
    return rows_of("BulkRow").given().filter(application=OuterRef("pk"))


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
