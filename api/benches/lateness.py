"""The sweep against an ORM's unit of work and bare statements; the figures of all units against a live aggregate."""

import tracemalloc
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Engine, TextClause, bindparam, case, func, insert, literal, null, select, text, update
from sqlalchemy.orm import Session, sessionmaker

from api.benches.measure import Figure, compare, seconds
from api.benches.province import DUE, DUE_SHARE, EARLY, NOW, fill
from api.starting import migrate_database
from compliance.deadlines.law import load_law
from compliance.entries.counters.models import CountedAssignment, CountMove
from compliance.entries.counters.parts import flag_changes
from compliance.entries.counters.queries import figures
from compliance.entries.counters.service import Move
from compliance.entries.models import LateFlag
from compliance.entries.sweep.service import FLAG_COLUMNS, events_of, flag_and_return
from core.audit import THE_SYSTEM, AuditEvent, record, record_all
from core.database import Instant, make_engine, make_sessions, transaction
from core.settings import Settings

YEAR_ON = date(2026, 1, 1)
QUIET = NOW - timedelta(days=30)
LARGE = 500_000
Way = Callable[[Session], int]
MOVE_COLUMNS = ["at", "unit_id", "field_id", "leader_id", "taken", "given", "n"]

_LIVE = """
SELECT a.unit_id, count(*),
  sum(CASE WHEN e.confirmed_at < :at AND (t.due_at IS NULL OR e.reported_at < t.due_at) THEN 1 ELSE 0 END),
  sum(CASE WHEN e.confirmed_at < :at AND e.reported_at >= t.due_at THEN 1 ELSE 0 END),
  sum(CASE WHEN e.confirmed_at IS NULL AND t.due_at <= :at THEN 1 ELSE 0 END),
  sum(CASE WHEN d.due_at <= :at AND e.first_at < d.due_at THEN 1 ELSE 0 END),
  sum(CASE WHEN d.due_at <= :at AND e.first_at >= d.due_at THEN 1 ELSE 0 END),
  sum(CASE WHEN d.due_at <= :at AND e.first_at IS NULL THEN 1 ELSE 0 END),
  sum(coalesce(f.n, 0))
FROM assignment a
LEFT JOIN deadline t ON t.assignment_id = a.id AND t.clock = 'task' AND t.is_current
LEFT JOIN deadline d ON d.assignment_id = a.id AND d.clock = 'entry' AND d.is_current
LEFT JOIN (
  SELECT assignment_id, min(made_at) AS first_at, max(CASE WHEN kind = 'report' THEN made_at END) AS reported_at,
         max(CASE WHEN kind = 'report' THEN confirmed_at END) AS confirmed_at
  FROM entry WHERE made_at < :at GROUP BY assignment_id
) e ON e.assignment_id = a.id
LEFT JOIN (
  SELECT assignment_id, count(*) AS n FROM late_flag WHERE voided_at IS NULL GROUP BY assignment_id
) f ON f.assignment_id = a.id
WHERE a.role = 'lead' AND a.confirmed_at < :at AND a.withdrawn_at IS NULL
GROUP BY a.unit_id
"""


def figures_on(database: str, address: str, sizes: Sequence[int]) -> Iterator[Figure]:
    """Yield the figures of one database, with a province of each size in it.

    The goals are those of the largest; the smaller ones show what grows with history. That comes first, while all are
    as they were filled: a large sweep taken back leaves dead rows behind.
    """
    engines = {size: _filled(address, size) for size in sizes}
    provinces = {size: make_sessions(engine) for size, engine in engines.items()}
    for size in sizes[1:]:
        yield from _growth(database, provinces, sizes[0], size)
    _check_ways(provinces[sizes[0]], sizes[0])
    yield from _sweep(database, provinces[sizes[-1]], sizes[-1])
    yield from _idle(database, provinces[sizes[-1]], sizes[-1])
    yield _all_units(database, provinces[sizes[-1]], sizes[-1])
    for engine in engines.values():
        engine.dispose()


def _filled(address: str, size: int) -> Engine:
    """Fill a database of its own with so many assignments."""
    where = f"{address}.{size}" if address.startswith("sqlite") else _database(address, size)
    migrate_database(Settings(database_url=where))
    engine = make_engine(where)
    fill(engine, make_sessions(engine), size)
    return engine


