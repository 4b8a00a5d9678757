"""A stand-in for the gateway: a real HTTP server that keeps the protocol and plays its faults."""

import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = "rahasia-contoh-sepanjang-tiga-puluh-dua"


class StandInGateway:
    """``faults`` are played one for each request; then it works. ``accepted`` is what phones get.

    ``500``: fails; ``cut``: takes the message and drops the line; ``slow``: takes it and answers
    too late; ``refuse``: has no such number; ``redirect``: sends elsewhere; ``forget``: fails
    with an answer that is no JSON.
    """

    def __init__(self):
        self.faults = []
        self.requests = []
        self.accepted = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/kirim"

    def stop(self):
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
        if fault == "slow":
            time.sleep(1)
        return 202, {"provider_id": f"p-{len(self.accepted)}"}

    def _handler(gateway):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, answer = gateway.take(body, self.headers)
                if status is None:
                    self.connection.close()
                    return
                self.send_response(status)
                if status == 307:
                    self.send_header("Location", gateway.url)
                self.end_headers()
                self.wfile.write(b"<html>" if answer is None else json.dumps(answer).encode())

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
