"""How many statements a request may cost: ceilings that hold for any number of rows.

BEGIN, COMMIT and savepoints are not counted: they read and write nothing.
"""

import re
from contextlib import contextmanager

import pytest
from django.db import connection
from django.urls import reverse

from enrollment.models import Application
from enrollment.services.bulk_running import run_bulk_act
from enrollment.services.status import change_status
from enrollment.services.submission import submit_application
from tests.enrollment.residents import complete_draft, open_intake
from tests.enrollment.test_resident_flow import ANSWERS
from tests.factories import BatchFactory, UserFactory
from tests.factories.bulk import asked, outcomes_of, returning_case
from tests.factories.desk import batch_with_gates
from tests.factories.pairs import pair_of
from tests.factories.rounds import apply_for, batches_of, open_round, published
from tests.files import photo

pytestmark = pytest.mark.django_db

PUBLIC, QUESTION, RESIDENT, STAFF = 5, 4, 8, 12
# docs/decisions/0019: why these cost more, and what a refusal costs, which shows the page again.
REPLACING, SENDING, SENDING_AGAIN, REFUSED_WISH = 8, 11, 10, 8
# docs/decisions/0042: once for an act, and for each file in a transaction of its own.
ONE_ACT, ACCEPTING_ONE_FILE = 9, 43
# docs/decisions/0019: the result of a class with guaranteed seats, where nothing moves any more
# and where somebody may still move up.
DECIDED, CONFIRMED, STILL_MOVING = 8, 9, 11

NOT_COUNTED = re.compile(r"SAVEPOINT|RELEASE|ROLLBACK")


@contextmanager
def _noted():
    """Yield the list of the statements that are executed, as it grows."""
    statements = []

    def note(execute, sql, params, many, context):
        if not NOT_COUNTED.match(str(sql)):
            statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


class Visitor:
    """A client that fails on a request with more statements than its ceiling.

    Where a request is known to cost more, its number is ``exactly`` that.
    """

    def __init__(self, client, ceiling):
        self.client, self.ceiling = client, ceiling

    def get(self, url):
        return self._ask("get", url, None, None, {})

    def post(self, url, answers=None, *, exactly=None, **headers):
        return self._ask("post", url, answers or {}, exactly, headers)

    def _ask(self, method, url, answers, exactly, headers):
        with _noted() as statements:
            response = getattr(self.client, method)(url, answers, **headers)
        assert response.status_code in (200, 302, 422), (url, response.status_code)
        said = "\n".join([url, *statements])
        if exactly:
            assert len(statements) == exactly, said
        else:
            assert len(statements) <= self.ceiling, said
        return response


@pytest.fixture(params=[1, 5])
def intake(request):
    """An open intake with so many classes and so many other people's files."""
    intake = open_intake(titles=[f"Kelas {number}" for number in range(request.param)])
    for _one in range(request.param):
        complete_draft(intake)
    return intake


def test_no_request_from_sign_up_to_the_status_page_exceeds_its_budget(client, intake):
    visit = Visitor(client, RESIDENT)
    batch = intake.batches.order_by("code").first()

    visit.get(f"/boleh-ikut/{batch.code}/")
    visit.get("/akun/daftar/")
    account = {"username": "0812-0000-0123", "password1": "perahu merah di pasir"}
    visit.post("/akun/daftar/", account)
    home = visit.post(f"/daftar/{intake.code}/")["Location"]
    application = Application.objects.get(user__username="+6281200000123")
    visit.get(home)
    for part, answers in ANSWERS:
        url = reverse("enrollment:question", args=[application.pk, part])
        Visitor(client, QUESTION).get(url)
        visit.post(url, answers | {"looked_again": "yes"})
    visit.get(f"{home}pilihan/")
    visit.post(f"{home}pilihan/", {"add": batch.code})
    visit.get(f"{home}pilihan/")
    visit.post(f"{home}pilihan/", {"done": "yes"})
    visit.post(f"{home}isi/alasan/", {"motivation": "Saya ingin membuka usaha."})
    visit.get(f"{home}dokumen/")
    visit.post(f"{home}dokumen/KTP/", {"file": photo()})
    visit.post(f"{home}dokumen/KTP/", {"file": photo()}, exactly=REPLACING)
    visit.get(f"{home}periksa/")
    sending = {"submission_key": str(application.submission_key), "declared": "on"}
    receipt = visit.post(f"{home}periksa/", sending, exactly=SENDING)["Location"]
    visit.get(receipt)
    visit.get(home)
    visit.get(reverse("enrollment:my_applications"))
    visit.get(reverse("accounts:home"))

    application.refresh_from_db()
    assert application.status == "submitted"


