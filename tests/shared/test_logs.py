import logging

import pytest
import structlog
from django.db import IntegrityError, transaction

from accounts.models import User
from tests.factories import UserFactory
from tests.logs import everything_logged

NUMBER = "+628120000999"


@pytest.fixture
def broken_rule(db):
    UserFactory(username=NUMBER)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        User.objects.create(username=NUMBER)
    assert NUMBER in str(caught.value)
    return caught.value


@pytest.fixture
def written():
    with everything_logged("tests.logs") as written:
        yield written


def test_a_broken_rule_is_logged_without_the_values_of_the_row(broken_rule, written):
    library, own = logging.getLogger("tests.logs"), structlog.get_logger("tests.logs")

    library.error("It failed.", exc_info=broken_rule)
    library.error("It failed: %r", broken_rule)
    own.error("failed", error=str(broken_rule))
    own.error("failed", exc_info=broken_rule)

    lines = written.lines()
    assert len(lines) == 4
    assert NUMBER not in written.getvalue()
    assert written.getvalue().count("DETAIL: left out") >= 4
    assert "IntegrityError" in lines[0]["exception"]
