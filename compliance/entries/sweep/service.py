"""One late flag for each clock that ended without a valid entry; one return for each first entry that came late.

Set-based and exactly once. The clocks still to end are a queue: the watched rows of `CountedAssignment`, which leave it
when an entry is made, a flag is written or the assignment is withdrawn. A sweep takes the rows that are due, writes
flags, audit events and counters, and lets them go, in one transaction; a sweeper that comes second finds nothing, or
waits for nobody (rows in another's hands are left to it). A unique key on (assignment, due instant) guards the rest.
"""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from compliance.deadlines.clocks import Clock, procedure_inputs
from compliance.deadlines.law import Law
from compliance.deadlines.models import Deadline
from compliance.deadlines.receipts import Ground, compute_receipt
from compliance.entries.counters.models import CountedAssignment
from compliance.entries.counters.parts import flag_changes
from compliance.entries.counters.service import Move, count, count_directive, record_moves
from compliance.entries.flagged.service import answer_to
from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.succession.service import tell_flags_of_former_holders
from compliance.entries.sweep.office.service import NOT_ASKED, flag_office
from core.audit import THE_SYSTEM, Actor, record, record_all
from core.database import Instant
from extraction.models import Assignment, Task
from extraction.values import Role

BY_ITSELF = "trả lại tự động vì cập nhật chậm"
LATE = "late"
FLAG_COLUMNS = [
    "assignment_id", "deadline_id", "return_id", "due_on", "due_at", "written_at", "tam_tinh", "unit_id", "answered_at",
]  # fmt: skip
AT_ONCE = 1000
_GROUP = ("unit_id", "field_id", "leader_id", "watch_is_first", "watch_at")
Changes = dict[datetime, tuple[str, str]]

