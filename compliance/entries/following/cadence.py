"""The periods in which progress is owed, by the calendar; pure."""

from datetime import date, timedelta

from extraction.values import Period

_MONTHS = {Period.MONTHLY: 1, Period.QUARTERLY: 3, Period.HALF_YEARLY: 6, Period.YEARLY: 12}
_DAY = timedelta(days=1)


def last_period(cadence: Period, today: date) -> tuple[date, date]:
    """Return the first and last day of the newest period that ended before a day; weeks start on Monday."""
    if cadence is Period.WEEKLY:
        monday = today - timedelta(days=today.weekday())
        return monday - timedelta(days=7), monday - _DAY
    months = _MONTHS[cadence]
    first_of_this = date(today.year, (today.month - 1) // months * months + 1, 1)
    last_on = first_of_this - _DAY
    return date(last_on.year, last_on.month - months + 1, 1), last_on
