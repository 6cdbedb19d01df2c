"""Who works on what: a piece of work is taken exactly once at a time, tried a bounded number of times, then set aside.

One row a piece of work (step, subject), there only while the work is in hand, paused after a failure, or quarantined.
Work that ends well deletes its row in the same transaction as what it wrote, so that a worker whose lease was taken
over by another writes nothing. A taking itself need not survive a crash of the database: whoever works on without it
writes nothing, and the work is taken again. The instants here are the machine's real time, whatever clock the field's
rules follow.
"""

import json
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, delete, exists, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from core.database import Instant
from jobs.models import Lease

CRASHED = "crashed"
PAUSE_GROWTH = 4
LONGEST_PAUSE = timedelta(hours=1)

_serial = count(1)

# One statement however many are wanted: its text never changes, so that nothing is put together anew at each taking.
_TAKE_ALL = """INSERT INTO lease (step, subject_id, holder, until, tries)
SELECT {wanted}, :until, :tries FROM {rows} WHERE true
ON CONFLICT (step, subject_id) DO NOTHING RETURNING step, subject_id, holder"""
_TAKE_ALL_IN = {
    name: text(_TAKE_ALL.format(wanted=wanted, rows=rows)).bindparams(bindparam("until", type_=Instant))
    for name, wanted, rows in (
        (
            "postgresql",
            "piece ->> 0, CAST(piece ->> 1 AS integer), piece ->> 2",
            "json_array_elements(CAST(:rows AS json)) AS wanted (piece)",
        ),
        (
            "sqlite",
            "json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')",
            "json_each(:rows)",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a taking lasts, how often work is tried, and how long it rests after its first failure."""

    lasts: timedelta
    max_tries: int
    first_pause: timedelta


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of work in one worker's hands; ``tries`` counts this taking, unless it was one of a handful."""

    step: str
    subject_id: int
    holder: str
    tries: int


class LeaseLost(Exception):
    """Someone else holds the work by now, or nobody may: what was made of it must not be written."""


def new_holder() -> str:
    """Return a name no other taking has: host, process, when the process started, running number."""
    return f"{_process(os.getpid())}/{next(_serial)}"


def claim(session: Session, step: str, subject_id: int, *, now: datetime, terms: Terms) -> Claim | None:
    """Take a piece of work, or return None because it is in other hands, paused, used up or quarantined.

    Exactly one of any number of simultaneous callers gets it: the row is inserted, or changed under a condition that
    the database checks on the newest version of the row.

    When a worker dies, all it had in hand is suspected. A process takes one suspect at a time, so that at its next
    death only the guilty one has another try less; the innocent end their work in between. What it had taken by the
    handful is no suspect yet: nearly all of it was not even begun.
    """
    holder = new_holder()
    other = aliased(Lease)
    holds_a_suspect = exists().where(
        other.until > now, other.last_error == CRASHED, other.holder.startswith(_process_of(holder), autoescape=True)
    )
    tries = session.scalar(
        _upsert(session, step, subject_id, holder, now + terms.lasts)
        .on_conflict_do_update(
            index_elements=[Lease.step, Lease.subject_id],
            set_={
                "holder": holder,
                "until": now + terms.lasts,
                "not_before": None,
                "tries": Lease.tries + 1,
                "last_error": case((Lease.holder.is_not(None) & (Lease.tries > 0), CRASHED), else_=Lease.last_error),
            },
            where=or_(Lease.until.is_(None), Lease.until <= now)
            & or_(Lease.not_before.is_(None), Lease.not_before <= now)
            & Lease.quarantined_at.is_(None)
            & (Lease.tries < terms.max_tries)
            & or_(Lease.holder.is_(None), Lease.tries == 0, ~holds_a_suspect),
        )
        .returning(Lease.tries)
    )
    return None if tries is None else Claim(step, subject_id, holder, tries)


def claim_fresh(
    session: Session, wanted: Sequence[tuple[str, int]], *, now: datetime, terms: Terms
) -> dict[tuple[str, int], Claim]:
    """Take, in one statement, those of the wanted steps and subjects that have no lease at all; leave the others.

    One that is taken with others is not tried by that: if the worker dies, who knows which of them was begun? Each is
    taken alone then, and that counts.

    Args:
        wanted: in ascending order and each once, so that two processes that want the same never wait in a circle.
    """
    rows = json.dumps([(step, subject_id, new_holder()) for step, subject_id in wanted])
    tries = 1 if len(wanted) == 1 else 0
    connection = session.connection()
    question = _TAKE_ALL_IN[connection.dialect.name]
    taken = connection.execute(question, {"rows": rows, "until": now + terms.lasts, "tries": tries})
    return {(step, subject_id): Claim(step, subject_id, holder, tries) for step, subject_id, holder in taken}


def renew(session: Session, held: Claim, *, now: datetime, terms: Terms) -> bool:
    """Keep long work in hand for another stretch, never a shorter one than it has; return False where it was lost."""
    until = now + terms.lasts
    longer = case((Lease.until > until, Lease.until), else_=until)
    return session.scalar(update(Lease).where(*_mine(held)).values(until=longer).returning(Lease.id)) is not None


def release(session: Session, held: Claim) -> None:
    """End a piece of work that is done; belongs in the transaction that writes what was made.

    Raises:
        LeaseLost: it ran out and was taken by another; roll back.
    """
    found = session.execute(delete(Lease).where(*_mine(held)).returning(Lease.id)).first()
    if found is None:
        message = f"{held.step} {held.subject_id} is no longer held by {held.holder}"
        raise LeaseLost(message)


def give_back(session: Session, held: Claim) -> None:
    """Put work back untried, as on a graceful stop; nothing happens where it is no longer held."""
    if held.tries <= 1:  # it has no past, and so no row
        session.execute(delete(Lease).where(*_mine(held)))
    else:
        session.execute(update(Lease).where(*_mine(held)).values(holder=None, until=None, tries=held.tries - 1))


def fail(session: Session, held: Claim, error: str, *, now: datetime, terms: Terms) -> bool:
    """Put work back after a failed try, to be taken again after a pause; return whether no try is left.

    ``error`` says what happened, without document text. Where no try is left the work is quarantined.
    """
    tries = max(held.tries, 1)
    spent = tries >= terms.max_tries
    values: dict[str, Any] = {"holder": None, "until": None, "tries": tries, "last_error": error}
    values |= {"quarantined_at": now} if spent else {"not_before": now + pause_after(tries, terms)}
    changed = session.scalar(update(Lease).where(*_mine(held)).values(values).returning(Lease.id))
    return changed is not None and spent


def pause_after(tries: int, terms: Terms) -> timedelta:
    """Return how long work rests after its n-th failure: each time four times longer, at most an hour."""
    factor: int = PAUSE_GROWTH ** (tries - 1)
    return min(terms.first_pause * factor, LONGEST_PAUSE)


def crashed(session: Session, *, now: datetime, terms: Terms) -> list[tuple[str, int]]:
    """Return step and subject of the work whose worker died at its last try, in order of both."""
    question = select(Lease.step, Lease.subject_id).where(*_crashed(now, terms)).order_by(Lease.step, Lease.subject_id)
    return [(step, subject_id) for step, subject_id in session.execute(question)]


def quarantine_crashed(session: Session, step: str, subject_id: int, *, now: datetime, terms: Terms) -> bool:
    """Set aside work whose worker died at its last try; return False where that is no longer so."""
    question = (
        update(Lease)
        .where(Lease.step == step, Lease.subject_id == subject_id, *_crashed(now, terms))
        .values(quarantined_at=now, holder=None, until=None, last_error=CRASHED)
        .returning(Lease.id)
    )
    return session.scalar(question) is not None


def lift_quarantine(session: Session, step: str, subject_id: int) -> None:
    """Let work that failed be taken again at once, with all its tries; work in hand stays where it is."""
    session.execute(delete(Lease).where(Lease.step == step, Lease.subject_id == subject_id, Lease.holder.is_(None)))


def barred(session: Session, step: str, *, now: datetime, terms: Terms) -> set[int]:
    """Return the subjects of a step that nobody may take now: in hand, paused, used up or quarantined."""
    question = select(Lease.subject_id).where(
        Lease.step == step,
        or_(
            Lease.until > now,
            Lease.not_before > now,
            Lease.quarantined_at.is_not(None),
            Lease.tries >= terms.max_tries,
        ),
    )
    return set(session.scalars(question))


def run_out(session: Session, step: str, *, now: datetime, terms: Terms) -> list[int]:
    """Return the subjects of a step that were taken and never ended, and may be taken by anyone now."""
    taken = Lease.holder.is_not(None), Lease.until <= now, Lease.quarantined_at.is_(None), Lease.tries < terms.max_tries
    return list(session.scalars(select(Lease.subject_id).where(Lease.step == step, *taken).order_by(Lease.subject_id)))


def held_by_the_dead(session: Session, *, now: datetime) -> list[int]:
    """Return the ids of leases held by processes of this host that are gone, so that no one waits for their end."""
    ours = Lease.holder.startswith(f"{_host()}/", autoescape=True)
    held = session.execute(select(Lease.id, Lease.holder).where(ours, Lease.until > now)).all()
    dead = {process for process in {_process_of(holder or "") for _, holder in held} if not _lives(process)}
    return [lease_id for lease_id, holder in held if _process_of(holder or "") in dead]


def end(session: Session, lease_ids: Sequence[int], *, now: datetime) -> None:
    """Let leases run out now. The taking stays counted: a file that kills its worker must not be taken for ever."""
    if lease_ids:
        session.execute(update(Lease).where(Lease.id.in_(lease_ids), Lease.until > now).values(until=now))


def claim_tick(session: Session, name: str, *, now: datetime, terms: Terms) -> Claim | None:
    """Take what is done once in every stretch of time, on however many hosts; None where another has it, or did it.

    It is held as any work is, however short the stretch: what takes longer than that is begun by nobody else meanwhile.
    """
    holder = new_holder()
    until = now + terms.lasts
    taken = session.scalar(
        _upsert(session, name, 0, holder, until)
        .on_conflict_do_update(
            index_elements=[Lease.step, Lease.subject_id],
            set_={"holder": holder, "until": until, "tries": 1},
            where=or_(Lease.until.is_(None), Lease.until <= now),
        )
        .returning(Lease.id)
    )
    return None if taken is None else Claim(name, 0, holder, 1)


def end_tick(session: Session, held: Claim, *, until: datetime) -> None:
    """Let nobody do it again before an instant; nothing happens where it is no longer held."""
    session.execute(update(Lease).where(*_mine(held)).values(holder=None, until=until))


def _upsert(
    session: Session, step: str, subject_id: int, holder: str, until: datetime
) -> postgresql.Insert | sqlite.Insert:
    values = {"step": step, "subject_id": subject_id, "holder": holder, "until": until, "tries": 1}
    return _insert(session).values(values)


def _insert(session: Session) -> postgresql.Insert | sqlite.Insert:
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(Lease)
    return sqlite.insert(Lease)


def _crashed(now: datetime, terms: Terms) -> tuple[ColumnElement[bool], ...]:
    return (
        Lease.quarantined_at.is_(None),
        Lease.tries >= terms.max_tries,
        Lease.holder.is_not(None),
        Lease.until <= now,
    )


def _mine(held: Claim) -> tuple[ColumnElement[bool], ...]:
    return Lease.step == held.step, Lease.subject_id == held.subject_id, Lease.holder == held.holder


@cache
def _process(pid: int) -> str:
    return f"{_host()}/{pid}/{_started(pid)}"


@cache
def _host() -> str:
    """Where a process number means something: this machine since this boot, in this process namespace."""
    boot = _first_line("/proc/sys/kernel/random/boot_id")[:8]
    try:
        namespace = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        namespace = 0
    return f"{socket.gethostname()[:24]}.{boot}.{namespace}"


def _process_of(holder: str) -> str:
    return holder.rpartition("/")[0] + "/"


def _started(pid: int) -> str:
    """When a process started, in ticks since boot; empty if it is gone. Tells it from a later one of that number."""
    fields = _first_line(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return fields[19] if fields and fields[0] != "Z" else ""


def _first_line(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").partition("\n")[0]
    except OSError:
        return ""


def _lives(process: str) -> bool:
    _, pid, started, _ = process.rsplit("/", 3)
    return _started(int(pid)) == started