def _growth(database: str, provinces: Mapping[int, sessionmaker[Session]], small: int, large: int) -> Iterator[Figure]:
    """What the same few due cost in a large history, against a small one; both are asked in turn."""
    few = {size: partial(_undone, provinces[size], _sweep_few) for size in (small, large)}
    # SQLite computes in this process and, taken back, waits for no disk; PostgreSQL computes elsewhere.
    clock = process_time if database == "SQLite" else perf_counter
    quick, slow, ratio = compare(few[small], few[large], 9, clock)
    sizes = f"of {large:,} ÷ {small:,}"
    told = f"{database}, the same 500 due: {quick * 1000:.1f} ms of {small:,}, {slow * 1000:.1f} ms of {large:,}"
    time = f"{database}: time for 500 due, {sizes}"
    yield Figure(time, ratio, 2.0, at_most=True, unit="×", detail=told)
    light, heavy = (_memory(few[size]) for size in (small, large))
    told = f"{database}: {light / 1024:.0f} KiB of {small:,}, {heavy / 1024:.0f} KiB of {large:,}"
    memory = f"{database}: memory for 500 due, {sizes}"
    yield Figure(memory, heavy / light, 1.5, at_most=True, unit="×", detail=told)


def _sweep_few(session: Session) -> int:
    return len(flag_and_return(session, load_law(), EARLY).flags)


def _memory(work: Callable[[], object]) -> int:
    """Return the most memory that a piece of work takes."""
    tracemalloc.start()
    work()
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return taken


def _database(address: str, size: int) -> str:
    """Make a database for a size on the server, and return its address."""
    engine = make_engine(address)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"CREATE DATABASE size_{size}")
    engine.dispose()
    return address.rsplit("/", 1)[0] + f"/size_{size}"


def _ways() -> tuple[Way, Way, Way]:
    """Ours, the unit of work, the bare statements."""
    law = load_law()
    return lambda session: len(flag_and_return(session, law, NOW).flags), _by_unit_of_work, _by_bare_statements


def _check_ways(sessions: sessionmaker[Session], size: int) -> None:
    """All three ways must write the same rows."""
    ours, *others = (_written(sessions, way) for way in _ways())
    if len(ours[0]) != size // DUE_SHARE or any(rows != ours for rows in others):
        message = "The three ways must write the same rows"
        raise AssertionError(message)


def _sweep(database: str, sessions: sessionmaker[Session], size: int) -> Iterator[Figure]:
    ours, unit_of_work, bare = (partial(_undone, sessions, way) for way in _ways())
    due = ours()
    if size > LARGE:  # minutes: once is enough to see a ratio of this size
        mine, other = seconds(ours), seconds(unit_of_work)
        ratio = other / mine
    else:
        mine, other, ratio = compare(ours, unit_of_work, 3)
    told = f"{database}, {due:,} of {size:,} due: {mine:.3f} s, unit of work {other:.2f} s, the same rows written"
    yield Figure(f"{database}: sweep of {size:,}, ORM ÷ ours", ratio, 15.0, at_most=False, unit="×", detail=told)
    mine, least, ratio = compare(ours, bare, 5 if size > LARGE else 9)
    told = f"{database}, {due:,} of {size:,} due: {mine:.3f} s, bare statements {least:.3f} s, the same rows written"
    yield Figure(f"{database}: sweep of {size:,}, ours ÷ bare", 1 / ratio, 1.3, at_most=True, unit="×", detail=told)


def _written(sessions: sessionmaker[Session], way: Callable[[Session], int]) -> tuple[list[tuple[Any, ...]], ...]:
    """Return all rows that one way writes, without the numbers that the database gives them: flags, events, figures."""
    flag, watched, event, move = LateFlag, CountedAssignment, AuditEvent, CountMove
    with sessions() as session:
        way(session)
        session.flush()
        session.expire_all()
        flags = select(
            flag.assignment_id, flag.deadline_id, flag.return_id, flag.due_on, flag.due_at, flag.tam_tinh,
            watched.parts, watched.watch_at,
        ).join(watched, watched.assignment_id == flag.assignment_id).where(flag.written_at == NOW)  # fmt: skip
        events = select(event.subject_id, event.did, event.actor, event.account_id, event.detail).where(
            event.at == NOW, event.did == "assignment.flagged_late"
        )
        moves = select(
            move.unit_id, move.field_id, move.leader_id, move.taken, move.given, move.n, move.folded_at
        ).where(move.at == NOW)  # fmt: skip
        said = [(*row[:4], row[4]["due_at"], sorted(row[4])) for row in session.execute(events)]
        rows = sorted(map(tuple, session.execute(flags))), sorted(said), sorted(map(repr, session.execute(moves)))
        session.rollback()
    return rows  # type: ignore[return-value]


def _idle(database: str, sessions: sessionmaker[Session], size: int) -> Iterator[Figure]:
    law = load_law()
    with transaction(sessions, writes=False) as session:
        flag_and_return(session, law, QUIET)
        taken = min(seconds(lambda: flag_and_return(session, law, QUIET)) for _ in range(9)) * 1000
    told = f"{database}, nothing due of {size:,}, best of 9"
    yield Figure(f"{database}: idle sweep of {size:,}", taken, 2.0, at_most=True, unit="ms", detail=told)


