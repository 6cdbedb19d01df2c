"""Answers of an axis that are made to hurt, or come from a faulty line: bounded in time, size and depth."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from core.clock import FixedClock
from core.errors import Unavailable
from ingest.connectors.axis import AxisRefused, Calls
from ingest.connectors.vxp import VxpAgent
from tests.peers.axis import SECRET, SYSTEM, running_axis

DROP_SECONDS = 0.05


@contextmanager
def answering(content: bytes, *, drops: bool = False, date: str = "") -> Iterator[str]:
    """An axis that gives this answer to whatever is asked, at once or one byte now and then."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def date_time_string(self, timestamp: float | None = None) -> str:
            return date or super().date_time_string(timestamp)

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            for part in [content[at : at + 1] for at in range(len(content))] if drops else [content]:
                if over.wait(DROP_SECONDS if drops else 0):
                    return
                self.wfile.write(part)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join(20)


def asked(url: str, **bounds: float):
    calls = Calls(url, max_bytes=1000, seconds=5, **bounds)
    try:
        return calls.get("v1/x", {}, {})
    finally:
        calls.close()


def test_an_answer_that_comes_drop_by_drop_is_given_up():
    with (
        answering(b'{"data": "' + b"x" * 10_000 + b'"}', drops=True) as url,
        pytest.raises(Unavailable, match="quá chậm"),
    ):
        asked(url, longest_seconds=0.3)


@pytest.mark.parametrize("content", [b"[" * 200_000, b'{"a":' * 200_000, b"9" * 100_000, b"\xff\xfe", b""])
def test_an_answer_that_no_parser_takes_is_no_answer(content: bytes):
    with answering(content) as url, pytest.raises(Unavailable, match="JSON"):
        asked(url)


def test_an_answer_longer_than_any_package_is_given_up():
    with answering(b" " * 3_000_000) as url, pytest.raises(Unavailable, match="dài quá giới hạn"):
        asked(url)


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:59:59 -2359", "Fri, 99 Foo 99999 99:99:99", "x"])
def test_a_time_that_cannot_be_is_none(date: str):
    with answering(b"{}", date=date) as url:
        assert asked(url).their_time is None


def test_a_reason_goes_back_in_the_letters_that_a_header_carries_and_an_id_of_others_is_refused():
    with running_axis() as peer:
        peer.held["d1"] = peer.held["đ1"] = type("Held", (), {"state": ""})()
        calls = Calls(peer.url, max_bytes=1000)
        agent = VxpAgent(calls, system_id=SYSTEM, secret=SECRET, clock=FixedClock(datetime.now(UTC)))
        agent.tell("d1", "fail", "Tệp “báo cáo” – hỏng:\r\nX-Other: 1")
        assert peer.held["d1"].state == "fail"
        with pytest.raises(AxisRefused, match="Latinh"):
            agent.fetch("đ1")
        calls.close()
