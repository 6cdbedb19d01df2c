from datetime import date

from compliance.calendar.holidays import disagreements, make_calendar, seed_days
from compliance.rulebook.calendar_table import DayKind, DayStatus
from compliance.rulebook.load import load_rulebook

RULEBOOK = load_rulebook()
CALENDAR = make_calendar(RULEBOOK, date(2026, 1, 1))


def test_the_library_disagrees_in_the_official_years_on_the_january_swap_alone():
    found = disagreements(CALENDAR, date(2024, 1, 1), date(2026, 12, 31))
    assert [(day.on, day.worked_by_table) for day in found] == [(date(2026, 1, 2), False), (date(2026, 1, 10), True)]
    assert all(day.act == "12729/VPCP-KGVX ngày 25/12/2025" for day in found)


def test_years_without_an_act_follow_the_library():
    assert not disagreements(CALENDAR, date(2013, 1, 1), date(2023, 12, 31))
    assert not disagreements(CALENDAR, date(2027, 1, 1), date(2035, 12, 31))


def test_a_seeded_day_is_projected_and_says_where_it_comes_from():
    seeded = seed_days([2027], (5, 6))
    assert seeded
    assert {day.status for day in seeded} == {DayStatus.PROJECTED}
    assert all("holidays" in day.act and day.on.year == 2027 for day in seeded)


def test_a_seeded_year_holds_its_own_make_up_saturdays_and_no_others():
    worked = [day.on for day in seed_days([2014, 2016], (5, 6)) if day.kind is DayKind.WORKED]
    assert worked
    assert {day.year for day in worked} <= {2014, 2016}


def test_no_seeded_rest_day_falls_on_a_weekly_one():
    assert all(day.on.weekday() < 5 for day in seed_days(range(2013, 2036), (5, 6)) if day.kind is DayKind.OFF)