def _all_units(database: str, sessions: sessionmaker[Session], size: int) -> Figure:
    """The same figures of every unit, from the counters and by a live aggregate."""
    with transaction(sessions, writes=False) as session:
        kept = figures(session, "unit", YEAR_ON, NOW, known_now=True)
        rows = session.execute(_live(), {"at": NOW}).all()
        found = {row[0]: tuple(map(int, row[1:])) for row in rows}
        mine = {
            unit: (each.total, each.done_on_time, each.done_late, each.open_overdue, each.entered_on_time,
                   each.late_since_entered, each.not_entered, each.flags)
            for unit, each in kept.items()
        }  # fmt: skip
        if mine != found:
            message = "The counters and the live aggregate must give the same figures"
            raise AssertionError(message)
        ours, live, ratio = compare(
            lambda: figures(session, "unit", YEAR_ON, NOW, known_now=True),
            lambda: session.execute(_live(), {"at": NOW}).all(),
            3,
        )
    told = f"{database}, {len(mine)} units of {size:,}: {ours * 1000:.1f} ms, live aggregate {live * 1000:.0f} ms"
    return Figure(
        f"{database}: figures of all units of {size:,}, live ÷ ours", ratio, 100.0, at_most=False, unit="×", detail=told
    )


def _live() -> TextClause:
    return text(_LIVE).bindparams(bindparam("at", type_=Instant()))


def _undone(sessions: sessionmaker[Session], work: Callable[[Session], int]) -> int:
    with sessions() as session:
        count = work(session)
        session.flush()
        session.rollback()
    return count


def _by_unit_of_work(session: Session) -> int:
    """The usual way: a lookup, an object and a flush for each assignment; the figures moved at the end."""
    ended = session.scalars(select(CountedAssignment).where(CountedAssignment.watch_at <= NOW)).all()
    moves: Tally[Move] = Tally()
    for watched in ended:
        if session.scalar(select(LateFlag.id).where(LateFlag.assignment_id == watched.assignment_id)) is not None:
            continue
        due_at = watched.watch_at or NOW
        flag = LateFlag(
            assignment_id=watched.assignment_id,
            deadline_id=watched.watch_deadline_id,
            due_on=watched.watch_on,
            due_at=due_at,
            written_at=NOW,
            tam_tinh=watched.watch_tam_tinh,
            unit_id=watched.unit_id,
        )
        session.add(flag)
        session.flush()
        subject = ("assignment", watched.assignment_id)
        detail = {"flag": flag.id, "due_at": due_at.isoformat()}
        record(session, NOW, THE_SYSTEM, "assignment.flagged_late", subject, **detail)
        taken, given = flag_changes(due_at, NOW)
        watched.watch_at, watched.parts = None, watched.parts.replace(taken, given)
        moves[Move(watched.unit_id, watched.field_id, watched.leader_id, taken, given)] += 1
    session.add_all(
        CountMove(
            at=NOW, unit_id=move.unit_id, field_id=move.field_id, leader_id=move.leader_id, taken=move.taken,
            given=move.given, n=n,
        )
        for move, n in moves.items()
    )  # fmt: skip
    return len(ended)


def _by_bare_statements(session: Session) -> int:
    """The least that writes the same rows: four statements, with nothing asked and nobody else thought of."""
    execute = session.connection().execute
    watched = CountedAssignment
    ended = watched.watch_at <= NOW
    newest = session.scalar(select(func.max(LateFlag.id))) or 0
    flags = select(
        watched.assignment_id, watched.watch_deadline_id, null(), watched.watch_on, watched.watch_at,
        literal(NOW, Instant()), watched.watch_tam_tinh, watched.unit_id, null(),
    ).where(ended)  # fmt: skip
    count = execute(insert(LateFlag).from_select(FLAG_COLUMNS, flags)).rowcount
    written = select(LateFlag.id, LateFlag.assignment_id, LateFlag.due_at).where(LateFlag.id > newest).subquery()
    told = events_of(session, written)
    execute(record_all(session, NOW, THE_SYSTEM, "assignment.flagged_late", "assignment", told))
    changes = {due_at: flag_changes(due_at, NOW) for due_at in DUE}
    taken = case({due_at: words for due_at, (words, _) in changes.items()}, value=watched.watch_at)
    given = case({due_at: words for due_at, (_, words) in changes.items()}, value=watched.watch_at)
    owner = (watched.unit_id, watched.field_id, watched.leader_id)
    moves = select(literal(NOW, Instant()), *owner, taken, given, func.count()).where(ended)
    execute(insert(CountMove).from_select(MOVE_COLUMNS, moves.group_by(*owner, watched.watch_at)))
    execute(update(watched).where(ended).values(watch_at=None, parts=func.replace(watched.parts, taken, given)))
    return count
