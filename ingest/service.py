"""What is done with documents: taken once, read, or set aside with a reason; identified before anything else."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import THE_SYSTEM, Actor, record
from core.database import after_commit, take_turn
from core.errors import Conflict, Invalid
from core.local_time import local_day
from core.storage import FileStore
from ingest import queries
from ingest.identity import identity_key
from ingest.letterhead import Letterhead, Urgency
from ingest.meeting import FIELDS, meet
from ingest.models import Arrival, Directive, Reading
from ingest.packing import pack
from ingest.pushes.service import rename_pushes
from ingest.readers.failures import MESSAGES, Reason
from ingest.readers.plain import read_plain
from ingest.text import DocumentText

ERASED = "(đã xóa)"
BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Order:
    """What the Office enters of an order that came as no document; ``number`` is empty where it has none.

    ``text`` is the record of the order as it will be kept and shown.
    """

    number: str
    issued_on: date
    issuer: str
    kind: str
    subject: str
    urgency: Urgency
    signer: str
    text: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What the Office enters where a document's own identity could not be read."""

    number: str
    issued_on: date
    issuer: str
    urgency: Urgency


def take_file(
    session: Session, store: FileStore, *, source: str, name: str, size: int, sha256: str, now: datetime
) -> Arrival:
    """Write down that a file arrived; bytes seen before make no second directive.

    Args:
        source: where it came from, such as ``folder`` or ``upload``.
        name: the file's name there, without folders.
        size: bytes; they are in the file store under ``sha256`` already.
        now: the instant of durable storage, from which the Office's own clock runs.

    Returns:
        The arrival: outcome ``new`` with the new directive, ``duplicate`` with the one that has these bytes, or
        ``refused`` where they are known as secret: then neither the bytes nor the name are kept.
    """
    name = name[-255:]
    take_turn(session, f"arrival {sha256}")  # the same bytes may come by two ways at once
    known = session.scalar(select(Directive).where(Directive.sha256 == sha256))
    if known is not None and known.purged_at is not None:
        after_commit(session, lambda: store.purge(sha256))
        return _refuse_secret(session, source, known, now)
    if known is not None:
        reason = f"Trùng từng byte với văn bản đã nhận ({known.file_name})."
        arrival = Arrival(
            source=source,
            name=name,
            sha256=sha256,
            at=now,
            outcome="duplicate",
            reason=reason,
            directive_id=known.duplicate_of_id or known.id,
        )
        session.add(arrival)
        record(session, now, THE_SYSTEM, "directive.arrived_again", ("directive", known.id), source=source)
        return arrival
    row = Directive(sha256=sha256, file_name=name, size=size, arrived_at=now)
    session.add(row)
    session.flush()
    arrival = Arrival(source=source, name=name, sha256=sha256, at=now, outcome="new", directive_id=row.id)
    session.add(arrival)
    record(session, now, THE_SYSTEM, "directive.stored", ("directive", row.id), source=source, sha256=sha256)
    return arrival


def refuse_file(session: Session, *, source: str, name: str, reason: str, now: datetime) -> Arrival:
    """Write down a file that was not taken, with the reason; nothing of its content is kept."""
    digest = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()
    arrival = Arrival(source=source, name=name[-255:], sha256=digest, at=now, outcome="refused", reason=reason)
    session.add(arrival)
    session.flush()
    record(session, now, THE_SYSTEM, "arrival.refused", ("arrival", arrival.id), source=source)
    return arrival


def record_reading(
    session: Session, store: FileStore, directive_id: int, document: DocumentText, letterhead: Letterhead, now: datetime
) -> Directive:
    """Keep what was read and the identity found; a second call for the same directive changes nothing.

    A secret document is purged and leaves a tombstone; the same identity in another file becomes a duplicate.
    """
    row = queries.directive(session, directive_id)
    if row.read_at is not None or row.purged_at is not None:
        return row
    if letterhead.secrecy is not None:
        return _bury(session, store, row, now)
    content = pack(document)
    session.add(
        Reading(
            directive_id=row.id,
            content=content,
            text_sha256=hashlib.sha256(document.text.encode()).hexdigest(),
            read_at=now,
        )
    )
    row.read_at = now
    row.media_type = document.media_type
    row.readability = document.readability
    row.n_pages = len(document.pages)
    met = meet({name: getattr(row, name) for name in FIELDS}, row.grounds, letterhead)
    row.number, row.issued_on, row.issuer, row.urgency = met.number, met.issued_on, met.issuer, met.urgency
    row.kind, row.subject = letterhead.kind or row.kind, letterhead.subject or row.subject
    row.signer, row.signer_title = letterhead.signer or row.signer, letterhead.signer_title
    row.unread, row.grounds = list(met.unread), met.grounds
    row.warnings = [*row.warnings, *document.warnings, *letterhead.warnings, *met.warnings]
    record(session, now, THE_SYSTEM, "directive.read", ("directive", row.id), unread=row.unread, pages=row.n_pages)
    _identify(session, row, now)
    return row


