"""Two records of one person become one: what moves, and what stays."""

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.models import Person, PersonChange, User
from accounts.services.erasing import erase_person, people_nobody_keeps
from accounts.services.merging import merge_persons
from accounts.services.register import find_person_by_nik, register_person
from accounts.services.relations import declare_relation
from blk_portal.shared import merging, personal_data
from enrollment.models import Application, DuplicatePair
from tests.accounts.test_services_erasing import dump, lines_with
from tests.factories import PersonFactory, UserFactory
from tests.factories.desk import batch_with_gates
from tests.factories.merges import fill, proposed, registered_twice, without_account

pytestmark = pytest.mark.django_db

OF_STAFF = {
    *("accounts.User_groups.user", "accounts.User_user_permissions.user"),
    "pghistory.MiddlewareEvents.user",
    "shared.StatusChange.actor",
    *(f"accounts.AccountEvent.{field}" for field in ["actor"]),
    *(f"accounts.ActingHead.{field}" for field in ["user", "recorded_by", "ended_by"]),
    "accounts.ActivationSlip.issued_by",
    "accounts.DataRequest.decided_by",
    *("accounts.Document.checked_by", "accounts.DocumentEvent.checked_by"),
    *("accounts.DocumentAccess.user", "accounts.PersonAccess.user", "accounts.PersonChange.by"),
    "accounts.Erasure.actor",
    "accounts.HelpSession.helper",
    "accounts.IdentityClaim.settled_by",
    "enrollment.CaseEvent.user",
    *("accounts.ListExport.user", "accounts.SavedView.user"),
    "accounts.Person.identity_verified_by",
    *("accounts.PersonMerge.proposed_by", "accounts.PersonMerge.decided_by"),
    *("accounts.DeclaredRelation.user", "accounts.DeclaredRelation.ended_by"),
    "notices.Notice.account",
}
WITHOUT_RESIDENTS = {"programs", "dashboards", "admin"}
ACTS_OF_STAFF = {"enrollment", "grants", "notices"}


def relations_to(model):
    return {
        f"{owner._meta.label}.{field.name}"
        for owner in apps.get_models(include_auto_created=True)
        for field in owner._meta.get_fields()
        if field.concrete and not field.many_to_many and field.related_model is model
    }


def known():
    return {each.relation for each in merging.follows()} | {
        relation for each in merging.mergings() for relation in each.stays
    }


def left_of(person):
    """Every relation in which a row still hangs on ``person``."""
    return {
        relation
        for relation in relations_to(Person)
        if merging.model_and_field(relation)[0]
        ._base_manager.filter(**{merging.model_and_field(relation)[1]: person})
        .exists()
    }


def test_every_relation_to_a_person_moves_or_says_why_it_stays():
    assert relations_to(Person) - known() == set()


def test_every_relation_to_an_account_moves_says_why_it_stays_or_is_of_staff():
    others = {
        relation
        for relation in relations_to(User) - known() - OF_STAFF
        if relation.split(".")[0] not in WITHOUT_RESIDENTS
    }

    # The later apps name who of the staff did something by these words alone.
    acts = {relation for relation in others if relation.split(".")[0] in ACTS_OF_STAFF}
    assert others == acts
    assert {relation.rsplit(".", 1)[1] for relation in acts} <= {
        *("made_by", "by", "written_by", "entered_by", "claimed_by", "asked_by", "second_by"),
        *("undone_by", "opened_by", "approved_by", "withdrawn_by", "recorded_by", "requested_by"),
        *("decided_by", "taken_by", "answered_by", "scanned_by", "reviewer", "first_reviewer"),
        *("taken_from", "assessor", "assignee", "entropy_read_by", "run_requested_by", "frozen_by"),
        *(
            "published_by",
            "publication_requested_by",
            "moved_by",
            "actor",
            "visited_by",
            "uploaded_by",
            "override_by",
        ),
    }


def test_no_relation_is_named_twice_or_does_not_exist():
    names = [each.relation for each in merging.follows()]
    names += [relation for each in merging.mergings() for relation in each.stays]

    assert len(names) == len(set(names))
    for name in names:
        model, field = merging.model_and_field(name)
        model._meta.get_field(field)


def test_everything_moves_and_what_stays_is_history(second):
    pair, kept, gone = registered_twice()
    fill(gone)
    sent = list(gone.applications.all())
    accounts = kept.user, gone.user
    nik = gone.nik

    merge = merge_persons(proposed(pair, kept), actor=second)

    gone.refresh_from_db()
    assert left_of(gone) == {
        *("accounts.PersonAccess.person", "accounts.PersonChange.person"),
        *("accounts.DocumentEvent.person", "enrollment.SeatEvent.person"),
        *("grants.GrantRequestEvent.person", "grants.BusinessGroupEvent.leader"),
        "grants.GroupMemberEvent.person",
        "accounts.PersonMerge.gone",
        *("accounts.ActivationSlip.person", "accounts.IdentityClaim.holder"),
        "enrollment.DuplicatePair.first",
    }
    assert merge.moved["enrollment.Application.person"] == [row.pk for row in sent]
    assert set(merge.moved) == {
        *("accounts.Document.person", "accounts.Consent.person", "accounts.DataRequest.person"),
        *("accounts.HelpSession.client", "accounts.DeclaredRelation.person"),
        *("enrollment.Application.person", "enrollment.Seat.person", "notices.Notice.person"),
        *("grants.GrantRequest.person", "grants.BusinessGroup.leader"),
        *("grants.BusinessGroup_members.person", "enrollment.Application.user"),
    }
    assert (gone.merged_into, gone.nik, gone.full_name, gone.birth_date) == (kept, "", "", None)
    assert find_person_by_nik(nik) is None
    assert kept.applications.filter(user=accounts[0]).count() == 2
    kept.refresh_from_db()
    assert kept.user == accounts[0]
    closed = User.objects.get(pk=accounts[1].pk)
    assert (closed.is_active, merge.closed_account) == (False, closed)
    assert gone.activation_slips.get().replaced_at is not None


