from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compliance.calendar.holidays import make_calendar
from compliance.calendar.working_days import NegativeCount, NoWorkingDay, OutsideCalendar, WorkCalendar
from compliance.rulebook.calendar_table import CalendarTable, DayKind, DayStatus, ExceptionalDay
from compliance.rulebook.load import FOLDER, load_rulebook, read_yaml
from compliance.rulebook.parameters import BrokenRulebook

RULEBOOK = load_rulebook()
RULES = RULEBOOK.rules_on(date(2026, 1, 1))
CALENDAR = make_calendar(RULEBOOK, date(2026, 1, 1))
OFFICIAL = (date(2024, 1, 1), date(2026, 12, 31))
DAY = timedelta(days=1)

official_days = st.dates(*OFFICIAL)
all_days = st.dates(date(2013, 1, 1), date(2034, 6, 30))


def every_day(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def worked_by_the_official_table() -> dict[date, bool]:
    """Read the table with nothing of the engine: the week, then the exceptions."""
    raw = read_yaml(FOLDER / "calendar.yaml")
    worked = {day: day.weekday() < 5 for day in every_day(*OFFICIAL)}
    for row in raw["days"]:
        worked[row["day"]] = row["kind"] == "worked"
    return worked


def with_days(*days: ExceptionalDay) -> WorkCalendar:
    return WorkCalendar([*CALENDAR.days, *days], CALENDAR.official_years, RULES.calendar)


def rest_on(day: date) -> ExceptionalDay:
    return ExceptionalDay(day, DayKind.OFF, "Nghỉ thêm", "Công văn thử", DayStatus.OFFICIAL)


def test_every_answer_of_the_official_years_equals_a_walk_over_the_table():
    worked = worked_by_the_official_table()
    days = [day for day in worked if day <= date(2026, 11, 30)]
    for start in days:
        assert CALENDAR.is_working(start) is worked[start]
        day, counted = start, 0
        while counted < 15:
            day += DAY
            if day not in worked:
                break
            counted += worked[day]
            assert CALENDAR.working_days_between(start, day) == counted
            assert CALENDAR.working_days_late(start, day) == counted
            assert CALENDAR.working_days_late(day, start) == 0
            if worked[day]:
                assert CALENDAR.add_working_days(start, counted) == day


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 250), (2026, 249)])
def test_an_official_year_has_its_number_of_working_days(year, days):
    assert len(list(CALENDAR.working_days(date(year, 1, 1), date(year, 12, 31)))) == days


@pytest.mark.parametrize("day", [date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)])
def test_the_make_up_saturdays_are_worked(day):
    assert CALENDAR.is_working(day)
    assert CALENDAR.day_reason(day).act


@pytest.mark.parametrize("day", [date(2026, 1, 2), date(2026, 8, 31), date(2026, 11, 24), date(2024, 4, 29)])
def test_the_rest_days_by_act_are_not_worked(day):
    assert not CALENDAR.is_working(day)


def test_working_days_from_a_rest_day_start_with_the_next_worked_one():
    assert list(CALENDAR.working_days(date(2026, 8, 22), date(2026, 8, 25))) == [
        date(2026, 8, 22), date(2026, 8, 24), date(2026, 8, 25)
    ]  # fmt: skip
    assert next(CALENDAR.working_days(date(2026, 8, 23), date(2026, 8, 25))) == date(2026, 8, 24)


@given(all_days, st.integers(0, 200))
def test_counting_the_days_added_gives_their_number(day, count):
    due = CALENDAR.add_working_days(day, count)
    assert CALENDAR.working_days_between(day, due) == count
    assert CALENDAR.working_days_between(due, day) == -count
    assert count == 0 or CALENDAR.is_working(due)


@given(all_days, st.integers(0, 200))
def test_one_more_day_is_later(day, count):
    assert CALENDAR.add_working_days(day, count) < CALENDAR.add_working_days(day, count + 1)


@given(all_days, all_days, st.integers(0, 100))
def test_a_later_start_never_ends_earlier(one, other, count):
    first, second = sorted((one, other))
    assert CALENDAR.add_working_days(first, count) <= CALENDAR.add_working_days(second, count)


@given(official_days, official_days, st.integers(1, 30))
def test_a_new_rest_day_never_brings_a_day_forward(new, day, count):
    assume(new not in {known.on for known in CALENDAR.days})
    changed = with_days(rest_on(new))
    assert changed.add_working_days(day, count) >= CALENDAR.add_working_days(day, count)


