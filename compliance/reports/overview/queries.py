"""What is asked for the overview: what is overdue since when, the figures of a period, the rows behind a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from compliance.deadlines.law import Law
from compliance.deadlines.models import Deadline
from compliance.entries.counters.models import CountedAssignment
from compliance.entries.counters.parts import known_before
from compliance.entries.counters.queries import facts, figures
from compliance.entries.counting import Figures, by_unit, count
from compliance.entries.models import Entry, Return
from compliance.reports.overview.ages import Overdue
from compliance.reports.sums import Measure, Sums
from core.local_time import local_day
from core.organisation import UnitHolding
from extraction.models import Assignment, ExtractionRun
from extraction.values import Role
from ingest.models import Directive


@dataclass(frozen=True, slots=True)
class OfficeHolds:
    """What waits for the Office itself: directives to confirm past their clock, re-entries and results to judge."""

    directives_late: int
    reentries: int
    results: int


def overdue(session: Session, now: datetime, ends: Sequence[datetime] = ()) -> list[Overdue]:
    """Return what is overdue, by unit and band of age, each with the instant from which the oldest of it is.

    Args:
        ends: where the bands end, `ages.band_ends`; none: all ages together.
    """
    counted = CountedAssignment
    each = (  # in the order of their index: added up on the way, and few are left to be put into bands
        select(counted.overdue_at, counted.unit_id, func.count().label("n"))
        .where(counted.overdue_at <= now)
        .group_by(counted.overdue_at, counted.unit_id)
        .subquery()
    ).c
    whens = [(each.overdue_at <= end, -place) for place, end in enumerate(reversed(ends))]
    bands = [case(*whens, else_=1)] if whens else []
    question = select(each.unit_id, func.min(each.overdue_at), func.sum(each.n)).group_by(each.unit_id, *bands)
    rows = session.execute(question)
    return [Overdue(unit_id or 0, overdue_at, n) for unit_id, overdue_at, n in rows if overdue_at is not None]


def overdue_since(session: Session, now: datetime, scope: str = "", scope_id: int = 0) -> list[tuple[datetime, int]]:
    """Return the instants from which something is overdue, the oldest first, each with how much.

    Args:
        scope: unit, field or leader with ``scope_id``; empty for the whole province.
    """
    counted = CountedAssignment
    question = select(counted.overdue_at, func.count()).where(counted.overdue_at <= now, *_owned(scope, scope_id))
    rows = session.execute(question.group_by(counted.overdue_at).order_by(counted.overdue_at))
    return [(overdue_at, n) for overdue_at, n in rows if overdue_at is not None]


def overdue_ids(
    session: Session,
    span: tuple[datetime, datetime],
    scope: str = "",
    scope_id: int = 0,
    *,
    skip: int = 0,
    most: int | None = None,
) -> list[tuple[int, datetime]]:
    """Return assignments that are overdue, longest first, with the instant from which they are.

    Args:
        span: overdue from an instant in it on, both ends in it.
        scope: unit, field or leader with ``scope_id``; empty for the whole province.
        most: so many at most, after ``skip`` others; None: all of them.
    """
    question = (
        select(CountedAssignment.assignment_id, CountedAssignment.overdue_at)
        .where(CountedAssignment.overdue_at.between(*span), *_owned(scope, scope_id))
        .order_by(CountedAssignment.overdue_at, CountedAssignment.assignment_id)
    )
    found = session.execute(question.offset(skip).limit(most))
    return [(each, overdue_at) for each, overdue_at in found if overdue_at is not None]


def _owned(scope: str, scope_id: int) -> list[ColumnElement[bool]]:
    return [_owner(scope) == scope_id] if scope else []


def office_holds(session: Session, now: datetime) -> OfficeHolds:
    """Return how much waits for the Office."""
    open_ones = select(ExtractionRun.directive_id).where(ExtractionRun.confirmed_at.is_(None))
    late = select(func.count(Directive.id)).join(Deadline, Directive.id == Deadline.directive_id)
    late = late.where(
        Directive.id.in_(open_ones),
        Deadline.assignment_id.is_(None),
        Deadline.clock == "office",
        Deadline.is_current,
        Deadline.due_at <= now,
        Directive.duplicate_of_id.is_(None),
        Directive.purged_at.is_(None),
    )
    return OfficeHolds(session.scalar(late) or 0, _waiting(session, "reentry"), _waiting(session, "report"))


def waiting_of(session: Session, kind: str) -> list[int]:
    """Return the assignments whose entries of a kind wait for the Office, as `office_holds` counts them, oldest first.

    Args:
        kind: reentry or report.
    """
    return list(session.scalars(_waits(select(Assignment.id), kind).order_by(Entry.made_at, Entry.id)))


def _waiting(session: Session, kind: str) -> int:
    return session.scalar(_waits(select(func.count(Entry.id)), kind)) or 0


def _waits(question: Select[int], kind: str) -> Select[int]:
    return question.join_from(Entry, Assignment, Assignment.id == Entry.assignment_id).where(
        Entry.kind == kind,
        Entry.made_at.is_not(None),
        Entry.confirmed_at.is_(None),
        Entry.withdrawn_at.is_(None),
        Assignment.confirmed_at.is_not(None),
        Assignment.withdrawn_at.is_(None),
        ~exists().where(Return.entry_id == Entry.id, Return.voided_at.is_(None)),
    )


def sums_by(session: Session, scope: str, start_on: date, at: datetime, *, known_now: bool) -> dict[int, Sums]:
    """Return the sums of a period by unit, field or leader, from the counters; see `counters.queries.figures`."""
    return {each: Sums(found) for each, found in figures(session, scope, start_on, at, known_now=known_now).items()}


def province(by_unit: dict[int, Sums]) -> Sums:
    """Return the province's sums: those of its units."""
    return Sums(sum((each.figures for each in by_unit.values()), Figures()))


