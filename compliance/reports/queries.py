"""What is asked of the record to tell the figures of a period. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from compliance.deadlines.law import Law
from compliance.entries.counters.queries import records
from compliance.entries.counters.records import Record, counted_of
from compliance.entries.counting import earned_before
from compliance.entries.procedures.models import Contest, StaleFlag
from compliance.reports.kinds import NOTHING_BESIDE, Beside, Kinds
from compliance.reports.periods import Period
from compliance.reports.tables import NOTHING_EARNED, Owners, Row, Tally
from core.organisation import Field, Leader, Unit


@dataclass(frozen=True, slots=True)
class Names:
    """What units, fields and leaders are called, in their Vietnamese order."""

    unit: dict[int, str]
    field: dict[int, str]
    leader: dict[int, str]

    def of(self, scope: str) -> dict[int, str]:
        """Return the names of one scope; 0 stands for none."""
        return {"unit": self.unit, "field": self.field, "leader": self.leader}[scope]


def names(session: Session) -> Names:
    """Return all names; what has no unit, field or leader comes last."""
    units = session.execute(select(Unit.id, Unit.name).order_by(Unit.sort_key, Unit.id))
    fields = session.execute(select(Field.id, Field.name).order_by(Field.sort_key, Field.id))
    leaders = session.execute(select(Leader.id, Leader.name).order_by(Leader.folded, Leader.id))
    return Names(
        {**{row[0]: row[1] for row in units}, 0: "Chưa rõ đơn vị"},
        {**{row[0]: row[1] for row in fields}, 0: "Chưa xác định lĩnh vực"},
        {**{row[0]: row[1] for row in leaders}, 0: "Chưa xác định lãnh đạo"},
    )


def rows(session: Session, period: Period, known_at: datetime, law: Law) -> Iterator[tuple[Record, Row]]:
    """Give every assignment that is in some figure of a period, with its record, by blocks of ids.

    Args:
        known_at: not before the cut-off; a verdict that ended before it does not count.
    """
    kinds = Kinds(period, known_at, law.on(period.last_on), law.calendar)
    besides = _besides(session, period)
    bounds = (period.start_at, period.cut_off_at, known_at)
    for record in records(session, None, period.last_on, before=period.cut_off_at):
        kind = kinds.of(record, besides.get(record.assignment_id, NOTHING_BESIDE))
        if kind is not None:
            owners = Owners(record.unit_id or 0, record.field_id or 0, record.leader_id or 0)
            earned = earned_before(counted_of(record), kind.figures, bounds) if record.tenures else NOTHING_EARNED
            yield record, Row(record.task_id, owners, kind, earned)


def tally_of(session: Session, period: Period, known_at: datetime, law: Law) -> Tally:
    """Return the sums of a period, for the province and each of its groups."""
    found = Tally()
    for _, row in rows(session, period, known_at, law):
        found.add(row)
    return found


def _besides(session: Session, period: Period) -> dict[int, Beside]:
    """Return what stands beside the record in a period, by assignment; nothing does beside most."""
    start_at, cut_off_at = period.start_at, period.cut_off_at
    filed = select(Contest.assignment_id).where(Contest.filed_at >= start_at, Contest.filed_at < cut_off_at)
    contested = set(session.scalars(filed))
    missed = (
        select(StaleFlag.assignment_id, func.count())
        .where(StaleFlag.written_at >= start_at, StaleFlag.written_at < cut_off_at)
        .group_by(StaleFlag.assignment_id)
    )
    stale = {row[0]: row[1] for row in session.execute(missed)}
    return {each: Beside(int(each in contested), stale.get(each, 0)) for each in contested | stale.keys()}
