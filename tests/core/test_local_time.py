from datetime import UTC, date, datetime

import pytest

from core.local_time import at_hour, end_of_day, last_day_before, local_day, start_of_day


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 8, 21, 16, 59, 59, tzinfo=UTC), date(2026, 8, 21)),
        (datetime(2026, 8, 21, 17, 0, tzinfo=UTC), date(2026, 8, 22)),
        (datetime(2026, 8, 21, 17, 0, 1, tzinfo=UTC), date(2026, 8, 22)),
    ],
)
def test_the_local_day_turns_at_17_utc(instant, day):
    assert local_day(instant) == day


def test_a_day_ends_at_the_next_local_midnight():
    assert end_of_day(date(2026, 8, 21)) == datetime(2026, 8, 21, 17, 0, tzinfo=UTC)
    assert start_of_day(date(2026, 8, 22)) == end_of_day(date(2026, 8, 21))


def test_midnight_belongs_to_the_day_before_as_a_deadline():
    assert last_day_before(end_of_day(date(2026, 8, 21))) == date(2026, 8, 21)


def test_a_local_hour_is_an_instant_and_24_is_the_end_of_the_day():
    assert at_hour(date(2026, 8, 21), 16, 30) == datetime(2026, 8, 21, 9, 30, tzinfo=UTC)
    assert at_hour(date(2026, 8, 21), 24) == end_of_day(date(2026, 8, 21))


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 8, 21, 12, 0))  # noqa: DTZ001 - the naive instant is what is refused
