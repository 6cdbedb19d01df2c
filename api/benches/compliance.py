"""Working days against the `holidays` library and the floor of the language; the sweep against an ORM and bare SQL."""

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import holidays
from sqlalchemy import insert, null, select
from sqlalchemy.orm import Session, sessionmaker

from api.benches.measure import Figure, compare, seconds
from api.starting import migrate_database
from compliance.calendar.working_days import WorkCalendar
from compliance.deadlines.law import Law, load_law
from compliance.deadlines.models import Deadline
from compliance.entries.models import LateFlag
from compliance.entries.sweep.service import flag_and_return
from core.audit import THE_SYSTEM, AuditEvent, digest, record
from core.database import make_engine, make_sessions, transaction
from core.organisation import Unit
from core.settings import Settings
from extraction.models import Assignment, Task
from ingest.models import Directive

SEED = 2026
FIRST_ON, LAST_ON = date(2024, 1, 1), date(2026, 11, 1)
QUESTIONS = 2000
MOST_DAYS = 5
DUE_SHARE = 20  # one assignment in twenty is due
SIZES = (10_000, 100_000)
BATCH = 10_000
NOW = datetime(2026, 8, 21, 2, 0, tzinfo=UTC)

Question = tuple[date, int]


def figures() -> Iterator[Figure]:
    """Yield each figure as it is measured."""
    yield from _working_days(load_law().calendar)
    for size in SIZES:
        yield from _sweep(size, load_law())


def _working_days(calendar: WorkCalendar) -> Iterator[Figure]:
    drawn = random.Random(SEED)  # noqa: S311 - a draw of days, no secret
    span = (LAST_ON - FIRST_ON).days
    asked = [(FIRST_ON + timedelta(days=drawn.randrange(span)), drawn.randint(1, MOST_DAYS)) for _ in range(QUESTIONS)]
    peer = holidays.country_holidays("VN", years=range(2023, 2028))
    pairs = [(due_on, due_on + timedelta(days=3 * count)) for due_on, count in asked]

    def ours_add() -> list[date]:
        return [calendar.add_working_days(on, count) for on, count in asked]

    def peer_add() -> list[date]:
        return [peer.get_nth_working_day(on, count) for on, count in asked]

    def ours_late() -> list[int]:
        return [calendar.working_days_late(due_on, on) for due_on, on in pairs]

    def peer_late() -> list[int]:
        return [peer.get_working_days_count(due_on + timedelta(days=1), on) for due_on, on in pairs]

    for what, ours, theirs, goal in (
        ("+n working days", ours_add, peer_add, 18.0),
        ("working days late", ours_late, peer_late, 50.0),
    ):
        mine, other, ratio = compare(ours, theirs, 9)
        differ = sum(one != two for one, two in zip(ours(), theirs(), strict=True))
        told = f"{_each(mine)}, holidays {_each(other)}; {differ} of {QUESTIONS} answers differ (the table decides)"
        yield Figure(f"{what}, holidays ÷ ours", ratio, goal, at_most=False, unit="×", detail=told)
    yield _floor(ours_add, calendar, asked)


def _floor(ours: Callable[[], object], calendar: WorkCalendar, asked: Sequence[Question]) -> Figure:
    """Against the least that Python can do for the same answers: a table by ordinal, looked up in a loop."""
    first = FIRST_ON.toordinal()
    after = [
        [calendar.add_working_days(date.fromordinal(ordinal), count) for count in range(MOST_DAYS + 1)]
        for ordinal in range(first, LAST_ON.toordinal())
    ]

    def floor() -> list[date]:
        return [after[on.toordinal() - first][count] for on, count in asked]

    mine, least, ratio = compare(ours, floor, 9)
    told = f"{_each(mine)}, floor {_each(least)}"
    return Figure("+n working days, ours ÷ floor", 1 / ratio, 2.5, at_most=True, unit="×", detail=told)


def _each(taken: float) -> str:
    return f"{taken / QUESTIONS * 1e9:.0f} ns"


