"""What belongs to whom as of a day, and what a unit has inherited. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, and_, case, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from compliance.entries.models import LateFlag, Return
from core.lines import Holding, Succession, holder_on, holdings
from core.local_time import local_day
from core.organisation import UnitHolding, UnitSuccession
from extraction.models import Assignment
from extraction.values import Role


@dataclass(frozen=True, slots=True)
class Inherited:
    """What stands beside a unit as earned by those it continues: late flags and returns, by the unit that earned."""

    flags: Mapping[int, int]
    returns: Mapping[int, int]


def lines(session: Session) -> list[Holding]:
    """Return who holds whose work from when to when, by unit, then day."""
    rows = session.scalars(select(UnitHolding).order_by(UnitHolding.unit_id, UnitHolding.from_on))
    return [Holding(row.unit_id, row.holder_id, row.from_on, row.until_on) for row in rows]


def belongs_to(day: date, closed_on: ColumnElement[date | None]) -> ColumnElement[int]:
    """Return, for SQL, the unit to which an assignment belongs at the end of a day.

    An open one is its unit's successor's; a closed one stays with the unit that held it on the day it was closed.

    Args:
        closed_on: the local day on which the assignment was closed, or NULL; only a day not after ``day`` counts.
    """
    asked = literal(day, Date())
    on = case((closed_on < asked, closed_on), else_=asked)
    holder = (
        select(UnitHolding.holder_id)
        .where(
            UnitHolding.unit_id == Assignment.unit_id,
            UnitHolding.from_on <= on,
            or_(UnitHolding.until_on.is_(None), on < UnitHolding.until_on),
        )
        .correlate(Assignment)
        .scalar_subquery()
    )
    return func.coalesce(holder, Assignment.unit_id)


def open_assignments(session: Session, unit_id: int) -> list[int]:
    """Return the ids of the live assignments that a unit was given, leads and coordinating, in order of id."""
    question = select(Assignment.id).where(
        Assignment.unit_id == unit_id, Assignment.opened_at.is_not(None), Assignment.withdrawn_at.is_(None)
    )
    return list(session.scalars(question.order_by(Assignment.id)))


def unsettled(session: Session, day: date) -> list[UnitSuccession]:
    """Return the successions in force on a day that the figures have not followed yet, locked; oldest first."""
    question = (
        select(UnitSuccession)
        .where(UnitSuccession.on <= day, UnitSuccession.settled_at.is_(None))
        .order_by(UnitSuccession.id)
        .with_for_update()  # who settles another at the same time waits: the lines of both may cross
    )
    return list(session.scalars(question))


def passings(session: Session) -> set[tuple[int, int, date]]:
    """Return by the successions that the figures have followed whose work went to whom, and on which day."""
    rows = session.scalars(select(UnitSuccession).where(UnitSuccession.settled_at.is_not(None)))
    line = holdings(Succession(row.unit_id, row.successor_id, row.on) for row in rows)
    return {(each.unit_id, each.holder_id, each.from_on) for each in line}


def inherited(session: Session, unit_id: int, at: datetime) -> Inherited:
    """Return the live flags and returns written before an instant that other units earned and this one continues.

    A flag or return stays with the unit that held the assignment on the day it was written.
    """
    line = lines(session)
    day = local_day(at)
    former = sorted({each.unit_id for each in line if holder_on(line, each.unit_id, day) == unit_id} - {unit_id})
    return Inherited(
        _earned(session, LateFlag, LateFlag.written_at, line, former, unit_id, at),
        _earned(session, Return, Return.made_at, line, former, unit_id, at),
    )


def _earned(
    session: Session,
    verdict: type[LateFlag | Return],
    written_at: InstrumentedAttribute[datetime],
    line: list[Holding],
    former: list[int],
    unit_id: int,
    at: datetime,
) -> Mapping[int, int]:
    if not former:
        return {}
    rows = session.execute(
        select(Assignment.unit_id, written_at)
        .join(Assignment, Assignment.id == verdict.assignment_id)
        .where(
            and_(Assignment.unit_id.in_(former), Assignment.role == Role.LEAD),
            written_at < at,
            or_(verdict.voided_at.is_(None), verdict.voided_at >= at),
        )
    )
    counts: dict[int, int] = {}
    for given_to, instant in rows:
        earner = None if given_to is None else holder_on(line, given_to, local_day(instant))
        if earner is not None and earner != unit_id:
            counts[earner] = counts.get(earner, 0) + 1
    return counts
