"""How long a status waits before it is sent again."""

from datetime import UTC, datetime, timedelta

from ingest.outbox.patience import MOST_TRIES, next_try

NOW = datetime(2026, 8, 21, 2, 0, tzinfo=UTC)


def test_pauses_grow_from_a_minute_to_six_hours_and_end_after_days():
    minutes = [(next_try(tries, NOW) - NOW) / timedelta(minutes=1) for tries in (1, 2, 3, 4, 5, 6, 39)]
    assert minutes == [1, 5, 30, 120, 360, 360, 360]
    assert next_try(MOST_TRIES, NOW) is None