def test_the_only_account_goes_along_and_keeps_its_name(second):
    pair, kept, gone = registered_twice(kept=without_account())
    account = gone.user

    merge = merge_persons(proposed(pair, kept), actor=second)

    kept.refresh_from_db()
    account.refresh_from_db()
    assert (kept.user, account.is_active, merge.closed_account) == (account, True, None)
    assert set(kept.applications.values_list("user", flat=True)) == {account.pk}


def test_what_was_said_otherwise_stays_encrypted_and_a_missing_number_goes_along(second):
    pair, kept, gone = registered_twice(kept={"person__phone": ""})
    said = {"nik": gone.nik, "kk": gone.kk, "phone": gone.phone}

    merge_persons(proposed(pair, kept), actor=second)

    kept.refresh_from_db()
    assert kept.phone == said["phone"]
    left = dict(PersonChange.objects.filter(person=gone).values_list("field", "old"))
    assert left == said
    assert lines_with(dump(), said["nik"]) == []


def test_a_consent_to_the_same_ends_and_both_stand_in_the_own_data(second):
    pair, kept, gone = registered_twice()
    fill(gone), fill(kept)

    merge_persons(proposed(pair, kept), actor=second)

    assert kept.consents.live().count() == 1
    assert kept.consents.count() == 2
    records = {section.key: len(found) for section, found in personal_data.collect(kept).items()}
    assert records == {
        "person": 1,
        "account": 2,
        "documents": 4,
        "consents": 2,
        "changes": 3,
        "merges": 1,
        "openings": 2,
        "help": 2,
        "data_requests": 2,
        "notices": 2,
        "applications": 2,
        "reviews": 0,
        "tests": 0,
        "offers": 0,
        "objections": 0,
        "classes": 0,
        "grants": 2,
    }


def test_a_relation_declared_to_either_keeps_its_officer_away(second):
    pair, kept, gone = registered_twice()
    near = UserFactory(roles=["verifier"])
    declare_relation(gone, user=near, kind="family")
    declare_relation(kept, user=near, kind="family")
    other = UserFactory(roles=["verifier"])
    declare_relation(gone, user=other, kind="friend")

    merge_persons(proposed(pair, kept), actor=second)

    for user in (near, other):
        assert kept in Person.objects.near_to(user)


def test_a_draft_beside_an_application_ends_and_any_other_stays(second):
    pair, kept, gone = registered_twice()
    intake = kept.applications.get().intake
    beside = Application.objects.create(user=gone.user, person=gone, intake=intake)
    alone = Application.objects.create(user=gone.user, intake=batch_with_gates().intake)

    merge_persons(proposed(pair, kept), actor=second)

    beside.refresh_from_db()
    alone.refresh_from_db()
    assert (beside.status, beside.person) == ("withdrawn", kept)
    assert (alone.status, alone.user) == ("draft", kept.user)


def test_not_the_same_as_a_third_is_remembered_of_who_stands(second):
    pair, kept, gone = registered_twice()
    third = PersonFactory()
    other = DuplicatePair.objects.create(
        first=gone,
        second=third,
        matches=["name"],
        is_likely=True,
        status="apart",
        matches_then=["name"],
        reason="papers",
        decided_by=second,
        decided_at=timezone.now(),
    )

    merge_persons(proposed(pair, kept), actor=second)

    other.refresh_from_db()
    assert {other.first, other.second} == {kept, third}
    assert other.first_id < other.second_id


def test_the_mistyped_nik_is_free_for_its_owner(second):
    pair, kept, gone = registered_twice()
    nik, kk = gone.nik, gone.kk
    merge_persons(proposed(pair, kept), actor=second)

    assert register_person(UserFactory(), nik=nik, kk=kk).nik == nik


def test_retention_leaves_the_tombstone_until_the_one_that_stands_goes(merged):
    kept, gone = merged
    later = timezone.now() + timezone.timedelta(days=9000)

    assert gone not in people_nobody_keeps(later, later)


def test_erasing_who_stands_erases_what_is_left_of_the_other(second):
    pair, kept, gone = registered_twice()
    fill(gone)
    said = [gone.nik, gone.user.username, "Memeriksa nomor", "KTP lama rahasia"]
    closed = gone.user
    merge_persons(proposed(pair, kept, note="KTP lama rahasia"), actor=second)

    erase_person(kept, cause="request", actor=None)

    gone.refresh_from_db()
    assert gone.erased_at is not None
    changes = PersonChange.objects.filter(person__in=[kept, gone])
    assert {(change.old, change.new, change.reason) for change in changes} == {("", "", "")}
    assert lines_with(dump(), *said) == []
    assert set(closed.events.values_list("reason", flat=True)) == {"–"}
