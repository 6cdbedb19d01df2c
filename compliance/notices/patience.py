"""How often a message is tried on one channel, and when the next channel takes over. Pure."""

from datetime import datetime, timedelta

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
MOST_A_DAY = 20  # messages a person gets in a day, whatever happens: what is over waits for the next digest


def next_try(tries: int, now: datetime) -> datetime | None:
    """Return when a message is tried again on its channel after so many failures, or None where it is given up."""
    return now + PAUSES[tries - 1] if tries <= len(PAUSES) else None


def falls_back(*, is_urgent: bool, is_given_up: bool) -> bool:
    """Return whether the next channel is taken after a failure: at once for what is urgent, else when given up."""
    return is_urgent or is_given_up
