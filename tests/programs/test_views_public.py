from datetime import timedelta

import pytest
from django.utils import timezone

from programs.catalogue import card_of
from programs.choices import BatchStatus, FigureKind, GateType, IntakeStatus, SelectionMethod
from programs.models import Criterion, Gate, PublishedFigure, RequiredDocument, Reserve
from programs.services.opening import freeze_rules, open_intake
from programs.services.status import change_intake_status
from tests.factories import BatchFactory, IntakeFactory, TrainingProgramFactory

pytestmark = pytest.mark.django_db


def open_batch(**fields):
    """An open class by draw, with a gate, a reserve, a document and 64 applicants."""
    batch = BatchFactory(selection_method=SelectionMethod.LOTTERY, **fields)
    Gate.objects.create(
        batch=batch, code="resident", type=GateType.HAS_ALL, facts=["city_resident"]
    )
    Gate.objects.create(batch=batch, position=1, code="age", type=GateType.AGE, minimum_age=18)
    Reserve.objects.create(
        batch=batch,
        category="disability",
        name="Penyandang disabilitas",
        facts=["disability"],
        seats=1,
    )
    RequiredDocument.objects.get_or_create(
        program=batch.program, kind="KTP", defaults={"label": "KTP-el"}
    )
    PublishedFigure.objects.create(
        batch=batch, kind=FigureKind.APPLICANTS, value=64, as_of=timezone.now()
    )
    return batch


def opened(batch, **kwargs):
    open_intake(batch.intake, actor=None, **kwargs)
    batch.refresh_from_db()
    return batch


def soon():
    """An intake that is planned and opens in a week."""
    now = timezone.now()
    return IntakeFactory(opens_at=now + timedelta(days=7), closes_at=now + timedelta(days=20))


def test_the_landing_page_shows_what_is_open_and_how_sought_after_it_is(client):
    batch = opened(open_batch())

    page = client.get("/")

    assert page.status_code == 200
    [entry] = page.context["cards"]
    card = card_of(entry)
    assert entry.code == batch.code
    assert f"<span>{card.ratio}</span><small>{card.numbers}</small>" in page.text
    assert card.ratio == "<b>4 pendaftar</b> untuk 1 kursi"
    assert card.numbers == "64 pendaftar, 16 kursi"
    assert card.conditions == "Warga kota, 18 tahun ke atas"
    assert page.context["main"].intake_title == batch.intake.title


def test_the_landing_page_sorts_open_first_come_and_coming(client):
    by_draw = opened(open_batch())
    first_come = opened(BatchFactory(selection_method=SelectionMethod.FIRST_COME))
    coming = BatchFactory(intake=soon())
    opened(BatchFactory(selection_method=SelectionMethod.NOMINATION))

    context = client.get("/").context

    assert [entry.code for entry in context["cards"]] == [by_draw.code]
    assert [entry.code for entry in context["first_come"]] == [first_come.code]
    assert [entry.code for entry in context["coming"]] == [coming.code]


def test_without_an_open_class_the_landing_page_says_what_opens_next(client):
    coming = BatchFactory(intake=soon())

    page = client.get("/")

    assert page.context["cards"] == []
    assert "Saat ini belum ada pendaftaran yang dibuka." in page.text
    assert coming.program.title in page.text


def test_last_years_results_add_up(client):
    year = timezone.localdate().year - 1
    for value in (30, 40):
        batch = BatchFactory(intake__year=year, capacity=10, status=BatchStatus.FINISHED)
        PublishedFigure.objects.create(
            batch=batch, kind=FigureKind.APPLICANTS, value=value, as_of=timezone.now()
        )

    results = client.get("/").context["last_year"]

    assert (results.classes, results.seats, results.applicants) == (2, 20, 70)


@pytest.mark.parametrize("path", ["/", "/program/"])
def test_the_number_of_queries_does_not_grow(client, path, django_assert_num_queries):
    queries = {"/": 2, "/program/": 1}[path]
    opened(open_batch())
    with django_assert_num_queries(queries):
        client.get(path)

    for _number in range(2):
        opened(open_batch())
    # The second time the page is made and kept, which reads its trace as well.
    for expected in [2 * queries, queries]:
        with django_assert_num_queries(expected):
            client.get(path)


def test_a_class_page_and_an_intake_page_need_five_queries_at_most(
    client, django_assert_num_queries
):
    batch = open_batch()
    for _number in range(2):
        open_batch(intake=batch.intake)
    intake_url = opened(batch).intake.get_absolute_url()

    for expected in [5, 3, 1]:
        with django_assert_num_queries(expected):
            client.get(intake_url)
    for expected in [2, 3, 1]:
        with django_assert_num_queries(expected):
            client.get(batch.get_absolute_url())


def test_rules_are_read_anew_until_they_are_published(client):
    batch = open_batch()
    before = client.get(batch.get_absolute_url()).context["rules"].who
    batch.gates.filter(code="age").update(minimum_age=21)

    after = client.get(batch.get_absolute_url()).context["rules"].who

    assert before[1].startswith("Usia 18 tahun")
    assert after[1].startswith("Usia 21 tahun")


