"""How long things are overdue, in bands of working days; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from compliance.calendar.working_days import WorkCalendar
from core.local_time import end_of_day, last_day_before


@dataclass(frozen=True, slots=True)
class Band:
    """A band of working days overdue, both ends in it; ``to`` None: without an end."""

    key: str
    name: str
    from_: int
    to: int | None

    def holds(self, days: int) -> bool:
        """Return whether so many working days lie in the band."""
        return self.from_ <= days and (self.to is None or days <= self.to)


# A deadline that ended before a rest day is overdue without a working day having passed: it stands in the first band.
BANDS = (
    Band("1-5", "1–5 ngày", 0, 5),
    Band("6-15", "6–15 ngày", 6, 15),
    Band("16-30", "16–30 ngày", 16, 30),
    Band("31-", "trên 30 ngày", 31, None),
)
BY_KEY: Mapping[str, Band] = {band.key: band for band in BANDS}


@dataclass(frozen=True, slots=True)
class Overdue:
    """So many assignments of a unit in one band, overdue from this instant on or from a later one."""

    unit_id: int
    overdue_at: datetime
    n: int


@dataclass(frozen=True, slots=True)
class UnitAges:
    """How many assignments of a unit are overdue, band by band, and the longest of them in working days."""

    unit_id: int
    in_band: tuple[int, ...]
    longest: int

    @property
    def n(self) -> int:
        """All of them."""
        return sum(self.in_band)


def ages_by_unit(overdue: Iterable[Overdue], calendar: WorkCalendar, today: date) -> list[UnitAges]:
    """Return the units with anything overdue: those with the longest-standing work first, then those with the most."""
    counted: dict[int, list[int]] = {}
    longest: dict[int, int] = {}
    for each in overdue:
        days = days_overdue(each.overdue_at, calendar, today)
        bands = counted.setdefault(each.unit_id, [0] * len(BANDS))
        bands[next(place for place, band in enumerate(BANDS) if band.holds(days))] += each.n
        longest[each.unit_id] = max(longest.get(each.unit_id, 0), days)
    found = [UnitAges(unit_id, tuple(bands), longest[unit_id]) for unit_id, bands in counted.items()]
    return sorted(found, key=lambda ages: ([-n for n in reversed(ages.in_band)], ages.unit_id))


def band_ends(calendar: WorkCalendar, today: date) -> list[datetime]:
    """Return for each band but the last the instant up to which what became overdue lies in an older one."""
    ends, day = [], today
    for older in BANDS[1:]:
        while calendar.working_days_late(day, today) < older.from_:
            day -= timedelta(days=1)
        ends.append(end_of_day(day))
    return ends


def days_overdue(overdue_at: datetime, calendar: WorkCalendar, today: date) -> int:
    """Return how many working days have passed since the last day in time, today counted."""
    return calendar.working_days_late(last_day_before(overdue_at), today)
