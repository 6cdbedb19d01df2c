"""SFTP, WebDAV and S3, each against a real server: what is offered, taken, moved away, and what is told of trouble."""

import gc
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from core.errors import Unavailable
from ingest.connectors.places import SFTP_PATIENCE
from ingest.connectors.shares import ShareSource
from ingest.connectors.source import NotReady, NotTaken
from tests.services import free_port
from tests.shares import BUCKET, PASSWORD, running_s3, running_sftp, running_webdav, s3_client

# The clients and the servers of these protocols leave sockets to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


class Stopwatch:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Place:
    """A share as its source sees it, and as whoever fills it does."""

    source: ShareSource
    stopwatch: Stopwatch
    write: Callable[[str, bytes], None]
    held: Callable[[], list[str]]

    def settled(self):
        self.source.list()
        self.stopwatch.seconds += 2
        return self.source.list()


@pytest.fixture(scope="module")
def s3() -> Iterator[dict]:
    with running_s3() as options:
        yield options


@pytest.fixture(params=["sftp", "webdav", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    stopwatch = Stopwatch()
    with ExitStack() as servers:
        if request.param == "s3":
            options = request.getfixturevalue("s3")
            folder = f"{BUCKET}/{tmp_path.name}"
            client = s3_client(options["endpoint_url"])
            options = {"key": options["key"], "secret": options["secret"], "endpoint_url": options["endpoint_url"]}

            def write(name: str, content: bytes) -> None:
                client.put_object(Bucket=BUCKET, Key=f"{tmp_path.name}/{name}", Body=content)

            def held() -> list[str]:
                found = client.list_objects_v2(Bucket=BUCKET, Prefix=f"{tmp_path.name}/").get("Contents", [])
                return sorted(each["Key"].partition("/")[2] for each in found if not each["Key"].endswith("/"))
        else:
            inbox = tmp_path / "in"
            inbox.mkdir()
            folder = "/in"
            running = {"sftp": running_sftp, "webdav": running_webdav}[request.param]
            options = servers.enter_context(running(tmp_path))

            def write(name: str, content: bytes) -> None:
                (inbox / name).write_bytes(content)

            def held() -> list[str]:
                return sorted(str(path.relative_to(inbox)) for path in inbox.rglob("*") if path.is_file())

        source = ShareSource(
            "kho", request.param, folder, options, max_bytes=1000, settle_seconds=2.0, monotonic=stopwatch
        )
        yield Place(source, stopwatch, write, held)
        source.close()
    gc.collect()


def test_a_file_is_offered_once_it_stands_still_read_whole_and_moved_away_when_taken(place: Place):
    for name in ("b.pdf", "công văn.docx", ".hidden", "c.pdf.part"):
        place.write(name, f"content of {name}".encode())
    assert place.source.list() == []
    assert not place.source.is_settled()
    documents = place.settled()
    assert [document.name for document in documents] == ["b.pdf", "công văn.docx"]
    assert place.source.get(documents[1]) == "content of công văn.docx".encode()
    for document in documents:
        place.source.acknowledge(document)
    assert place.settled() == []
    kept = place.held()
    assert [name for name in kept if name.startswith(".taken/")] == [
        name for name in kept if name.endswith(("/b.pdf", "/công văn.docx"))
    ]
    assert len(kept) == 4


def test_a_name_that_looks_like_a_pattern_or_an_address_is_a_name_and_takes_no_other_along(place: Place):
    names = sorted(
        ["**", "*.pdf", "[ab].pdf", "{a,b}.pdf", "a.pdf", "b.pdf", "a b#c&d.pdf", "100%25.pdf", "%2e%2e%2fa"]
    )
    for name in names:
        place.write(name, f"in {name}".encode())
    documents = place.settled()
    assert [document.key for document in documents] == names
    for number, document in enumerate(documents, start=1):
        assert place.source.get(document) == f"in {document.key}".encode()
        place.source.acknowledge(document)
        assert [name for name in place.held() if not name.startswith(".taken/")] == names[number:]
    assert len(place.held()) == len(names)


def test_a_file_that_changed_since_it_was_listed_is_asked_for_again(place: Place):
    place.write("a.pdf", b"one")
    document = place.settled()[0]
    place.write("a.pdf", b"one two")
    with pytest.raises(NotReady):
        place.source.get(document)
    place.source.acknowledge(document)
    assert place.held() == ["a.pdf"]
    assert place.source.get(place.settled()[0]) == b"one two"


def test_a_file_that_is_too_large_is_refused_unread(place: Place):
    place.write("a.pdf", b"x" * 1001)
    with pytest.raises(NotTaken, match="quá giới hạn") as refused:
        place.source.get(place.settled()[0])
    assert refused.value.reason == "too_large"


def test_a_listing_that_lies_about_the_size_lets_no_more_in(place: Place):
    place.write("a.pdf", b"x" * 5000)
    lied = replace(place.settled()[0], size=900)
    with pytest.raises(NotReady):
        place.source.get(lied)


@contextmanager
def freezing(port: int) -> Iterator[tuple[int, threading.Event]]:
    """A line to a port of this machine that carries nothing any more once the event is set, and stays open."""
    frozen, lines = threading.Event(), []

    def carry(start: socket.socket, end: socket.socket) -> None:
        with suppress(OSError):
            while (content := start.recv(65536)) and not frozen.is_set():
                end.sendall(content)

    def listen() -> None:
        with suppress(OSError):
            while True:
                near = listener.accept()[0]
                far = socket.create_connection(("127.0.0.1", port))
                lines.extend((near, far))
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=carry, args=ends, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=listen, daemon=True).start()
        try:
            yield listener.getsockname()[1], frozen
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for line in lines:
                line.close()


def test_a_line_that_falls_silent_halfway_is_given_up(tmp_path: Path):
    impatient = dict.fromkeys(SFTP_PATIENCE, 1)
    with running_sftp(tmp_path) as options, freezing(options["port"]) as (port, frozen):
        source = ShareSource("kho", "sftp", "/", options | impatient | {"port": port}, max_bytes=10, settle_seconds=0)
        assert source.list() == []
        frozen.set()
        began = time.monotonic()
        with pytest.raises(Unavailable):
            source.list()
        assert time.monotonic() - began < 15
        source.close()
    gc.collect()


@pytest.mark.parametrize(
    ("protocol", "options"),
    [
        ("sftp", {"username": "u", "password": PASSWORD, "known_hosts": None}),
        ("webdav", {"auth": ("u", PASSWORD)}),
        ("s3", {"key": "u", "secret": PASSWORD}),
    ],
)
def test_a_share_that_is_away_is_said_to_be_without_its_password(protocol: str, options: dict):
    port = free_port()
    where = {
        "sftp": {"host": "127.0.0.1", "port": port},
        "webdav": {"base_url": f"http://127.0.0.1:{port}"},
        "s3": {
            "endpoint_url": f"http://127.0.0.1:{port}",
            "config_kwargs": {"retries": {"max_attempts": 1}, "connect_timeout": 2},
        },
    }
    source = ShareSource("kho", protocol, "van-ban", options | where[protocol], max_bytes=10, settle_seconds=0)
    with pytest.raises(Unavailable, match="Không dùng được nguồn kho") as away:
        source.list()
    assert PASSWORD not in str(away.value)
    assert str(port) not in str(away.value)
    gc.collect()


def test_a_protocol_without_its_library_names_what_to_install():
    source = ShareSource("kho", "gdrive", "van-ban", {}, max_bytes=10, settle_seconds=0)
    with pytest.raises(Unavailable, match="nhóm connectors"):
        source.list()
