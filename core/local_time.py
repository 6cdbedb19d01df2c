"""The province's local days as instants; pure.

A day is due until the next local midnight: a deadline's instant is the first one that is too late (half-open).
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_DAY = timedelta(days=1)
_LEAST = timedelta(microseconds=1)


def local_day(instant: datetime) -> date:
    """Return the local day on which an aware instant falls.

    Raises:
        ValueError: the instant has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError(f"An instant needs a time zone, got {instant.isoformat()}")
    return instant.astimezone(LOCAL).date()


def end_of_day(day: date) -> datetime:
    """Return the first instant after a local day, in UTC."""
    return start_of_day(day + _DAY)


def start_of_day(day: date) -> datetime:
    """Return the first instant of a local day, in UTC."""
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)


def at_hour(day: date, hour: int, minute: int = 0) -> datetime:
    """Return the instant of a local time of day, in UTC; 24:00 is the end of the day."""
    return start_of_day(day) + timedelta(hours=hour, minutes=minute)


def last_day_before(instant: datetime) -> date:
    """Return the last local day on which one is in time for a half-open instant: that of the moment just before it."""
    return local_day(instant - _LEAST)
