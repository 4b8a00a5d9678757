from django.core.management.base import BaseCommand, CommandError

from accounts.models import HistorySeal
from accounts.services.verifying import verify_history


class Command(BaseCommand):
    help = "Compare all history with its seals, and a seal that was noted outside with the chain."

    def add_arguments(self, parser):
        parser.add_argument("--noted", help="Digest of a seal, as it was written down earlier.")

    def handle(self, *args, noted, **options):
        check = verify_history(whole=True)
        if check.differing_table:
            raise CommandError(
                f"History differs from its seal of {check.differing_day} in {check.differing_table}"
            )
        if noted and not HistorySeal.objects.filter(digest=_bare(noted)).exists():
            raise CommandError("No seal of this portal has the digest that was noted.")
        self.stdout.write(f"{check.seals} seals hold; {check.unreadable} portions were not read.")


def _bare(digest):
    return "".join(digest.split()).lower()
