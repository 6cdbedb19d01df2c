"""An axis on the loopback that speaks both transports, holds messages, and fails in every way that real ones do."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

from core.local_time import LOCAL

SYSTEM, SECRET = "he-thong-thu", "khoa-bi-mat-chi-de-thu"
SKEW_ALLOWED = timedelta(minutes=5)


@dataclass
class Held:
    """A message that the axis holds for us."""

    content: bytes
    kind: str = "edoc"
    state: str = ""
    fetched: int = 0


@dataclass
class AxisPeer:
    """What the axis holds and remembers; ``faults`` maps the name of a fault to how often in a hundred it happens.

    Faults: ``error`` (500), ``half`` (the body breaks off), ``hash`` (wrong bytes under the right hash), ``slow``
    (no answer in time), ``page`` (a page is missing), ``repeat`` (a row twice), ``shuffle`` (rows out of order),
    ``lost`` (the acknowledgement is taken and the answer lost), ``garbage`` (no JSON).
    """

    is_stored: Callable[[str], bool] = lambda _: True
    faults: dict[str, int] = field(default_factory=dict)
    held: dict[str, Held] = field(default_factory=dict)
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    early: list[str] = field(default_factory=list)
    agencies: list[dict[str, str]] = field(default_factory=list)
    refuses_sending: str = ""
    ahead: timedelta = timedelta(0)
    seen_headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def __post_init__(self) -> None:
        self.chance = Random(5)
        self.lock = threading.Lock()

    def hold(self, content: bytes, kind: str = "edoc") -> str:
        """Offer a message; return its id."""
        doc_id = f"d{len(self.held) + 1:06}"
        self.held[doc_id] = Held(content, kind)
        return doc_id

    def hits(self, fault: str) -> bool:
        """Whether this fault happens now."""
        return self.chance.randrange(100) < self.faults.get(fault, 0)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    # -- what both transports do --------------------------------------------------------------------------------------

    def rows(self, kind: str, index: int, size: int) -> tuple[list[tuple[str, Held]], int] | None:
        """One page of what is not acknowledged, or None where the page is missing."""
        waiting = [(doc_id, held) for doc_id, held in self.held.items() if held.kind == kind]
        page = waiting[(index - 1) * size : index * size]
        if self.hits("page"):
            return None
        if page and self.hits("repeat"):
            page = [page[0], *page]
        if self.hits("shuffle"):
            self.chance.shuffle(page)
        return page, len(waiting)

    def fetch(self, doc_id: str) -> tuple[bytes, str]:
        held = self.held[doc_id]
        held.fetched += 1
        digest = hashlib.sha256(held.content).hexdigest()
        return held.content[:-9] + b"</edXML> " if self.hits("hash") else held.content, digest

    def acknowledge(self, doc_id: str, state: str) -> None:
        if state == "done" and not self.is_stored(doc_id):
            self.early.append(doc_id)
        self.held[doc_id].state = state


class Handler(BaseHTTPRequestHandler):
    """Answers one call of either transport."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    peer: AxisPeer

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(self.peer.now, usegmt=True)

    def do_GET(self) -> None:
        self._act(b"")

    def do_POST(self) -> None:
        self._act(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _act(self, body: bytes) -> None:
        peer = self.peer
        if peer.hits("slow"):
            threading.Event().wait(0.6)
        with peer.lock:
            peer.seen_headers.append(dict(self.headers))
            if peer.hits("error"):
                return self._answer(500, {"error": "x"})
            parts = urlsplit(self.path)
            status, told = self._vxp(parts.path, body) if "/v1/" not in parts.path else self._lgsp(parts, body)
            if "updateStatus" in parts.path and peer.hits("lost"):
                self.close_connection = True
                return None
            return self._answer(status, told)

    def _answer(self, status: int, told: dict[str, Any]) -> None:
        content = b"<html>" if self.peer.hits("garbage") else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.peer.hits("half"):
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
            return
        self.wfile.write(content)

    # -- VXP ----------------------------------------------------------------------------------------------------------

    def _vxp(self, path: str, body: bytes) -> tuple[int, dict[str, Any]]:  # noqa: PLR0911 - one a call
        if not self._is_signed():
            return 401, {"status": "FAIL", "ErrorDesc": "sign"}
        peer, header = self.peer, lambda name: self.headers.get(f"XroadVnpt-{name}") or ""
        operation = path.rpartition("/")[2]
        if operation == "getReceivedEdocList":
            found = peer.rows(header("messagetype"), int(header("pageIndex")), int(header("pageSize")))
            if found is None:
                return 502, {}
            rows = [
                {"docId": key, "messageType": held.kind, "created_time": key, "status": held.state}
                for key, held in found[0]
            ]
            return 200, {"status": "OK", "data": rows, "total": found[1]}
        if operation == "getEdoc":
            content, digest = peer.fetch(header("docId"))
            return 200, {"status": "OK", "data": base64.b64encode(content).decode(), "hash-file": digest}
        if operation == "updateStatus":
            peer.acknowledge(header("docId"), header("status"))
            return 200, {"status": "OK", "ErrorCode": "0"}
        if operation == "getAgenciesListQD20":
            return 200, {"status": "OK", "data": peer.agencies}
        if operation == "sendEdoc":
            if peer.refuses_sending:
                return 200, {"status": "FAIL", "ErrorCode": peer.refuses_sending, "ErrorDesc": "không nhận"}
            file = file_in(body)
            assert hashlib.sha256(file).hexdigest() == header("hash-file")
            peer.sent.append((header("messagetype"), file))
            return 200, {"status": "OK", "ErrorCode": "0", "DocId": f"s{len(peer.sent)}"}
        return 404, {}

    def _is_signed(self) -> bool:
        signed = self.headers.get("XroadVnpt-sign-header") or "{}"
        expected = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).hexdigest()
        told = json.loads(signed)
        if not hmac.compare_digest(expected, self.headers.get("XroadVnpt-hash-header") or ""):
            return False
        if any(self.headers.get(name) != value for name, value in told.items()):
            return False
        stamp = str(told.get("XroadVnpt-timestamp", "")).partition("+")[0]
        at = datetime.strptime(stamp, "%d%m%YT%H%M%S").replace(tzinfo=LOCAL)
        return told.get("XroadVnpt-systemid") == SYSTEM and abs(at - self.peer.now) < SKEW_ALLOWED

    # -- LGSP ---------------------------------------------------------------------------------------------------------

    def _lgsp(self, parts: Any, body: bytes) -> tuple[int, dict[str, Any]]:  # noqa: PLR0911 - one a call
        if (self.headers.get("X-SystemId"), self.headers.get("X-SecretKey")) != (SYSTEM, SECRET):
            return 200, {"errorCode": "15"}
        peer, asked = self.peer, {key: values[0] for key, values in parse_qs(parts.query).items()}
        operation = parts.path.rpartition("/")[2]
        if operation == "syncReceivedEdocList":
            found = peer.rows(asked["messageType"], int(asked["pageIndex"]), int(asked["pageSize"]))
            if found is None:
                return 200, {"errorCode": "20"}
            rows = [{"docId": key, "createdTime": key, "status": held.state} for key, held in found[0]]
            return 200, {"errorCode": "0", "data": rows, "total": found[1]}
        if operation == "getEdoc":
            content, digest = peer.fetch(asked["docId"])
            return 200, {"errorCode": "0", "data": base64.b64encode(content).decode(), "hash": digest}
        if operation == "updateStatus":
            fields = {key: values[0] for key, values in parse_qs(body.decode()).items()}
            peer.acknowledge(fields["docId"], fields["status"])
            return 200, {"errorCode": "0"}
        if operation == "getAgenciesList":
            return 200, {"errorCode": "0", "data": peer.agencies}
        if operation == "sendEdoc":
            if peer.refuses_sending:
                return 200, {"errorCode": peer.refuses_sending}
            peer.sent.append(("status", file_in(body)))
            return 200, {"errorCode": "0", "docId": f"s{len(peer.sent)}"}
        return 404, {}


def file_in(body: bytes) -> bytes:
    """The package in a multipart body."""
    return body[body.index(b"<?xml") : body.rindex(b"</edXML>") + len(b"</edXML>")]


@contextmanager
def running_axis(**settings: Any) -> Iterator[AxisPeer]:
    """An axis on a free port of the loopback."""
    peer = AxisPeer(**settings)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OneAxis", (Handler,), {"peer": peer}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    peer.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
