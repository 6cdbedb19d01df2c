"""What is asked of the record to count an assignment, and of the counters to show figures. Reads only."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ColumnExpressionArgument, Row, Select, case, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from compliance.deadlines.models import Deadline
from compliance.deadlines.queries import is_bound
from compliance.entries.counters.models import CountedAssignment, Counter, CountMove
from compliance.entries.counters.parts import NEVER, Sum, figures_of, read
from compliance.entries.counting import Counted, Figures, Report, Suspension, TaskDeadline, closed_at
from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.procedures.queries import Procedures, procedures_of
from compliance.entries.returns import (
    Ending,
    EntryFact,
    EntryKind,
    History,
    ReturnReason,
    Verdict,
    VerdictKind,
    watched_clock,
)
from core.local_time import local_day
from core.organisation import UnitHolding
from extraction.dimensions.models import DirectiveDimensions
from extraction.models import Assignment, Task
from extraction.values import Role
from ingest.models import Directive

AT_ONCE = 1000
FOLDING_TURN = 0xF01D
SCOPES = ("unit", "field", "leader")

Among = Callable[[InstrumentedAttribute[Any]], ColumnElement[bool]]
AnyRow = Row[*tuple[Any, ...]]
Rows = Mapping[int, Sequence[AnyRow]]


@dataclass(frozen=True, slots=True)
class Watch:
    """The clock of an assignment that the sweep is to look at; see `CountedAssignment`."""

    at: datetime
    on: date
    deadline_id: int | None
    return_id: int | None
    is_first: bool
    tam_tinh: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A lead assignment with all that counting and the sweep ask of it."""

    assignment_id: int
    unit_id: int | None
    field_id: int | None
    leader_id: int | None
    counted: Counted
    watch: Watch | None


# -- the record --------------------------------------------------------------------------------------------------------


def facts(
    session: Session, assignment_ids: Collection[int] | None, on: date, before: datetime | None = None
) -> Iterator[Fact]:
    """Give those of these assignments (None: of all) that are counted: opened leads of units the regulation binds.

    Args:
        on: day on which an open one belongs to whom; a closed one stays with the unit that held it then.
        before: leave out what happened from this instant on.
    """
    if assignment_ids is None:
        newest = session.scalar(select(func.max(Assignment.id))) or 0
        for start in range(1, newest + 1, AT_ONCE):
            yield from _facts(session, _between(start), on, before or NEVER)
        return
    ids = sorted(set(assignment_ids))
    for start in range(0, len(ids), AT_ONCE):
        yield from _facts(session, _among(ids[start : start + AT_ONCE]), on, before or NEVER)


def _between(start: int) -> Among:
    return lambda column: column.between(start, start + AT_ONCE - 1)


def _among(ids: Sequence[int]) -> Among:
    return lambda column: column.in_(ids)


def _facts(session: Session, among: Among, on: date, before: datetime) -> Iterator[Fact]:
    newest = (
        select(func.max(DirectiveDimensions.id))
        .where(DirectiveDimensions.directive_id == Directive.id, DirectiveDimensions.at < before)
        .correlate(Directive)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Assignment.id, Assignment.task_id, Assignment.unit_id, Assignment.confirmed_at, Assignment.withdrawn_at,
            Assignment.opened_at, Directive.duplicate_of_id, DirectiveDimensions.field_id,
            DirectiveDimensions.leader_id,
        )
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .outerjoin(DirectiveDimensions, DirectiveDimensions.id == newest)
        .where(among(Assignment.id), Assignment.role == Role.LEAD, Assignment.opened_at < before, is_bound())
    ).all()  # fmt: skip
    if not rows:
        return
    deadlines, entries, flags, returns = _record(session, among, before)
    holdings = _holdings(session, {row.unit_id for row in rows}, before)
    done = procedures_of(session, among)
    for row in rows:
        fact = _fact(
            row,
            deadlines.get(row.id, ()),
            entries.get(row.id, ()),
            flags.get(row.id, ()),
            returns.get(row.id, ()),
            done.get(row.id) or Procedures(),
        )
        closed = closed_at(fact.counted)
        day = on if closed is None else min(on, local_day(closed))
        yield replace(fact, unit_id=_holder(holdings.get(row.unit_id, ()), day) or row.unit_id)


