"""From a source into the database: stored durably, committed, and only then acknowledged."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

from core.database import transaction
from core.errors import Unavailable
from core.settings import Settings
from ingest import queries as documents
from ingest.connectors.files import FolderSource
from ingest.connectors.source import DocumentSource, NotReady, NotTaken, RemoteDocument
from ingest.edxml.values import PackageRefused
from ingest.models import Arrival
from ingest.packages import queries as packages
from ingest.packages.facts import is_package
from ingest.service import refuse_file, take_file
from jobs.broker import open_carrier
from jobs.pipeline import READ, advance, send
from jobs.resources import Resources, open_resources
from jobs.stumbling import resting, stumbled
from jobs.unpacking import TAKES, keep, refuse, unpack

WRITING_SECONDS = 60.0
LOOK_SECONDS = 0.2
LEFT = "Chưa nhận: tệp còn đang được ghi hoặc không mở được. Tệp vẫn nằm trong thư mục; lần sau sẽ nhận."
NOT_KEPT = frozenset({"refused", "unreadable"})

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Pulled:
    """What became of one file; ``directive_id`` is the new directive, or the one that it repeats."""

    arrival_id: int
    name: str
    outcome: str
    directive_id: int | None
    reason: str | None


def pull_folder(folder: Path, settings: Settings) -> Iterator[dict[str, Any]]:
    """Take each file of a folder once, in order of name, and read it; yield what became of each as JSON values.

    A file that is still being written is waited for, a minute at most; then it stays for the next time, as does one
    that cannot be opened: both are told last.
    """
    resources = open_resources(settings, carrier=open_carrier(settings.redis_url))
    source = FolderSource(folder, max_bytes=resources.max_file_bytes, settle_seconds=resources.settle_seconds)
    try:
        _wait_until_settled(source)
        for pulled in take_listed(resources, source):
            row = read_taken(resources, pulled)
            if row.outcome == "refused":
                erase_secrets(resources, source)
            yield {"file": row.name, "outcome": row.outcome, "directive": row.directive_id, "reason": row.reason}
        for document in source.left():
            yield {"file": document.name, "outcome": "unreadable", "directive": None, "reason": LEFT}
    finally:
        resources.close()


def watched_folder(resources: Resources) -> FolderSource:
    """Return the watched folder as a source; it remembers what it has seen, so keep it."""
    return FolderSource(
        resources.watch_dir, max_bytes=resources.max_file_bytes, settle_seconds=resources.settle_seconds
    )


def erase_secrets(resources: Resources, folder: FolderSource) -> int:
    """Erase what the folder still holds of documents that turned out secret; return how many files."""
    with transaction(resources.sessions, writes=False) as session:
        secrets = [*documents.purged(session), *packages.purged(session)]
    erased = folder.forget(secrets)
    if erased:
        log.info("secret.erased", files=erased)
    return erased


def take_listed(resources: Resources, source: DocumentSource) -> Iterator[Pulled]:
    """Take every document that the source lists, in its order; yield what became of each once it is committed.

    A document that is not ready, or fails in whatever way, leaves the others alone.

    Raises:
        Unavailable: the source does not even list its documents.
        OperationalError: the database is away; nothing can be taken now.
    """
    listed = source.list()
    tired = resting(resources, source.name, listed)
    for document in listed:
        if document.key in tired:
            continue
        arrival = _tried(resources, source, document)
        if arrival is not None:
            yield _acknowledged(source, document, arrival)


def read_taken(resources: Resources, pulled: Pulled) -> Pulled:
    """Read, here and now, what was taken as new: it may turn out a duplicate, secret or unreadable.

    A failure that may pass is tried again at once, as often as tries are left. Where a worker has the document in hand
    already, it stays ``new``: the worker will tell.
    """
    if pulled.outcome not in TAKES or pulled.directive_id is None:
        return pulled
    hasty = replace(resources, terms=replace(resources.terms, first_pause=timedelta(0)))
    while advance(hasty, READ, pulled.directive_id) and _awaits_reading(resources, pulled.directive_id):
        continue
    with transaction(resources.sessions, writes=False) as session:
        directive = documents.directive(session, pulled.directive_id)
        arrival = session.get_one(Arrival, pulled.arrival_id)
        if directive.failure_reason is not None and arrival.outcome in TAKES:
            return replace(pulled, outcome="unreadable", reason=directive.failure_message)
        return _pulled(arrival, pulled.name)


def _tried(resources: Resources, source: DocumentSource, document: RemoteDocument) -> Arrival | None:
    """Take a document; None where that is for another time."""
    try:
        return _take(resources, source, document)
    except NotReady:
        return None
    except Unavailable as error:
        log.warning("document.not_taken", source=source.name, reason=error.reason)
        return None
    except OperationalError:
        raise
    except Exception:  # one that nobody foresaw must not stop the line
        log.exception("document.stumbled", source=source.name)
        return stumbled(resources, source.name, document)


def _take(resources: Resources, source: DocumentSource, document: RemoteDocument) -> Arrival:
    """Store a document durably and write down what became of it; when this returns, it is committed.

    Raises:
        NotReady: it is still being written, or gone.
        Unavailable: the source or the disk failed.
    """
    try:
        content = source.get(document)
        if not is_package(document.name, content):
            return _keep_file(resources, source, document, resources.store.put(content), len(content))
        return keep(resources, unpack(resources, source.name, document, content))
    except PackageRefused as refusal:
        return refuse(resources, source.name, document, refusal)
    except NotTaken as refusal:
        with transaction(resources.sessions) as session:
            return refuse_file(
                session, source=source.name, name=document.name, reason=refusal.message, now=resources.clock.now()
            )


def _keep_file(
    resources: Resources, source: DocumentSource, document: RemoteDocument, sha256: str, size: int
) -> Arrival:
    with transaction(resources.sessions) as session:
        now = resources.clock.now()
        arrival = take_file(
            session, resources.store, source=source.name, name=document.name, size=size, sha256=sha256, now=now
        )
        session.flush()
        if arrival.outcome == "new" and arrival.directive_id is not None:
            send(resources, session, READ.name, arrival.directive_id)
    return arrival


def _acknowledged(source: DocumentSource, document: RemoteDocument, arrival: Arrival) -> Pulled:
    """The document is durable and committed: only now may the source forget it."""
    try:
        if arrival.outcome in NOT_KEPT:
            source.refuse(document, arrival.reason or "")
        else:
            source.acknowledge(document)
    except Unavailable as error:
        log.warning("document.not_acknowledged", source=source.name, arrival_id=arrival.id, reason=error.reason)
    log.info("document.taken", source=source.name, arrival_id=arrival.id, outcome=arrival.outcome)
    return _pulled(arrival, document.name)


def _pulled(arrival: Arrival, name: str) -> Pulled:
    return Pulled(arrival.id, name, arrival.outcome, arrival.directive_id, arrival.reason)


def _wait_until_settled(source: FolderSource) -> None:
    end = time.monotonic() + WRITING_SECONDS
    source.list()
    while not source.is_settled() and time.monotonic() < end:
        time.sleep(LOOK_SECONDS)
        source.list()


def _awaits_reading(resources: Resources, directive_id: int) -> bool:
    with transaction(resources.sessions, writes=False) as session:
        directive = documents.directive(session, directive_id)
    return directive.read_at is None and directive.failure_reason is None and directive.purged_at is None
