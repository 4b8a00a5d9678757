"""Two officers who make one record of two."""

import pytest

from accounts.services.merging import merge_persons
from tests.factories import UserFactory
from tests.factories.merges import proposed, registered_twice


@pytest.fixture
def second():
    return UserFactory(display_name="Ratih", roles=["verifier"])


@pytest.fixture
def merged(second):
    pair, kept, gone = registered_twice()
    merge_persons(proposed(pair, kept), actor=second)
    gone.refresh_from_db()
    kept.refresh_from_db()
    return kept, gone
