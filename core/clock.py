"""The only reader of the time of day. Instants are aware UTC; whoever needs the time takes a `Clock`."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that tells the time."""

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved; for tests, replays and simulations."""

    def __init__(self, instant: datetime) -> None:
        self.set(instant)

    def now(self) -> datetime:
        """Return the instant it was set to, in UTC."""
        return self._instant

    def set(self, instant: datetime) -> None:
        """Set the clock to an aware instant."""
        if instant.tzinfo is None:
            message = f"A clock needs an aware instant, got {instant.isoformat()} without a time zone"
            raise ValueError(message)
        self._instant = instant.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move the clock by a span of time."""
        self._instant += by
