"""The axis as a source of documents, whichever transport speaks to it: list, get, and after the commit acknowledge."""

import hashlib
from collections.abc import MutableSequence, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from core.errors import Unavailable
from ingest.connectors.axis import AxisRefused
from ingest.connectors.source import NotReady, NotTaken, RemoteDocument

DOCUMENTS, STATUSES = "edoc", "status"
MESSAGE_KINDS = (DOCUMENTS, STATUSES)
DONE, FAILED = "done", "fail"
MOST_PAGES = 1000
MISSING_IN_A_ROW = 2
MOST_ROWS = 200_000
LONGEST_ID = 200
WRONG_HASH = "Gói nhận được không khớp mã băm mà trục công bố."
BAD_ID = "Trục liệt kê gói có mã không hợp lệ (quá dài hoặc có ký tự điều khiển); không lấy được."


@dataclass(frozen=True, slots=True)
class Offered:
    """A message that the axis holds for us; ``state`` is how it was acknowledged, "" while it was not."""

    doc_id: str
    kind: str
    created: str
    state: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of what the axis holds; ``total`` is how many it says there are, where it says so."""

    rows: tuple[Offered, ...]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class RemoteAgency:
    """An agency as the axis lists it: the new code, and the old one it also goes by."""

    code: str
    old_code: str
    name: str
    parent_code: str = ""


class Transport(Protocol):
    """One way to speak to an axis. Each raises Unavailable for what may pass, AxisRefused for what will not."""

    def page(self, kind: str, since: datetime | None, index: int, size: int) -> Listing:
        """Return one page, counted from 1, of the messages of a kind that came since an instant."""
        ...

    def fetch(self, doc_id: str) -> tuple[bytes, str | None]:
        """Return a package, and the SHA-256 that the axis gives for it."""
        ...

    def tell(self, doc_id: str, state: str, why: str) -> None:
        """Acknowledge a package as done, or as failed with the reason."""
        ...

    def send(self, content: bytes, sha256: str, *, sender: str, receivers: Sequence[str], kind: str) -> str:
        """Send a package; return the axis's id of it."""
        ...

    def agencies(self) -> Sequence[RemoteAgency]:
        """Return the agencies that the axis knows."""
        ...

    def close(self) -> None:
        """End the connections."""
        ...


@dataclass
class AxisSource:
    """What the axis offers since a cursor, less an overlap: a cursor alone skips what was written late.

    ``is_complete`` says after `list` whether every page came; only then may the cursor move.
    """

    name: str
    transport: Transport
    since: datetime | None
    overlap: timedelta
    page_size: int
    most: int
    is_complete: bool = field(default=False, init=False)
    backlog: int = field(default=0, init=False)
    failure: str | None = field(default=None, init=False)

    def list(self) -> Sequence[RemoteDocument]:
        """Return the messages that are not acknowledged, oldest first, each once, at most so many.

        What could be listed is given even where a page is missing: the rest is offered again.

        Raises:
            Unavailable: not even the first page came.
        """
        found = {row.doc_id: row for row in self.offered() if row.state not in {DONE, FAILED}}
        self.backlog = len(found)
        rows = sorted(found.values(), key=lambda row: (row.created, row.doc_id))
        if len(rows) > self.most:
            self.is_complete = False
        return [RemoteDocument(row.doc_id, name_of(row.doc_id), 0, row.created) for row in rows[: self.most]]

    def offered(self) -> Sequence[Offered]:
        """Return every row of every page, acknowledged or not, doubles and all.

        Raises:
            Unavailable: nothing at all came.
        """
        since = self.since - self.overlap if self.since else None
        rows: list[Offered] = []
        failures: list[str] = []
        for kind in MESSAGE_KINDS:
            rows += self._pages(kind, since, failures)
        self.is_complete, self.failure = not failures, failures[0] if failures else None
        if failures and not rows:
            raise Unavailable(failures[0], reason="axis")
        return rows

    def _pages(self, kind: str, since: datetime | None, failures: MutableSequence[str]) -> Sequence[Offered]:
        """The rows of a kind; one missing page does not hide those after it, two in a row end the asking."""
        rows: dict[str, Offered] = {}
        missing = 0
        for index in range(1, MOST_PAGES + 1):
            try:
                page = self.transport.page(kind, since, index, self.page_size)
            except (Unavailable, AxisRefused) as error:
                failures.append(error.message)
                missing += 1
                if missing == MISSING_IN_A_ROW:
                    break
                continue
            missing = 0
            rows |= {row.doc_id: row for row in page.rows}
            if len(rows) > MOST_ROWS:
                failures.append(f"Trục liệt kê quá {MOST_ROWS} gói; phần còn lại hỏi sau.")
                break
            if len(page.rows) < self.page_size and len(rows) >= (page.total or 0):
                break
            if not page.rows:
                failures.append(f"Trục báo {page.total} gói, chỉ liệt kê được {len(rows)}.")
                break
        return list(rows.values())

    def get(self, document: RemoteDocument) -> bytes:
        """Return a package whose hash is right.

        Raises:
            NotTaken: its id is none that can be asked for.
            NotReady: its bytes are not those that the axis gives the hash of; they are asked for again.
            Unavailable: the axis is out of reach.
        """
        if not is_fit(document.key):
            raise NotTaken(BAD_ID, reason="bad_id")
        try:
            content, sha256 = self.transport.fetch(document.key)
        except AxisRefused as error:
            raise NotReady(error.message) from error
        if sha256 and hashlib.sha256(content).hexdigest() != sha256.lower():
            raise NotReady(WRONG_HASH)
        return content

    def acknowledge(self, document: RemoteDocument) -> None:
        """Tell the axis that the package is kept.

        Raises:
            Unavailable: it could not be told; the package is offered again.
        """
        self._tell(document, DONE, "")

    def refuse(self, document: RemoteDocument, why: str) -> None:
        """Tell the axis that the package was not taken, and why.

        Raises:
            Unavailable: it could not be told.
        """
        self._tell(document, FAILED, why)

    def _tell(self, document: RemoteDocument, state: str, why: str) -> None:
        if not is_fit(document.key):
            return
        try:
            self.transport.tell(document.key, state, why)
        except AxisRefused as error:
            raise Unavailable(error.message, reason="axis_refused") from error


def is_fit(doc_id: str) -> bool:
    """Return whether an id may stand in a header, an address and a row: printed letters, and not too many."""
    return doc_id.isprintable() and len(doc_id) <= LONGEST_ID


def name_of(doc_id: str) -> str:
    """Return the file name of a message, the same at each listing; a digest stands for an id that is no name."""
    stem = doc_id if is_fit(doc_id) else hashlib.sha256(doc_id.encode(errors="surrogatepass")).hexdigest()
    return f"{stem}.edxml"
