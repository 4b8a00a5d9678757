from django.core.management.base import BaseCommand, CommandError

from accounts.services.rotating import index_persons, reencrypt_columns, retire_old_indexes
from blk_portal.shared.errors import DomainError


class Command(BaseCommand):
    help = (
        "Write identity numbers anew with the newest of FIELD_KEYS and index them with every "
        "key of BLIND_INDEX_KEYS. May be stopped and started again; the portal keeps running."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--retire",
            action="store_true",
            help="Delete the indexes of keys that are no longer in BLIND_INDEX_KEYS.",
        )

    def handle(self, *args, retire, **options):
        if retire:
            try:
                self.stdout.write(f"retired indexes: {retire_old_indexes()}")
            except DomainError as refusal:
                raise CommandError(str(refusal)) from refusal
            return
        self.stdout.write(f"indexed: {index_persons()}")
        self.stdout.write(f"encrypted anew: {reencrypt_columns()}")