def test_changing_ones_mind_stays_in_the_budget(client, intake):
    draft = complete_draft(intake)
    client.force_login(draft.user)
    first, code = intake.batches.order_by("pk").first(), intake.batches.order_by("pk").last().code
    BatchFactory(intake=intake, status="open")
    home, visit = draft.get_absolute_url(), Visitor(client, RESIDENT)

    numbers = {"nik": "3375904506029901", "kk": "3375900101209001", "looked_again": "yes"}
    visit.get(f"{home}isi/nik/")
    visit.post(f"{home}isi/nik/", numbers)
    visit.post(f"{home}dokumen/KTP/hapus/")
    visit.post(f"{home}dokumen/KTP/", {"file": photo()}, headers={"HX-Request": "true"})
    for act in ["raise", "lower", "remove"]:
        visit.post(f"{home}pilihan/", {act: code})
    first.status = "closed"
    first.save()
    visit.post(f"{home}pilihan/", {"remove": first.code})
    visit.post(f"{home}pilihan/", {"add": first.code}, exactly=REFUSED_WISH)

    draft.refresh_from_db()
    assert (draft.person.nik, draft.person.documents.current().count()) == (numbers["nik"], 1)


def test_mending_a_returned_file_stays_in_the_budget(client, intake):
    draft = complete_draft(intake)
    submit_application(draft, actor=draft.user)
    verifier = UserFactory(roles=["verifier"])
    review = draft.reviews.create(reviewer=verifier, decision="return", message="Mohon perbaiki.")
    review.items.create(requirement="document:KTP", result="fix", reason="unclear")
    change_status(draft, "needs_fix", actor=verifier, reason="return")
    client.force_login(draft.user)
    home, visit = draft.get_absolute_url(), Visitor(client, RESIDENT)

    visit.get(home)
    visit.get(f"{home}dokumen/")
    visit.post(f"{home}dokumen/KTP/", {"file": photo()}, exactly=REPLACING + 1)
    visit.get(home)
    visit.post(f"{home}kirim-lagi/", exactly=SENDING_AGAIN)

    draft.refresh_from_db()
    assert draft.status == "submitted"


@pytest.mark.parametrize(
    ("place", "status", "statements"),
    [
        (0, "seated", STILL_MOVING),
        (0, "confirmed", CONFIRMED),
        (2, "waitlisted", STILL_MOVING),
        (2, "not_selected", DECIDED),
    ],
)
def test_a_result_beside_guaranteed_seats_costs_what_its_state_asks_for(
    client, place, status, statements
):
    selection_round = open_round(2, reserves=[("difabel", ["disability"], 1)])
    (batch,) = batches_of(selection_round)
    people = [apply_for(selection_round, batch, score=score) for score in (90, 80, 70)]
    published(selection_round)
    application = people[place]
    application.refresh_from_db()
    if application.status != status:
        change_status(application, status, actor=None)
    client.force_login(application.user)
    client.get(reverse("accounts:home"))

    with _noted() as asked:
        page = client.get(reverse("enrollment:result", args=[application.pk]))

    assert (page.status_code, len(asked)) == (200, statements), "\n".join(asked)


def test_public_pages_stay_in_their_budget(client, intake):
    batch = intake.batches.first()
    BatchFactory.create_batch(3)
    visit = Visitor(client, PUBLIC)

    for url in [
        *("/", "/program/", "/bantuan/", "/cek/"),
        batch.get_absolute_url(),
        batch.program.get_absolute_url(),
        intake.get_absolute_url(),
    ]:
        visit.get(url)


@pytest.mark.parametrize(
    ("role", "view_name"),
    [
        ("verifier", "enrollment:queue"),
        ("verifier", "enrollment:bulk_list"),
        ("verifier", "enrollment:duplicate_list"),
        ("auditor", "enrollment:application_list"),
        ("auditor", "accounts:exports"),
        ("auditor", "accounts:history_seals"),
        ("assessor", "enrollment:assessment_list"),
        ("training_manager", "programs:staff_intakes"),
        ("training_manager", "enrollment:roster_list"),
        ("helper", "notices:call_list"),
        ("approver", "notices:dispatch_list"),
        ("grants_officer", "grants:round_list"),
        ("admin", "accounts:staff_accounts"),
    ],
)
def test_staff_lists_stay_in_their_budget(client, intake, role, view_name):
    client.force_login(UserFactory(roles=[role]))

    Visitor(client, STAFF).get(reverse(view_name))


def test_a_pair_stays_in_the_budget_of_lists(client):
    client.force_login(UserFactory(roles=["verifier"]))
    pair = pair_of(pages_for=5)

    Visitor(client, STAFF).get(pair.get_absolute_url())
    Visitor(client, STAFF).get(reverse("enrollment:duplicate_list"))


def test_each_file_that_is_accepted_with_others_costs_the_same(batch_of_files):
    assert [len(batch_of_files(number)) for number in (1, 2, 4)] == [
        ONE_ACT + number * ACCEPTING_ONE_FILE for number in (1, 2, 4)
    ]


@pytest.fixture
def batch_of_files():
    """Return the statements of a bulk act that accepts so many files, none of them refused."""

    def accept(number):
        batch, verifier = batch_with_gates(), UserFactory(roles=["verifier"])
        for _one in range(number):
            returning_case(batch)
        act = asked("verify", batch.intake, verifier)
        with _noted() as statements:
            run_bulk_act(act)
        assert {outcome for outcome, _words in outcomes_of(act).values()} == {"done"}
        return statements

    return accept
