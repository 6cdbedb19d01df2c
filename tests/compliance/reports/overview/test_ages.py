"""How long work is overdue: in which band it stands, and which unit stands first."""

from datetime import date

import pytest

from compliance.reports.overview.ages import BANDS, Overdue, ages_by_unit, band_ends, days_overdue
from tests.situations import CALENDAR, local

TODAY = date(2026, 10, 2)  # a Friday


@pytest.mark.parametrize(
    ("end_of", "days", "band"),
    [
        ("2026-10-02 00:00", 1, "1-5"),  # due on Thursday
        ("2026-09-26 00:00", 5, "1-5"),
        ("2026-09-25 00:00", 6, "6-15"),
        ("2026-09-12 00:00", 15, "6-15"),
        ("2026-09-11 00:00", 16, "16-30"),
        ("2026-08-20 00:00", 30, "16-30"),
        ("2026-08-19 00:00", 31, "31-"),
    ],
)
def test_working_days_decide_the_band(end_of: str, days: int, band: str):
    assert days_overdue(local(end_of), CALENDAR, TODAY) == days
    assert [each.key for each in BANDS if each.holds(days)] == [band]


def test_a_band_ends_where_the_next_day_is_a_working_day_too_many():
    ends = [local("2026-09-25 00:00"), local("2026-09-11 00:00"), local("2026-08-19 00:00")]
    assert band_ends(CALENDAR, TODAY) == ends
    assert [days_overdue(end, CALENDAR, TODAY) for end in ends] == [band.from_ for band in BANDS[1:]]


def test_what_ended_before_a_rest_day_is_overdue_though_no_working_day_has_passed():
    saturday = date(2026, 10, 3)
    (ages,) = ages_by_unit([Overdue(7, local("2026-10-03 00:00"), 2)], CALENDAR, saturday)
    assert (ages.in_band, ages.longest, ages.n) == ((2, 0, 0, 0), 0, 2)


def test_the_unit_with_the_longest_standing_work_comes_first():
    old, new = local("2026-08-01 00:00"), local("2026-10-01 00:00")
    found = ages_by_unit(
        [Overdue(1, new, 9), Overdue(2, old, 1), Overdue(3, old, 2), Overdue(3, new, 1)], CALENDAR, TODAY
    )
    assert [(each.unit_id, each.in_band) for each in found] == [
        (3, (1, 0, 0, 2)),
        (2, (0, 0, 0, 1)),
        (1, (9, 0, 0, 0)),
    ]
