"""A resident's whole life leaves nothing of the person in logs, Redis, tasks and addresses."""

import pytest
import structlog
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from redis import Redis

from blk_portal import backup
from blk_portal.celery import app
from enrollment.tasks import decide_selection_round
from tests.enrollment.residents import open_intake
from tests.factories import UserFactory
from tests.journeys.asking import Visit
from tests.journeys.life import KK, NIK, PASSWORD, apply, look_around, try_ten_passwords
from tests.journeys.traces import commands_so_far, everything_in, found
from tests.logs import everything_logged
from tests.waiting import wait_until

pytestmark = [pytest.mark.journey]

SECRETS = {
    "NIK": [NIK, "3375 9045 0602 9901"],
    "family card": [KK],
    "name": ["Rahmawati", "Nur'aini"],
    "birth date": ["2002-06-05", "5 Juni 2002", "5 June 2002", "05-06-2002", "05/06/2002"],
    "address": ["Melati"],
    "phone": ["81200000111", "812-0000-0111", "812 0000 0111"],
    "e-mail": ["nuraini@example.com"],
    "password": [PASSWORD],
}


@pytest.fixture
def journey_environment(journey_environment):
    """Redis keeps the cache as in production, and every line that can be written is."""
    return journey_environment | {
        "DJANGO_SETTINGS_MODULE": "tests.redis_settings",
        "LOG_LEVEL": "DEBUG",
        "NOTICE_CHANNELS": "email",
    }


@pytest.fixture
def redis(journey_environment):
    with Redis.from_url(journey_environment["REDIS_URL"]) as client:
        yield client


@pytest.fixture
def monitor(redis):
    with redis.monitor() as monitor:
        yield monitor


def test_a_whole_life_leaves_no_trace_of_the_person(
    redis, monitor, live_portal, celery_worker_process, tmp_path
):
    # Given somebody who signs up, applies and sends
    resident, stranger = Visit(live_portal.port), Visit(live_portal.port)
    application = apply(resident, open_intake(titles=("Pembuatan Roti dan Kue",)))
    secrets = SECRETS | {"registration number": [application.registration_number]}

    # When she looks at what is hers, meets a fault, and somebody tries her account
    look_around(resident, application)
    meet_a_fault(resident)
    try_to_get_in(stranger, application)

    # And a helper, the counter and a verifier serve her, and every periodic task runs
    staff = serve(live_portal.port, application)
    run_every_task(celery_worker_process)

    # Then nothing of her stands where it must not
    logs = f"{live_portal.child.log.read_text()}{celery_worker_process.log_text()}".splitlines()
    commands, kept = commands_so_far(redis, monitor), everything_in(redis)
    visits = [resident, stranger, *staff]
    addresses = [address for visit in visits for address in visit.addresses]
    for texts in (logs, commands, kept, addresses):
        assert found(secrets, texts) == []

    # And a stolen dump gives no identity number
    backup._run_tool("pg_dump", "-f", str(tmp_path / "stolen.sql"))
    stolen = (tmp_path / "stolen.sql").read_text().splitlines()
    numbers = {name: secrets[name] for name in ("NIK", "family card", "password")}
    assert found(numbers, stolen) == []

    # And the texts that were searched are those in which such a life would leave its traces
    assert found({"name": SECRETS["name"]}, stolen)
    for event in ("request_finished", "task_succeeded", "IntegrityError"):
        assert any(event in line for line in logs)
    for writing in ("LPUSH default", "LPUSH notify", "blk:1:upload"):
        assert any(writing in command for command in commands), writing


def meet_a_fault(resident):
    """The database refuses the row that somebody sends, and says what stands in it."""
    _as_owner("ALTER TABLE accounts_person ADD CONSTRAINT broken CHECK (residence = '') NOT VALID")
    contact = {"phone": "0812-0000-0111", "email": "nuraini@example.com", "residence": "Melati 4"}
    page = resident.post("/akun/data-saya/kontak/", contact, status=500)
    assert "sebutkan kode ini" in page
    _as_owner("ALTER TABLE accounts_person DROP CONSTRAINT broken")


def _as_owner(statement):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(statement)


def try_to_get_in(stranger, application):
    try_ten_passwords(stranger)
    stranger.post("/akun/kata-sandi/lupa/", {"email": "nuraini@example.com"})
    born = {"birth_date_0": "5", "birth_date_1": "Juni", "birth_date_2": "2001"}
    number = {"number": application.registration_number}
    stranger.post("/cek/", number | born, status=422)
    stranger.post("/cek/", number | born | {"birth_date_2": "2002"})


def serve(port, application):
    helper, clerk, verifier = (
        Visit(port, UserFactory(roles=[role])) for role in ("helper", "helper", "verifier")
    )
    helper.post("/petugas/bantu/", {"nik": NIK}, status=200)
    helper.post("/petugas/bantu/mulai/", {"nik": NIK, "kk": KK, "source": "spoken"})
    helper.get(f"/lamaran/{application.pk}/")
    helper.get("/petugas/bantu/")
    helper.post("/petugas/bantu/selesai/", {})
    clerk.get(clerk.post("/petugas/loket/", {"who": NIK}))
    clerk.get("/petugas/hubungi/")
    case = f"/petugas/antrean/{application.pk}/"
    verifier.get("/petugas/antrean/")
    verifier.get(verifier.post("/petugas/antrean/cari/", {"q": "Siti Nur'aini Rahmawati"}))
    verifier.post(f"{case}pegang/", {})
    verifier.get(case)
    verifier.post(f"{case}nomor/", {"why": "compare"}, status=200)
    return helper, clerk, verifier


def run_every_task(worker):
    names = [entry["task"] for entry in app.conf.beat_schedule.values()]
    app.loader.import_default_modules()
    for name in names:
        worker.send(app.tasks[name])
    wait_until(lambda: worker.log_text().count("task_succeeded") >= len(names))


def test_what_stands_there_would_be_found(
    redis, monitor, celery_worker_process, journey_environment
):
    """Each trace is left on purpose, in the way in which it would be left by mistake."""
    celery_worker_process.send(decide_selection_round, NIK)
    RedisCache(journey_environment["REDIS_URL"], {}).set("k", {"name": "Rahmawati"})
    with everything_logged() as written:
        structlog.get_logger("planted").info("saved", address="Jalan Melati 3")

    texts = [*commands_so_far(redis, monitor), written.getvalue(), "/petugas/?q=0812-0000-0111"]

    assert {what for what, _text in found(SECRETS, texts)} == {"NIK", "name", "address", "phone"}
