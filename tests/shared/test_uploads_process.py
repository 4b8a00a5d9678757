"""The process that opens uploads: it may die, hang or grow, and nobody waits for ever."""

import os
import signal
import subprocess
import sys
import threading
from multiprocessing import get_context
from pathlib import Path

import pytest

from blk_portal.shared import uploads
from blk_portal.shared.cleaner.protocol import CPU_SECONDS
from blk_portal.shared.errors import DomainError, TryAgainLater
from blk_portal.shared.uploads import clean_content, clean_upload
from blk_portal.shared.uploads_process import (
    AT_ONCE,
    GRACE,
    PROGRAM,
    SECONDS,
    CleanerProcess,
)
from tests.files import photo, picture
from tests.hostile_pictures import heic
from tests.waiting import PATIENCE, wait_until

GOOD = picture()
# Does ``act`` instead of opening what begins with "bad".
MISBEHAVING = (
    "import ctypes, os, resource, signal, socket, sys, time; from cleaner import work; "
    "real = work.clean; act = lambda content: {act}; "
    "work.clean = lambda content: act(content) if content[:3] == b'bad' else real(content); "
)


@pytest.fixture
def misbehaving(monkeypatch):
    """A function that makes the cleaner do something else with a bad file."""
    started = []

    def begin(act, seconds=SECONDS):
        program = MISBEHAVING.replace("{act}", act.replace("{", "{{").replace("}", "}}")) + PROGRAM
        cleaner = CleanerProcess(program, seconds)
        started.append(cleaner)
        monkeypatch.setattr(uploads, "cleaner", cleaner)
        return cleaner

    yield begin
    for cleaner in started:
        cleaner.stop()


def refusal_of_a_bad_file():
    with pytest.raises(DomainError) as refusal:
        clean_content(b"bad")
    return str(refusal.value)


def children_of(cleaner):
    if cleaner._server is None:
        return []
    server = cleaner._server.pid
    return Path(f"/proc/{server}/task/{server}/children").read_text().split()


def end_children_of(cleaner):
    for pid in children_of(cleaner):
        os.kill(int(pid), signal.SIGKILL)


def told(cleaner):
    """What a bad file made the process say instead of facts."""
    return cleaner.clean(b"bad")[0]["told"]


@pytest.mark.parametrize(
    "act",
    [
        "os.kill(os.getpid(), signal.SIGKILL)",
        "ctypes.string_at(0)",
        "os._exit(0)",
        "sys.exit(3)",
    ],
)
def test_a_process_that_dies_is_a_sentence_and_the_next_file_is_opened(misbehaving, act):
    cleaner = misbehaving(act)
    clean_content(GOOD)
    server = cleaner._server.pid

    assert refusal_of_a_bad_file().startswith("Berkas ini belum bisa dibuka")

    assert clean_content(GOOD).pages == 1
    assert cleaner._server.pid == server


def test_a_process_that_hangs_is_ended_and_a_sentence(misbehaving):
    cleaner = misbehaving("(time.sleep(600), signal.pause())", seconds=1)

    assert refusal_of_a_bad_file().startswith("Berkas ini terlalu lama dibuka")

    wait_until(lambda: children_of(cleaner) == [])
    assert SECONDS + GRACE <= CPU_SECONDS + 3


def test_after_one_that_hung_the_same_process_opens_the_next(misbehaving):
    cleaner = misbehaving("(time.sleep(600), signal.pause())")
    clean_content(GOOD)
    server = cleaner._server.pid

    assert refusal_of_a_bad_file().startswith("Berkas ini terlalu lama dibuka")

    assert clean_content(GOOD).pages == 1
    assert cleaner._server.pid == server


def test_a_process_that_eats_memory_is_refused_more_and_a_sentence(misbehaving):
    misbehaving("b' ' * (600 * 1024 * 1024)")

    assert refusal_of_a_bad_file().startswith("Berkas ini terlalu rumit")

    assert clean_content(GOOD).pages == 1


def test_a_process_that_computes_for_ever_is_ended(misbehaving):
    """By its second of work, or on a busy machine by the clock, whichever is over first."""
    misbehaving("(resource.setrlimit(resource.RLIMIT_CPU, (1, 1)), [0 for _ in iter(int, 1)])")

    assert refusal_of_a_bad_file().startswith(
        ("Berkas ini belum bisa dibuka", "Berkas ini terlalu lama dibuka")
    )


def test_an_answer_that_is_not_what_it_should_be_is_not_stored(misbehaving):
    misbehaving(
        "({'content_type': 'text/html', 'page_sizes': [[1, 1]], 'thumbnail_size': [1, 1]}, "
        "[b'<script>', b'x'])"
    )

    assert refusal_of_a_bad_file().startswith("Berkas ini belum bisa dibuka")


