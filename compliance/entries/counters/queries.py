"""What is asked of the record to count an assignment, and of the counters to show figures. Reads only."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, bindparam, case, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from compliance.deadlines.models import Deadline
from compliance.deadlines.queries import bound_by, is_bound, standings_in_time
from compliance.entries.counters.models import CountedAssignment, Counter, CountMove
from compliance.entries.counters.parts import NEVER, Sum, figures_of, read
from compliance.entries.counters.records import (
    DeadlineRow,
    EntryRow,
    FlagRow,
    Record,
    ReturnRow,
    Watch,
    counted_of,
    watch_of,
)
from compliance.entries.counting import Counted, Figures, Tenure, closed_at
from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.procedures.done import NOTHING_DONE
from compliance.entries.procedures.queries import Among, among_ids, in_span, procedures_of
from core.database import Instant
from core.lines import Holding, Succession, held_before, holder_on, holdings
from core.local_time import local_day, start_of_day
from core.organisation import UnitSuccession
from extraction.dimensions.models import DirectiveDimensions
from extraction.models import Assignment, Task
from extraction.values import Role
from ingest.models import Directive

AT_ONCE = 1000
ALL_AT_ONCE = 2000
FOLDING_TURN = 0xF01D
SCOPES = ("unit", "field", "leader")

AnyRow = TypeVar("AnyRow", DeadlineRow, EntryRow, FlagRow, ReturnRow)
Kept = Mapping[int, Sequence[AnyRow]]


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
    for record in records(session, assignment_ids, on, before):
        yield Fact(
            record.assignment_id,
            record.unit_id,
            record.field_id,
            record.leader_id,
            counted_of(record),
            watch_of(record),
        )


def records(
    session: Session, assignment_ids: Collection[int] | None, on: date, before: datetime | None = None
) -> Iterator[Record]:
    """Give the rows of those assignments that `facts` gives, each with the unit to which it belongs."""
    session.flush()
    if assignment_ids is None:
        newest = session.scalar(select(func.max(Assignment.id))) or 0
        for start in range(1, newest + 1, ALL_AT_ONCE):
            span = {"first": start, "last": start + ALL_AT_ONCE - 1}
            yield from _records(session, in_span, span, on, before or NEVER)
        return
    ids = sorted(set(assignment_ids))
    for start in range(0, len(ids), AT_ONCE):
        yield from _records(session, among_ids, {"ids": ids[start : start + AT_ONCE]}, on, before or NEVER)


def _records(session: Session, among: Among, given: Mapping[str, Any], on: date, before: datetime) -> Iterator[Record]:
    columns = session.connection()  # rows of columns: the mapper has nothing to add to them
    ask, asked = _questions(among), {**given, "before": before}
    rows = columns.execute(ask.leads, asked).all()
    if not rows:
        return
    deadlines = _kept(columns, ask.deadlines, DeadlineRow, asked)
    entries = _kept(columns, ask.entries, EntryRow, asked)
    *_, has_flags, has_returns, has_successions = rows[0]
    flags = _kept(columns, ask.flags, FlagRow, asked) if has_flags else {}
    returns = _kept(columns, ask.returns, ReturnRow, asked) if has_returns else {}
    line = holdings_before(session, before) if has_successions else []
    with_heirs = {holding.unit_id for holding in line}
    done = procedures_of(columns, among, given)
    for row in rows:
        number = row[0]
        record = Record._make(
            (
                *row[:-3],
                deadlines.get(number, ()),
                entries.get(number, ()),
                flags.get(number, ()),
                returns.get(number, ()),
                done.get(number, NOTHING_DONE),
                (),
            )
        )
        if record.unit_id is None or record.unit_id not in with_heirs:
            yield record
        else:
            yield _followed(line, record.unit_id, record, on)


@dataclass(frozen=True, slots=True)
class _Questions:
    """What is asked of some assignments. The leads tell whether one has a flag, one a return, and any unit an heir."""

    leads: Select[*tuple[Any, ...]]
    deadlines: Select[*tuple[Any, ...]]
    entries: Select[*tuple[Any, ...]]
    flags: Select[*tuple[Any, ...]]
    returns: Select[*tuple[Any, ...]]


_bound = standings_in_time()


@cache
def _questions(among: Among) -> _Questions:
    """Made once for each condition: to put questions together takes longer than to answer them for one assignment."""
    before = bindparam("before", type_=Instant())
    return _Questions(
        _leads(among, before),
        _newest_first(
            among, Deadline.assignment_id, Deadline.id, Deadline.clock, Deadline.due_on, Deadline.tam_tinh,
            Deadline.due_at, Deadline.computed_at, Deadline.retired_at,
        ).where(Deadline.computed_at < before),
        _newest_first(
            among, Entry.assignment_id, Entry.id, Entry.kind, Entry.made_at, Entry.confirmed_at
        ).where(Entry.made_at < before),
        _newest_first(
            among, LateFlag.assignment_id, LateFlag.id, LateFlag.return_id, LateFlag.ending, LateFlag.due_at,
            LateFlag.written_at, LateFlag.voided_at,
        ),
        _newest_first(
            among, Return.assignment_id, Return.id, Return.entry_id, Return.reason, Return.ending,
            Return.reentry_due_on, Return.reentry_due_at, Return.made_at, Return.voided_at,
        ),
    )  # fmt: skip


def _leads(among: Among, before: BindParameter[Any]) -> Select[*tuple[Any, ...]]:
    newest = (
        select(func.max(DirectiveDimensions.id))
        .where(DirectiveDimensions.directive_id == Directive.id, DirectiveDimensions.at < before)
        .correlate(Directive)
        .scalar_subquery()
    )
    leads = (
        select(
            Assignment.id, Assignment.task_id, Assignment.unit_id, DirectiveDimensions.field_id,
            DirectiveDimensions.leader_id, Assignment.confirmed_at, Assignment.withdrawn_at,
            Directive.duplicate_of_id.is_not(None), exists().where(among(LateFlag.assignment_id)),
            exists().where(among(Return.assignment_id)), exists().where(UnitSuccession.settled_at < before),
        )
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .outerjoin(DirectiveDimensions, DirectiveDimensions.id == newest)
        # The part of a split, or an instance opened late, has the opening of a day on which it was not there yet.
        .where(
            among(Assignment.id), Assignment.role == Role.LEAD, Assignment.opened_at < before,
            Assignment.created_at < before,
        )
    )  # fmt: skip
    # Of one assignment the unit's standing is looked up; of thousands all standings are joined at once.
    return leads.join(_bound, bound_by(_bound)) if among is in_span else leads.where(is_bound())


def _newest_first(
    among: Among,
    owner: InstrumentedAttribute[Any],
    number: InstrumentedAttribute[int],
    *others: InstrumentedAttribute[Any],
) -> Select[*tuple[Any, ...]]:
    """Of two rows set at one instant the later one counts."""
    return select(owner, number, *others).where(among(owner)).order_by(number.desc())


def _kept(
    columns: Connection, question: Select[*tuple[Any, ...]], kind: type[AnyRow], asked: Mapping[str, Any]
) -> Kept[AnyRow]:
    """Return rows by assignment, newest first."""
    found: dict[int, list[AnyRow]] = defaultdict(list)
    for row in columns.execute(question, asked).all():
        found[row[0]].append(kind(*row))
    return found


def holdings_before(session: Session, before: datetime) -> list[Holding]:
    """Return who held what by the successions that the figures had followed before an instant."""
    steps = select(UnitSuccession.unit_id, UnitSuccession.successor_id, UnitSuccession.on)
    rows = session.connection().execute(steps.where(UnitSuccession.settled_at < before))
    return holdings(Succession(*row) for row in rows)


def _followed(line: Sequence[Holding], unit_id: int, record: Record, on: date) -> Record:
    """Return the record as of the unit to which it belongs on a day, or did when it was closed, and of those before."""
    closed = closed_at(counted_of(record))
    day = on if closed is None else min(on, local_day(closed))
    before = [Tenure(holder_id, start_of_day(until_on)) for holder_id, until_on in held_before(line, unit_id, day)]
    return record._replace(unit_id=holder_on(line, unit_id, day), tenures=before)


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
    _hold_folding(session)
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


def _hold_folding(session: Session) -> None:
    """Keep journal and counters as they stand together until the transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock_shared(FOLDING_TURN)))


