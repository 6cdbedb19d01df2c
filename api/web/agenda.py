"""How a unit's open assignments are grouped by what is owed next and when: the two clocks never share a word. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api.web.countdown import Signal, signal
from compliance.calendar.working_days import WorkCalendar
from compliance.entries.queries import WorkRow
from core.local_time import last_day_before, local_day
from extraction.values import Role

# The entry clock's word and the task clock's word; see the glossary.
LATE_ENTRY = "Chậm cập nhật"
OVERDUE = "Quá hạn thực hiện"
LATE_REENTRY = "Chậm cập nhật lại"


class Owed(StrEnum):
    """What the unit owes next on an assignment."""

    REENTRY = "reentry"
    ENTRY = "entry"
    RESULT = "result"
    NOTHING = "nothing"


class Group(StrEnum):
    """The groups of a worklist, in their order."""

    RETURNED = "returned"
    LATE = "late"
    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    NO_DEADLINE = "no_deadline"


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An assignment with what is owed next, and how its clock reads; None: no clock runs."""

    row: WorkRow
    owed: Owed
    signal: Signal | None
    group: Group


def make_agenda(
    rows: Sequence[WorkRow], now: datetime, calendar: WorkCalendar, amber_from: int
) -> dict[Group, list[AgendaItem]]:
    """Return the groups that hold anything, in their order; inside a group the order of ``rows`` stays, sooner first.

    Args:
        amber_from: working days before a due day from which it is amber, and counts as soon.
    """
    items = [agenda_item(row, now, calendar, amber_from) for row in rows]
    items.sort(key=lambda item: item.signal.due_at.timestamp() if item.signal else 0.0)
    found = {group: [item for item in items if item.group is group] for group in Group}
    return {group: members for group, members in found.items() if members}


def agenda_item(row: WorkRow, now: datetime, calendar: WorkCalendar, amber_from: int) -> AgendaItem:
    """Return what is owed next on one assignment."""
    owed, due_at = owed_next(row)
    if due_at is None:
        return AgendaItem(row, owed, None, Group.RETURNED if owed is Owed.REENTRY else Group.NO_DEADLINE)
    past = {Owed.REENTRY: LATE_REENTRY, Owed.ENTRY: LATE_ENTRY}.get(owed, OVERDUE)
    clock = signal(due_at, now, calendar, amber_from, past)
    return AgendaItem(row, owed, clock, _group(owed, due_at, now, clock.days_left, amber_from))


def owed_next(row: WorkRow) -> tuple[Owed, datetime | None]:
    """Return what the unit owes next, and until which instant; a coordinating unit owes no first entry."""
    if row.is_returned:
        return Owed.REENTRY, row.reentry_due_at
    if row.role == Role.LEAD and row.entry_id is None and row.entry_due_at is not None:
        return Owed.ENTRY, row.entry_due_at
    if row.task_due_at is not None:
        return Owed.RESULT, row.task_due_at
    return Owed.NOTHING, None


def _group(owed: Owed, due_at: datetime, now: datetime, days_left: int, amber_from: int) -> Group:
    if owed is Owed.REENTRY:
        return Group.RETURNED
    if now >= due_at:
        return Group.LATE if owed is Owed.ENTRY else Group.OVERDUE
    if last_day_before(due_at) <= local_day(now):
        return Group.TODAY
    return Group.SOON if days_left <= amber_from else Group.LATER
