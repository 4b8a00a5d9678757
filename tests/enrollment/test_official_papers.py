import hashlib
import json
from datetime import date
from io import BytesIO

import pytest
from django.db import Error, transaction
from django.urls import reverse
from pypdfium2 import PdfDocument

from blk_portal.shared.errors import DomainError
from enrollment.choices import PaperKind
from enrollment.models import OfficialPaper
from enrollment.official_papers import as_pdf
from enrollment.services.official_papers import attach_scan, withdraw_paper, write_paper
from tests.factories import UserFactory
from tests.factories.rounds import apply_for, approve, batches_of, close, open_round, publish, run
from tests.files import photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return UserFactory(roles=["training_manager"])


@pytest.fixture
def selection_round():
    """A class of two seats for which three people came to the interview; approved."""
    selection_round = open_round(2)
    wishes = batches_of(selection_round)
    for score in (70, 90, 80):
        apply_for(selection_round, *wishes, score=score, person__full_name=f"Sari Nilai {score}")
    selection_round = close(selection_round)
    run(selection_round)
    return approve(selection_round)


def written(selection_round, manager, kind=PaperKind.MINUTES, number="800/1/2026", **more):
    return write_paper(
        selection_round.intake,
        kind,
        actor=manager,
        number=number,
        dated_on=date(2026, 11, 24),
        opening="Kami menetapkan:",
        signers=[{"role": "Kepala UPTD", "name": "Budi Contoh"}],
        **more,
    )


def printed_words(paper):
    pages = PdfDocument(BytesIO(as_pdf(paper).as_bytes()))
    return " ".join("\n".join(page.get_textpage().get_text_range() for page in pages).split())


def test_minutes_rank_seats_and_waitlist_with_their_scores(selection_round, manager):
    paper = written(selection_round, manager)

    (one_class, _fingerprints) = json.loads(paper.content)["sections"]
    assert [[row[0], *row[2:]] for row in one_class["rows"]] == [
        ["1", "Sari Nilai 90", "Kursi", "90"],
        ["2", "Sari Nilai 80", "Kursi", "80"],
        ["3", "Sari Nilai 70", "Cadangan 1", "70"],
    ]
    words = printed_words(paper)
    for word in ("800/1/2026", "Kami menetapkan:", "Sari Nilai 70", "Budi Contoh", paper.sha256):
        assert word in words


def test_annex_names_those_with_a_seat_alone(selection_round, manager):
    paper = written(selection_round, manager, PaperKind.DECREE_ANNEX)

    (one_class,) = json.loads(paper.content)["sections"]
    assert [row[2] for row in one_class["rows"]] == ["Sari Nilai 90", "Sari Nilai 80"]


def test_paper_prints_the_same_after_its_rows_have_changed(selection_round, manager):
    paper = written(selection_round, manager)
    before = printed_words(paper)

    for application in selection_round.intake.applications.all():
        application.person.full_name = "Nama Lain"
        application.person.save()

    paper.refresh_from_db()
    assert printed_words(paper) == before
    assert hashlib.sha256(paper.content.encode()).hexdigest() == paper.sha256


def test_lists_of_a_class_follow_its_seats_of_now(selection_round, manager):
    batch = batches_of(publish(selection_round))[0]

    days = [date(2026, 12, 1), date(2026, 12, 2)]
    paper = written(selection_round, manager, PaperKind.ATTENDANCE_LIST, batch=batch, days=days)

    (table,) = json.loads(paper.content)["sections"]
    assert table["head"] == ["No.", "Nama", "1 Desember", "2 Desember"]
    assert table["rows"] == [["1", "Sari Nilai 90", "", ""], ["2", "Sari Nilai 80", "", ""]]


def test_nothing_is_minuted_before_the_round_is_calculated(manager):
    with pytest.raises(DomainError, match="setelah seleksi dihitung"):
        written(open_round(1), manager)


def test_number_is_used_once_until_its_paper_is_withdrawn(selection_round, manager):
    paper = written(selection_round, manager)
    with pytest.raises(DomainError, match="sudah dipakai"):
        written(selection_round, manager)

    with pytest.raises(DomainError, match="alasan"):
        withdraw_paper(paper, actor=manager, reason=" ")
    withdraw_paper(paper, actor=manager, reason="Salah tanggal")

    assert written(selection_round, manager).number == paper.number
    with pytest.raises(DomainError, match="sudah ditarik"):
        withdraw_paper(paper, actor=manager, reason="Lagi")


def test_one_signed_scan_is_kept_with_its_paper(selection_round, manager):
    paper = written(selection_round, manager)
    scan = photo("scan.jpg")

    paper = attach_scan(paper, scan, actor=manager)

    assert paper.scan.read()[:3] == b"\xff\xd8\xff"
    with pytest.raises(DomainError, match="sudah dilampirkan"):
        attach_scan(paper, scan, actor=manager)


@pytest.mark.parametrize(
    "change",
    [
        {"content": "{}"},
        {"sha256": "0" * 64},
        {"number": "800/2/2026"},
        {"dated_on": date(2020, 1, 1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_database_keeps_a_written_paper_as_it_is(selection_round, manager, change):
    paper = written(selection_round, manager)

    with pytest.raises(Error), transaction.atomic():
        OfficialPaper.objects.filter(pk=paper.pk).update(**change)
    with pytest.raises(Error), transaction.atomic():
        OfficialPaper.objects.filter(pk=paper.pk).delete()


def test_words_of_a_paper_are_indonesian_for_who_reads_english(client, selection_round, manager):
    client.force_login(manager, backend="accounts.backends.PasswordBackend")
    client.cookies["django_language"] = "en"
    address = reverse(
        "enrollment:write_official_paper", args=[selection_round.intake.code, PaperKind.SUMMONS]
    )

    form = client.get(address).context["form"]

    assert form["opening"].value().startswith("Dengan hormat")
    assert form["role_1"].value() == "Kepala UPTD BLK Kota Pekalongan"


def test_manager_writes_a_paper_and_prints_it(client, selection_round, manager):
    client.force_login(manager, backend="accounts.backends.PasswordBackend")
    address = reverse(
        "enrollment:write_official_paper",
        args=[selection_round.intake.code, PaperKind.DECREE_ANNEX],
    )
    form = client.get(address).context["form"]
    words = {name: form[name].value() or "" for name in form.fields}

    refused = client.post(address, words | {"number": "800/9/2026", "role_2": "Sekretaris"})
    done = client.post(address, words | {"number": "800/9/2026", "name_1": "Budi Contoh"})

    assert refused.status_code == 422
    assert sorted(refused.context["form"].errors) == ["name_1", "name_2"]
    paper = OfficialPaper.objects.get()
    assert done.url == reverse("enrollment:official_paper", args=[paper.pk])
    printed = client.get(reverse("enrollment:official_paper_pdf", args=[paper.pk]))
    assert printed["Content-Type"] == "application/pdf"
    assert "Sari Nilai 90" in printed_words(paper)
