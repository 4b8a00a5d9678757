"""Opens each file in a process of its own, forked from one that has the decoders loaded.

The portal starts this program with one end of a socket pair and an empty environment, so no
secret is ever in its memory. Over that socket comes, for each file, one end of another pair.
"""

import json
import os
import resource
import select
import signal
import socket
import time

from . import work
from .limits import confine, leave_the_network
from .protocol import ISOLATED, LENGTH, READY
from .refusal import Refused


def serve(descriptor, seconds):
    """Fork for every socket that arrives until the other end is closed; kill what is late."""
    control = socket.socket(fileno=descriptor)
    work.warm_up()
    control.sendall(ISOLATED if leave_the_network() else READY)
    deadlines = {}
    while True:
        ready, _, _ = select.select([control], [], [], 0.5 if deadlines else None)
        if ready:
            message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
            if not message:
                return
            for job in descriptors:
                deadlines[_fork(control, job)] = time.monotonic() + seconds
        _bury(deadlines)


def _fork(control, descriptor):
    child = os.fork()
    if child:
        os.close(descriptor)
        return child
    status = 1
    try:
        control.close()
        with socket.socket(fileno=descriptor) as job:
            confine()
            _answer(job)
        status = 0
    finally:
        os._exit(status)


def _bury(deadlines):
    now = time.monotonic()
    for child, deadline in list(deadlines.items()):
        if os.waitpid(child, os.WNOHANG)[0]:
            del deadlines[child]
        elif now > deadline:
            os.kill(child, signal.SIGKILL)


def _answer(job):
    content = _receive(job)
    parts = []
    try:
        facts, parts = work.clean(content)
    except Refused as refusal:
        facts = {"refused": refusal.code, "values": refusal.values}
        facts["cause"] = type(refusal.__cause__).__name__ if refusal.__cause__ else ""
    except MemoryError:
        facts = {"refused": "too_heavy", "values": {}, "cause": "MemoryError"}
    except Exception as error:
        facts = {"refused": "unreadable", "values": {}, "cause": type(error).__name__}
    facts["peak_kilobytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    facts["parts"] = [len(part) for part in parts]
    head = json.dumps(facts).encode()
    job.sendall(LENGTH.pack(len(head)) + head)
    for part in parts:
        job.sendall(part)


def _receive(job):
    with job.makefile("rb") as stream:
        (length,) = LENGTH.unpack(stream.read(LENGTH.size))
        return stream.read(length)
