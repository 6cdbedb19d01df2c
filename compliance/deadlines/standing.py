"""Where a clock stands at an instant: open, amber, due today, late, held, or answered; pure.

Deadlines, lateness, reminders and statistics all ask here, so that a page, a notice and a table cannot disagree.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from compliance.calendar.working_days import WorkCalendar
from compliance.rulebook.rules import Rules
from core.local_time import last_day_before, local_day


class Signal(StrEnum):
    """How a clock is shown: word and icon always, colour besides."""

    NO_DEADLINE = "no_deadline"
    OPEN = "open"
    AMBER = "amber"
    DUE_TODAY = "due_today"
    LATE = "late"
    HELD = "held"
    MET = "met"
    MET_LATE = "met_late"


@dataclass(frozen=True, slots=True)
class Standing:
    """A clock's signal; ``working_days_left`` until the last day (0 today or past), ``late_working_days`` since.

    For a clock that was answered, both are as at the answer.
    """

    signal: Signal
    due_on: date | None
    working_days_left: int
    late_working_days: int

    @property
    def words(self) -> str:
        """The signal in Vietnamese, with the number of working days where it says something."""
        match self.signal:
            case Signal.OPEN | Signal.AMBER:
                return f"còn {self.working_days_left} ngày làm việc"
            case Signal.LATE | Signal.MET_LATE if self.late_working_days:
                return f"{_WORDS[self.signal]} {self.late_working_days} ngày làm việc"
            case _:
                return _WORDS[self.signal]


_WORDS = {
    Signal.NO_DEADLINE: "không có thời hạn",
    Signal.DUE_TODAY: "hết hạn hôm nay",
    Signal.LATE: "quá hạn",
    Signal.HELD: "tạm dừng tính hạn",
    Signal.MET: "đúng hạn",
    Signal.MET_LATE: "chậm",
}


def standing(
    due_at: datetime | None,
    at: datetime,
    answered_at: datetime | None,
    held: bool,  # noqa: FBT001 - a fact of the clock, named at every call
    calendar: WorkCalendar,
    rules: Rules,
) -> Standing:
    """Return where a clock stands at an instant.

    Args:
        due_at: the first instant that is too late; None: no deadline.
        answered_at: when the entry or report that counts was made; None: not yet.
        held: the clock does not run (contest, "not ours", suspension).

    Returns:
        ``late_working_days`` 0 where one is late but no working day has passed since.

    Raises:
        OutsideCalendar: a day is not in the calendar's years.

    Source: rulebook signals.amber_working_days.
    """
    if due_at is None:
        return Standing(Signal.MET if answered_at is not None else Signal.NO_DEADLINE, None, 0, 0)
    due_on = last_day_before(due_at)
    instant = at if answered_at is None else answered_at
    today = local_day(instant)
    left = max(calendar.working_days_between(today, due_on), 0)
    late = calendar.working_days_late(due_on, today)
    if answered_at is not None:
        return Standing(Signal.MET if answered_at < due_at else Signal.MET_LATE, due_on, left, late)
    if held:
        return Standing(Signal.HELD, due_on, left, late)
    if at >= due_at:
        return Standing(Signal.LATE, due_on, 0, late)
    if today == due_on:
        return Standing(Signal.DUE_TODAY, due_on, 0, 0)
    amber = left <= rules.signals.amber_working_days
    return Standing(Signal.AMBER if amber else Signal.OPEN, due_on, left, 0)


def is_in_time(made_at: datetime, due_at: datetime | None) -> bool:
    """Return whether something was made before the first instant that is too late; without a deadline it always was."""
    return due_at is None or made_at < due_at
