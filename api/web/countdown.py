"""How a clock reads on a page: working days left, a colour with its icon and word, the exact day. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from compliance.calendar.working_days import WorkCalendar
from core.local_time import LOCAL, last_day_before, local_day

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


class Colour(StrEnum):
    """How near the end of a clock is."""

    RED = "red"
    AMBER = "amber"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Signal:
    """What a clock shows; ``days_left`` counts working days after today up to the due day, negative once it is past."""

    colour: Colour
    icon: str
    words: str
    when: str
    days_left: int
    due_at: datetime


def signal(due_at: datetime, now: datetime, calendar: WorkCalendar, amber_from: int, past: str) -> Signal:
    """Return how a running clock reads now.

    Args:
        due_at: the first instant that is too late.
        amber_from: working days before the due day from which it is amber.
        past: what a clock that has run out is called: the two clocks never share the word.
    """
    today, due_on = local_day(now), last_day_before(due_at)
    days_left = calendar.working_days_between(today, due_on)
    if now >= due_at:
        late = f" {-days_left} ngày làm việc" if days_left < 0 else ""
        return Signal(Colour.RED, "late", f"{past}{late}", until(due_at), days_left, due_at)
    if due_on <= today:
        return Signal(Colour.RED, "clock", f"Hôm nay{_hours_left(due_at, now)}", until(due_at), 0, due_at)
    if days_left <= amber_from:
        return Signal(Colour.AMBER, "clock", _left(days_left), until(due_at), days_left, due_at)
    return Signal(Colour.PLAIN, "calendar", _left(days_left), until(due_at), days_left, due_at)


def met(due_at: datetime, when: str) -> Signal:
    """Return how a clock reads that was answered in time; its day stays to be seen."""
    return Signal(Colour.PLAIN, "tick", when, until(due_at), 0, due_at)


def age(since: datetime, now: datetime) -> str:
    """Return how long something has waited, in its largest unit."""
    minutes = max(int((now - since).total_seconds() // 60), 0)
    if minutes < 1:
        return "vừa xong"
    if minutes < 60:  # noqa: PLR2004 - minutes in an hour
        return f"đã {minutes} phút"
    hours = minutes // 60
    if hours < 48:  # noqa: PLR2004 - two days read better as hours
        return f"đã {hours} giờ"
    return f"đã {hours // 24} ngày"


def until(due_at: datetime) -> str:
    """Return the last day on which one is in time, or the instant where a clock ends within a day."""
    local = due_at.astimezone(LOCAL)
    day = last_day_before(due_at)
    if (local.hour, local.minute) == (0, 0):
        return f"hết {WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"
    return f"trước {local:%H:%M} {WEEKDAYS[local.weekday()]}, {local:%d/%m/%Y}"


def _left(days: int) -> str:
    return f"Còn {days} ngày làm việc" if days > 0 else "Đến hạn trước ngày làm việc tới"


def _hours_left(due_at: datetime, now: datetime) -> str:
    hours = int((due_at - now).total_seconds() // 3600)
    return f", còn {hours} giờ" if hours else ", còn dưới 1 giờ"