def test_the_programme_list_shows_each_programme_with_its_nearest_class(client):
    program = TrainingProgramFactory(title="Las")
    past = open_batch(program=program, status=BatchStatus.FINISHED)
    current = opened(open_batch(program=program))
    alone = TrainingProgramFactory(title="Batik")
    TrainingProgramFactory(title="Lama", is_offered=False)

    rows = client.get("/program/").context["rows"]

    assert [(row["entry"].title, row["entry"].code) for row in rows] == [
        ("Las", current.code),
        ("Batik", None),
    ]
    assert past.code != current.code
    assert alone.slug == rows[1]["entry"].slug


@pytest.mark.parametrize(
    ("intake_days", "status", "code", "sentence"),
    [
        ((-1, 5), BatchStatus.OPEN, "open", "Pendaftaran ditutup"),
        ((2, 5), BatchStatus.OPEN, "soon", "Pendaftaran dibuka"),
        ((2, 5), BatchStatus.PLANNED, "soon", "Pendaftaran dibuka"),
        ((-5, -1), BatchStatus.OPEN, "closed", "Pendaftaran sudah ditutup"),
        ((-5, -1), BatchStatus.SELECTING, "closed", "Pendaftaran sudah ditutup"),
        ((-5, 5), BatchStatus.POSTPONED, "postponed", "Tanggal baru akan diumumkan"),
    ],
)
def test_a_class_page_says_whether_one_may_apply(client, intake_days, status, code, sentence):
    now = timezone.now()
    opens, closes = (now + timedelta(days=days) for days in intake_days)
    batch = BatchFactory(intake__opens_at=opens, intake__closes_at=closes, status=status)

    page = client.get(batch.get_absolute_url())

    assert page.context["state"].code == code
    assert page.context["state"].sentence.startswith(sentence)


def test_a_class_page_explains_its_rules_and_shows_their_fingerprint(client):
    batch = BatchFactory()
    Criterion.objects.create(
        batch=batch, code="w", name="Tes tulis", assessed_by="written", weight=40
    )
    Criterion.objects.create(
        batch=batch,
        position=1,
        code="i",
        name="Wawancara",
        assessed_by="interview",
        weight=60,
        tie_position=1,
    )
    rule_set = open_intake(batch.intake, actor=None)

    page = client.get(batch.get_absolute_url())

    assert page.context["rules"].how == (
        "Bila yang memenuhi syarat lebih dari 16 orang, peserta diurutkan menurut nilai akhir.",
        "Nilai akhir: tes tulis 40% dan wawancara 60%.",
        "Nilai sama diputus menurut wawancara, lalu dengan undian yang bisa dihitung ulang "
        "siapa pun.",
    )
    assert rule_set.sha256[:8] in page.text


def test_the_intake_page_shows_promise_and_rules(client):
    batch = opened(open_batch(), commitment="ab" * 32)

    page = client.get(batch.intake.get_absolute_url())

    assert "abababab abababab" in page.text
    [shown] = page.context["classes"]
    assert shown["rules"].who[0] == "Warga Kota Pekalongan"
    assert shown["rules"].how[-1] == (
        "1 kursi dijamin untuk penyandang disabilitas. Bila tidak terpakai, kursi itu dibuka "
        "untuk semua."
    )


def test_the_rules_are_handed_out_byte_for_byte(client):
    batch = open_batch()
    rule_set = freeze_rules(batch.intake, actor=None)

    response = client.get(f"/gelombang/{batch.intake.code}/aturan-1.json")

    assert response.content == rule_set.canonical.encode()


def test_a_cancelled_intake_is_gone(client):
    intake = IntakeFactory()
    change_intake_status(intake, IntakeStatus.CANCELLED, actor=None)

    assert client.get(intake.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("path", ["/program/tidak-ada/", "/kelas/TIDAK-ADA/", "/gelombang/X/"])
def test_what_does_not_exist_is_not_found(client, path):
    page = client.get(path)

    assert page.status_code == 404
    assert "Halaman ini tidak ada" in page.text


def test_a_programme_page_lists_its_classes_newest_first(client):
    batch = opened(open_batch())
    older = open_batch(
        program=batch.program,
        intake__opens_at=timezone.now() - timedelta(days=300),
        intake__closes_at=timezone.now() - timedelta(days=280),
    )

    page = client.get(batch.program.get_absolute_url())

    assert [row["batch"].code for row in page.context["batches"]] == [batch.code, older.code]


def test_public_pages_load_no_script(client):
    batch = opened(open_batch())

    for path in ["/", "/program/", batch.get_absolute_url(), "/bantuan/"]:
        assert "<script" not in client.get(path).text


def test_a_card_tells_the_newest_number_in_the_language_of_the_visitor(client):
    batch = opened(open_batch())
    client.get("/")

    batch.figures.update(value=80)
    indonesian = client.get("/").text
    client.cookies["django_language"] = "en"
    english = client.get("/").text

    assert "80 pendaftar, 16 kursi" in indonesian
    assert "80 applicants, 16 seats" in english
