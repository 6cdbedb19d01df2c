"""Periods that an instant asks about, and the words of a difference."""

from datetime import UTC, date, datetime

from compliance.entries.counters.recount import BEGINNING, Difference, differences, starts
from compliance.entries.counting import Figures


def test_the_midnight_that_ends_a_period_still_asks_about_that_period() -> None:
    asked = starts(datetime(2026, 6, 30, 17, tzinfo=UTC))
    assert asked == {
        "month": date(2026, 6, 1),
        "quarter": date(2026, 4, 1),
        "half_year": date(2026, 1, 1),
        "year": date(2026, 1, 1),
        "beginning": BEGINNING,
    }


def test_a_difference_names_both_numbers_and_tasks_are_not_compared() -> None:
    found = list(differences("unit", BEGINNING, {1: Figures(flags=2, tasks=5)}, {1: Figures(flags=1), 2: Figures()}))
    assert found == [Difference("unit", 1, BEGINNING, "flags", 2, 1)]
