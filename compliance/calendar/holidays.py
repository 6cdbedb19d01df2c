"""The door to the `holidays` library: it seeds the years without an act, and is checked against the table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

import holidays

from compliance.calendar.working_days import WorkCalendar
from compliance.rulebook.calendar_table import CalendarTable, DayKind, DayStatus, ExceptionalDay
from compliance.rulebook.rules import Rulebook

SEED_ACT = f"Tính theo thư viện holidays {version('holidays')}; chưa có văn bản"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A day on which the table and the library differ; the table decides."""

    on: date
    worked_by_table: bool
    worked_by_library: bool
    why: str
    act: str | None


def make_calendar(rulebook: Rulebook, on: date, table: CalendarTable | None = None) -> WorkCalendar:
    """Return the calendar by the rules in force on a day: the table's years as they stand, the others seeded.

    Args:
        table: instead of the rulebook's own, as for a change that is only considered.

    Raises:
        BrokenRulebook: a swap crosses into a year that the library seeds, and only one half is there.
        NoWorkingDay: the table leaves no working day for too long.
    """
    rules = rulebook.rules_on(on).calendar
    chosen = rulebook.table if table is None else table
    seeded_years = [year for year in range(rules.first_year, rules.last_year + 1) if year not in chosen.official_years]
    listed = {day.on for day in chosen.days}
    seed = [day for day in seed_days(seeded_years, rules.rest_weekdays) if day.on not in listed]
    return WorkCalendar([*chosen.days, *seed], chosen.official_years, rules, chosen.open_questions)


def seed_days(years: Iterable[int], rest_weekdays: tuple[int, ...]) -> tuple[ExceptionalDay, ...]:
    """Return the exceptional days that the library computes for some years, all projected."""
    wanted = set(years)
    library = holidays.country_holidays("VN", years=sorted(wanted), language="vi")
    off = [
        ExceptionalDay(on, DayKind.OFF, name, SEED_ACT, DayStatus.PROJECTED)
        for on, name in library.items()
        if on.year in wanted and on.weekday() not in rest_weekdays
    ]
    worked = [
        ExceptionalDay(on, DayKind.WORKED, "Làm bù theo hoán đổi", SEED_ACT, DayStatus.PROJECTED)
        for on in library.weekend_workdays
        if on.year in wanted
    ]
    return tuple(sorted(off + worked, key=lambda day: day.on))


def disagreements(calendar: WorkCalendar, first: date, last: date) -> tuple[Disagreement, ...]:
    """Return every day between two on which the calendar and the library differ, in order."""
    library = holidays.country_holidays("VN", years=range(first.year, last.year + 1), language="vi")
    found = []
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        reason = calendar.day_reason(day)
        by_library = library.is_working_day(day)
        if reason.worked != by_library:
            found.append(Disagreement(day, reason.worked, by_library, reason.why, reason.act))
    return tuple(found)