def n_incomplete(session: Session, unit_ids: Collection[int] | None, now: datetime) -> int:
    """Return how many assignments are incomplete now, of these units or of all (None): that one counter is asked."""
    _hold_folding(session)
    incomplete, ever = "incomplete", date(1, 1, 1)
    kept = select(func.sum(Counter.n)).where(
        Counter.scope == "unit", Counter.measure == incomplete, Counter.due_at <= now
    )
    if unit_ids is not None:
        kept = kept.where(Counter.scope_id.in_(unit_ids))
    sums: dict[int, dict[Sum, int]] = defaultdict(lambda: defaultdict(int))
    _add_moves(session, sums, "unit", ever, now, CountMove.folded_at.is_(None), 1)
    moved = sum(n[incomplete, True] for unit_id, n in sums.items() if unit_ids is None or unit_id in unit_ids)
    return (session.scalar(kept) or 0) + moved


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
                    owner_id = part.owner(scope, scope_id)
                    sums[owner_id][part.measure, part.due_at <= at] += direction * n * part.n


def scope_column(scope: str) -> InstrumentedAttribute[int | None]:
    """Return the column of the journal that a scope's id stands in."""
    return {"unit": CountMove.unit_id, "field": CountMove.field_id, "leader": CountMove.leader_id}[scope]
