"""Numbered papers of the office: written by the manager, read by whoever reads rounds."""

from datetime import date

from enrollment.choices import PaperKind
from enrollment.services.official_papers import write_paper
from programs.models import Batch
from tests.access.matrix import Row, only
from tests.access.rows_rounds import READERS, class_of_published_round, done_by, read_by
from tests.factories import UserFactory


def official_paper(user):
    batch = Batch.objects.get(code=class_of_published_round(user)["batch_code"])
    paper = write_paper(
        batch.intake,
        PaperKind.ATTENDANCE_LIST,
        actor=UserFactory(roles=["training_manager"]),
        number=f"800/{user.pk}/2026",
        dated_on=date(2026, 11, 24),
        opening="Tanda tangani sendiri.",
        signers=[{"role": "Kepala UPTD", "name": "Budi Contoh"}],
        batch=batch,
        days=[date(2026, 12, 1)],
    )
    return {"pk": paper.pk}


OBJECTS = {"official_paper": official_paper}

ROWS = [
    read_by("enrollment:official_papers", *READERS, of="published_round"),
    Row(
        "enrollment:write_official_paper",
        of="published_round",
        kwargs={"kind": "berita-acara"},
        get=only("training_manager"),
        post=only("training_manager", answer=422),
    ),
    read_by("enrollment:official_paper", *READERS, of="official_paper"),
    read_by("enrollment:official_paper_pdf", *READERS, of="official_paper"),
    Row(
        "enrollment:official_paper_scan",
        of="official_paper",
        get=only(*READERS, answer=404),
        post=only(*READERS, answer=405),
    ),
    done_by("enrollment:attach_scan", "training_manager", answer=422, of="official_paper"),
    done_by(
        "enrollment:withdraw_official_paper",
        "training_manager",
        answer=422,
        of="official_paper",
    ),
]
