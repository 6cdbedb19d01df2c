"""The audit trail: append-only, one event a step, hashed when written; sealed later, in `core.sealing`."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    FromClause,
    Index,
    Insert,
    Integer,
    String,
    Text,
    cast,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import chain
from core.database import Base, Instant

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: an account, or the system itself (``account_id`` None)."""

    account_id: int | None
    name: str


THE_SYSTEM = Actor(None, SYSTEM)


class AuditEvent(Base):
    """One thing that happened; rows are never changed or deleted (the database refuses it)."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(120))
    did: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    detail: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))


def record(
    session: Session,
    at: datetime,
    who: Actor,
    did: str,
    subject: tuple[str, int],
    **detail: Any,  # noqa: ANN401 - JSON values
) -> AuditEvent:
    """Add one event to the trail, in the caller's transaction.

    Args:
        at: aware instant at which it happened.
        who: an account or `THE_SYSTEM`.
        did: past-tense ``noun.verb``, such as ``directive.stored``.
        subject: kind and id of the thing it happened to.
        detail: JSON values that a later reader needs; never document text.
    """
    event = AuditEvent(
        at=at,
        account_id=who.account_id,
        actor=who.name,
        did=did,
        subject=subject[0],
        subject_id=subject[1],
        detail=detail,
        sha256="",
    )
    event.sha256 = digest(event)
    session.add(event)
    return event


def record_all(session: Session, at: datetime, who: Actor, did: str, subject: str, source: FromClause) -> Insert:
    """Return the statement that adds an event for each row of a source, hashed by the database as `record` would.

    Args:
        source: ``subject_id``, and ``detail`` as canonical JSON text (see `core.chain.digest`).
    """
    said = {
        "account_id": who.account_id, "actor": who.name, "at": _instant(at), "detail": _DETAIL, "did": did,
        "subject": subject, "subject_id": _SUBJECT_ID,
    }  # fmt: skip
    before, rest = chain.canonical(said).split(chain.canonical(_DETAIL))
    between, after = rest.split(chain.canonical(_SUBJECT_ID))
    detail, subject_id = source.c.detail, source.c.subject_id
    content = literal(before) + detail + between + cast(subject_id, Text) + after
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    sha256 = (
        func.sha256_hex(content) if is_sqlite else func.encode(func.sha256(func.convert_to(content, "UTF8")), "hex")
    )
    columns: dict[str, ColumnElement[Any]] = {
        "at": literal(at, Instant()),
        "account_id": literal(who.account_id, Integer()),
        "actor": literal(who.name),
        "did": literal(did),
        "subject": literal(subject),
        "subject_id": subject_id,
        "detail": detail if is_sqlite else cast(detail, JSON),
        "sha256": sha256,
    }
    return insert(AuditEvent).from_select([*columns], select(*columns.values()).select_from(source))


_DETAIL, _SUBJECT_ID = "<detail>", "<subject_id>"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def digest(event: AuditEvent) -> str:
    """Return the SHA-256 of an event's canonical JSON, its id left out (the database gives that later)."""
    return chain.digest(content_of(event))


def content_of(event: AuditEvent) -> dict[str, Any]:
    """Return what an event's hash is over, in JSON's own types."""
    return {
        "at": _instant(event.at),
        "account_id": event.account_id,
        "actor": event.actor,
        "did": event.did,
        "subject": event.subject,
        "subject_id": event.subject_id,
        "detail": event.detail,
    }
