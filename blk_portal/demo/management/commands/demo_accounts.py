from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.services.demo import ACCOUNTS, DEMO_PASSWORD, create_demo_accounts
from blk_portal.demo.showcase import showcase
from blk_portal.shared.errors import DomainError


class Command(BaseCommand):
    help = "Create what is missing of the demo accounts, and print them with their roles."

    def handle(self, *args, **options):
        try:
            create_demo_accounts()
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        with translation.override("id"):
            for role, (username, _name) in ACCOUNTS.items():
                self._line(username, role.label)
            for username, words in showcase():
                self._line(username, words)
        self.stdout.write(f"  password of all: {DEMO_PASSWORD}")
        self.stdout.write("  sign-in code of staff: make otp USER=verifikator")

    def _line(self, username, words):
        self.stdout.write(f"  {username:<32} {words}")
