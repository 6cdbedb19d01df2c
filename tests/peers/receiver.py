"""A receiver on the loopback for webhooks, a messenger and a push service: it fails, delays and keeps what it got."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """What came, and how it answers: each of ``answers`` once (status, or ``slow``), then 200 with ``body``."""

    answers: list[int | str] = field(default_factory=list)
    body: dict[str, object] = field(default_factory=lambda: {"error": 0})
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    receiver: Receiver

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.receiver.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        answer = self.receiver.answers.pop(0) if self.receiver.answers else 200
        if answer == "slow":
            threading.Event().wait(1.0)
            answer = 200
        told = json.dumps(self.receiver.body).encode()
        with suppress(BrokenPipeError, ConnectionResetError):  # who waited no longer hears nothing
            self.send_response(int(answer))
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    """A receiver on a free port of the loopback."""
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OneReceiver", (_Handler,), {"receiver": receiver}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
