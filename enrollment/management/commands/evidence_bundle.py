from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from blk_portal.shared.errors import DomainError
from enrollment.models import SelectionRound
from enrollment.services.evidence import hand_out_evidence


class Command(BaseCommand):
    help = "Write the sealed evidence of a published round into a zip and note why."

    def add_arguments(self, parser):
        parser.add_argument("code", help="Code of the intake.")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--to", required=True, type=Path)

    def handle(self, *args, code, reason, to, **options):
        selection_round = SelectionRound.objects.filter(intake__code=code).first()
        if selection_round is None:
            raise CommandError("There is no such round.")
        if to.exists():
            raise CommandError(f"{to} is there already.")
        try:
            bundle = hand_out_evidence(selection_round, actor=None, reason=reason)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        to.write_bytes(bundle)
        handout = selection_round.evidence_handouts.first()
        self.stdout.write(f"{handout.sha256}  {to}")
