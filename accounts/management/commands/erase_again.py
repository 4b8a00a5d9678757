from django.core.management.base import BaseCommand

from accounts.services.erasing import erase_again


class Command(BaseCommand):
    help = "Erase whoever a restored backup brought back, as the file of tombstones says."

    def handle(self, *args, **options):
        if again := erase_again():
            self.stdout.write(f"Erased again after the backup: {len(again)} persons.")