def take_order(session: Session, store: FileStore, order: Order, who: Actor, now: datetime) -> Directive:
    """Make a directive of an order without a document, on the Office's ground; its record is kept as its text.

    An order without a number gets one of the Office's own (GN, *ghi nhận*), so that it can be named.

    Raises:
        Conflict: a directive of this number, day and issuer is there already.
    """
    _refuse_known(session, order)
    content = order.text.encode()
    sha256 = store.put(content)
    row = Directive(sha256=sha256, file_name="ghi-nhan.txt", size=len(content), arrived_at=now)
    session.add(row)
    session.flush()
    row.number = order.number or f"GN-{row.id}"
    row.identity_key = identity_key(order.issuer, row.number, order.issued_on)
    row.issued_on, row.issuer, row.kind, row.subject = order.issued_on, order.issuer, order.kind, order.subject
    row.urgency, row.signer = order.urgency, order.signer
    ground = {"kind": "office", "by": who.name, "at": now.isoformat()}
    row.grounds = dict.fromkeys(("number", "issued_on", "issuer", "signer"), ground)
    document = read_plain(content)
    row.read_at, row.media_type, row.readability, row.n_pages = now, document.media_type, 1.0, len(document.pages)
    session.add(
        Reading(
            directive_id=row.id,
            content=pack(document),
            text_sha256=hashlib.sha256(document.text.encode()).hexdigest(),
            read_at=now,
        )
    )
    session.add(Arrival(source=BY_HAND, name=row.file_name, sha256=sha256, at=now, outcome="new", directive_id=row.id))
    record(session, now, who, "directive.entered", ("directive", row.id), number=row.number)
    return row


def record_failure(session: Session, directive_id: int, reason: str, message: str, now: datetime) -> None:
    """Set a directive aside with the reason it cannot be read; it stays visible and can be tried again."""
    row = queries.directive(session, directive_id)
    if row.failure_reason is not None:
        return
    row.failure_reason, row.failure_message, row.failed_at = reason, message, now
    record(session, now, THE_SYSTEM, "directive.unreadable", ("directive", row.id), reason=reason)


def retry_reading(session: Session, directive_id: int, who: Actor, now: datetime) -> None:
    """Let a failed directive wait for reading again.

    Raises:
        Conflict: it has not failed, or was purged as secret.
    """
    row = queries.directive(session, directive_id)
    if row.failure_reason is None or row.purged_at is not None:
        message = "Văn bản này không có lỗi đọc nào để thử lại."
        raise Conflict(message)
    record(session, now, who, "directive.retried", ("directive", row.id), reason=row.failure_reason)
    row.failure_reason = row.failure_message = row.failed_at = None


def correct_identity(session: Session, directive_id: int, identity: Identity, who: Actor, now: datetime) -> Directive:
    """Take number, day, issuer and urgency as the Office enters them; what was entered stands on the Office's ground.

    Where another directive has this identity, this one becomes its duplicate; entering another identity undoes that.

    Raises:
        Invalid: a part is missing, or the day is after today's local day.
        Conflict: the document is not read yet.
    """
    row = queries.directive(session, directive_id)
    if row.read_at is None:
        message = "Văn bản chưa đọc xong; chưa thể sửa số, ngày."
        raise Conflict(message)
    wrong = {name: "Chưa nhập." for name in ("number", "issuer") if not getattr(identity, name).strip()}
    if identity.issued_on > local_day(now):
        wrong["issued_on"] = "Ngày ban hành không thể sau hôm nay."
    if wrong:
        message = "Cần đủ số, ký hiệu, cơ quan ban hành và ngày ban hành không sau hôm nay."
        raise Invalid(message, fields=wrong)
    before = {"number": row.number, "issued_on": str(row.issued_on), "issuer": row.issuer, "urgency": row.urgency}
    entered = {
        "number": identity.number.strip(),
        "issued_on": identity.issued_on,
        "issuer": identity.issuer.strip(),
        "urgency": identity.urgency,
    }
    changed = {name: value for name, value in entered.items() if getattr(row, name) != value}
    grounds = dict(row.grounds)
    for name, value in entered.items():
        # A value the Office entered or looked at and left alone where the reading was doubtful stands on its word.
        if name in changed or name in row.unread:
            grounds[name] = {"kind": "office", "by": who.name, "at": now.isoformat()}
        setattr(row, name, value)
    row.grounds, row.unread = grounds, []
    _identify(session, row, now)
    record(session, now, who, "directive.identified", ("directive", row.id), before=before, changed=sorted(changed))
    return row


