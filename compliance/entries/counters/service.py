"""What is done to the figures: counted again in the transaction that changes an assignment, folded into sums later.

Whoever counts only adds rows to the journal, so that no two writers wait for each other at the row of a busy unit;
`fold` adds them up when nobody waits. Figures are the sums and what is not folded yet.
"""

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from compliance.deadlines.law import load_law
from compliance.entries.counters.models import CountedAssignment, Counter, CountMove
from compliance.entries.counters.parts import difference, is_done, overdue_from, parts_of, read, written
from compliance.entries.counters.queries import AT_ONCE, FOLDING_TURN, SCOPES, Fact, facts
from core.database import upsert
from core.local_time import local_day
from extraction.models import Assignment, Task
from extraction.values import Role

FOLDED_AT_ONCE = 5000
_MOVES = insert(CountMove)
_TABLE = CountedAssignment.__table__
_COUNTED = (
    select(*_TABLE.columns)
    .where(_TABLE.c.assignment_id.in_(bindparam("ids", expanding=True)))
    .order_by(_TABLE.c.assignment_id)
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class Move:
    """Assignments of one unit, field and leader lose some parts and get others."""

    unit_id: int | None
    field_id: int | None
    leader_id: int | None
    taken: str
    given: str


def count(session: Session, assignment_ids: Iterable[int], now: datetime) -> None:
    """Let the figures follow what has happened to these assignments, in the caller's transaction.

    To be called after every change of an assignment, its task, its deadlines, entries, flags, returns and procedures.
    What it said before is replaced; a second call changes nothing. Their entry clocks are watched anew.
    """
    session.flush()
    ids = sorted(set(assignment_ids))
    for start in range(0, len(ids), AT_ONCE):
        _count(session, ids[start : start + AT_ONCE], now)


def count_directive(session: Session, directive_id: int, now: datetime) -> None:
    """Count every lead assignment of a directive."""
    question = (
        select(Assignment.id)
        .join(Task, Task.id == Assignment.task_id)
        .where(Task.directive_id == directive_id, Assignment.role == Role.LEAD)
    )
    session.flush()
    count(session, session.scalars(question).all(), now)


def count_missing(session: Session, after_id: int, now: datetime) -> int | None:
    """Count the next opened lead assignments that were never counted, as those older than the counters are.

    Returns:
        The id to go on after, or None once there are no more.
    """
    question = (
        select(Assignment.id)
        .where(
            Assignment.id > after_id,
            Assignment.role == Role.LEAD,
            Assignment.opened_at.is_not(None),
            ~exists().where(CountedAssignment.assignment_id == Assignment.id),
        )
        .order_by(Assignment.id)
        .limit(AT_ONCE)
    )
    found = session.scalars(question).all()
    count(session, found, now)
    return found[-1] if found else None


def record_moves(session: Session, moves: Tally[Move], now: datetime) -> None:
    """Add moves to the journal; those that move nothing are left out."""
    rows = [
        {"at": now, "unit_id": move.unit_id, "field_id": move.field_id, "leader_id": move.leader_id,
         "taken": move.taken, "given": move.given, "n": n, "folded_at": None}
        for move, n in moves.items()
        if n and move.taken != move.given
    ]  # fmt: skip
    if rows:
        session.connection().execute(_MOVES, rows)


def fold(session: Session, now: datetime) -> int:
    """Add the journal's new moves to the sums; return how many moves there were. A second call adds nothing."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(FOLDING_TURN)))
    new = select(CountMove.id).where(CountMove.folded_at.is_(None)).limit(FOLDED_AT_ONCE)
    columns = (CountMove.unit_id, CountMove.field_id, CountMove.leader_id, CountMove.taken, CountMove.given)
    moved = session.execute(
        update(CountMove)
        .where(CountMove.id.in_(new))
        .values(folded_at=now)
        .returning(*columns, CountMove.n)
        .execution_options(synchronize_session=False)
    ).all()
    sums: Tally[tuple[str, int, str, date, date, datetime]] = Tally()
    for unit_id, field_id, leader_id, taken, given, n in moved:
        for parts, direction in ((taken, -1), (given, 1)):
            for part in read(parts):
                for scope, scope_id in zip(SCOPES, (unit_id, field_id, leader_id), strict=True):
                    owner = part.owner(scope, scope_id)
                    key = (scope, owner, part.measure, part.closed_on, part.written_on, part.due_at)
                    sums[key] += direction * n * part.n
    names = ("scope", "scope_id", "measure", "closed_on", "written_on", "due_at")
    rows = [{**dict(zip(names, key, strict=True)), "n": n} for key, n in sorted(sums.items()) if n]
    if rows:
        added = (postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert)(Counter)
        grown = added.on_conflict_do_update(index_elements=list(names), set_={"n": Counter.n + added.excluded.n})
        session.connection().execute(grown, rows)
    session.execute(delete(Counter).where(Counter.n == 0).execution_options(synchronize_session=False))
    return len(moved)


def _count(session: Session, ids: list[int], now: datetime) -> None:
    before = {row.assignment_id: row for row in session.connection().execute(_COUNTED, {"ids": ids})}
    rules = load_law().on(local_day(now))
    moves: Tally[Move] = Tally()
    changed: list[dict[str, Any]] = []
    found = set()
    for fact in facts(session, ids, local_day(now)):
        found.add(fact.assignment_id)
        row = _row(fact, written(parts_of(fact.counted, now, rules)), overdue_from(fact.counted, rules))
        known = before.get(fact.assignment_id)
        if known is None or dict(known._mapping) != row:  # noqa: SLF001 - a row's columns by name
            changed.append(row)
            _move(moves, known, row)
    gone = [known for assignment_id, known in before.items() if assignment_id not in found]
    for known in gone:
        moves[Move(known.unit_id, known.field_id, known.leader_id, known.parts, "")] += 1
    if gone:
        uncounted = CountedAssignment.assignment_id.in_([known.assignment_id for known in gone])
        session.connection().execute(delete(CountedAssignment).where(uncounted))
    if changed:
        session.connection().execute(upsert(session, CountedAssignment), changed)
    record_moves(session, moves, now)


def _move(moves: Tally[Move], known: Row[*tuple[Any, ...]] | None, row: dict[str, Any]) -> None:
    """Note how an assignment moves; from one unit, field or leader to another in two steps."""
    owner = (row["unit_id"], row["field_id"], row["leader_id"])
    if known is None:
        moves[Move(*owner, "", row["parts"])] += 1
    elif (known.unit_id, known.field_id, known.leader_id) == owner:
        moves[Move(*owner, *difference(known.parts, row["parts"]))] += 1
    else:
        moves[Move(known.unit_id, known.field_id, known.leader_id, known.parts, "")] += 1
        moves[Move(*owner, "", row["parts"])] += 1


def _row(fact: Fact, parts: str, overdue_at: datetime | None) -> dict[str, Any]:
    watch = fact.watch
    return {
        "assignment_id": fact.assignment_id,
        "unit_id": fact.unit_id,
        "field_id": fact.field_id,
        "leader_id": fact.leader_id,
        "parts": parts,
        "watch_at": watch and watch.at,
        "watch_on": watch and watch.on,
        "watch_deadline_id": watch and watch.deadline_id,
        "watch_return_id": watch and watch.return_id,
        "watch_is_first": bool(watch and watch.is_first),
        "watch_tam_tinh": bool(watch and watch.tam_tinh),
        "overdue_at": overdue_at,
        "is_done": is_done(fact.counted),
    }
