import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def message_ids():
    """Refusals are compared by their message ids."""
    with translation.override("en"):
        yield