# Made once: every entry asks these, and to put a question together takes longer than to answer it.
_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)
_AnyReturn = aliased(Return)
# The first clock of either queue: read off the end of its index, whatever statistics say of how much is due.
_FIRSTS = select(
    select(func.min(CountedAssignment.watch_at)).where(CountedAssignment.watch_at.is_not(None)).scalar_subquery(),
    select(func.min(Deadline.due_at)).where(NOT_ASKED).scalar_subquery(),
)
# How many of some assignments are counted; whether the clock of one has ended; whether one has a flag.
_AMONG = select(
    select(func.count()).where(CountedAssignment.assignment_id.in_(_IDS)).scalar_subquery(),
    exists().where(CountedAssignment.assignment_id.in_(_IDS), CountedAssignment.watch_at <= bindparam("now")),
    exists().where(LateFlag.assignment_id.in_(_IDS)),
)
# First entries made after the flagged instant and not returned yet; *tạm tính* ones wait for a person.
_LATE_ENTRIES = (
    select(Entry)
    .join(LateFlag, and_(LateFlag.assignment_id == Entry.assignment_id, LateFlag.return_id.is_(None)))
    .join(Assignment, Assignment.id == Entry.assignment_id)
    .where(
        Entry.assignment_id.in_(_IDS),
        Assignment.withdrawn_at.is_(None),
        Assignment.confirmed_at.is_not(None),
        Entry.kind == "first",
        Entry.made_at >= LateFlag.due_at,
        LateFlag.voided_at.is_(None),
        or_(~LateFlag.tam_tinh, LateFlag.official_at.is_not(None)),
        ~exists().where(_AnyReturn.entry_id == Entry.id),
    )
    .order_by(Entry.id)
)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep wrote: ids of the flags, and the returns."""

    flags: tuple[int, ...]
    returns: tuple[Return, ...]


def flag_and_return(
    session: Session, law: Law, now: datetime, *, assignment_id: int | None = None, directive_id: int | None = None
) -> Swept:
    """Write every flag and late return that is due by ``now``, within the given assignment or directive or everywhere.

    Only confirmed, live lead assignments of units subject to the regulation on the issue day are judged. A second
    call writes nothing. An entry judged on an unofficial calendar is flagged *tạm tính* and waits for review.
    """
    if assignment_id is None and directive_id is None:
        if not _is_anything_due(session, now):
            return Swept((), ())
        flags, others = _write_flags(session, now, _due(now))
        tell_flags_of_former_holders(session, flags, now)
        late = [entry for some in _in_chunks(others) for entry in session.scalars(_LATE_ENTRIES, {"ids": some})]
    else:
        scope = [assignment_id] if assignment_id is not None else _leads(session, directive_id)
        flags, others, late = _flag_among(session, scope, now, is_counted=assignment_id is not None)
    if assignment_id is None:
        flag_office(session, now, directive_id)
    returns = tuple(write_return(session, entry, LATE, None, THE_SYSTEM, law, now) for entry in late)
    count(session, others, now)
    return Swept(flags, returns)


def write_return(
    session: Session, entry: Entry, reason: str, missing: str | None, who: Actor, law: Law, now: datetime
) -> Return:
    """Return an entry: it stays, does not count, and its re-entry clock runs from now."""
    by = BY_ITSELF if who is THE_SYSTEM else f"quyết định trả lại của {who.name}"
    ground = Ground("Cập nhật bị trả lại", now.isoformat(), by)
    receipt = compute_receipt(Clock.REENTRY, procedure_inputs(now), ground, law.rulebook, law.calendar)
    if receipt.due_on is None or receipt.unit_due_at is None:
        message = "A re-entry clock always has a day"
        raise AssertionError(message)
    row = Return(
        assignment_id=entry.assignment_id,
        entry_id=entry.id,
        reason=reason,
        missing=missing,
        made_at=now,
        account_id=who.account_id,
        reentry_due_on=receipt.due_on,
        reentry_due_at=receipt.unit_due_at,
        receipt=receipt.plain(),
    )
    session.add(row)
    session.flush()
    record(session, now, who, "entry.returned", ("assignment", entry.assignment_id), entry=entry.id, reason=reason)
    count(session, [entry.assignment_id], now)
    return row


def void_withdrawn(session: Session, directive_id: int, now: datetime) -> None:
    """Void the flags and returns that hang on assignments the Office has taken back; the rows stay in the record."""
    withdrawn = (
        select(Assignment.id)
        .join(Task, Task.id == Assignment.task_id)
        .where(Task.directive_id == directive_id, Assignment.withdrawn_at.is_not(None))
    )
    for table in (LateFlag, Return):
        session.execute(
            update(table).where(table.assignment_id.in_(withdrawn), table.voided_at.is_(None)).values(voided_at=now)
        )
    count_directive(session, directive_id, now)


def _is_anything_due(session: Session, now: datetime) -> bool:
    """Ask once for both queues: most sweeps find nothing due in them."""
    session.flush()
    firsts = session.connection().execute(_FIRSTS).one()
    return any(first is not None and first <= now for first in firsts)


def _leads(session: Session, directive_id: int | None) -> Sequence[int]:
    """Return the ids of a directive's lead assignments."""
    question = select(Assignment.id).join(Task, Task.id == Assignment.task_id)
    session.flush()
    return session.scalars(question.where(Task.directive_id == directive_id, Assignment.role == Role.LEAD)).all()


def _flag_among(
    session: Session, scope: Sequence[int], now: datetime, *, is_counted: bool
) -> tuple[tuple[int, ...], list[int], list[Entry]]:
    """Flag what is due among some assignments; return what `_write_flags` does, and the late entries to be returned.

    Args:
        is_counted: whoever changed them has counted them, unless they were never counted at all.
    """
    session.flush()
    if not is_counted:
        count(session, scope, now)
    asked = {"ids": scope, "now": now}
    n_counted, is_due, has_flag = session.connection().execute(_AMONG, asked).one()
    if is_counted and n_counted < len(scope):
        count(session, scope, now)
        _, is_due, has_flag = session.connection().execute(_AMONG, asked).one()
    if not is_due and not has_flag:
        return (), [], []
    flags, others = _write_flags(session, now, and_(_due(now), CountedAssignment.assignment_id.in_(scope)))
    tell_flags_of_former_holders(session, flags, now)
    return flags, others, list(session.scalars(_LATE_ENTRIES, {"ids": scope}))


