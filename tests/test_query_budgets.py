"""How many statements a request may cost: ceilings that hold for any number of rows."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from enrollment.models import Application
from tests.enrollment.residents import complete_draft, open_intake
from tests.enrollment.test_resident_flow import ANSWERS
from tests.factories import BatchFactory, UserFactory
from tests.files import photo

pytestmark = pytest.mark.django_db

PUBLIC, RESIDENT, STAFF = 5, 8, 12
# These acts cost more than a page: kept from growing until they are brought down as well.
ENTERING_THE_REGISTER, UPLOAD, SENDING = 9, 11, 18

NOT_COUNTED = re.compile(r"SAVEPOINT|RELEASE|ROLLBACK")


class Visitor:
    """A client that fails on a request with more statements than its ceiling."""

    def __init__(self, client, ceiling):
        self.client, self.ceiling = client, ceiling

    def get(self, url, *, ceiling=None):
        return self._ask("get", url, None, ceiling)

    def post(self, url, answers=None, *, ceiling=None):
        return self._ask("post", url, answers or {}, ceiling)

    def _ask(self, method, url, answers, ceiling):
        statements = []

        def note(execute, sql, params, many, context):
            if not NOT_COUNTED.match(str(sql)):
                statements.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            response = getattr(self.client, method)(url, answers)
        assert response.status_code in (200, 302), (url, response.status_code)
        assert len(statements) <= (ceiling or self.ceiling), "\n".join([url, *statements])
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
        visit.get(url)
        ceiling = ENTERING_THE_REGISTER if part == "nik" else None
        visit.post(url, answers | {"looked_again": "yes"}, ceiling=ceiling)
    visit.get(f"{home}pilihan/")
    visit.post(f"{home}pilihan/", {"add": batch.code})
    visit.get(f"{home}pilihan/")
    visit.post(f"{home}pilihan/", {"done": "yes"})
    visit.post(f"{home}isi/alasan/", {"motivation": "Saya ingin membuka usaha."})
    visit.get(f"{home}dokumen/")
    visit.post(f"{home}dokumen/KTP/", {"file": photo()}, ceiling=UPLOAD)
    visit.get(f"{home}periksa/")
    sending = {"submission_key": str(application.submission_key), "declared": "on"}
    receipt = visit.post(f"{home}periksa/", sending, ceiling=SENDING)["Location"]
    visit.get(receipt)
    visit.get(home)
    visit.get(reverse("enrollment:my_applications"))
    visit.get(reverse("accounts:home"))

    application.refresh_from_db()
    assert application.status == "submitted"


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
        ("assessor", "enrollment:assessment_list"),
        ("training_manager", "programs:staff_intakes"),
        ("training_manager", "enrollment:roster_list"),
        ("helper", "notices:call_list"),
        ("grants_officer", "grants:round_list"),
        ("admin", "accounts:staff_accounts"),
    ],
)
def test_staff_lists_stay_in_their_budget(client, intake, role, view_name):
    client.force_login(UserFactory(roles=[role]))

    Visitor(client, STAFF).get(reverse(view_name))
