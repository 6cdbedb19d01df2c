"""What is done with packages: each message is kept once; a document becomes a directive, or a change to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import THE_SYSTEM, record
from core.database import after_commit
from core.storage import FileStore
from ingest import queries as documents
from ingest.edxml.values import Business, DocumentMessage, Message, StatusMessage
from ingest.identity import number_key
from ingest.models import Arrival, Directive
from ingest.packages import queries
from ingest.packages.facts import (
    DUE,
    OTHER_FILES,
    believable_day,
    erased_id,
    in_words,
    is_secret,
    main_file,
    said_by,
    told_of,
    urgency_of,
)
from ingest.packages.models import Answer, Package, PackageFile
from ingest.pushes.service import rename_pushes
from ingest.readers.failures import MESSAGES, Reason
from ingest.service import ERASED, refuse_file, take_file

ACTS = {Business.NEW: "new", Business.WITHDRAW: "withdraw", Business.UPDATE: "update", Business.REPLACE: "replace"}
STATUS = "status"
# Longer ones are none, and start no clock: they wait for what the page says.
LONGEST_NUMBER, LONGEST_ISSUER = 80, 200
NO_FILE = "Gói không có tệp văn bản nào đọc được kèm theo. Đề nghị gửi lại gói có tệp văn bản."
SAME_PACKAGE = "Trùng từng byte với gói đã nhận."
SAME_DOCUMENT = "Cùng mã văn bản hoặc cùng số, ngày, cơ quan với văn bản đã nhận."
NEWER_HERE = "Đã nhận bản cập nhật mới hơn của văn bản này."
NOT_HERE_YET = "Chưa có văn bản gốc {}; chờ rà soát khi văn bản đến."
CHANGED_BYTES = "Gửi lại với nội dung khác: mở rà soát như một bản cập nhật."


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a package, in the file store already."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """A package as it lies in the file store, with where it came from under which name."""

    source: str
    name: str
    remote_id: str | None
    sha256: str
    files: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a package; ``old`` are the documents it names, each with the directive found or None."""

    arrival: Arrival
    package: Package | None
    old: tuple[tuple[dict[str, str], Directive | None], ...] = ()


def take_package(session: Session, store: FileStore, incoming: Incoming, message: Message, now: datetime) -> Taken:
    """Keep a message, and what it brings; the same bytes, or the same document again, make no second directive.

    Args:
        message: what the package says; its files are in the store already.
        now: the instant of durable storage.

    Returns:
        The arrival with its outcome (new, duplicate, update, replace, withdraw, status, refused), and the documents
        that it changes.
    """
    known = session.scalar(select(Package).where(Package.sha256 == incoming.sha256))
    if known is not None:
        return Taken(_again(session, store, incoming, known, now), None)
    if isinstance(message, StatusMessage):
        return _take_status(session, incoming, message, now)
    if is_secret(message):
        return Taken(_refuse_secret(session, store, incoming, None, now), None)
    if message.business is Business.WITHDRAW:
        return _take_withdrawal(session, incoming, message, now)
    return _take_document(session, store, incoming, message, now)


def forget_secret(session: Session, store: FileStore, directive_id: int, now: datetime) -> None:
    """Erase the packages that brought a directive which turned out secret; tombstones without content stay."""
    for package in queries.of_directive(session, directive_id):
        _bury(session, store, package, now)


def link_arrived(session: Session, named: dict[str, str], directive: Directive) -> bool:
    """Return whether a directive is the document that an earlier message named in these words."""
    package = session.scalar(
        select(Package).where(Package.directive_id == directive.id, Package.act != STATUS).limit(1)
    )
    if package is None:
        return False
    if named.get("document_id"):
        return package.document_id == named["document_id"]
    same_number = package.number_key == number_key(named.get("number", ""))
    return same_number and str(package.issued_on) == named.get("issued_on")


def _again(session: Session, store: FileStore, incoming: Incoming, known: Package, now: datetime) -> Arrival:
    if known.purged_at is not None:
        return _refuse_secret(session, store, incoming, known.directive_id, now)
    return _arrive(session, incoming, "duplicate", known.directive_id, SAME_PACKAGE, now)


def _take_status(session: Session, incoming: Incoming, message: StatusMessage, now: datetime) -> Taken:
    directive = queries.named(session, message.about)
    reason = None if directive else NOT_HERE_YET.format(in_words(told_of(message.about)))
    arrival = _arrive(session, incoming, STATUS, directive.id if directive else None, reason, now)
    package = _keep(session, incoming, message, arrival, now)
    return Taken(arrival, package, ((told_of(message.about), directive),))


def _take_withdrawal(session: Session, incoming: Incoming, message: DocumentMessage, now: datetime) -> Taken:
    old = _old_of(session, message)
    first = next((directive for _, directive in old if directive), None)
    missing = [in_words(named) for named, directive in old if directive is None]
    reason = NOT_HERE_YET.format("; ".join(missing)) if missing else None
    arrival = _arrive(session, incoming, "withdraw", first.id if first else None, reason, now)
    return Taken(arrival, _keep(session, incoming, message, arrival, now), old)


