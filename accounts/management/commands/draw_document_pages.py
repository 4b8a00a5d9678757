from django.core.management.base import BaseCommand

from accounts.services.drawing import draw_missing_pages


class Command(BaseCommand):
    help = (
        "Draw page images and thumbnails of documents that have none yet. May be stopped and "
        "started again; the portal keeps running."
    )

    def handle(self, *args, **options):
        drawn, left = draw_missing_pages()
        self.stdout.write(f"drawn: {drawn}, could not be opened: {left}")
