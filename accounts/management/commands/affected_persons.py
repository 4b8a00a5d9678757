from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.access_log import opened_by
from accounts.models import User


class Command(BaseCommand):
    help = "List the numbers of persons whose papers or NIK an account opened in a period."

    def add_arguments(self, parser):
        parser.add_argument("account", help="What the account signs in with, or its number.")
        parser.add_argument("--since", required=True, type=datetime.fromisoformat)
        parser.add_argument("--until", type=datetime.fromisoformat)

    def handle(self, *args, account, since, until, **options):
        found = User.objects.filter(username=account.lower())
        if not found and account.isdigit():
            found = User.objects.filter(pk=int(account))
        if not found:
            raise CommandError("There is no such account.")
        since = timezone.make_aware(since)
        until = timezone.make_aware(until) if until else timezone.now()
        persons = opened_by(found[0], since, until)
        for number in persons:
            self.stdout.write(str(number))
        self.stderr.write(f"{len(persons)} persons")