def _take_document(
    session: Session, store: FileStore, incoming: Incoming, message: DocumentMessage, now: datetime
) -> Taken:
    """A document: new, a version of one that is here, or one that replaces others."""
    before = queries.same_document(session, message)
    main = main_file([file.name for file in incoming.files])
    old = _old_of(session, message)
    if message.business is Business.UPDATE and old[0][1] is None and before is not None:
        old = ((old[0][0], session.get(Directive, before.directive_id)), *old[1:])
    if message.business is not Business.UPDATE and before is not None and before.directive_id is not None:
        if main is None or _has_file(session, before, incoming.files[main].sha256) or before.act == "update":
            reason = NEWER_HERE if before.act == "update" else SAME_DOCUMENT
            arrival = _arrive(session, incoming, "duplicate", before.directive_id, reason, now)
            return Taken(arrival, _keep(session, incoming, message, arrival, now))
        old = ((told_of_package(before), session.get(Directive, before.directive_id)),)
        return _take_version(session, store, incoming, message, main, old, now, why=CHANGED_BYTES)
    if message.business is Business.UPDATE:
        return _take_version(session, store, incoming, message, main, old, now)
    if main is None:
        arrival = refuse_file(session, source=incoming.source, name=incoming.name, reason=NO_FILE, now=now)
        return Taken(arrival, _keep(session, incoming, message, arrival, now))
    arrival = _take_main(session, store, incoming, message, main, now)
    if arrival.outcome == "refused":
        return Taken(_refuse_secret(session, store, incoming, arrival.directive_id, now, arrival), None)
    if arrival.outcome == "new" and message.business is Business.REPLACE:
        arrival.outcome = "replace"
    package = _keep(session, incoming, message, arrival, now)
    return Taken(arrival, package, old if arrival.outcome == "replace" else ())


def _take_version(
    session: Session,
    store: FileStore,
    incoming: Incoming,
    message: DocumentMessage,
    main: int | None,
    old: tuple[tuple[dict[str, str], Directive | None], ...],
    now: datetime,
    *,
    why: str | None = None,
) -> Taken:
    """A version of a document: with a new text it is a directive that waits beside the old one."""
    first = next((directive for _, directive in old if directive), None)
    if main is None or (first is not None and first.sha256 == incoming.files[main].sha256):
        arrival = _arrive(session, incoming, "update", first.id if first else None, why, now)
        return Taken(arrival, _keep(session, incoming, message, arrival, now), old)
    arrival = _take_main(session, store, incoming, message, main, now)
    if arrival.outcome == "refused":
        return Taken(_refuse_secret(session, store, incoming, arrival.directive_id, now, arrival), None)
    if arrival.outcome == "new":
        arrival.outcome, arrival.reason = "update", why or (None if first else _not_here(old))
        if first is not None:
            documents.directive(session, arrival.directive_id or 0).revises_id = first.id
    return Taken(arrival, _keep(session, incoming, message, arrival, now), old)


def _take_main(
    session: Session, store: FileStore, incoming: Incoming, message: DocumentMessage, main: int, now: datetime
) -> Arrival:
    """Make the main file a directive, with what the message says as its first ground."""
    file = incoming.files[main]
    arrival = take_file(
        session, store, source=incoming.source, name=file.name, size=file.size, sha256=file.sha256, now=now
    )
    session.flush()
    if arrival.outcome == "new":
        arrival.name = incoming.name[-255:]
        row = documents.directive(session, arrival.directive_id or 0)
        others = [each.name for place, each in enumerate(incoming.files) if place != main]
        _tell(row, message, others, now)
    return arrival


def _tell(row: Directive, message: DocumentMessage, others: Sequence[str], now: datetime) -> None:
    """Let a directive that is not read yet stand on what the message says."""
    issued_on, warnings = believable_day(message, now)
    told = {
        "number": message.number if 0 < len(message.number) <= LONGEST_NUMBER else None,
        "issued_on": issued_on,
        "urgency": urgency_of(message),
        "issuer": message.sender.name if 0 < len(message.sender.name) <= LONGEST_ISSUER else None,
    }
    row.subject, row.kind, row.signer = message.subject or None, message.kind[:60] or None, message.signer[:120] or None
    for name, value in told.items():
        setattr(row, name, value)
    row.grounds = {name: {"kind": "message"} for name, value in told.items() if value}
    row.warnings = [*message.warnings, *warnings]
    if message.due_on:
        row.warnings.append(DUE.format(message.due_on))
    if others:
        row.warnings.append(OTHER_FILES.format(", ".join(others)))