@given(all_days)
def test_the_next_working_day_is_worked_and_none_lies_between(day):
    following = CALENDAR.next_working_day(day)
    assert CALENDAR.is_working(following)
    assert not any(CALENDAR.is_working(skipped) for skipped in every_day(day, following - DAY))


def test_the_difference_of_two_day_numbers_counts_the_days_between():
    start, end = date(2026, 2, 13), date(2026, 2, 23)
    assert CALENDAR.working_day_number(end) - CALENDAR.working_day_number(start) == 1


@pytest.mark.parametrize("day", [date(2012, 12, 31), date(2036, 1, 1), date(1, 1, 1), date(9999, 12, 31)])
def test_a_day_outside_the_calendar_is_refused_by_every_question(day):
    inside = date(2026, 1, 5)
    questions = [
        lambda: CALENDAR.is_working(day),
        lambda: CALENDAR.add_working_days(day, 0),
        lambda: CALENDAR.add_working_days(day, 1),
        lambda: CALENDAR.working_days_between(day, inside),
        lambda: CALENDAR.working_days_between(inside, day),
        lambda: CALENDAR.working_days_late(inside, day),
        lambda: CALENDAR.day_reason(day),
        lambda: CALENDAR.working_day_number(day),
    ]
    for question in questions:
        with pytest.raises(OutsideCalendar, match=f"{day:%d/%m}/{day.year} nằm ngoài lịch"):
            question()


def test_a_count_that_leaves_the_calendar_is_refused():
    with pytest.raises(OutsideCalendar, match="vượt quá năm 2035"):
        CALENDAR.add_working_days(date(2035, 12, 28), 30)


def test_a_negative_count_is_refused():
    with pytest.raises(NegativeCount, match="-1"):
        CALENDAR.add_working_days(date(2026, 1, 5), -1)


def test_a_calendar_with_sixty_days_without_work_is_refused():
    start = date(2026, 3, 1)
    taken = {day.on for day in CALENDAR.days}
    off = [rest_on(day) for day in every_day(start, start + timedelta(days=63)) if day not in taken]
    with pytest.raises(NoWorkingDay, match="từ sau 27/02/2026"):
        with_days(*off)


def test_a_day_that_stands_twice_is_refused():
    with pytest.raises(BrokenRulebook, match="ngày 2026-01-01 có hai dòng"):
        with_days(rest_on(date(2026, 1, 1)))


def test_a_day_outside_its_years_does_not_change_a_calendar():
    assert with_days(rest_on(date(2040, 1, 2))).version == CALENDAR.version


@pytest.mark.parametrize(
    ("day", "why", "act"),
    [
        (date(2026, 8, 21), "thứ Sáu, ngày làm việc", None),
        (date(2026, 8, 23), "Chủ nhật, ngày nghỉ hằng tuần", None),
        (date(2026, 8, 22), "thứ Bảy, làm việc: Làm bù cho 31/8", "9441/TB-BNV"),
        (date(2026, 1, 2), "thứ Sáu, nghỉ: Hoán đổi (làm bù 10/01)", "12729/VPCP-KGVX ngày 25/12/2025"),
    ],
)
def test_a_day_says_why_it_is_worked_or_not(day, why, act):
    reason = CALENDAR.day_reason(day)
    assert (reason.why, reason.act) == (why, act)


def test_a_computed_holiday_says_so():
    reason = CALENDAR.day_reason(date(2027, 9, 2))
    assert not reason.worked
    assert reason.why.endswith("(tạm tính)")
    assert reason.status is DayStatus.PROJECTED


def test_a_span_that_touches_a_year_without_an_act_is_tam_tinh():
    assert not CALENDAR.is_tam_tinh(*OFFICIAL)
    assert CALENDAR.is_tam_tinh(date(2026, 12, 31), date(2027, 1, 4))
    assert CALENDAR.is_tam_tinh(date(2023, 12, 29), date(2027, 1, 4))


def test_a_projected_day_in_an_official_year_makes_what_rests_on_it_tam_tinh():
    swap = replace(rest_on(date(2026, 11, 23)), status=DayStatus.PROJECTED)
    changed = with_days(swap)
    assert changed.is_tam_tinh(date(2026, 11, 20), date(2026, 11, 23))
    assert not changed.is_tam_tinh(date(2026, 11, 24), date(2026, 11, 30))


