"""The days that a clock walks over, each with its reason; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from compliance.calendar.working_days import WorkCalendar

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """A day on the way to a deadline: whether it was counted, why (Vietnamese), and by which act (None: the week)."""

    on: date
    counted: bool
    why: str
    act: str | None = None

    def plain(self) -> dict[str, object]:
        """Return it as a receipt and the command print it."""
        step: dict[str, object] = {"on": self.on.isoformat(), "counted": self.counted, "why": self.why}
        if self.act is not None:
            step["act"] = self.act
        return step


def walk_working_days(start_on: date, start_why: str, count: int, calendar: WorkCalendar) -> tuple[Step, ...]:
    """Return the days from the start to the ``count``-th working day after it.

    The first step is the start and is not counted; the last is the answer; exactly ``count`` steps are counted.

    Raises:
        OutsideCalendar: the walk leaves the calendar.
        NegativeCount: ``count`` is below 0.
    """
    end_on = calendar.add_working_days(start_on, count)
    return (_uncounted(start_on, start_why, calendar), *_each_day(start_on, end_on, calendar))


def walk_calendar_days(start_on: date, start_why: str, end_on: date, calendar: WorkCalendar) -> tuple[Step, ...]:
    """Return the days from the start to a day found on the calendar of days; all after the start are counted."""
    steps = [_uncounted(start_on, start_why, calendar)]
    for on in _days_after(start_on, end_on):
        reason = calendar.day_reason(on)
        steps.append(Step(on, counted=True, why=reason.why, act=reason.act))
    return tuple(steps)


def walk_to_working_day(end_on: date, calendar: WorkCalendar) -> tuple[Step, ...]:
    """Return the days by which a term that ends on a rest day runs on to the next working day; none if it is worked."""
    if calendar.is_working(end_on):
        return ()
    return tuple(_each_day(end_on, calendar.next_working_day(end_on), calendar))


def counted(steps: Iterable[Step]) -> int:
    """Return how many of the steps were counted."""
    return sum(step.counted for step in steps)


def _uncounted(on: date, why: str, calendar: WorkCalendar) -> Step:
    """Return the first day, which no term counts."""
    reason = calendar.day_reason(on)
    return Step(on, counted=False, why=f"{why}: {reason.why}", act=reason.act)


def _each_day(after: date, until: date, calendar: WorkCalendar) -> Iterable[Step]:
    """Give each day after one up to another; working days count."""
    for on in _days_after(after, until):
        reason = calendar.day_reason(on)
        yield Step(on, counted=reason.worked, why=reason.why, act=reason.act)


def _days_after(after: date, until: date) -> Iterable[date]:
    """Give each day after one up to another."""
    on = after
    while on < until:
        on += _DAY
        yield on