def _record(session: Session, among: Among, before: datetime) -> tuple[Rows, Rows, Rows, Rows]:
    """Deadlines, entries, flags and returns of some assignments, by assignment."""
    deadlines = _kept(
        session,
        among,
        Deadline.assignment_id,
        (Deadline.id, Deadline.clock, Deadline.due_on, Deadline.due_at, Deadline.tam_tinh, Deadline.computed_at,
         Deadline.retired_at),
        Deadline.computed_at < before,
    )  # fmt: skip
    entries = _kept(
        session, among, Entry.assignment_id, (Entry.id, Entry.kind, Entry.made_at, Entry.confirmed_at),
        Entry.made_at < before,
    )  # fmt: skip
    flags = _kept(
        session, among, LateFlag.assignment_id,
        (LateFlag.id, LateFlag.return_id, LateFlag.due_at, LateFlag.written_at, LateFlag.voided_at, LateFlag.ending),
    )  # fmt: skip
    returns = _kept(
        session, among, Return.assignment_id,
        (Return.id, Return.entry_id, Return.reason, Return.made_at, Return.reentry_due_on, Return.reentry_due_at,
         Return.voided_at, Return.ending),
    )  # fmt: skip
    return deadlines, entries, flags, returns


def _holdings(session: Session, units: Collection[int], before: datetime) -> Rows:
    found: dict[int, list[AnyRow]] = defaultdict(list)
    question = select(UnitHolding.unit_id, UnitHolding.holder_id, UnitHolding.from_on, UnitHolding.until_on)
    for row in session.execute(question.where(UnitHolding.unit_id.in_(units), UnitHolding.settled_at < before)):
        found[row.unit_id].append(row)
    return found


def _holder(holdings: Sequence[AnyRow], on: date) -> int | None:
    for row in holdings:
        if row.from_on <= on and (row.until_on is None or on < row.until_on):
            return int(row.holder_id)
    return None


def _kept(
    session: Session,
    among: Among,
    owner: InstrumentedAttribute[Any],
    columns: Sequence[ColumnExpressionArgument[Any]],
    *conditions: ColumnElement[bool],
) -> Rows:
    """Return rows by assignment, newest first: of two set at one instant the later one counts."""
    found: dict[int, list[AnyRow]] = defaultdict(list)
    question: Select[*tuple[Any, ...]] = select(owner.label("owner"), *columns).where(among(owner), *conditions)
    for row in session.execute(question.order_by(text("2 DESC"))):
        found[row.owner].append(row)
    return found


def _fact(
    row: AnyRow,
    deadlines: Sequence[AnyRow],
    entries: Sequence[AnyRow],
    flags: Sequence[AnyRow],
    returns: Sequence[AnyRow],
    done: Procedures,
) -> Fact:
    """Put the rows of one assignment together."""
    entry = next((each for each in deadlines if each.clock == "entry"), None)
    history = None
    if entry is not None:
        made = [
            EntryFact(each.id, EntryKind(each.kind), each.made_at, each.confirmed_at)
            for each in entries
            if each.id not in done.withdrawn_reports
        ]
        history = History(entry.due_at, made, [*_flag_verdicts(flags), *_return_verdicts(returns, flags)])
    ended = {each.entry_id: each.made_at for each in returns if each.voided_at is None} | done.withdrawn_reports
    counted = Counted(
        task_id=row.task_id,
        assigned_at=row.confirmed_at,
        deadlines=[*_task_deadlines(deadlines, done.extended)],
        reports=[
            Report(each.made_at, each.confirmed_at, ended.get(each.id))
            for each in reversed(entries)
            if each.kind == EntryKind.REPORT
        ],
        suspensions=[Suspension(*stretch) for stretch in done.suspensions],
        archived_at=done.archived_at,
        withdrawn_at=row.withdrawn_at,
        history=history,
    )
    is_live = row.confirmed_at is not None and row.withdrawn_at is None and row.duplicate_of_id is None
    may_be_flagged = is_live and not done.is_held
    watch = _watch(history, entry, entries, returns) if history and entry and may_be_flagged else None
    return Fact(row.id, row.unit_id, row.field_id, row.leader_id, counted, watch)


def _task_deadlines(deadlines: Sequence[AnyRow], extended: Collection[int]) -> Iterator[TaskDeadline]:
    for each in deadlines:
        if each.clock == "task":
            yield TaskDeadline(each.computed_at, each.due_at, is_extension=each.id in extended)
            if each.retired_at is not None:
                yield TaskDeadline(each.retired_at, None)


def _flag_verdicts(flags: Sequence[AnyRow]) -> Iterator[Verdict]:
    """Flags have even numbers among the verdicts of an assignment, returns odd ones."""
    for each in flags:
        yield Verdict(
            2 * each.id,
            VerdictKind.FLAG,
            each.written_at,
            each.due_at,
            hangs_on=None if each.return_id is None else 2 * each.return_id + 1,
            ending=None if each.voided_at is None else Ending(each.ending or Ending.VOIDED),
            ended_at=each.voided_at,
        )


