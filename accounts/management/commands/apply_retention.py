from django.core.management.base import BaseCommand

from accounts.services.retention import apply_retention, due_for_deletion


class Command(BaseCommand):
    help = "Let go of what has been held long enough; --dry-run only says what would go."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Change nothing.")

    def handle(self, *args, dry_run, **options):
        counts = due_for_deletion() if dry_run else apply_retention().counts
        for key, number in counts.items():
            self.stdout.write(f"{key}: {number}")