def _sweep(size: int, law: Law) -> Iterator[Figure]:
    """The first sweep over so many open assignments, one in twenty due; each way in a transaction that is undone."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        migrate_database(settings)
        engine = make_engine(settings.database_url)
        sessions = make_sessions(engine)
        _fill(sessions, size)
        ours = partial(_undone, sessions, lambda session: len(flag_and_return(session, law, NOW).flags))
        unit_of_work = partial(_undone, sessions, _by_unit_of_work)
        bare = partial(_undone, sessions, _by_bare_statements)
        due = ours()
        if not due == unit_of_work() == bare() == size // DUE_SHARE:
            message = "The three ways must write the same flags"
            raise AssertionError(message)
        mine, other, ratio = compare(ours, unit_of_work, 3)
        told = f"SQLite, {due} of {size} due: {mine:.2f} s, unit of work {other:.2f} s"
        yield Figure(f"sweep of {size:,}, ORM ÷ ours", ratio, 15.0, at_most=False, unit="×", detail=told)
        mine, least, ratio = compare(ours, bare, 3)
        told = f"SQLite, {due} of {size} due: {mine:.2f} s, bare statements {least:.2f} s"
        yield Figure(f"sweep of {size:,}, ours ÷ bare", 1 / ratio, 1.3, at_most=True, unit="×", detail=told)
        before = NOW - timedelta(days=30)
        with transaction(sessions, writes=False) as session:
            flag_and_return(session, law, before)
            taken = min(seconds(lambda: flag_and_return(session, law, before)) for _ in range(9)) * 1000
        told = f"SQLite, nothing due of {size}, best of 9"
        yield Figure(f"idle sweep of {size:,}", taken, 2.0, at_most=True, unit="ms", detail=told)
        engine.dispose()


def _undone(sessions: sessionmaker[Session], work: Callable[[Session], int]) -> int:
    with sessions() as session:
        count = work(session)
        session.flush()
        session.rollback()
    return count


def _ended(session: Session) -> Sequence[Deadline]:
    return session.scalars(
        select(Deadline).where(Deadline.is_current, Deadline.clock == "entry", Deadline.due_at <= NOW)
    ).all()


def _by_unit_of_work(session: Session) -> int:
    """The usual way: a lookup, an object and a flush for each assignment."""
    count = 0
    for deadline in _ended(session):
        assignment = session.get_one(Assignment, deadline.assignment_id)
        if session.scalar(select(LateFlag.id).where(LateFlag.assignment_id == assignment.id)) is not None:
            continue
        flag = LateFlag(
            assignment_id=assignment.id,
            due_on=deadline.due_on,
            due_at=deadline.due_at,
            written_at=NOW,
            tam_tinh=deadline.tam_tinh,
        )
        session.add(flag)
        session.flush()
        record(session, NOW, THE_SYSTEM, "assignment.flagged_late", ("assignment", assignment.id), flag=flag.id)
        count += 1
    return count


def _by_bare_statements(session: Session) -> int:
    """The least that writes the same rows: one statement for the flags, one for the hashed events."""
    columns = (
        Deadline.assignment_id, null(), Deadline.due_on, Deadline.due_at, Deadline.computed_at, Deadline.tam_tinh,
    )  # fmt: skip
    ended = select(*columns).where(Deadline.is_current, Deadline.clock == "entry", Deadline.due_at <= NOW)
    names = ["assignment_id", "return_id", "due_on", "due_at", "written_at", "tam_tinh"]
    written = session.execute(
        insert(LateFlag).from_select(names, ended).returning(LateFlag.id, LateFlag.assignment_id)
    ).all()
    rows = []
    for flag_id, assignment_id in written:
        event = {
            "at": NOW,
            "account_id": None,
            "actor": "system",
            "did": "assignment.flagged_late",
            "subject": "assignment",
            "subject_id": assignment_id,
            "detail": {"flag": flag_id},
        }
        rows.append({**event, "sha256": digest(AuditEvent(**event))})
    session.connection().execute(insert(AuditEvent.__table__), rows)  # type: ignore[arg-type]
    return len(written)


def _fill(sessions: sessionmaker[Session], size: int) -> None:
    """Write so many confirmed assignments of one unit with their entry deadlines, one in twenty due."""
    with transaction(sessions) as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.code == "SYT")).one()
        session.execute(
            insert(Directive),
            [{"id": 1, "sha256": "0" * 64, "file_name": "1.txt", "size": 1, "arrived_at": NOW,
              "issued_on": date(2026, 8, 3)}],
        )  # fmt: skip
        for start in range(1, size + 1, BATCH):
            numbers = range(start, min(start + BATCH, size + 1))
            session.execute(
                insert(Task),
                [{"id": n, "directive_id": 1, "ordinal": n, "text": "Giao việc", "mode": "assign", "ground": "page",
                  "created_at": NOW} for n in numbers],
            )  # fmt: skip
            session.execute(
                insert(Assignment),
                [{"id": n, "task_id": n, "role": "lead", "name": "Sở Y tế", "unit_id": unit_id,
                  "resolution": "resolved", "created_at": NOW, "opened_at": NOW, "confirmed_at": NOW}
                 for n in numbers],
            )  # fmt: skip
            session.execute(
                insert(Deadline),
                [{"directive_id": 1, "assignment_id": n, "clock": "entry", "due_on": date(2026, 8, 20),
                  "due_at": NOW + timedelta(hours=-1 if n % DUE_SHARE == 0 else 1), "tam_tinh": False,
                  "receipt": {}, "receipt_sha256": "0" * 64, "computed_at": NOW, "is_current": True}
                 for n in numbers],
            )  # fmt: skip
