"""The portal as people meet it: real web server, real worker, real Redis, real browser.

Each journey has a database of its own, copied from the test database, and an empty Redis, so
journeys run side by side and commit what they like.
"""

import os
import secrets
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.db import connection
from playwright.sync_api import sync_playwright
from psycopg2.sql import SQL, Identifier, Literal
from redis import Redis

from accounts.services.demo import create_demo_accounts
from blk_portal.local_services import redis as redis_service
from blk_portal.local_services.account import choose_account
from blk_portal.local_services.places import prepare_data_directory, settle
from blk_portal.local_services.programs import reachable_programs
from blk_portal.local_services.supervisor import Supervisor
from tests.browser import find_browser
from tests.journeys.browsing import DESKTOP, PHONE, Browsing
from tests.journeys.processes import LivePortal, Worker, with_database
from tests.journeys.visitor import Visitor
from tests.waiting import wait_until

CHROMIUM_ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="session")
def supervisor(tmp_path_factory):
    supervisor = Supervisor(tmp_path_factory.mktemp("pids"), lambda message: None)
    yield supervisor
    supervisor.stop_all()


@pytest.fixture
def transactional_db():
    """The name by which pytest-django knows that a test needs the test database to be made.

    Without it a run of journeys alone would copy the database of the developer.
    """


@pytest.fixture
def journey_database(transactional_db, django_db_setup, django_db_blocker):
    """The name of a copy of the test database, to which the test itself is connected."""
    template = connection.settings_dict["NAME"]
    name = f"{template}_{secrets.token_hex(4)}"
    with django_db_blocker.unblock():
        connection.close()
        _as_owner(SQL("CREATE DATABASE {} TEMPLATE {}"), name, template)
        connection.settings_dict["NAME"] = name
        try:
            yield name
        finally:
            connection.close()
            connection.settings_dict["NAME"] = template
            wait_until(lambda: _dropped(name))


def _dropped(name):
    """Drop a database; return whether it could be, which it cannot while the server cleans it."""
    try:
        _as_owner(SQL("DROP DATABASE {} WITH (FORCE)"), name)
    except psycopg2.errors.InsufficientPrivilege:
        return False
    return True


def _as_owner(statement, *names, quoted_as=Identifier):
    params = connection.get_connection_params() | {"dbname": "postgres", "cursor_factory": None}
    owner = psycopg2.connect(**params)
    owner.autocommit = True
    try:
        with owner.cursor() as cursor:
            cursor.execute(statement.format(*map(quoted_as, names)))
    finally:
        owner.close()


@pytest.fixture
def cut_off_postgresql(journey_database):
    """Ends every connection to the journey's database and refuses new ones for a while.

    To its clients this is a restart; the server itself is shared with other tests.
    """

    @contextmanager
    def cut_off():
        connection.close()
        _as_owner(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false"), journey_database)
        _as_owner(
            SQL(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = {} AND backend_type = 'client backend'"
            ),
            journey_database,
            quoted_as=Literal,
        )
        try:
            yield
        finally:
            _as_owner(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true"), journey_database)

    return cut_off


@pytest.fixture(scope="session")
def private_redis(supervisor):
    """The child process and the URL of a Redis for the journeys of this process."""
    folder = Path(tempfile.mkdtemp(prefix="blk-journeys-", dir="/tmp"))
    folder.chmod(0o755)
    prepare_data_directory(folder / "data")
    account = choose_account()
    places = settle(folder / "data", account)
    redis_service.prepare_directory(places, account)
    programs = reachable_programs(account, places.services)
    child = supervisor.start(redis_service.redis_child(places, account, programs))
    redis_service.wait_until_ready(supervisor, child, places)
    yield child, redis_service.redis_url(places)
    supervisor.stop(child)
    shutil.rmtree(folder)


@pytest.fixture
def barrier_folder(tmp_path):
    folder = tmp_path / "barrier"
    folder.mkdir()
    return folder


@pytest.fixture
def hold(barrier_folder):
    """Holds the worker at a place of its work; wait, then let go."""

    class Hold:
        def __init__(self, place):
            self.gate = barrier_folder / f"hold-{place}"
            self.reached = barrier_folder / f"reached-{place}"
            self.gate.touch()

        def wait(self):
            """Return the pid of the process that is held, once it is."""
            wait_until(lambda: self.reached.exists() and self.reached.read_text())
            return int(self.reached.read_text())

        def let_go(self):
            self.gate.unlink()

    return Hold


@pytest.fixture
def journey_environment(journey_database, private_redis, barrier_folder, tmp_path):
    """What the processes of one journey read: the app role's view of its own database."""
    _, redis_url = private_redis
    Redis.from_url(redis_url).flushall()
    return {
        **{name: value for name, value in os.environ.items() if name != "BLK_DATABASE_ROLE"},
        "DJANGO_SETTINGS_MODULE": "blk_portal.settings.test",
        "BLK_DATABASE_ROLE": "app",
        "DATABASE_URL": with_database(os.environ["DATABASE_URL"], journey_database),
        "REDIS_URL": redis_url,
        "PRIVATE_ROOT": str(tmp_path / "private"),
        "ROUND_BARRIER_FOLDER": str(barrier_folder),
    }


@pytest.fixture
def live_portal(supervisor, journey_environment, tmp_path):
    """A web server on the journey's database."""
    portal = LivePortal(supervisor, journey_environment, tmp_path / "web.log")
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture
def celery_worker_process(supervisor, journey_environment, tmp_path):
    """A worker on the journey's database, which may be killed and started again."""
    worker = Worker(supervisor, journey_environment, tmp_path / "worker.log")
    worker.start()
    yield worker
    worker.kill()
    worker.stop()


@pytest.fixture
def browser(journey_database, monkeypatch):
    """A Chromium of this test's own.

    Playwright runs an event loop in this thread, beside which Django keeps another connection
    and has to be told to work at all; so it starts after the database is there and ends first.
    """
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM_ARGUMENTS)
        connection.close()


@pytest.fixture
def browsing(browser, live_portal):
    """Opens pages for several persons; fails on a foreign request, a blocked or broken one."""
    browsing = Browsing(browser, live_portal.url)
    yield browsing
    browsing.close()
    assert browsing.troubles == []


@pytest.fixture
def phone(browsing):
    """A page of 360 pixels with scripts off."""
    return browsing.open(PHONE, scripts=False)


@pytest.fixture
def phone_with_scripts(browsing):
    return browsing.open(PHONE)


@pytest.fixture
def desktop(browsing):
    return browsing.open(DESKTOP)


@pytest.fixture
def axe(browsing):
    """A function that lists what axe-core finds on a page against WCAG 2.2 A and AA."""
    return browsing.axe


@pytest.fixture
def visit(browsing, axe):
    """A function that brings somebody to a screen of their own."""
    return lambda device=DESKTOP, **options: Visitor(browsing.open(device, **options), axe)


@pytest.fixture
def staff(journey_database):
    """The demo account of each role."""
    return create_demo_accounts()


@pytest.fixture
def at_work(visit, staff):
    """A function that brings somebody of a role to a desk, signed in with the second factor."""

    def sign_in(role):
        officer = visit()
        officer.sign_in_as_staff(staff[role])
        return officer

    return sign_in
