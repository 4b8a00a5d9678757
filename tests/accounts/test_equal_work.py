"""Whether somebody has an account is not told by how long an answer takes.

What is compared is work, not time: how often a password is hashed, and the statements.
"""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrollment.services.submission import submit_application
from tests.enrollment.residents import complete_draft, open_intake
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "perahu merah di pasir"


@pytest.fixture
def work(monkeypatch):
    """A function that posts as a stranger and returns the status, the hashes, the statements."""
    encode, hashes = MD5PasswordHasher.encode, []

    def counted(self, password, salt):
        hashes.append(salt)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)

    def post(path, **data):
        hashes.clear()
        with CaptureQueriesContext(connection) as statements:
            answer = Client().post(path, data)
        return answer.status_code, len(hashes), [each["sql"].split()[0] for each in statements]

    return post


def test_a_wrong_password_costs_as_much_with_an_account_as_without_one(work):
    UserFactory(username="+6281234567890", password=PASSWORD)
    UserFactory(username="+6281234567891", password=PASSWORD, is_active=False)
    path = reverse("account_login")
    work(path, login="081277777777", password="salah")  # what is read once in a process

    nobody = work(path, login="081299999999", password="salah")
    somebody = work(path, login="081234567890", password="salah")
    closed = work(path, login="081234567891", password=PASSWORD)

    assert nobody[:2] == (422, 1)
    assert somebody == closed == nobody


def test_a_lookup_costs_as_much_for_a_number_that_exists(work):
    draft = complete_draft(open_intake())
    sent = submit_application(draft, actor=draft.user)
    another_day = {"birth_date_0": "13", "birth_date_1": "4", "birth_date_2": "1999"}
    path = reverse("enrollment:lookup")
    work(path, number="7KM4-9TQX", **another_day)

    nobody = work(path, number="7KM4-9TQX", **another_day)
    somebody = work(path, number=sent.registration_number, **another_day)

    assert nobody[0] == 422
    assert somebody == nobody
