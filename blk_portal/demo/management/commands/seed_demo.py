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
        with transaction.atomic():
            world.build(self._say)
        self.stdout.write(f"The demo world is ready ({time.monotonic() - began:.0f} s).")

    def _say(self, what):
        if self.verbosity > 1:
            self.stdout.write(what)

    def execute(self, *args, **options):
        self.verbosity = options["verbosity"]
        return super().execute(*args, **options)
