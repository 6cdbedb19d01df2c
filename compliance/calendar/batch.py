"""Working days of many days at once, as arrays: the same table as `WorkCalendar`, the same answers; pure."""

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from compliance.calendar.working_days import NegativeCount, OutsideCalendar, WorkCalendar

Days = npt.NDArray[np.datetime64]
Counts = npt.NDArray[np.int64]


AT_ONCE = 16_384  # so many at a time stay in the processor's cache from one step to the next


class DayBatch:
    """A calendar's table as two arrays: the number of working days up to each day, and which day is the n-th."""

    def __init__(self, calendar: WorkCalendar) -> None:
        """Read the table off a calendar."""
        first_on, last_on = calendar.first_on, calendar.last_on
        span = (last_on - first_on).days + 1
        worked = np.fromiter((calendar.is_working(first_on + timedelta(days=n)) for n in range(span)), bool, span)
        self._first_on, self._last_on = first_on, last_on
        self._first = int(np.datetime64(first_on, "D").astype(np.int64))
        self._number = np.cumsum(worked, dtype=np.int64)
        # Nothing stands at 0, so that the n-th working day stands at n.
        self._nth = np.concatenate([[0], np.flatnonzero(worked)]).astype(np.int64) + self._first

    def add_working_days(self, days: Days, counts: Counts) -> Days:
        """Return for each day the ``counts``-th working day after it; a count of 0 gives the day itself.

        Args:
            days: (n,) of unit day.
            counts: (n,).

        Raises:
            OutsideCalendar: a day, or an answer, is not in the calendar's years.
            NegativeCount: a count is below 0.
        """
        given, found = days.view(np.int64), np.empty(days.shape, np.int64)
        for start in range(0, len(given), AT_ONCE):
            some, to_add = given[start : start + AT_ONCE], counts[start : start + AT_ONCE]
            least = to_add.min()
            if least < 0:
                raise NegativeCount(f"Số ngày phải từ 0 trở lên, có số {least}.")
            numbers = self._numbers(some)
            numbers += to_add
            if numbers.max() >= len(self._nth):
                raise self._outside()
            out = found[start : start + AT_ONCE]
            np.take(self._nth, numbers, out=out, mode="clip")  # nothing is clipped: both ends have been looked at
            if least == 0:
                np.copyto(out, some, where=to_add == 0)
        return found.view("datetime64[D]")

    def working_days_late(self, due: Days, on: Days) -> Counts:
        """Return for each pair by how many working days the second is later than the first; 0 if it is not.

        Raises:
            OutsideCalendar: a day is not in the calendar's years.
        """
        first, second, found = due.view(np.int64), on.view(np.int64), np.empty(due.shape, np.int64)
        for start in range(0, len(first), AT_ONCE):
            out = found[start : start + AT_ONCE]
            before, after = (
                self._numbers(first[start : start + AT_ONCE]),
                self._numbers(second[start : start + AT_ONCE]),
            )
            np.subtract(after, before, out=out)
            np.maximum(out, 0, out=out)
        return found

    def _numbers(self, days: Counts) -> Counts:
        """Return how many working days there are up to each day."""
        places = days - self._first
        # Read without a sign, a day before the first is far behind the last.
        if places.view(np.uint64).max() >= len(self._number):
            raise self._outside()
        return np.take(self._number, places, mode="clip")

    def _outside(self) -> OutsideCalendar:
        years = f"{_written(self._first_on)}–{_written(self._last_on)}"
        return OutsideCalendar(f"Lịch làm việc chỉ có từ {years}; có ngày nằm ngoài khoảng này.")


def _written(day: date) -> str:
    return f"{day:%d/%m/%Y}"