def _refuse_known(session: Session, order: Order) -> None:
    if not order.number:
        return
    key = identity_key(order.issuer, order.number, order.issued_on)
    known = session.scalar(select(Directive.id).where(Directive.identity_key == key))
    if known is not None:
        message = (
            f"Văn bản số {order.number} ngày {order.issued_on:%d/%m/%Y} đã có trong hệ thống (số thứ tự {known}): "
            "thêm nhiệm vụ vào văn bản đó."
        )
        raise Conflict(message, reason="known_directive")


def _identify(session: Session, row: Directive, now: datetime) -> None:
    """Set the identity key once all three parts are there; point to the first directive that has it.

    A later version of a directive has none until the Office lets it take over.
    """
    if row.number is None or row.issued_on is None or row.issuer is None or row.revises_id is not None:
        return
    key = identity_key(row.issuer, row.number, row.issued_on)
    first = session.scalar(select(Directive).where(Directive.identity_key == key, Directive.id != row.id))
    if first is None:
        if row.duplicate_of_id is not None:
            _no_duplicate_after_all(session, row)
        row.identity_key, row.duplicate_of_id = key, None
        return
    row.identity_key, row.duplicate_of_id = None, first.id
    arrival = session.scalar(select(Arrival).where(Arrival.directive_id == row.id, Arrival.outcome == "new"))
    if arrival is not None:
        arrival.outcome, arrival.directive_id = "duplicate", first.id
        same = f"Cùng số {row.number}, cùng ngày {row.issued_on:%d/%m/%Y} và cơ quan ban hành"
        arrival.reason = f"{same} với văn bản đã nhận ({first.file_name})."
    record(session, now, THE_SYSTEM, "directive.found_duplicate", ("directive", row.id), first=first.id)


def _no_duplicate_after_all(session: Session, row: Directive) -> None:
    """The arrival that was taken for a repetition is this directive's own again."""
    arrival = session.scalar(select(Arrival).where(Arrival.sha256 == row.sha256).order_by(Arrival.id).limit(1))
    if arrival is not None:
        arrival.outcome, arrival.directive_id, arrival.reason = "new", row.id, None


def _bury(session: Session, store: FileStore, row: Directive, now: datetime) -> Directive:
    """A secret document leaves no content: no bytes, no text, no name; only that something came and was refused."""
    sha256 = row.sha256
    row.file_name, row.media_type, row.size = ERASED, None, 0
    row.number = row.issued_on = row.issuer = row.subject = row.signer = row.kind = None
    row.grounds, row.warnings = {}, []
    row.failure_reason, row.failed_at, row.purged_at = Reason.SECRET, now, now
    row.failure_message = MESSAGES[Reason.SECRET]
    for arrival in session.scalars(select(Arrival).where(Arrival.directive_id == row.id)):
        arrival.outcome, arrival.reason, arrival.name = "refused", row.failure_message, ERASED
    rename_pushes(session, sha256, ERASED)
    record(session, now, THE_SYSTEM, "directive.purged", ("directive", row.id))
    after_commit(session, lambda: store.purge(sha256))
    return row


def _refuse_secret(session: Session, source: str, known: Directive, now: datetime) -> Arrival:
    arrival = Arrival(
        source=source,
        name=ERASED,
        sha256=known.sha256,
        at=now,
        outcome="refused",
        reason=MESSAGES[Reason.SECRET],
        directive_id=known.id,
    )
    session.add(arrival)
    record(session, now, THE_SYSTEM, "directive.arrived_again", ("directive", known.id), source=source)
    return arrival
