"""A stand-in for the gateway: a real HTTP server that keeps the protocol and plays its faults."""

import contextlib
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.waiting import PATIENCE

SECRET = "rahasia-contoh-sepanjang-tiga-puluh-dua"


class StandInGateway:
    """``faults`` are played one for each request; then it works. ``accepted`` is what phones get.

    ``500``: fails; ``cut``: takes the message and drops the line; ``refuse``: has no such number;
    ``redirect``: sends elsewhere; ``forget``: fails with an answer that is no JSON; ``hold``:
    takes it and answers when ``go_on`` is set; ``drip`` and ``drip_head``: takes it, answers one
    byte at a time, and comes to the end when ``go_on`` is set.
    """

    def __init__(self, tls=None):
        self.faults = []
        self.requests = []
        self.accepted = {}
        self.has_taken, self.go_on = threading.Event(), threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._server.daemon_threads = True
        # It looks every 0.02 seconds whether it shall stop; by itself every half second.
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/kirim"

    def stop(self):
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def channels(self):
        return [message["channel"] for message in self.accepted.values()]

    def take(self, body, headers):
        """Return status and answer to one message, as the protocol has it."""
        message = json.loads(body)
        self.requests.append((message, headers))
        signed = b"message\n" + headers["X-BLK-Timestamp"].encode() + b"\n" + body
        expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
        if headers["X-BLK-Signature"] != expected or headers["X-BLK-Key"] != "k2":
            return 401, {"error": "signature"}
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "500":
            return 500, {"error": "database_down"}
        if fault == "forget":
            return 503, None
        if fault == "refuse":
            return 422, {"error": "not_on_whatsapp"}
        if fault == "redirect":
            return 307, {}
        self.accepted.setdefault(message["id"], message)
        if fault == "cut":
            return None, {}
        if fault == "hold":
            self.has_taken.set()
            self.go_on.wait(PATIENCE)
        answer = {"provider_id": f"p-{len(self.accepted)}"}
        return (fault, answer) if fault in ["drip", "drip_head"] else (202, answer)

    def _handler(gateway):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, answer = gateway.take(body, self.headers)
                if status is None:
                    self.connection.close()
                    return
                if status in ["drip", "drip_head"]:
                    self.drip(answer, slow_head=status == "drip_head")
                    return
                self.send_response(status)
                if status == 307:
                    self.send_header("Location", gateway.url)
                self.end_headers()
                self.wfile.write(b"<html>" if answer is None else json.dumps(answer).encode())

            def drip(self, answer, *, slow_head):
                """Answer rightly, but to no end; each byte comes in good time."""
                head, body = b"HTTP/1.0 202 Accepted\r\n\r\n", json.dumps(answer).encode()
                self.wfile.write(b"" if slow_head else head)
                with contextlib.suppress(OSError):
                    for byte in head + body if slow_head else body:
                        time.sleep(0.1)
                        self.wfile.write(bytes([byte]))
                gateway.go_on.wait(PATIENCE)

            def log_message(self, *_):
                """Say nothing."""

        return Handler


def signed_report(body, *, secret=SECRET, key="k2", purpose="report", age=0):
    """Return the headers with which the gateway signs a report."""
    timestamp = str(int(time.time()) - age)
    signed = f"{purpose}\n{timestamp}\n".encode() + body
    return {
        "X-BLK-Key": key,
        "X-BLK-Timestamp": timestamp,
        "X-BLK-Signature": hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest(),
    }
