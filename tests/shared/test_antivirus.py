"""A clamd is asked about every file; while it cannot answer, none is taken in."""

import socket
import struct
import threading

import pytest

from blk_portal.shared.errors import DomainError
from blk_portal.shared.uploads import clean_upload
from tests.files import photo, picture, uploaded

# Written in two halves, so that no scanner takes this file for the test virus.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"


class FakeClamd:
    """A small clamd on a local socket, which knows one virus; ``reply`` answers instead."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.listener.getsockname()[1]}"
        self.reply, self.seen = None, []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!L", stream.read(4))[0]:
                    content += stream.read(length)
                self.seen.append(content)
                connection.sendall(self.reply if self.reply is not None else verdict(content))


def verdict(content):
    return b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@pytest.fixture
def clamd(settings):
    clamd = FakeClamd()
    settings.CLAMD_URL = clamd.url
    yield clamd
    clamd.listener.close()


def test_the_test_virus_is_refused_with_cause_and_way_out(clamd):
    for content in (EICAR, picture(comment=EICAR), b"%PDF-1.7\n%" + EICAR):
        with pytest.raises(DomainError, match="^Ada virus di berkas ini.*Foto saja"):
            clean_upload(uploaded(content))


def test_a_file_without_virus_is_taken_in_and_was_shown_whole(clamd):
    content = picture(size=(1600, 1200), form="PNG", compress_level=0)

    assert clean_upload(uploaded(content)).pages == 1

    assert clamd.seen == [content]


@pytest.mark.parametrize("reply", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: \0"])
def test_an_answer_that_says_neither_is_a_refusal(clamd, reply):
    clamd.reply = reply

    with pytest.raises(DomainError, match="^Pemeriksaan virus sedang tidak bisa dipakai"):
        clean_upload(photo())


def test_nothing_is_taken_in_while_clamd_is_away(clamd):
    # A thread that waits for a connection would still get one after close() alone.
    clamd.listener.shutdown(socket.SHUT_RDWR)
    clamd.listener.close()

    with pytest.raises(DomainError, match="^Pemeriksaan virus sedang tidak bisa dipakai"):
        clean_upload(photo())


def test_a_socket_file_is_understood_and_away_too(settings, tmp_path):
    settings.CLAMD_URL = f"unix://{tmp_path}/clamd.ctl"

    with pytest.raises(DomainError, match="^Pemeriksaan virus sedang tidak bisa dipakai"):
        clean_upload(photo())


def test_without_clamd_only_the_cleaning_decides():
    assert clean_upload(photo()).pages == 1
