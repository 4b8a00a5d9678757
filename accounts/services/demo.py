"""One account for each role in the demo world, the same on every machine."""

import base64
import hashlib
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import User
from blk_portal.shared.crypto import encrypt
from blk_portal.shared.errors import DomainError

DEMO_PASSWORD = "batik-pesisir-gratis-2026"
PERIOD = 30
ACCOUNTS = {
    Role.RESIDENT: ("warga@blk.example.com", "Wati Contoh"),
    Role.HELPER: ("pendamping@blk.example.com", "Hadi Contoh"),
    Role.VERIFIER: ("verifikator@blk.example.com", "Rina Contoh"),
    Role.ASSESSOR: ("penguji@blk.example.com", "Agus Contoh"),
    Role.TRAINING_MANAGER: ("pengelola@blk.example.com", "Dewi Contoh"),
    Role.APPROVER: ("kepala@blk.example.com", "Bambang Contoh"),
    Role.GRANTS_OFFICER: ("hibah@blk.example.com", "Lestari Contoh"),
    Role.OFFICIAL: ("pimpinan@blk.example.com", "Aisyah Contoh"),
    Role.AUDITOR: ("inspektorat@blk.example.com", "Yusuf Contoh"),
    Role.ADMIN: ("admin@blk.example.com", "Sari Contoh"),
}


@transaction.atomic
def create_demo_accounts():
    """Create what is missing of the demo accounts and return ``{role: user}``.

    All have ``DEMO_PASSWORD``; staff have a second factor whose codes ``otp`` prints. Raise
    ``DomainError`` outside a demo.
    """
    refuse_outside_demo()
    password = make_password(DEMO_PASSWORD)
    groups = {group.name: group for group in Group.objects.all()}
    users = {}
    for role, (username, name) in ACCOUNTS.items():
        user, created = User.objects.get_or_create(
            username=username,
            defaults={"email": username, "display_name": name, "password": password},
        )
        if created:
            user.groups.add(groups[role])
        if created and role != Role.RESIDENT:
            Authenticator.objects.create(
                user=user,
                type=Authenticator.Type.TOTP,
                data={"secret": encrypt(demo_secret(username))},
            )
        users[role] = user
    return users


def current_code(username):
    """Return the code that the second factor of a demo account shows now."""
    refuse_outside_demo()
    if username not in {name for name, _display_name in ACCOUNTS.values()}:
        raise DomainError(_("There is no demo account “{name}”.").format(name=username))
    return format_hotp_value(hotp_value(demo_secret(username), int(time.time()) // PERIOD))


def demo_secret(username):
    """A secret that follows from the name; so everybody knows it, which is why it is a demo."""
    return base64.b32encode(hashlib.sha256(f"demo:{username}".encode()).digest()[:20]).decode()


def refuse_outside_demo():
    if not settings.DEMO:
        raise DomainError(_("Demo accounts exist in a demo only."))
