"""The process that opens uploads: it may die, hang or grow, and nobody waits for ever."""

import os
import subprocess
import sys
import threading
import time
from multiprocessing import get_context
from pathlib import Path

import pytest

from blk_portal.shared import uploads
from blk_portal.shared.cleaner.protocol import CPU_SECONDS
from blk_portal.shared.errors import DomainError, TryAgainLater
from blk_portal.shared.uploads import clean_content, clean_upload
from blk_portal.shared.uploads_process import GRACE, PROGRAM, SECONDS, CleanerProcess
from tests.files import photo, picture
from tests.hostile_pictures import heic

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
    clean_content(GOOD)
    began = time.monotonic()

    assert refusal_of_a_bad_file().startswith("Berkas ini terlalu lama dibuka")

    assert time.monotonic() - began < 1 + GRACE + 0.5
    assert SECONDS + GRACE <= CPU_SECONDS + 3

    assert clean_content(GOOD).pages == 1
    children = Path(f"/proc/{cleaner._server.pid}/task/{cleaner._server.pid}/children")
    assert children.read_text().strip() == "" or clean_content(GOOD).pages == 1


def test_a_process_that_eats_memory_is_refused_more_and_a_sentence(misbehaving):
    misbehaving("b' ' * (600 * 1024 * 1024)")

    assert refusal_of_a_bad_file().startswith("Berkas ini terlalu rumit")

    assert clean_content(GOOD).pages == 1


def test_a_process_that_computes_for_ever_is_ended(misbehaving):
    misbehaving("(resource.setrlimit(resource.RLIMIT_CPU, (1, 1)), [0 for _ in iter(int, 1)])")

    assert refusal_of_a_bad_file().startswith("Berkas ini belum bisa dibuka")


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
    monkeypatch.setattr(uploads.cleaner, "patience", 60)
    done = []
    threads = [
        threading.Thread(target=lambda: done.append(clean_content(GOOD).pages)) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert done == [1] * 12


def test_two_files_are_open_at_a_time_and_a_third_is_asked_to_come_back(misbehaving):
    cleaner = misbehaving("time.sleep(600)", seconds=2)
    cleaner.patience = 0.2
    clean_content(GOOD)
    hanging = [threading.Thread(target=refusal_of_a_bad_file) for _ in range(2)]
    for thread in hanging:
        thread.start()
    while cleaner._room._value:
        time.sleep(0.01)

    with pytest.raises(TryAgainLater, match="Portal sedang ramai. Coba lagi") as refusal:
        clean_content(GOOD)

    assert refusal.value.seconds == 5
    for thread in hanging:
        thread.join()
    assert clean_content(GOOD).pages == 1


def test_whoever_finds_room_in_time_only_waits(misbehaving):
    cleaner = misbehaving("time.sleep(600)", seconds=1)
    hanging = [threading.Thread(target=refusal_of_a_bad_file) for _ in range(2)]
    for thread in hanging:
        thread.start()
    while cleaner._room._value:
        time.sleep(0.01)

    assert clean_content(GOOD).pages == 1
    for thread in hanging:
        thread.join()


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
