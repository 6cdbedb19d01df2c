"""What is done when units merge or are renamed: the act is kept, every open assignment tells it, the figures follow."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from compliance.entries.counters.parts import NEVER
from compliance.entries.counters.queries import AT_ONCE, holdings_before
from compliance.entries.counters.service import count
from compliance.entries.models import LateFlag
from compliance.entries.succession import queries
from core.audit import THE_SYSTEM, Actor, record
from core.lines import holder_on
from core.local_time import last_day_before, local_day, start_of_day
from core.organisation import Unit, UnitSuccession
from core.succession import SuccessionAct, merge_unit, rename_unit
from extraction.models import Assignment

_TELL = update(LateFlag).where(LateFlag.id == bindparam("flag")).values(unit_id=bindparam("earner"))


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
    given = session.scalars(select(Assignment.id).where(Assignment.unit_id.in_(units))).all()
    tell_earners(session, given)
    count(session, given, now)
    for unit_id, holder_id, on in passed:
        detail = {"holder": holder_id, "on": on.isoformat()}
        record(session, now, THE_SYSTEM, "unit.work_passed", ("unit", unit_id), **detail)
    return len(units)


def tell_earners(session: Session, assignment_ids: Collection[int]) -> None:
    """Let the flags of these assignments be told of their earners, by the successions that the figures follow now."""
    line = holdings_before(session, NEVER)
    ids = sorted(assignment_ids)
    for start in range(0, len(ids), AT_ONCE):
        rows = session.execute(
            select(LateFlag.id, LateFlag.unit_id, LateFlag.due_at, Assignment.unit_id)
            .join(Assignment, Assignment.id == LateFlag.assignment_id)
            .where(LateFlag.assignment_id.in_(ids[start : start + AT_ONCE]), Assignment.unit_id.is_not(None))
        )
        moved = [
            {"flag": flag, "earner": earner}
            for flag, told, due_at, given_to in rows
            if given_to is not None and (earner := holder_on(line, given_to, last_day_before(due_at))) != told
        ]
        if moved:
            session.connection().execute(_TELL, moved)


def tell_flags_of_former_holders(session: Session, flags: Sequence[int], now: datetime) -> None:
    """Tell flags just written whose clock had ended before the work went over, and count their assignments anew.

    A sweep flags for the unit that an assignment is counted for; that is another one than held it where the sweep came
    only after the day of a merger had begun and been followed.

    Args:
        flags: ids, in order.
    """
    if not flags:
        return
    newest_on = session.scalar(select(func.max(UnitSuccession.on)).where(UnitSuccession.settled_at.is_not(None)))
    if newest_on is None:
        return
    written = LateFlag.id.between(flags[0], flags[-1])
    asked = select(LateFlag.assignment_id).where(written, LateFlag.due_at <= start_of_day(newest_on))
    ids = session.scalars(asked.distinct()).all()
    if ids:
        tell_earners(session, ids)
        count(session, ids, now)


def _tell(session: Session, row: UnitSuccession, who: Actor, now: datetime) -> None:
    """Let every open assignment carry the event in its own history."""
    for assignment_id in queries.open_assignments(session, row.unit_id):
        detail = {"before": row.unit_id, "after": row.successor_id, "on": row.on.isoformat(), "act": row.act}
        record(session, now, who, "assignment.inherited", ("assignment", assignment_id), **detail)
