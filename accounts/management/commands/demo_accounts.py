from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.services.demo import ACCOUNTS, DEMO_PASSWORD, create_demo_accounts
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
                self.stdout.write(f"  {username:<32} {role.label}")
        self.stdout.write(f"  password of all: {DEMO_PASSWORD}")
        self.stdout.write("  sign-in code of staff: make otp USER=verifikator")
