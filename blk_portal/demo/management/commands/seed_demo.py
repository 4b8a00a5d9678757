import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from blk_portal.demo import world
from programs.models import Intake


class Command(BaseCommand):
    help = "Fill an empty database with the demo world, once."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Refused: DEMO is off, this may be a real database.")
        if Intake.objects.exists():
            self.stdout.write("The demo world is there already; nothing was changed.")
            return
        began = time.monotonic()
        say = self.stdout.write if options["verbosity"] > 1 else lambda _what: None
        with transaction.atomic():
            world.build(say)
        self.stdout.write(f"The demo world is ready ({time.monotonic() - began:.0f} s).")
