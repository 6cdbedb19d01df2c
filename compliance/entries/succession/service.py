"""What is done when units merge or are renamed: the act is kept, every open assignment tells it, the figures follow."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.entries.counters.service import count
from compliance.entries.succession import queries
from core.audit import THE_SYSTEM, Actor, record
from core.local_time import local_day
from core.organisation import Unit, UnitSuccession
from core.succession import SuccessionAct, merge_unit, rename_unit
from extraction.models import Assignment


def merge_into(
    session: Session, unit_id: int, successor_id: int, act: SuccessionAct, who: Actor, now: datetime
) -> UnitSuccession:
    """Let a unit give way to another: from the day on, what is open belongs to the successor; clocks go on unchanged.

    Raises:
        NotFound: one of the units is not in the register.
        Invalid: no decision's number, or a day or successor that cannot be.
        Conflict: the unit has a successor already, or it would become its own heir.
    """
    row = merge_unit(session, unit_id, successor_id, act, who, now)
    _tell(session, row, who, now)
    settle_holdings(session, now)
    return row


def rename(session: Session, unit_id: int, name: str, code: str, act: SuccessionAct, who: Actor, now: datetime) -> Unit:
    """Let a unit go on under a new name, as a unit that continues it.

    Raises:
        NotFound: the unit is not in the register.
        Invalid: no new name or code, no decision's number, or a day that cannot be.
        Conflict: the code is taken, or the unit has a successor already.
    """
    unit = rename_unit(session, unit_id, name, code, act, who, now)
    row = session.scalars(select(UnitSuccession).where(UnitSuccession.unit_id == unit_id)).one()
    _tell(session, row, who, now)
    settle_holdings(session, now)
    return unit


def settle_holdings(session: Session, now: datetime) -> int:
    """Let the figures follow the successions whose day has come; return how many units' work was passed on.

    Called when an act is kept and by upkeep each day; a second call, or one beside it, finds nothing to do.
    """
    come = queries.unsettled(session, local_day(now))
    if not come:
        return 0
    before = queries.passings(session)
    for succession in come:
        succession.settled_at = now
    session.flush()
    passed = sorted(queries.passings(session) - before, key=lambda passing: (passing[0], passing[2]))
    units = {unit_id for unit_id, _, _ in passed}
    count(session, session.scalars(select(Assignment.id).where(Assignment.unit_id.in_(units))).all(), now)
    for unit_id, holder_id, on in passed:
        detail = {"holder": holder_id, "on": on.isoformat()}
        record(session, now, THE_SYSTEM, "unit.work_passed", ("unit", unit_id), **detail)
    return len(units)


def _tell(session: Session, row: UnitSuccession, who: Actor, now: datetime) -> None:
    """Let every open assignment carry the event in its own history."""
    for assignment_id in queries.open_assignments(session, row.unit_id):
        detail = {"before": row.unit_id, "after": row.successor_id, "on": row.on.isoformat(), "act": row.act}
        record(session, now, who, "assignment.inherited", ("assignment", assignment_id), **detail)
