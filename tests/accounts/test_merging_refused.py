"""What the database refuses of a merge and of a record that is gone."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import NikIndex, Person, PersonMerge
from accounts.services.merging import propose_merge
from accounts.services.relations import declare_relation
from blk_portal.shared.errors import DomainError
from enrollment.models import Application
from notices.models import Notice
from notices.services.outbox import queue_notice
from tests.factories import PersonFactory, UserFactory
from tests.factories.desk import DocumentFactory, batch_with_gates
from tests.factories.grants import GrantRequestFactory
from tests.factories.merges import fill, proposed, registered_twice

pytestmark = pytest.mark.django_db


def refused(match, act):
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        act()


def test_nobody_becomes_part_of_another_without_two_officers():
    pair, kept, gone = registered_twice()
    proposed(pair, kept)
    nobody = {
        **dict.fromkeys(["nik", "kk", "full_name", "birth_place", "address", "phone"], ""),
        **{"user": None, "birth_date": None},
    }

    refused(
        "no two officers",
        lambda: Person.objects.filter(pk=gone.pk).update(merged_into=kept, **nobody),
    )


def test_chains_second_merges_and_oneself_are_refused(merged):
    kept, gone = merged
    other = PersonFactory()
    move = Person.objects.filter(pk=gone.pk).update

    refused("merged for good", lambda: move(merged_into=None))
    refused("merged for good", lambda: move(merged_into=other))
    refused(
        "two_records",
        lambda: PersonMerge.objects.create(
            kept=other, gone=other, reason="papers", proposed_by=UserFactory()
        ),
    )
    refused(
        "another merge",
        lambda: Person.objects.create(nik="", kk="", merged_into=gone),
    )
    with pytest.raises(DomainError, match="mengambil alih"):
        propose_merge(other, kept, actor=UserFactory(), reason="papers")


def test_nothing_new_is_written_for_a_record_that_is_gone(merged):
    kept, gone = merged
    now, staff = timezone.now(), UserFactory()
    batch = batch_with_gates()
    acts = [
        lambda: Application.objects.create(person=gone, user=staff, intake=batch.intake),
        lambda: DocumentFactory(person=gone),
        lambda: NikIndex.objects.create(person=gone, key_version=1, digest="1" * 64),
        lambda: GrantRequestFactory(person=gone),
        lambda: declare_relation(gone, user=staff, kind="friend"),
        lambda: gone.data_requests.create(
            kind="erase", received_at=now, due_at=now + timezone.timedelta(days=1)
        ),
        lambda: Application.objects.filter(person=kept).update(person=gone),
    ]

    for act in acts:
        refused("became part of", act)


def test_a_message_made_for_the_record_that_is_gone_reaches_the_one_that_stands(merged):
    kept, gone = merged
    queue_notice(
        gone, "application_counts_again", context={"number": "1", "intake": "I"}, event_key="late"
    )

    assert Notice.objects.get(event_key="late").person == kept


def test_the_record_of_what_moved_never_changes(merged):
    for change in ({"moved": {}}, {"reason": "came"}, {"decided_at": None}):
        with pytest.raises(Exception, match="Cannot update|illegal"), transaction.atomic():
            PersonMerge.objects.update(**change)


def test_rows_follow_no_other_than_the_record_that_stands(merged):
    kept, _gone = merged
    fill(kept)
    other = PersonFactory()

    for rows in (kept.consents, kept.help_sessions, kept.declared_relations):
        field = "client" if rows.model.__name__ == "HelpSession" else "person"
        refused("never change", lambda rows=rows, field=field: rows.update(**{field: other}))