def _keep(session: Session, incoming: Incoming, message: Message, arrival: Arrival, now: datetime) -> Package:
    """Write the message down with its files and what it answers."""
    session.flush()
    is_document = isinstance(message, DocumentMessage)
    package = Package(
        sha256=incoming.sha256,
        source=incoming.source,
        remote_id=incoming.remote_id and incoming.remote_id[:200],
        arrival_id=arrival.id,
        directive_id=arrival.directive_id,
        at=now,
        act=ACTS[message.business] if isinstance(message, DocumentMessage) else STATUS,
        sender_code=message.sender.code[:80] or None,
        sender_name=message.sender.name[:300] or None,
        said=said_by(message),
        warnings=list(message.warnings),
    )
    if isinstance(message, DocumentMessage):
        package.document_id = message.document_id[:300] or None
        package.number = message.number[:120] or None
        package.number_key = number_key(message.number)[:120] or None
        package.issued_on = message.issued_on
    session.add(package)
    session.flush()
    main = main_file([file.name for file in incoming.files]) if is_document else None
    for place, file in enumerate(incoming.files):
        session.add(
            PackageFile(
                package_id=package.id,
                ordinal=place + 1,
                name=file.name[-255:],
                sha256=file.sha256,
                size=file.size,
                is_main=place == main,
            )
        )
    if isinstance(message, DocumentMessage):
        _offer_answers(session, package, message, now)
    record(session, now, THE_SYSTEM, "package.kept", ("package", package.id), act=package.act, source=package.source)
    return package


def _offer_answers(session: Session, package: Package, message: DocumentMessage, now: datetime) -> None:
    """Note what the document says it answers: a person decides whether it is evidence."""
    for reference in message.answers:
        found = queries.named(session, reference)
        session.add(
            Answer(package_id=package.id, answered_id=found and found.id, named=told_of(reference), at=now)
        )  # fmt: skip
    for code in message.task_codes:
        session.add(Answer(package_id=package.id, task_code=code[:80], named={}, at=now))


def _old_of(session: Session, message: DocumentMessage) -> tuple[tuple[dict[str, str], Directive | None], ...]:
    return tuple((told_of(reference), queries.named(session, reference)) for reference in message.about)


def told_of_package(package: Package) -> dict[str, str]:
    """Return how a package names its own document."""
    told = {
        "organ_code": package.sender_code or "",
        "number": package.number or "",
        "document_id": package.document_id or "",
        "issued_on": package.issued_on.isoformat() if package.issued_on else "",
    }
    return {name: value for name, value in told.items() if value}


def _not_here(old: tuple[tuple[dict[str, str], Directive | None], ...]) -> str:
    return NOT_HERE_YET.format("; ".join(in_words(named) for named, _ in old))


def _has_file(session: Session, package: Package, sha256: str) -> bool:
    question = select(PackageFile.id).where(PackageFile.package_id == package.id, PackageFile.sha256 == sha256)
    return session.scalar(question.limit(1)) is not None


def _arrive(
    session: Session, incoming: Incoming, outcome: str, directive_id: int | None, reason: str | None, now: datetime
) -> Arrival:
    arrival = Arrival(
        source=incoming.source,
        name=incoming.name[-255:],
        sha256=incoming.sha256,
        at=now,
        outcome=outcome,
        reason=reason,
        directive_id=directive_id,
    )
    session.add(arrival)
    session.flush()
    record(session, now, THE_SYSTEM, f"package.{outcome}", ("arrival", arrival.id), source=incoming.source)
    return arrival


def _refuse_secret(
    session: Session,
    store: FileStore,
    incoming: Incoming,
    directive_id: int | None,
    now: datetime,
    arrival: Arrival | None = None,
) -> Arrival:
    """Keep nothing of it but that something came: neither the package nor any file in it."""
    for sha256 in (incoming.sha256, *(file.sha256 for file in incoming.files)):
        _purge_after_commit(session, store, sha256)
    arrival = arrival or _arrive(session, incoming, "refused", directive_id, MESSAGES[Reason.SECRET], now)
    arrival.name = ERASED
    if session.scalar(select(Package.id).where(Package.sha256 == incoming.sha256)) is None:
        session.add(
            Package(
                sha256=incoming.sha256,
                source=incoming.source,
                remote_id=incoming.remote_id and erased_id(incoming.remote_id),
                directive_id=directive_id,
                arrival_id=arrival.id,
                at=now,
                act="new",
                purged_at=now,
            )
        )
    return arrival


def _bury(session: Session, store: FileStore, package: Package, now: datetime) -> None:
    package.purged_at, package.said, package.warnings = now, {}, []
    package.document_id = package.number = package.number_key = package.issued_on = None
    package.remote_id = package.remote_id and erased_id(package.remote_id)
    rename_pushes(session, package.sha256, ERASED)
    _purge_after_commit(session, store, package.sha256)
    for file in session.scalars(select(PackageFile).where(PackageFile.package_id == package.id)):
        _purge_after_commit(session, store, file.sha256)
        session.delete(file)
    for answer in session.scalars(select(Answer).where(Answer.package_id == package.id)):
        session.delete(answer)


def _purge_after_commit(session: Session, store: FileStore, sha256: str) -> None:
    """Have bytes erased, unless they are an open directive's own (the same picture may come with many letters)."""
    question = select(Directive.id).where(Directive.sha256 == sha256, Directive.purged_at.is_(None))
    if session.scalar(question) is not None:
        return
    after_commit(session, lambda: store.purge(sha256))
