"""The batch gives the answers of the calendar, day by day, and refuses what it refuses."""

from datetime import date, timedelta

import numpy as np
import pytest

from compliance.calendar.batch import DayBatch
from compliance.calendar.working_days import NegativeCount, OutsideCalendar
from compliance.deadlines.law import load_law

CALENDAR = load_law().calendar
BATCH = DayBatch(CALENDAR)
FIRST_ON, LAST_ON = date(2013, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST_ON + timedelta(days=n) for n in range((LAST_ON - FIRST_ON).days + 1)]


def walked(day: date, count: int) -> date:
    """The brute-force walk: one day after the other."""
    while count:
        day += timedelta(days=1)
        count -= CALENDAR.is_working(day)
    return day


@pytest.mark.parametrize("count", [0, 1, 2, 5, 23])
def test_every_day_from_2013_to_2026_gives_the_day_that_a_walk_gives(count: int) -> None:
    days = [day for day in EVERY_DAY if day < date(2026, 11, 1)]
    found = BATCH.add_working_days(np.array(days, "datetime64[D]"), np.full(len(days), count))
    assert found.tolist() == [walked(day, count) for day in days]


@pytest.mark.parametrize("apart", [-3, 0, 1, 4, 12, 40])
def test_every_day_from_2013_to_2026_is_as_late_as_the_days_between_count(apart: int) -> None:
    due = [day for day in EVERY_DAY if FIRST_ON <= day + timedelta(days=apart) <= LAST_ON]
    on = [day + timedelta(days=apart) for day in due]
    found = BATCH.working_days_late(np.array(due, "datetime64[D]"), np.array(on, "datetime64[D]"))
    between = [sum(CALENDAR.is_working(first + timedelta(days=n)) for n in range(1, apart + 1)) for first in due]
    assert found.tolist() == between


def test_an_empty_batch_gives_an_empty_answer() -> None:
    nothing = np.array([], "datetime64[D]")
    assert BATCH.add_working_days(nothing, np.array([], np.int64)).size == 0
    assert BATCH.working_days_late(nothing, nothing).size == 0


def test_one_day_outside_the_calendar_refuses_the_batch() -> None:
    good, before = np.datetime64("2026-08-21"), np.datetime64("1950-01-01")
    with pytest.raises(OutsideCalendar):
        BATCH.working_days_late(np.array([good, good]), np.array([good, before]))
    with pytest.raises(OutsideCalendar):
        BATCH.add_working_days(np.array([good]), np.array([10**6]))


def test_one_negative_count_refuses_the_batch() -> None:
    with pytest.raises(NegativeCount):
        BATCH.add_working_days(np.array(["2026-08-21"], "datetime64[D]"), np.array([-1]))