def test_the_version_follows_the_days():
    assert with_days(rest_on(date(2026, 11, 23))).version != CALENDAR.version
    assert make_calendar(RULEBOOK, date(2026, 6, 1)).version == CALENDAR.version


def test_open_questions_are_found_by_their_days():
    assert CALENDAR.questions_about(date(2026, 11, 23), date(2026, 11, 30))
    assert not CALENDAR.questions_about(date(2026, 11, 24), date(2026, 11, 30))


def test_a_swap_across_the_year_end_counts_in_both_years():
    table = CalendarTable(
        (
            ExceptionalDay(
                date(2018, 12, 31), DayKind.OFF, "Hoán đổi", "Công văn thử", DayStatus.OFFICIAL, pair=date(2019, 1, 5)
            ),
            ExceptionalDay(
                date(2019, 1, 5), DayKind.WORKED, "Làm bù", "Công văn thử", DayStatus.OFFICIAL, pair=date(2018, 12, 31)
            ),
        ),
        frozenset({2018, 2019}),
    )
    calendar = make_calendar(RULEBOOK, date(2026, 1, 1), table)
    assert calendar.add_working_days(date(2018, 12, 28), 1) == date(2019, 1, 1)
    assert calendar.is_working(date(2019, 1, 5))


# -- a calendar of one year, 2026, made here --


def year_2026(*days: ExceptionalDay, longest_rest: int = 60, official: tuple[int, ...] = (2026,)) -> WorkCalendar:
    rules = replace(RULES.calendar, first_year=2026, last_year=2026, longest_rest=longest_rest)
    return WorkCalendar(days, official, rules, RULEBOOK.table.open_questions)


def rest(first: date, last: date) -> list[ExceptionalDay]:
    return [rest_on(day) for day in every_day(first, last)]


def test_a_calendar_holds_its_first_and_last_day_and_no_other():
    calendar = year_2026(rest_on(date(2026, 1, 1)), rest_on(date(2026, 12, 31)))
    assert not calendar.is_working(date(2026, 1, 1))
    assert not calendar.is_working(date(2026, 12, 31))
    for outside in (date(2025, 12, 31), date(2027, 1, 1)):
        with pytest.raises(OutsideCalendar, match=r"nằm ngoài lịch \(2026–2026\)"):
            calendar.is_working(outside)


def test_a_day_named_twice_is_told_with_where():
    with pytest.raises(BrokenRulebook, match=r"^calendar: "):
        year_2026(rest_on(date(2026, 1, 1)), rest_on(date(2026, 1, 1)))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 4), date(2026, 3, 10)),
        (date(2026, 1, 1), date(2026, 1, 7)),
        (date(2026, 12, 25), date(2026, 12, 31)),
    ],
)
def test_seven_days_in_a_row_without_work_are_refused_where_seven_are_too_many_and_six_are_not(first, last):
    assert year_2026(*rest(first, last), longest_rest=8)
    with pytest.raises(NoWorkingDay):
        year_2026(*rest(first, last), longest_rest=7)


def test_no_working_day_after_a_rest_day_is_that_day_itself():
    sunday = date(2026, 8, 23)
    assert CALENDAR.add_working_days(sunday, 0) == sunday


def test_a_span_from_an_official_year_into_one_that_is_not_is_tam_tinh_without_any_projected_day():
    calendar = WorkCalendar([], [2026], RULES.calendar)
    assert not calendar.is_tam_tinh(date(2026, 12, 30), date(2026, 12, 31))
    assert calendar.is_tam_tinh(date(2026, 12, 31), date(2027, 1, 4))
    assert calendar.is_tam_tinh(date(2027, 1, 4), date(2027, 1, 5))


def test_a_projected_day_makes_what_begins_or_ends_with_it_tam_tinh():
    swap = date(2026, 11, 23)
    calendar = year_2026(replace(rest_on(swap), status=DayStatus.PROJECTED))
    assert calendar.is_tam_tinh(date(2026, 11, 20), swap)
    assert calendar.is_tam_tinh(swap, date(2026, 11, 24))
    assert not calendar.is_tam_tinh(date(2026, 11, 20), date(2026, 11, 22))


def test_a_question_is_found_by_a_span_that_begins_or_ends_with_its_day():
    asked = date(2026, 11, 23)
    assert CALENDAR.questions_about(asked, asked)
    assert CALENDAR.questions_about(date(2026, 11, 20), asked)
    assert CALENDAR.questions_about(asked, date(2026, 11, 24))
