"""The days on which a recurring duty is due; pure.

A day of the month that a month does not have is its last day; a quarter, half-year or year without a stated day ends
with its last month, a week on Sunday. An instance never moves for a rest day.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from extraction.values import Period, Term

MONTHS: Mapping[Period, int] = {
    Period.MONTHLY: 1,
    Period.QUARTERLY: 3,
    Period.HALF_YEARLY: 6,
    Period.YEARLY: 12,
}
PERIOD_WORDS: Mapping[Period, str] = {
    Period.WEEKLY: "hằng tuần",
    Period.MONTHLY: "hằng tháng",
    Period.QUARTERLY: "hằng quý",
    Period.HALF_YEARLY: "6 tháng một lần",
    Period.YEARLY: "hằng năm",
    Period.OTHER: "định kỳ",
}
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_DAYS_A_WEEK = 7
_LAST_WEEKDAY = 6


def first_instance(term: Term, issued_on: date) -> date | None:
    """Return the first instance on or after the issue day, or the day from which it runs; None if no day is named."""
    return instance_from(term, max(issued_on, term.starts_on or issued_on))


def next_instance(term: Term, previous_on: date) -> date | None:
    """Return the instance after another one, or None where the period names no day."""
    return instance_from(term, previous_on + timedelta(days=1))


def instance_from(term: Term, day: date) -> date | None:
    """Return the first instance on or after a day."""
    if term.period is Period.WEEKLY:
        weekday = _LAST_WEEKDAY if term.weekday is None else term.weekday
        return day + timedelta(days=(weekday - day.weekday()) % _DAYS_A_WEEK)
    if term.period is None or term.period not in MONTHS:
        return None
    instance = _in_period(term, day.year, _last_month(term, day.month))
    while instance < day:
        following = instance.replace(day=1) + timedelta(days=32 * MONTHS[term.period])
        instance = _in_period(term, following.year, _last_month(term, following.month))
    return instance


def reading_of_recurrence(term: Term) -> str:
    """Say in Vietnamese on which day of each period a duty is due."""
    words = PERIOD_WORDS[term.period or Period.OTHER]
    if term.period is Period.WEEKLY:
        return f"{_WEEKDAYS[_LAST_WEEKDAY if term.weekday is None else term.weekday]} {words}"
    if term.period is Period.YEARLY and term.on is not None:
        return f"Ngày {term.on:%d/%m} {words}"
    if term.day_of_period is None:
        return f"Ngày cuối kỳ, {words}"
    where = "" if term.period is Period.MONTHLY else " của tháng cuối kỳ"
    return f"Ngày {term.day_of_period}{where}, {words}"


def _last_month(term: Term, month: int) -> int:
    """Return the month in which the period that holds a month is due."""
    if term.period is Period.YEARLY and term.on is not None:
        return term.on.month
    length = MONTHS[term.period or Period.YEARLY]
    return (month - 1) // length * length + length


def _in_period(term: Term, year: int, month: int) -> date:
    """Return the instance in a month."""
    last = monthrange(year, month)[1]
    stated = term.on.day if term.period is Period.YEARLY and term.on is not None else term.day_of_period
    return date(year, month, min(stated or last, last))