def _due(now: datetime) -> ColumnElement[bool]:
    return CountedAssignment.watch_at <= now


def _write_flags(session: Session, now: datetime, due: ColumnElement[bool]) -> tuple[tuple[int, ...], list[int]]:
    """Flag what is due; return the ids of the flags, and of those assignments that must be counted one by one."""
    if session.get_bind().dialect.name == "postgresql":
        instants = session.scalars(select(CountedAssignment.watch_at).where(due).distinct()).all()
        changes = _changes(instants, now)
        groups, flags = _flag_in_one_statement(session, now, due, changes) if changes else ([], [])
    else:
        before = _groups_due(session, due)
        changes = _changes([group.watch_at for group in before], now)
        groups, flags = _flag_step_by_step(session, now, due, changes, before) if before else ([], [])
    moves: Tally[Move] = Tally()
    others: list[int] = []
    for group in groups:
        if group.watch_is_first:
            moves[Move(group.unit_id, group.field_id, group.leader_id, *changes[group.watch_at])] += group.n
        else:
            others += group.assignments
    record_moves(session, moves, now)
    return tuple(sorted(flags)), sorted(others)


def _changes(instants: Iterable[datetime | None], now: datetime) -> Changes:
    """What a flag of each instant changes in the parts that are counted."""
    return {instant: flag_changes(instant, now) for instant in instants if instant is not None}


@dataclass(frozen=True, slots=True)
class _Group:
    """Flagged assignments that change the figures alike; their ids only where they must be counted one by one."""

    unit_id: int | None
    field_id: int | None
    leader_id: int | None
    watch_is_first: bool
    watch_at: datetime
    n: int
    assignments: Sequence[int] = ()


def _flag_in_one_statement(
    session: Session, now: datetime, due: ColumnElement[bool], changes: Changes
) -> tuple[Sequence[_Group], Sequence[int]]:
    """Take, flag, tell and let go in PostgreSQL's one statement; rows that another transaction holds are left to it."""
    taken = (
        select(CountedAssignment.__table__)
        .where(due, CountedAssignment.watch_at.in_(changes))
        .with_for_update(skip_locked=True)
        .cte("taken")
    )
    flagged = (
        postgresql.insert(LateFlag)
        .from_select(FLAG_COLUMNS, _flags_of(taken, now))
        .on_conflict_do_nothing()
        .returning(LateFlag.id, LateFlag.assignment_id, LateFlag.due_at)
        .cte("flagged")
    )
    told = record_all(session, now, THE_SYSTEM, "assignment.flagged_late", "assignment", events_of(session, flagged))
    let_go = (
        update(CountedAssignment)
        .where(CountedAssignment.assignment_id == taken.c.assignment_id)
        .values(_let_go(changes))
    )
    question = (
        select(
            *(taken.c[name] for name in _GROUP),
            func.count().label("n"),
            func.array_agg(flagged.c.id).label("flags"),
            func.array_agg(flagged.c.assignment_id).filter(~taken.c.watch_is_first).label("assignments"),
        )
        .join(flagged, flagged.c.assignment_id == taken.c.assignment_id)
        .group_by(*(taken.c[name] for name in _GROUP))
        .add_cte(told.cte("told"), let_go.cte("let_go"))
    )
    rows = session.execute(question).all()
    return [_Group(*row[:6], row.assignments or ()) for row in rows], [flag for row in rows for flag in row.flags]


def _groups_due(session: Session, due: ColumnElement[bool]) -> Sequence[_Group]:
    """What is due, in groups of what changes the figures alike."""
    columns = [getattr(CountedAssignment, name) for name in _GROUP]
    question = select(*columns, func.count()).where(due).group_by(*columns)
    return [_Group(*row[:6]) for row in session.execute(question)]


