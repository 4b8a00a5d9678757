import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import DeclaredRelation, Person
from accounts.services.relations import declare_relation
from blk_portal.shared.errors import DomainError
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def relation():
    return declare_relation(PersonFactory(), user=UserFactory(), kind="family")


def test_a_declared_relation_keeps_apart_the_two_and_nobody_else(relation):
    stranger = PersonFactory()

    assert list(Person.objects.near_to(relation.user)) == [relation.person]
    assert list(Person.objects.near_to(UserFactory())) == []
    assert stranger not in Person.objects.near_to(relation.user)


def test_declaring_again_keeps_the_first_word(relation):
    again = declare_relation(relation.person, user=relation.user, kind="work")

    assert (again, again.kind) == (relation, "family")


def test_nobody_declares_a_relation_to_himself():
    person = PersonFactory(user=UserFactory())

    with pytest.raises(DomainError) as refusal:
        declare_relation(person, user=person.user, kind="other")

    assert str(refusal.value) == "Ini Anda sendiri. Berkas Anda tidak pernah tampil di meja Anda."
    assert DeclaredRelation.objects.count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "work"},
        {"ended_at": "2026-01-01T00:00Z"},
        {"ended_at": "2026-01-01T00:00Z", "end_reason": "ya", "ended_by": "user"},
    ],
)
def test_the_database_keeps_the_word_as_it_was_given(relation, values):
    values = {key: relation.user if value == "user" else value for key, value in values.items()}

    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        DeclaredRelation.objects.filter(pk=relation.pk).update(**values)
    with pytest.raises(DatabaseError), transaction.atomic():
        DeclaredRelation.objects.filter(pk=relation.pk).delete()

    assert DeclaredRelation.objects.values_list("kind", "ended_at").get() == ("family", None)
