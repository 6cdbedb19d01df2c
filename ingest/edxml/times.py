"""Days and instants as messages write them: impossible ones are none, and say so. Pure."""

import re
from datetime import date, datetime

from core.local_time import LOCAL

_DAY = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})|(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
FIRST_YEAR, LAST_YEAR = 1945, 2200


def read_day(text: str) -> date | None:
    """Return the day of ``2026/11/20`` (also with dashes, the day first, or a time after it), or None."""
    found = _DAY.match(text.strip())
    if found is None:
        return None
    year, month, day, day2, month2, year2 = found.groups()
    try:
        read = date(int(year or year2), int(month or month2), int(day or day2))
    except ValueError:
        return None
    return read if FIRST_YEAR <= read.year <= LAST_YEAR else None


def read_instant(text: str) -> datetime | None:
    """Return the local instant of ``2026/11/20 08:30:00``, or None; without a time it is midnight."""
    day = read_day(text)
    if day is None:
        return None
    time = _TIME.search(text, 8)
    hour, minute, second = (int(part or 0) for part in time.groups()) if time else (0, 0, 0)
    try:
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=LOCAL)
    except ValueError:
        return None


def day_text(day: date | None) -> str:
    """Return a day as messages write it, or ""."""
    return "" if day is None else f"{day.year:04}/{day.month:02}/{day.day:02}"


def instant_text(at: datetime | None) -> str:
    """Return an instant as messages write it, in local time, or ""."""
    if at is None:
        return ""
    local = at.astimezone(LOCAL)
    return f"{day_text(local.date())} {local.hour:02}:{local.minute:02}:{local.second:02}"
