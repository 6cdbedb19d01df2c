"""How a unit's open assignments are grouped by what is owed next and when: the two clocks never share a word. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from api.web.countdown import Signal, signal
from compliance.calendar.working_days import WorkCalendar
from compliance.entries.queries import WorkRow
from compliance.entries.worklist.queries import OpenWork
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
    REVIEW = "review"  # nothing of its own: the report waits for the monitor or the Office
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
    REPORTED = "reported"


# What stands in a group of its own, whatever its clock says.
OF_THEIR_OWN = {Owed.REENTRY: Group.RETURNED, Owed.REVIEW: Group.REPORTED}


class Clocked(Protocol):
    """An assignment, or several alike, with the clocks and what was recorded last."""

    @property
    def role(self) -> str:
        """Lead or coordinating."""

    @property
    def entry_due_at(self) -> datetime | None:
        """When the entry clock ends."""

    @property
    def task_due_at(self) -> datetime | None:
        """When the task clock ends."""

    @property
    def is_entered(self) -> bool:
        """Whether anything was entered, progress aside."""

    @property
    def is_reported(self) -> bool:
        """Whether what was entered last is a report."""

    @property
    def reentry_due_at(self) -> datetime | None:
        """When the re-entry clock ends."""

    @property
    def is_returned(self) -> bool:
        """Whether a return waits for the unit's answer."""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An assignment with what is owed next, and how its clock reads; None: no clock runs."""

    row: WorkRow
    owed: Owed
    signal: Signal | None
    group: Group


def sorted_out(
    work: Iterable[OpenWork], now: datetime, calendar: WorkCalendar, amber_from: int
) -> dict[Group, list[int]]:
    """Return the groups that hold anything, in their order, each with its assignments, sooner due first.

    Args:
        amber_from: working days before a due day from which it is amber, and counts as soon.
    """
    found: dict[Group, list[tuple[float, int]]] = {group: [] for group in Group}
    today = local_day(now)
    for each in work:
        owed, due_at = owed_next(each)
        days_left = 0 if due_at is None else calendar.working_days_between(today, last_day_before(due_at))
        due = 0.0 if due_at is None else due_at.timestamp()
        found[_group(owed, due_at, now, days_left, amber_from)] += ((due, number) for number in each.assignment_ids)
    return {group: [each for _, each in sorted(members)] for group, members in found.items() if members}


def agenda_item(row: WorkRow, now: datetime, calendar: WorkCalendar, amber_from: int) -> AgendaItem:
    """Return what is owed next on one assignment."""
    owed, due_at = owed_next(row)
    if due_at is None or owed is Owed.REVIEW:
        return AgendaItem(row, owed, None, _group(owed, due_at, now, 0, amber_from))
    past = {Owed.REENTRY: LATE_REENTRY, Owed.ENTRY: LATE_ENTRY}.get(owed, OVERDUE)
    clock = signal(due_at, now, calendar, amber_from, past)
    return AgendaItem(row, owed, clock, _group(owed, due_at, now, clock.days_left, amber_from))


def owed_next(row: Clocked) -> tuple[Owed, datetime | None]:
    """Return what the unit owes next, and until which instant; a coordinating unit owes no first entry."""
    if row.is_returned:
        return Owed.REENTRY, row.reentry_due_at
    if row.is_reported:
        return Owed.REVIEW, row.task_due_at
    if row.role == Role.LEAD and not row.is_entered and row.entry_due_at is not None:
        return Owed.ENTRY, row.entry_due_at
    if row.task_due_at is not None:
        return Owed.RESULT, row.task_due_at
    return Owed.NOTHING, None


def _group(owed: Owed, due_at: datetime | None, now: datetime, days_left: int, amber_from: int) -> Group:
    if owed in OF_THEIR_OWN:
        return OF_THEIR_OWN[owed]
    if due_at is None:
        return Group.NO_DEADLINE
    if now >= due_at:
        return Group.LATE if owed is Owed.ENTRY else Group.OVERDUE
    if last_day_before(due_at) <= local_day(now):
        return Group.TODAY
    return Group.SOON if days_left <= amber_from else Group.LATER
