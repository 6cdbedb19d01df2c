"""A package from its bytes to what it does: stored, kept, reviews opened, all before it is acknowledged."""

import hashlib
from dataclasses import dataclass, replace

import structlog
from sqlalchemy.orm import Session

from core.database import transaction
from ingest import queries as documents
from ingest.connectors.source import RemoteDocument
from ingest.edxml.read import read_package
from ingest.edxml.values import DocumentMessage, Message, PackageRefused, RefusalReason, StatusCode, StatusMessage
from ingest.models import Arrival
from ingest.packages.facts import is_secret
from ingest.packages.service import Incoming, StoredFile, Taken, take_package
from ingest.service import refuse_file
from ingest.updates.service import link_reviews, open_reviews
from jobs.pipeline import READ, send
from jobs.resources import Resources

# What cannot be read at all is told apart from what is not wanted.
UNREADABLE = frozenset({RefusalReason.EMPTY, RefusalReason.NOT_XML, RefusalReason.BAD_ATTACHMENT})
TAKES = frozenset({"new", "update", "replace"})
FAR_DAY = "Gói ghi ngày ban hành {:%d/%m/%Y}, ngoài lịch; bỏ qua."

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A package read and stored: what it says, and where its files lie."""

    message: Message
    incoming: Incoming


def unpack(resources: Resources, source: str, document: RemoteDocument, content: bytes) -> Unpacked:
    """Read a package and store it with its files, durably; a secret one is not stored.

    Raises:
        PackageRefused: it cannot be taken.
        Unavailable: the disk is full.
    """
    message = _believable(resources, read_package(content, resources.max_file_bytes))
    files: tuple[StoredFile, ...] = ()
    put = resources.store.put
    if isinstance(message, DocumentMessage):
        if is_secret(message):
            put = _digest
        files = tuple(StoredFile(each.name, put(each.content), len(each.content)) for each in message.attachments)
    return Unpacked(message, Incoming(source, document.name, document.key, put(content), files))


def keep(resources: Resources, unpacked: Unpacked) -> Arrival:
    """Write down what a package brought, in one transaction, and hurry its document to be read."""
    with transaction(resources.sessions) as session:
        return _keep(resources, session, unpacked)


def refuse(resources: Resources, source: str, document: RemoteDocument, refusal: PackageRefused) -> Arrival:
    """Write down a package that was not taken, with its reason; nothing of its content is kept."""
    with transaction(resources.sessions) as session:
        return _refuse(resources, session, source, document.name, refusal)


def take_given(resources: Resources, session: Session, *, source: str, name: str, content: bytes) -> Arrival:
    """Take a package that someone hands over, by a form or a push, in the caller's transaction.

    Returns:
        The arrival with its outcome; a refused one holds the reason.

    Raises:
        Unavailable: the disk is full.
    """
    try:
        unpacked = unpack(resources, source, RemoteDocument(name, name, len(content), ""), content)
    except PackageRefused as refusal:
        return _refuse(resources, session, source, name, refusal)
    return _keep(resources, session, unpacked)


def _keep(resources: Resources, session: Session, unpacked: Unpacked) -> Arrival:
    now = resources.clock.now()
    taken = take_package(session, resources.store, unpacked.incoming, unpacked.message, now)
    session.flush()
    _review(resources, session, taken, unpacked.message)
    arrival = taken.arrival
    if arrival.outcome in TAKES and arrival.directive_id is not None:
        directive = documents.directive(session, arrival.directive_id)
        if taken.package is not None:
            link_reviews(session, directive, now)
        if directive.read_at is None:
            send(resources, session, READ.name, directive.id)
    return arrival


def _refuse(resources: Resources, session: Session, source: str, name: str, refusal: PackageRefused) -> Arrival:
    log.info("package.refused", source=source, reason=refusal.reason, detail=refusal.detail)
    arrival = refuse_file(session, source=source, name=name, reason=refusal.message, now=resources.clock.now())
    if refusal.reason in UNREADABLE:
        arrival.outcome = "unreadable"
    return arrival


def _review(resources: Resources, session: Session, taken: Taken, message: Message) -> None:
    """Open what the Office has to look at: nothing is stopped or changed by a message alone."""
    if taken.package is None:
        return
    now = resources.clock.now()
    if isinstance(message, StatusMessage):
        if message.code is StatusCode.ASKED_BACK:
            open_reviews(session, taken.package, taken.old, now, act="withdraw", why=message.description or None)
    elif taken.old:
        act = "update" if taken.arrival.outcome == "update" else None
        open_reviews(session, taken.package, taken.old, now, act=act, why=message.business_reason or None)


def _believable(resources: Resources, message: Message) -> Message:
    """A day of issue that no calendar reaches starts no clock."""
    if isinstance(message, StatusMessage) or message.issued_on is None or resources.law.reaches(message.issued_on):
        return message
    warning = FAR_DAY.format(message.issued_on)
    return replace(message, issued_on=None, warnings=(*message.warnings, warning))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