def _flag_step_by_step(
    session: Session, now: datetime, due: ColumnElement[bool], changes: Changes, groups: Sequence[_Group]
) -> tuple[Sequence[_Group], Sequence[int]]:
    """The same on SQLite, whose one writer at a time this is: what was due a moment ago is what is flagged."""
    newest = session.scalar(select(func.max(LateFlag.id))) or 0
    taken = select(CountedAssignment.__table__).where(due).subquery()
    writing = sqlite.insert(LateFlag).from_select(FLAG_COLUMNS, _flags_of(taken, now)).on_conflict_do_nothing()
    written = session.connection().execute(writing).rowcount
    flagged = (
        select(LateFlag.id, LateFlag.assignment_id, LateFlag.due_at).where(LateFlag.id > newest).subquery("flagged")
    )
    session.execute(
        record_all(session, now, THE_SYSTEM, "assignment.flagged_late", "assignment", events_of(session, flagged))
    )
    if written != sum(group.n for group in groups) or not all(group.watch_is_first for group in groups):
        groups = _groups_flagged(session, taken, flagged)
    flags = session.scalars(select(flagged.c.id)).all()
    session.connection().execute(update(CountedAssignment).where(due).values(_let_go(changes)))
    return groups, flags


def _groups_flagged(session: Session, taken: Subquery, flagged: Subquery) -> Sequence[_Group]:
    """What was flagged in groups, where some had a flag of that instant already or ran on another clock."""
    columns = [taken.c[name] for name in _GROUP]
    joined = taken.join(flagged, flagged.c.assignment_id == taken.c.assignment_id)
    alike = (
        select(*columns, func.count().label("n")).select_from(joined).where(taken.c.watch_is_first).group_by(*columns)
    )
    single = select(*columns, taken.c.assignment_id).select_from(joined).where(~taken.c.watch_is_first)
    groups = [_Group(**row) for row in session.execute(alike).mappings()]
    return groups + [_Group(*row[:5], 1, (row.assignment_id,)) for row in session.execute(single)]


def _flags_of(taken: FromClause, now: datetime) -> Select[*tuple[Any, ...]]:
    """The flags of the rows taken, each of the unit it is counted for. SQLite wants a WHERE before an ON CONFLICT."""
    c = taken.c
    return select(
        c.assignment_id, c.watch_deadline_id, c.watch_return_id, c.watch_on, c.watch_at, literal(now, Instant()),
        c.watch_tam_tinh, c.unit_id,
        case((c.watch_is_first, null()), else_=answer_to(c.assignment_id, c.watch_return_id)),
    ).where(c.watch_at.is_not(None))  # fmt: skip


def events_of(session: Session, flagged: CTE | Subquery) -> Subquery:
    """The flags as the events that tell of them."""
    if session.get_bind().dialect.name == "sqlite":
        instant = func.replace(cast(flagged.c.due_at, String), " ", "T")
        at = func.replace(instant, ".000000", "") + "+00:00"
    else:
        instant = func.to_char(func.timezone("UTC", flagged.c.due_at), 'YYYY-MM-DD"T"HH24:MI:SS.US')
        at = func.replace(instant, ".000000", "") + "+00:00"
    detail = literal('{"due_at":"') + at + '","flag":' + cast(flagged.c.id, String) + "}"
    return select(flagged.c.assignment_id.label("subject_id"), detail.label("detail")).subquery("told_of")


def _let_go(changes: Changes) -> dict[str, Any]:
    """What a flag makes of the row it was written for; where more than the first clock ran, it is counted again."""
    parts = CountedAssignment.parts
    changed = case(
        {instant: func.replace(parts, taken, given) for instant, (taken, given) in changes.items()},
        value=CountedAssignment.watch_at,
    )
    return {"parts": case((CountedAssignment.watch_is_first, changed), else_=parts), "watch_at": null()}


def _in_chunks(ids: Sequence[int]) -> Sequence[Sequence[int]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
