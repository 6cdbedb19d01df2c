"""What is asked of the record to tell the figures of a period. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from compliance.deadlines.law import Law
from compliance.entries.counters.queries import facts
from compliance.entries.procedures.models import Contest, StaleFlag
from compliance.reports.periods import Period
from compliance.reports.tables import Beside, Owners, Row, Tally, row_of
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


def rows(session: Session, period: Period, known_at: datetime, law: Law) -> Iterator[tuple[int, Row]]:
    """Give every assignment that is in some figure of a period, with its id, in order of id.

    Args:
        known_at: not before the cut-off; a verdict that ended before it does not count.
    """
    start_at, cut_off_at = period.start_at, period.cut_off_at
    rules = law.on(period.last_on)
    contested = set(
        session.scalars(
            select(Contest.assignment_id).where(Contest.filed_at >= start_at, Contest.filed_at < cut_off_at)
        )
    )
    missed = (
        select(StaleFlag.assignment_id, func.count())
        .where(StaleFlag.written_at >= start_at, StaleFlag.written_at < cut_off_at)
        .group_by(StaleFlag.assignment_id)
    )
    stale = {row[0]: row[1] for row in session.execute(missed)}
    for fact in facts(session, None, period.last_on, before=cut_off_at):
        owners = Owners(fact.unit_id or 0, fact.field_id or 0, fact.leader_id or 0)
        beside = Beside(int(fact.assignment_id in contested), stale.get(fact.assignment_id, 0))
        row = row_of(fact.counted, owners, beside, period, known_at, (rules, law.calendar))
        if row is not None:
            yield fact.assignment_id, row


def tally_of(session: Session, period: Period, known_at: datetime, law: Law) -> Tally:
    """Return the sums of a period, for the province and each of its groups."""
    found = Tally()
    for _, row in rows(session, period, known_at, law):
        found.add(row)
    return found
