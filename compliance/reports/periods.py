"""The calendar periods for which figures are told: month, quarter, half-year, year; pure.

A period's name in an address never changes: ``2026-07``, ``2026-Q3``, ``2026-H2``, ``2026``.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.errors import Invalid
from core.local_time import end_of_day, start_of_day

_WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>0[1-9]|1[0-2])))?")
_DAY = timedelta(days=1)
_ROMAN = ("", "I", "II", "III", "IV")
_HALVES = ("", "đầu năm", "cuối năm")


class PeriodKind(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}


# The clerk of a quarter looks at quarters first.
_OFFERED = {PeriodKind.QUARTER: 12, PeriodKind.MONTH: 24, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 5}


class UnknownPeriod(Invalid):
    """What was written names no period."""

    reason = "unknown_period"


@dataclass(frozen=True, slots=True)
class Period:
    """One calendar period; ``start_on`` is a month's first day."""

    kind: PeriodKind
    start_on: date

    @property
    def last_on(self) -> date:
        """The last day."""
        return _months_after(self.start_on, _MONTHS[self.kind]) - _DAY

    @property
    def start_at(self) -> datetime:
        """The first instant."""
        return start_of_day(self.start_on)

    @property
    def cut_off_at(self) -> datetime:
        """The first instant after it: the midnight that ends its last day."""
        return end_of_day(self.last_on)

    @property
    def key(self) -> str:
        """The name that stands in addresses."""
        year, number = self.start_on.year, (self.start_on.month - 1) // _MONTHS[self.kind] + 1
        return {
            PeriodKind.MONTH: f"{year}-{number:02}",
            PeriodKind.QUARTER: f"{year}-Q{number}",
            PeriodKind.HALF_YEAR: f"{year}-H{number}",
            PeriodKind.YEAR: f"{year}",
        }[self.kind]

    @property
    def name(self) -> str:
        """The name that officials use: quý III năm 2026."""
        year, number = self.start_on.year, (self.start_on.month - 1) // _MONTHS[self.kind] + 1
        return {
            PeriodKind.MONTH: f"tháng {number} năm {year}",
            PeriodKind.QUARTER: f"quý {_ROMAN[min(number, 4)]} năm {year}",
            PeriodKind.HALF_YEAR: f"6 tháng {_HALVES[min(number, 2)]} {year}",
            PeriodKind.YEAR: f"năm {year}",
        }[self.kind]

    def before(self) -> "Period":
        """Return the period of the same length before this one."""
        return Period(self.kind, _months_after(self.start_on, -_MONTHS[self.kind]))


def read_period(written: str) -> Period:
    """Return the period that a name stands for.

    Raises:
        UnknownPeriod: it names none.
    """
    found = _WRITTEN.fullmatch(written.strip())
    if found is None or not 1 <= int(found["year"]) < date.max.year:
        ways = "2026-07 (tháng), 2026-Q3 (quý), 2026-H2 (6 tháng) hoặc 2026 (năm)"
        message = f"“{written}” không phải là một kỳ. Ghi {ways}."
        raise UnknownPeriod(message)
    year = int(found["year"])
    for kind, group in ((PeriodKind.QUARTER, "quarter"), (PeriodKind.HALF_YEAR, "half"), (PeriodKind.MONTH, "month")):
        if found[group]:
            return Period(kind, date(year, (int(found[group]) - 1) * _MONTHS[kind] + 1, 1))
    return Period(PeriodKind.YEAR, date(year, 1, 1))


def period_with(kind: PeriodKind, day: date) -> Period:
    """Return the period of a length in which a day lies."""
    months = _MONTHS[kind]
    return Period(kind, date(day.year, (day.month - 1) // months * months + 1, 1))


def recent_periods(day: date) -> list[Period]:
    """Return the periods that a form offers, by length, the newest first: those in which a day lies, and before."""
    found = []
    for kind, n in _OFFERED.items():
        period = period_with(kind, day)
        for _ in range(n):
            found.append(period)
            period = period.before()
    return found


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
