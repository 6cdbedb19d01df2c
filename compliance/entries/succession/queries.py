"""What belongs to whom as of a day, and what a unit has inherited. Reads only."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, case, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from compliance.entries.models import Entry, LateFlag, Return
from core.lines import Holding, Succession, holder_on, holdings
from core.local_time import last_day_before, local_day
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

    A flag stays with the unit that held the assignment when its clock ended, a return with the one whose entry it was.
    """
    line = lines(session)
    day = local_day(at)
    former = sorted({each.unit_id for each in line if holder_on(line, each.unit_id, day) == unit_id} - {unit_id})
    if not former:
        return Inherited({}, {})
    flags = _verdicts_of(former, LateFlag, LateFlag.due_at, LateFlag.written_at, at)
    returns = _verdicts_of(former, Return, Entry.made_at, Return.made_at, at).join(Entry, Entry.id == Return.entry_id)
    of_flags = [holder_on(line, row[0], last_day_before(row[1])) for row in session.execute(flags)]
    of_returns = [holder_on(line, row[0], local_day(row[1])) for row in session.execute(returns)]
    return Inherited(_but(unit_id, of_flags), _but(unit_id, of_returns))


def _verdicts_of(
    former: list[int],
    verdict: type[LateFlag | Return],
    earned_at: InstrumentedAttribute[Any],
    written_at: InstrumentedAttribute[datetime],
    at: datetime,
) -> Select[Any]:
    """The live verdicts written before an instant on leads given to some units: to which, and when each was earned."""
    return (
        select(Assignment.unit_id, earned_at)
        .select_from(verdict)
        .join(Assignment, Assignment.id == verdict.assignment_id)
        .where(
            Assignment.unit_id.in_(former),
            Assignment.role == Role.LEAD,
            written_at < at,
            or_(verdict.voided_at.is_(None), verdict.voided_at >= at),
        )
    )


def _but(unit_id: int, earners: Iterable[int]) -> Mapping[int, int]:
    """Return how often each earner stands there, but the unit itself."""
    return Counter(earner for earner in earners if earner != unit_id)