def test_the_process_has_the_limits_that_are_promised(misbehaving):
    limits = "AS CPU FSIZE NOFILE CORE"
    cleaner = misbehaving(
        f"({{'told': [resource.getrlimit(getattr(resource, 'RLIMIT_' + name)) "
        f"for name in '{limits}'.split()]}}, [])"
    )

    assert told(cleaner) == [
        [512 * 1024 * 1024, 512 * 1024 * 1024],
        [5, 10],
        [0, 0],
        [16, 16],
        [0, 0],
    ]


def test_the_process_knows_no_secret_and_holds_no_file_of_the_portal(misbehaving, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "rahasia")
    cleaner = misbehaving(
        "({'told': [dict(os.environ), 'django' in sys.modules, "
        "[os.readlink('/proc/self/fd/' + one) for one in os.listdir('/proc/self/fd') "
        "if os.path.exists('/proc/self/fd/' + one) or int(one) < 3]]}, [])"
    )

    environment, knows_django, files = told(cleaner)

    assert environment.keys() <= {"LC_CTYPE"}
    assert knows_django is False
    assert [name for name in files if name.startswith(str(Path.cwd()))] == []


def test_the_process_reaches_no_network_where_the_system_allows_it(misbehaving):
    cleaner = misbehaving("({'told': [name for _, name in socket.if_nameindex()]}, [])")

    devices = told(cleaner)

    if cleaner.has_no_network:
        assert devices == ["lo"]


def test_a_heic_photo_is_opened_without_the_rights_of_root(misbehaving):
    cleaner = misbehaving("(os.getuid() or os.setuid(65534), real(content[3:]))[1]")

    facts, _ = cleaner.clean(b"bad" + heic())

    assert facts["page_sizes"] == [[640, 480]]


def test_several_files_are_opened_at_once(monkeypatch):
    monkeypatch.setattr(uploads.cleaner, "patience", PATIENCE)
    done = []
    threads = [
        threading.Thread(target=lambda: done.append(clean_content(GOOD).pages)) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert done == [1] * 12


class Room(threading.BoundedSemaphore):
    """Tells when somebody has to wait for room."""

    def __init__(self, places):
        super().__init__(places)
        self.somebody_waits = threading.Event()

    def acquire(self, timeout):
        if super().acquire(blocking=False):
            return True
        self.somebody_waits.set()
        return super().acquire(timeout=timeout)


@pytest.fixture
def two_that_hang(misbehaving):
    """A cleaner at whose two files nothing is done, until they are ended."""
    cleaner = misbehaving("time.sleep(600)", seconds=600)
    cleaner._room = Room(AT_ONCE)
    hanging = [threading.Thread(target=refusal_of_a_bad_file) for _ in range(AT_ONCE)]
    for thread in hanging:
        thread.start()
    wait_until(lambda: len(children_of(cleaner)) == AT_ONCE)
    yield cleaner
    end_children_of(cleaner)
    for thread in hanging:
        thread.join()


def test_two_files_are_open_at_a_time_and_a_third_is_asked_to_come_back(two_that_hang):
    two_that_hang.patience = 0.2

    with pytest.raises(TryAgainLater, match="Portal sedang ramai. Coba lagi") as refusal:
        clean_content(GOOD)

    assert refusal.value.seconds == 5


def test_whoever_finds_room_in_time_only_waits(two_that_hang):
    two_that_hang.patience = PATIENCE

    def end_them():
        assert two_that_hang._room.somebody_waits.wait(PATIENCE)
        end_children_of(two_that_hang)

    ending = threading.Thread(target=end_them)
    ending.start()

    assert clean_content(GOOD).pages == 1
    ending.join()


def test_a_server_that_was_killed_is_started_again():
    clean_content(GOOD)
    uploads.cleaner._server.kill()
    uploads.cleaner._server.wait()

    assert clean_content(GOOD).pages == 1


def test_a_forked_worker_has_a_process_of_its_own():
    clean_content(GOOD)
    ours = uploads.cleaner._server.pid
    pipe, theirs = get_context("fork").Pipe()
    child = get_context("fork").Process(target=_clean_and_tell, args=(theirs,))
    child.start()
    pages, server = pipe.recv()
    child.join()

    assert pages == 1
    assert server != ours
    assert clean_content(GOOD).pages == 1
    assert uploads.cleaner._server.pid == ours


def _clean_and_tell(pipe):
    pipe.send((clean_content(GOOD).pages, uploads.cleaner._server.pid))
    pipe.close()
    os._exit(0)


def test_no_decoder_is_loaded_into_the_web_process():
    found = subprocess.run(
        [
            *(sys.executable, "-c"),
            "import sys; import blk_portal.shared.uploads_process; "
            "print({'PIL', 'pikepdf', 'pypdfium2', 'pillow_heif'} & set(sys.modules))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.strip() == "set()"


def test_an_upload_is_opened_by_the_real_process():
    assert clean_upload(photo()).content_type == "image/jpeg"