def behind(
    session: Session, measure: Measure, owner: tuple[str, int], period: tuple[datetime, datetime], law: Law
) -> list[int]:
    """Return the assignments that a measure counts of one unit, field or leader, by the same rules one by one.

    Where it counts times, an assignment stands there as often as it is counted.

    Args:
        measure: no share, no statistic.
        owner: scope and id.
        period: its first instant and the cut-off, as known then.
    """
    scope, scope_id = owner
    start_at, cut_off_at = period
    on = local_day(cut_off_at)
    rules = law.on(on)
    found: list[int] = []
    for fact in facts(session, _ever_of(session, scope, scope_id), on, before=cut_off_at):
        known = known_before(fact.counted, cut_off_at)
        if scope == "unit":
            shares = by_unit(fact.unit_id or 0, known, start_at, cut_off_at, cut_off_at, rules)
            told = shares.get(scope_id, Figures())
        else:
            told = count([known], start_at, cut_off_at, cut_off_at, rules)
        found += [fact.assignment_id] * sum(getattr(told, name) for name in measure.counts)
    return found


def _ever_of(session: Session, scope: str, scope_id: int) -> Sequence[int]:
    """Return the assignments that may count for a unit, field or leader: for a unit also what it once held."""
    found = list(session.scalars(select(CountedAssignment.assignment_id).where(_owner(scope) == scope_id)))
    if scope == "unit":
        held = or_(UnitHolding.unit_id == scope_id, UnitHolding.holder_id == scope_id)
        given = Assignment.unit_id.in_(select(UnitHolding.unit_id).where(held))
        found += session.scalars(select(Assignment.id).where(given, Assignment.role == Role.LEAD))
    return found


def _owner(scope: str) -> InstrumentedAttribute[int | None]:
    columns = CountedAssignment.unit_id, CountedAssignment.field_id, CountedAssignment.leader_id
    return dict(zip(("unit", "field", "leader"), columns, strict=True))[scope]
