import pytest

from compliance.deadlines.standing import Signal, is_in_time, standing
from tests.situations import CALENDAR, RULES, cases, given_local, local


@pytest.mark.parametrize(("given", "expect"), cases("standing"))
def test_the_standing_of_a_clock(given, expect):
    found = standing(
        given_local(given, "due"),
        local(given["at"]),
        given_local(given, "answered"),
        given.get("held", False),
        CALENDAR,
        RULES,
    )
    assert found.signal is Signal(expect["signal"])
    assert found.working_days_left == expect.get("left", found.working_days_left)
    assert found.late_working_days == expect.get("late", found.late_working_days)
    assert found.words == expect.get("words", found.words)


def test_in_time_means_before_the_instant():
    due_at = local("2026-08-22 00:00")
    assert is_in_time(local("2026-08-21 23:59"), due_at)
    assert not is_in_time(due_at, due_at)
    assert is_in_time(due_at, None)