def _return_verdicts(returns: Sequence[AnyRow], flags: Sequence[AnyRow]) -> Iterator[Verdict]:
    first = next((2 * each.id for each in flags if each.return_id is None), None)
    for each in returns:
        yield Verdict(
            2 * each.id + 1,
            VerdictKind.RETURN,
            each.made_at,
            each.reentry_due_at,
            reason=ReturnReason(each.reason),
            hangs_on=first if each.reason == ReturnReason.LATE else None,
            entry_id=each.entry_id,
            ending=None if each.voided_at is None else Ending(each.ending or Ending.VOIDED),
            ended_at=each.voided_at,
        )


def _watch(history: History, entry: AnyRow, entries: Sequence[AnyRow], returns: Sequence[AnyRow]) -> Watch | None:
    clock = watched_clock(history, NEVER)
    if clock is None:
        return None
    if clock.return_id is None:
        is_first = not history.verdicts and all(each.kind == EntryKind.PROGRESS for each in entries)
        return Watch(clock.due_at, entry.due_on, entry.id, None, is_first, entry.tam_tinh)
    opened = next(each for each in returns if 2 * each.id + 1 == clock.return_id)
    return Watch(clock.due_at, opened.reentry_due_on, None, opened.id, is_first=False, tam_tinh=False)


def unwatched(session: Session, found: Collection[Fact]) -> Iterator[tuple[int, str | None, str | None]]:
    """Give the assignments whose watched clock is not the one that their record asks for: id, kept, asked for."""
    columns = (CountedAssignment.assignment_id, CountedAssignment.watch_at)
    kept: dict[int, datetime | None] = {row[0]: row[1] for row in session.execute(select(*columns))}
    for fact in found:
        owed = fact.watch.at if fact.watch else None
        watched = kept.get(fact.assignment_id)
        if owed != watched:
            yield fact.assignment_id, _iso(watched), _iso(owed)


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


# -- the counters ------------------------------------------------------------------------------------------------------


def figures(
    session: Session, scope: str, start_on: date, at: datetime, *, known_now: bool = False
) -> dict[int, Figures]:
    """Return the figures of all units, fields or leaders for a period, by id (0: of none).

    Args:
        scope: one of `SCOPES`.
        start_on: the period's first day, a month's first.
        at: the cut-off, as known then: what happened from it on is taken back.
        known_now: nothing has happened from ``at`` on; the journal need not be asked.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock_shared(FOLDING_TURN)))
    sums: dict[int, dict[Sum, int]] = defaultdict(lambda: defaultdict(int))
    has_turned = func.sum(case((Counter.due_at <= at, Counter.n), else_=0))
    kept = (
        select(Counter.scope_id, Counter.measure, func.sum(Counter.n), has_turned)
        .where(Counter.scope == scope, Counter.closed_on >= start_on, Counter.written_on >= start_on)
        .group_by(Counter.scope_id, Counter.measure)  # as the key is sorted: nothing is to be sorted for it
    )
    for scope_id, measure, n, turned in session.execute(kept).all():
        sums[scope_id][measure, True] += turned
        sums[scope_id][measure, False] += n - turned
    _add_moves(session, sums, scope, start_on, at, CountMove.folded_at.is_(None), 1)
    if not known_now:
        _add_moves(session, sums, scope, start_on, at, CountMove.at >= at, -1)
    return {scope_id: figures_of(by_measure) for scope_id, by_measure in sums.items() if any(by_measure.values())}


def n_incomplete(session: Session, unit_ids: Collection[int] | None, now: datetime) -> int:
    """Return how many assignments are incomplete now, of these units or of all (None)."""
    found = figures(session, "unit", date(1, 1, 1), now, known_now=True)
    return sum(each.incomplete for unit_id, each in found.items() if unit_ids is None or unit_id in unit_ids)


def _add_moves(
    session: Session,
    sums: dict[int, dict[Sum, int]],
    scope: str,
    start_on: date,
    at: datetime,
    which: ColumnElement[bool],
    sign: int,
) -> None:
    owner = scope_column(scope)
    question = (
        select(owner, CountMove.taken, CountMove.given, func.sum(CountMove.n))
        .where(which)
        .group_by(owner, CountMove.taken, CountMove.given)
    )
    for scope_id, taken, given, n in session.execute(question):
        for parts, direction in ((taken, -sign), (given, sign)):
            for part in read(parts):
                if part.closed_on >= start_on and part.written_on >= start_on:
                    sums[scope_id or 0][part.measure, part.due_at <= at] += direction * n * part.n


def scope_column(scope: str) -> InstrumentedAttribute[int | None]:
    """Return the column of the journal that a scope's id stands in."""
    return {"unit": CountMove.unit_id, "field": CountMove.field_id, "leader": CountMove.leader_id}[scope]
