from datetime import date
from itertools import pairwise

import pytest

from compliance.reports.periods import Period, PeriodKind, UnknownPeriod, period_with, read_period, recent_periods
from tests.situations import local


@pytest.mark.parametrize(
    ("key", "kind", "first", "last", "name", "before"),
    [
        ("2026-07", "month", "2026-07-01", "2026-07-31", "tháng 7 năm 2026", "2026-06"),
        ("2026-Q1", "quarter", "2026-01-01", "2026-03-31", "quý I năm 2026", "2025-Q4"),
        ("2026-Q3", "quarter", "2026-07-01", "2026-09-30", "quý III năm 2026", "2026-Q2"),
        ("2026-H1", "half_year", "2026-01-01", "2026-06-30", "6 tháng đầu năm 2026", "2025-H2"),
        ("2026-H2", "half_year", "2026-07-01", "2026-12-31", "6 tháng cuối năm 2026", "2026-H1"),
        ("2026", "year", "2026-01-01", "2026-12-31", "năm 2026", "2025"),
    ],
)  # fmt: skip
def test_a_period_has_a_name_days_and_a_period_before(key, kind, first, last, name, before):
    period = read_period(key)
    assert (period.kind, period.start_on, period.last_on) == (kind, date.fromisoformat(first), date.fromisoformat(last))
    assert (period.key, period.name, period.before().key) == (key, name, before)
    assert period_with(PeriodKind(kind), period.last_on) == period


def test_the_cut_off_is_the_midnight_that_ends_the_last_day():
    period = Period(PeriodKind.QUARTER, date(2026, 7, 1))
    assert (period.start_at, period.cut_off_at) == (local("2026-07-01 00:00"), local("2026-10-01 00:00"))


@pytest.mark.parametrize("written", ["", "2026-Q5", "2026-13", "26", "2026-H3", "quý III", "0000", "9999"])
def test_what_is_no_period_is_refused_with_the_ways_to_write_one(written):
    with pytest.raises(UnknownPeriod, match="2026-Q3"):
        read_period(written)


def test_a_form_offers_the_periods_up_to_today_the_quarter_first():
    offered = recent_periods(date(2026, 1, 31))
    assert [period.key for period in offered[:2]] == ["2026-Q1", "2025-Q4"]
    assert len({period.key for period in offered}) == len(offered)
    for kind in PeriodKind:
        of_kind = [period for period in offered if period.kind is kind]
        assert of_kind[0] == period_with(kind, date(2026, 1, 31))
        assert all(later.before() == earlier for later, earlier in pairwise(of_kind))
