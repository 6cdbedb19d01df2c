"""Until when the first entry is due, and the Office's own clock; pure.

``due_on`` is the nominal day, counted from the issue day. ``unit_due_at`` is what flags and returns use: the same,
unless the unit could see the assignment only later.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from compliance.calendar.working_days import WorkCalendar
from compliance.deadlines.steps import Step, walk_working_days
from compliance.rulebook.parameters import Citation
from compliance.rulebook.rules import Rules
from core.errors import Invalid
from core.local_time import end_of_day, last_day_before, local_day
from extraction.values import EntryClass


class NoEntryOwed(Invalid):
    """A document without tasks starts no entry clock."""

    reason = "no_entry_owed"


@dataclass(frozen=True, slots=True)
class EntryDue:
    """When the first entry is due.

    ``steps`` walks from the issue day to ``due_on``; ``unit_steps`` from the day of opening to the unit's own last
    day, and is empty where the two are the same. ``unit_due_at`` (UTC) is the first instant that is too late;
    ``unit_due_on`` the local day just before it. ``by_floor``: what decided are the hours that an
    urgent directive always leaves.
    """

    entry_class: EntryClass
    due_on: date
    due_at: datetime
    unit_due_on: date
    unit_due_at: datetime
    steps: tuple[Step, ...]
    unit_steps: tuple[Step, ...]
    by_floor: bool
    tam_tinh: bool
    citations: tuple[Citation, ...]


def entry_due(
    entry_class: EntryClass, issued_on: date, opened_at: datetime | None, calendar: WorkCalendar, rules: Rules
) -> EntryDue:
    """Return when a unit's first entry on an assignment is due.

    An assignment opened after the issue day has the same allowance from the day of opening; an urgent one never less
    than the floor of hours after it.

    Args:
        entry_class: not none.
        issued_on: day printed on the directive, local.
        opened_at: instant at which the unit could first see the assignment; None: on the issue day.
        rules: those in force on ``issued_on``.

    Returns:
        ``unit_due_at`` is never before ``due_at``.

    Raises:
        NoEntryOwed: the class is none.
        OutsideCalendar: the issue day, or the answer, is not in the calendar's years.

    Source: rulebook entry.*_working_days, entry.urgent_floor_hours.
    """
    return _due(entry_class, (issued_on, "Ngày ban hành"), opened_at, calendar, rules)


def office_due(entry_class: EntryClass, arrived_at: datetime, calendar: WorkCalendar, rules: Rules) -> EntryDue:
    """Return until when the Office must have split and confirmed a directive.

    The allowance is that of the class, counted from the local day of arrival (the instant of durable storage), with the
    same floor for an urgent one; ``due_on`` and ``unit_due_on`` differ only by the floor.

    Raises:
        NoEntryOwed: the class is none.
        OutsideCalendar: the day of arrival, or the answer, is not in the calendar's years.

    Source: rulebook entry.*_working_days, entry.urgent_floor_hours.
    """
    return _due(entry_class, (local_day(arrived_at), "Ngày văn bản đến"), arrived_at, calendar, rules)


def _due(
    entry_class: EntryClass,
    start: tuple[date, str],
    opened_at: datetime | None,
    calendar: WorkCalendar,
    rules: Rules,
) -> EntryDue:
    """Count from the starting day, which is called by its own name, and again from a later opening."""
    allowance, key = _allowance(entry_class, rules)
    issued_on, why = start
    steps = walk_working_days(issued_on, why, allowance, calendar)
    due_on = steps[-1].on
    unit_steps: tuple[Step, ...] = ()
    last_day = due_on
    if opened_at is not None and local_day(opened_at) > issued_on:
        unit_steps = walk_working_days(local_day(opened_at), "Ngày mở cho đơn vị", allowance, calendar)
        last_day = max(due_on, unit_steps[-1].on)
    unit_due_at = end_of_day(last_day)
    floor_at = _floor(entry_class, opened_at, rules)
    by_floor = floor_at is not None and floor_at > unit_due_at
    if floor_at is not None and by_floor:
        unit_due_at = floor_at
    return EntryDue(
        entry_class,
        due_on,
        end_of_day(due_on),
        last_day_before(unit_due_at),
        unit_due_at,
        steps,
        unit_steps,
        by_floor,
        calendar.is_tam_tinh(issued_on, last_day),
        rules.cite(key, *(("entry.urgent_floor_hours",) if floor_at is not None else ())),
    )


def _allowance(entry_class: EntryClass, rules: Rules) -> tuple[int, str]:
    """Return the working days that a class leaves, and the rule that says so."""
    match entry_class:
        case EntryClass.URGENT:
            return rules.entry.urgent_working_days, "entry.urgent_working_days"
        case EntryClass.MULTI:
            return rules.entry.multi_working_days, "entry.multi_working_days"
        case EntryClass.REGULAR:
            return rules.entry.regular_working_days, "entry.regular_working_days"
        case EntryClass.NONE:
            raise NoEntryOwed("Văn bản không có nhiệm vụ nên không có hạn cập nhật.")


def _floor(entry_class: EntryClass, opened_at: datetime | None, rules: Rules) -> datetime | None:
    """Return the instant that an urgent directive always leaves, or None for the other classes."""
    if opened_at is None or entry_class is not EntryClass.URGENT:
        return None
    return opened_at.astimezone(UTC) + timedelta(hours=rules.entry.urgent_floor_hours)
