"""How long to wait before a status is sent again. Pure."""

from datetime import datetime, timedelta

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))
MOST_TRIES = 40


def next_try(tries: int, now: datetime) -> datetime | None:
    """Return when to try again after so many failures, or None where it is time to give up (about ten days)."""
    if tries >= MOST_TRIES:
        return None
    return now + PAUSES[min(max(tries, 1), len(PAUSES)) - 1]
