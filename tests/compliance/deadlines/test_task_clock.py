from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.deadlines.clocks import term_from
from compliance.deadlines.recurrence import first_instance, next_instance
from compliance.deadlines.task_clock import ImpossibleTerm, task_due
from core.local_time import end_of_day
from extraction.values import Period, Term, TermKind
from tests.situations import CALENDAR, RULES, cases, local

days = st.dates(date(2024, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize(("given", "expect"), cases("task_clock"))
def test_the_task_clock(given, expect):
    term = term_from({name: str(value) if isinstance(value, date) else value for name, value in given["term"].items()})
    due = task_due(term, given["issued"], given.get("event_on"), CALENDAR, RULES)
    assert due.due_on == expect["due"]
    if expect["due"] is None:
        assert due.due_at is None
        assert due.steps == ()
    else:
        assert due.due_at == (local(expect["due_at"]) if "due_at" in expect else end_of_day(expect["due"]))
        assert (due.steps[0].counted, due.steps[-1].on) == (False, expect["due"])
    assert due.period == expect.get("period")
    assert list(due.alternatives) == expect.get("alternatives", [])
    assert due.assumption == expect.get("assumption")
    assert due.waits_for == expect.get("waits_for")
    if "reading" in expect:
        assert due.reading == expect["reading"]


@pytest.mark.parametrize("count", [None, 0, -3])
def test_a_term_that_counts_nothing_is_refused(count):
    with pytest.raises(ImpossibleTerm, match="phải đếm từ 1"):
        task_due(Term(TermKind.WORKING_DAYS, "trong … ngày", count=count), date(2026, 8, 3), None, CALENDAR, RULES)


@pytest.mark.parametrize("kind", [TermKind.MONTHS, TermKind.CALENDAR_DAYS, TermKind.WEEKS])
def test_a_term_beyond_all_years_is_refused(kind):
    term = Term(kind, "trong 999999999 …", count=999_999_999)
    with pytest.raises(ImpossibleTerm, match="ngoài mọi lịch"):
        task_due(term, date(2026, 8, 3), None, CALENDAR, RULES)


@given(days, st.integers(1, 60))
def test_a_term_of_calendar_days_ends_on_a_working_day_not_before_its_last(issued_on, count):
    due = task_due(Term(TermKind.CALENDAR_DAYS, "", count=count), issued_on, None, CALENDAR, RULES)
    last = issued_on + timedelta(days=count)
    assert due.due_on is not None
    assert due.due_on >= last
    assert CALENDAR.is_working(due.due_on)
    assert due.due_on == last or CALENDAR.working_days_between(last, due.due_on) == 1


@given(days, st.integers(1, 60))
def test_a_term_of_working_days_is_never_shorter_than_one_of_calendar_days(issued_on, count):
    calendar_days = task_due(Term(TermKind.CALENDAR_DAYS, "", count=count), issued_on, None, CALENDAR, RULES)
    working_days = task_due(Term(TermKind.WORKING_DAYS, "", count=count), issued_on, None, CALENDAR, RULES)
    assert working_days.due_on >= calendar_days.due_on


recurring = st.builds(
    Term,
    st.just(TermKind.RECURRING),
    st.just("định kỳ"),
    period=st.sampled_from([period for period in Period if period is not Period.OTHER]),
    day_of_period=st.none() | st.integers(1, 31),
    weekday=st.none() | st.integers(0, 6),
    starts_on=st.none() | days,
)


@given(recurring, days)
def test_instances_follow_one_another_and_the_first_is_on_or_after_the_issue_day(term, issued_on):
    first = first_instance(term, issued_on)
    assert first is not None
    assert first >= issued_on
    second = next_instance(term, first)
    assert second is not None
    assert first < second <= first + timedelta(days=367)
    assert first_instance(replace(term, starts_on=None), second) == second


def test_days_of_receipt_wait_where_the_rules_say_so():
    waiting = replace(RULES, task=replace(RULES.task, receipt_without_evidence="waits"))
    term = Term(TermKind.CALENDAR_DAYS, "5 ngày kể từ ngày nhận", count=5, event="nhận văn bản")
    assert task_due(term, date(2026, 8, 3), None, CALENDAR, waiting).waits_for == "ngày của sự kiện “nhận văn bản”"


def test_a_rest_day_end_stays_where_the_rules_say_so():
    staying = replace(RULES, task=replace(RULES.task, calendar_days_rest_end="stays"))
    term = Term(TermKind.CALENDAR_DAYS, "5 ngày", count=5)
    assert task_due(term, date(2026, 8, 3), None, CALENDAR, staying).due_on == date(2026, 8, 8)


def test_a_stated_hour_is_the_end_of_the_day_where_the_rules_say_so():
    loose = replace(RULES, task=replace(RULES.task, stated_hour_binds=False))
    term = Term(TermKind.DAY, "trước 16 giờ ngày 10/8", on=date(2026, 8, 10), hour=16)
    due = task_due(term, date(2026, 8, 3), None, CALENDAR, loose)
    assert due.due_at == end_of_day(date(2026, 8, 10))


def test_a_counted_term_in_a_year_without_an_act_is_tam_tinh_and_a_stated_day_is_not():
    counted = Term(TermKind.WORKING_DAYS, "3 ngày làm việc", count=3)
    stated = Term(TermKind.DAY, "trước ngày 05/01/2027", on=date(2027, 1, 5))
    assert task_due(counted, date(2026, 12, 30), None, CALENDAR, RULES).tam_tinh
    assert not task_due(stated, date(2026, 12, 30), None, CALENDAR, RULES).tam_tinh


def test_what_is_stated_counts_no_day_and_a_term_counts_each_after_its_first():
    issued_on = date(2026, 8, 3)
    stated = task_due(Term(TermKind.DAY, "trước 10/8", on=date(2026, 8, 10)), issued_on, None, CALENDAR, RULES)
    monthly = Term(TermKind.RECURRING, "hằng tháng", period=Period.MONTHLY, day_of_period=25)
    assert [step.counted for step in stated.steps] == [False, False]
    assert [step.counted for step in task_due(monthly, issued_on, None, CALENDAR, RULES).steps] == [False, False]
    term = task_due(Term(TermKind.CALENDAR_DAYS, "3 ngày", count=3), issued_on, None, CALENDAR, RULES)
    assert [step.counted for step in term.steps] == [False, True, True, True]


def test_a_counted_term_says_what_was_counted_from_which_day():
    received = Term(TermKind.WORKING_DAYS, "3 ngày làm việc kể từ ngày nhận", count=3, event="Nhận văn bản")
    supposed = task_due(received, date(2026, 8, 3), None, CALENDAR, RULES)
    assert supposed.reading == "3 ngày làm việc sau ngày ban hành 03/08/2026, hết ngày 06/08/2026."
    known = task_due(received, date(2026, 8, 3), date(2026, 8, 5), CALENDAR, RULES)
    assert known.reading == "3 ngày làm việc sau ngày Nhận văn bản 05/08/2026, hết ngày 10/08/2026."


def test_only_a_supposed_day_of_receipt_cites_the_rule_that_supposes_it():
    received = Term(TermKind.WORKING_DAYS, "3 ngày làm việc kể từ ngày nhận", count=3, event="nhận văn bản")
    for event_on, keys in [
        (None, ["calendar.rest_weekdays", "task.receipt_without_evidence"]),
        (date(2026, 8, 5), ["calendar.rest_weekdays"]),
    ]:
        found = task_due(received, date(2026, 8, 3), event_on, CALENDAR, RULES)
        assert [citation.key for citation in found.citations] == keys


def test_one_of_the_words_for_receipt_is_enough():
    two = replace(RULES, task=replace(RULES.task, receipt_words=("nhận", "văn bản đến")))
    term = Term(TermKind.CALENDAR_DAYS, "5 ngày kể từ ngày nhận", count=5, event="ngày nhận")
    assert task_due(term, date(2026, 8, 3), None, CALENDAR, two).assumption
