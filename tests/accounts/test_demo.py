from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.choices import Role
from accounts.models import User
from accounts.services.demo import DEMO_PASSWORD, create_demo_accounts, current_code
from blk_portal.shared.errors import DomainError

pytestmark = pytest.mark.django_db


def test_there_is_one_account_for_each_role_and_a_second_call_changes_nothing():
    users = create_demo_accounts()

    assert create_demo_accounts() == users
    assert User.objects.count() == len(Role)
    for role, user in users.items():
        assert user.roles == {role}
        assert user.check_password(DEMO_PASSWORD)


def test_outside_a_demo_there_are_no_demo_accounts(settings):
    settings.DEMO = False

    with pytest.raises(DomainError):
        create_demo_accounts()
    with pytest.raises(DomainError):
        current_code("admin@blk.example.com")
    with pytest.raises(CommandError):
        call_command("demo_accounts", stdout=StringIO())
    assert not User.objects.exists()


def test_the_commands_print_accounts_and_codes():
    accounts, code = StringIO(), StringIO()

    call_command("demo_accounts", stdout=accounts)
    call_command("otp", "verifikator", stdout=code)

    assert "verifikator@blk.example.com" in accounts.getvalue()
    assert DEMO_PASSWORD in accounts.getvalue()
    assert code.getvalue().strip() == current_code("verifikator@blk.example.com")
    with pytest.raises(CommandError):
        call_command("otp", "orang-lain", stdout=StringIO())
