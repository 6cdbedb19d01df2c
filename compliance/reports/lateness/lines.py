"""The lines of the late-update report, their totals, and a sample that anyone can draw again; pure."""

import hashlib
import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from compliance.calendar.working_days import WorkCalendar
from compliance.reports.measures import BY_KEY, value_of
from compliance.reports.sums import Sums
from core.local_time import last_day_before, local_day


@dataclass(frozen=True, slots=True)
class Held:
    """Who held an assignment for how many working days of the way from issue to entry."""

    who: str
    working_days: int


@dataclass(frozen=True, slots=True)
class Course:
    """The instants of one late entry's way. ``entered_at`` None: not entered by the end of what the report looks at."""

    issued_at: datetime | None
    arrived_at: datetime
    opened_at: datetime
    due_at: datetime
    entered_at: datetime | None
    is_reentry: bool
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LateLine:
    """One late flag of the report. ``receipt``: the address of the receipt of its date."""

    flag_id: int
    assignment_id: int
    unit_id: int
    unit: str
    field: str
    entry_class: str
    number: str
    clause: str
    course: Course
    receipt: str
    tam_tinh: bool
    returns: Mapping[str, int]
    late_days: int
    held: Sequence[Held]
    remedy: str


@dataclass(frozen=True, slots=True)
class Totals:
    """How many flags, units and assignments; how many were entered since; the days late."""

    flags: int
    assignments: int
    units: int
    entered: int
    median_days: int | None
    worst_days: int | None


def late_days(course: Course, until_at: datetime, calendar: WorkCalendar) -> int:
    """Return by how many working days an entry was late, or has been by the end of the report's days."""
    return _late_days(course.due_at, course.entered_at, until_at, calendar)


def _late_days(due_at: datetime, entered_at: datetime | None, until_at: datetime, calendar: WorkCalendar) -> int:
    came = local_day(entered_at) if entered_at else last_day_before(until_at)
    return calendar.working_days_late(last_day_before(due_at), came)


def held_by(course: Course, until_at: datetime, calendar: WorkCalendar) -> list[Held]:
    """Return who held it meanwhile, in order: document system, reading and splitting, the unit."""
    came = course.entered_at or until_at
    if course.is_reentry and course.returned_at is not None:
        return [Held("Đơn vị, từ khi bị trả lại", _days(course.returned_at, came, calendar))]
    found = []
    if course.issued_at is not None:
        found.append(Held("Hệ thống văn bản", _days(course.issued_at, course.arrived_at, calendar)))
    found.append(Held("Tiếp nhận và Văn phòng", _days(course.arrived_at, course.opened_at, calendar)))
    found.append(Held("Đơn vị", _days(course.opened_at, came, calendar)))
    return found


def remedy_of(course: Course, calendar: WorkCalendar) -> str:
    """Return what would have made it on time."""
    what = "Cập nhật lại, kèm nguyên nhân," if course.is_reentry else "Cập nhật đầy đủ"
    given_at = course.returned_at if course.is_reentry and course.returned_at else course.opened_at
    days = _days(given_at, course.due_at, calendar)
    had = f"đơn vị có {days} ngày làm việc" if days else "đơn vị phải cập nhật ngay trong ngày"
    return f"{what} trước khi hết ngày {last_day_before(course.due_at):%d/%m/%Y} ({had} kể từ khi nhận)."


def totals_of(lines: Sequence[LateLine]) -> Totals:
    """Return the totals of some lines."""
    return _totals(
        Counter(line.late_days for line in lines),
        len({line.assignment_id for line in lines}),
        len({line.unit_id for line in lines}),
        sum(line.course.entered_at is not None for line in lines),
    )


def totals_from(
    came: Iterable[tuple[datetime, datetime | None, int]],
    assignments: int,
    units: int,
    until_at: datetime,
    calendar: WorkCalendar,
) -> Totals:
    """Return the totals of lines of which only this is known.

    Args:
        came: due instant, any instant of the local day of the entry (None: not entered), how many flags have both.
        assignments: how many different ones.
        units: how many different ones.
        until_at: the end of what the report looks at.
        calendar: counts the working days late.
    """
    days: Counter[int] = Counter()
    entered = 0
    for due_at, entered_at, n in came:
        days[_late_days(due_at, entered_at, until_at, calendar)] += n
        entered += n if entered_at is not None else 0
    return _totals(days, assignments, units, entered)


def _totals(days: Counter[int], assignments: int, units: int, entered: int) -> Totals:
    median, worst = (
        value_of(BY_KEY[key], Sums(days_late=days)).number for key in ("days_late_median", "days_late_worst")
    )
    return Totals(days.total(), assignments, units, entered, median, worst)


def sample_of(lines: Sequence[LateLine], size: int, seed: int) -> list[LateLine]:
    """Return so many lines drawn at random, in the order drawn; the same seed and lines give the same sample.

    Each line's lot is the SHA-256 of ``seed:assignment:flag``; the lowest are drawn, so that the draw can be checked
    with nothing but the list.
    """
    by_pair = {(line.assignment_id, line.flag_id): line for line in lines}
    return [by_pair[pair] for pair in draw(list(by_pair), size, seed)]


def draw(pairs: Sequence[tuple[int, int]], size: int, seed: int) -> list[tuple[int, int]]:
    """Return so many pairs of assignment and flag by their lots; see `sample_of`."""
    return heapq.nsmallest(
        size, pairs, key=lambda pair: hashlib.sha256(f"{seed}:{pair[0]}:{pair[1]}".encode()).hexdigest()
    )


def _days(after_at: datetime, until_at: datetime, calendar: WorkCalendar) -> int:
    first, last = local_day(after_at), last_day_before(until_at)
    return calendar.working_days_between(first, last) if last > first else 0
