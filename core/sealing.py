"""Seals over the audit trail, set in batches outside the hot path: whoever writes an event waits for nobody.

Exactly once and without a fork: sealers take turns, a seal's number follows the one before it, and the database keeps
the number, the hash of the seal before, and the day of a daily seal unique.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Index, String, Text, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from core.audit import AuditEvent, content_of
from core.chain import FIRST, Line, leaves_of, root_of, seal_digest
from core.database import Base, take_turn, transaction
from core.local_time import local_day

EVENTS_A_SEAL = 1000
WAIT_MILLISECONDS = 300
SEALERS_TURN = "audit.seal"
READ_AT_ONCE = 1000
BELOW_ALL_IDS = -(2**31)  # ids begin at 1; one below that can only have been smuggled in, and must be seen


class AuditSeal(Base):
    """One link of the chain over the trail; rows are never changed or deleted (the database refuses it).

    ``kind``: batch, or daily: the first seal after a local ``day``, set even where no event came, whose hash is the one
    to note elsewhere. ``leaves``: id and beginning of the hash of each event, so that a fault can be named.
    """

    __tablename__ = "audit_seal"
    __table_args__ = (
        Index("uq_audit_seal_previous", "previous", unique=True),
        Index("uq_audit_seal_day", "day", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))
    day: Mapped[date | None]
    first_id: Mapped[int | None]
    last_id: Mapped[int | None]
    n: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    leaves: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime]


def seal_trail(sessions: sessionmaker[Session], now: datetime) -> int:
    """Seal every event that is settled, and the day before this one; return how many seals were set.

    Each seal is a transaction of its own. A second call right after it sets nothing.
    """
    with transaction(sessions) as session:
        up_to = settled_id(session)
    if up_to is None:
        return 0
    count = 0
    while True:
        with transaction(sessions) as session:
            if seal_events(session, up_to, now) is None:
                return count
        count += 1


def settled_id(session: Session) -> int | None:
    """Return the id up to which no further event can appear (0: there is none), or None while writers are in the way.

    PostgreSQL gives ids when rows are inserted, not when they are committed: a slow transaction may bring a lower id
    to light after a higher one was sealed. A share lock on the table is granted only when no transaction holds an
    uncommitted event, and the id of a later event is drawn after its writer's own lock was granted; so the highest
    id seen under the lock is settled for good. The caller's transaction must end right away: the lock is held for the
    reading of one number, and asked for so briefly that writers queueing behind it do not notice. SQLite has one
    writer at a time, and this is it.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL lock_timeout = {WAIT_MILLISECONDS}"))
        try:
            session.execute(text("LOCK TABLE audit_event IN SHARE MODE"))
        except OperationalError:
            session.rollback()
            return None
    return session.scalar(select(func.max(AuditEvent.id))) or 0


def seal_events(session: Session, up_to: int, now: datetime) -> AuditSeal | None:
    """Set the next seal over settled events, or return None where nothing is left to seal.

    Args:
        up_to: what `settled_id` said.
    """
    take_turn(session, SEALERS_TURN)
    last = session.scalar(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1))
    after = session.scalar(select(func.max(AuditSeal.last_id))) or 0
    question = (
        select(AuditEvent.id, AuditEvent.sha256)
        .where(AuditEvent.id > after, AuditEvent.id <= up_to)
        .order_by(AuditEvent.id)
        .limit(EVENTS_A_SEAL)
    )
    links = [(row[0], row[1]) for row in session.execute(question)]
    day = _day_owed(session, now) if len(links) < EVENTS_A_SEAL else None
    if not links and day is None:
        return None
    seal = AuditSeal(
        id=last.id + 1 if last else 1,
        kind="daily" if day else "batch",
        day=day,
        first_id=links[0][0] if links else None,
        last_id=links[-1][0] if links else None,
        n=len(links),
        root=root_of(links),
        leaves=leaves_of(links),
        previous=last.sha256 if last else FIRST,
        sha256="",
        sealed_at=now,
    )
    seal.sha256 = seal_digest(seal_line(seal))
    session.add(seal)
    session.flush()
    return seal


def newest_seal(session: Session) -> str:
    """Return the hash of the newest seal, which vouches for everything before it; zeros before the first."""
    return session.scalar(select(AuditSeal.sha256).order_by(AuditSeal.id.desc()).limit(1)) or FIRST


def trail_lines(session: Session) -> Iterator[Line]:
    """Give the whole trail as `core.chain.check` takes it: each seal after its events, at the end what is unsealed."""
    after = BELOW_ALL_IDS
    seals = session.scalars(select(AuditSeal).order_by(AuditSeal.id)).all()
    for seal in seals:
        if seal.last_id is not None and seal.last_id > after:
            yield from _events(session, after, seal.last_id)
            after = seal.last_id
        yield seal_line(seal)
    yield from _events(session, after, None)


def seal_line(seal: AuditSeal) -> dict[str, Any]:
    """Return a seal in JSON's own types."""
    return {
        "seal": seal.id,
        "kind": seal.kind,
        "day": seal.day and seal.day.isoformat(),
        "first_id": seal.first_id,
        "last_id": seal.last_id,
        "n": seal.n,
        "root": seal.root,
        "leaves": seal.leaves,
        "previous": seal.previous,
        "sha256": seal.sha256,
        "sealed_at": seal.sealed_at.isoformat(timespec="microseconds"),
    }


def _day_owed(session: Session, now: datetime) -> date | None:
    """Return yesterday if it has no daily seal yet; days on which nobody sealed are not made up for."""
    yesterday = local_day(now) - timedelta(days=1)
    newest = session.scalar(select(func.max(AuditSeal.day)))
    return yesterday if newest is None or newest < yesterday else None


def _events(session: Session, after: int, until: int | None) -> Iterator[Line]:
    """Give the events after one id up to another (None: all), a bounded number in memory."""
    while True:
        question = select(AuditEvent).where(AuditEvent.id > after).order_by(AuditEvent.id).limit(READ_AT_ONCE)
        if until is not None:
            question = question.where(AuditEvent.id <= until)
        events = session.scalars(question).all()
        for event in events:
            yield {"event": event.id, **content_of(event), "sha256": event.sha256}
        if len(events) < READ_AT_ONCE:
            return
        after = events[-1].id
        session.expunge_all()
