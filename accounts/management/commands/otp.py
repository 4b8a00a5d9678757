from django.core.management.base import BaseCommand, CommandError

from accounts.services.demo import current_code
from blk_portal.shared.errors import DomainError


class Command(BaseCommand):
    help = "Print the sign-in code of a demo account, such as verifikator@blk.example.com."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username, **options):
        if "@" not in username:
            username = f"{username}@blk.example.com"
        try:
            self.stdout.write(current_code(username))
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
