from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.calendar.working_days import OutsideCalendar
from compliance.deadlines.entry_clock import NoEntryOwed, entry_due, office_due
from compliance.deadlines.steps import counted
from core.local_time import LOCAL, end_of_day, local_day
from extraction.values import EntryClass
from tests.situations import CALENDAR, RULEBOOK, RULES, cases, given_local, local

classes = st.sampled_from([EntryClass.URGENT, EntryClass.MULTI, EntryClass.REGULAR])
days = st.dates(date(2024, 1, 1), date(2026, 12, 20))
instants = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 20), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(("given", "expect"), cases("entry_clock"))
def test_the_entry_clock(given, expect):
    rules = RULEBOOK.rules_on(given["issued"])
    due = entry_due(EntryClass(given["class"]), given["issued"], given_local(given, "opened"), CALENDAR, rules)
    assert due.due_on == expect["due"]
    assert due.due_at == end_of_day(expect["due"])
    assert due.unit_due_at == local(expect["unit_due"])
    assert due.unit_due_at.tzinfo is UTC
    assert due.by_floor is expect.get("by_floor", False)
    assert due.tam_tinh is expect.get("tam_tinh", False)
    if "unit_due_on" in expect:
        assert due.unit_due_on == expect["unit_due_on"]


def test_the_first_step_is_the_issue_day_uncounted_and_the_last_the_due_day():
    due = entry_due(EntryClass.MULTI, date(2026, 8, 28), None, CALENDAR, RULES)
    assert (due.steps[0].on, due.steps[0].counted) == (date(2026, 8, 28), False)
    assert due.steps[-1].on == due.due_on
    assert [step.on.day for step in due.steps if step.counted] == [3, 4]
    assert [step.on for step in due.steps] == [date(2026, 8, 28) + timedelta(days=n) for n in range(8)]
    assert not due.unit_steps


def test_an_assignment_opened_on_the_issue_day_shows_one_walk():
    due = entry_due(EntryClass.REGULAR, date(2026, 8, 17), local("2026-08-17 09:00"), CALENDAR, RULES)
    assert due.unit_steps == ()


def test_an_assignment_opened_late_shows_both_walks():
    due = entry_due(EntryClass.REGULAR, date(2026, 8, 17), local("2026-08-19 09:00"), CALENDAR, RULES)
    assert [step.on.day for step in due.unit_steps] == [19, 20]
    assert due.unit_steps[0].why == "Ngày mở cho đơn vị: thứ Tư, ngày làm việc"


def test_the_due_day_cites_its_rule_and_the_floor_only_where_it_can_matter():
    regular = entry_due(EntryClass.REGULAR, date(2026, 8, 17), local("2026-08-17 09:00"), CALENDAR, RULES)
    urgent = entry_due(EntryClass.URGENT, date(2026, 8, 17), local("2026-08-17 09:00"), CALENDAR, RULES)
    assert [rule.key for rule in regular.citations] == ["entry.regular_working_days"]
    assert [rule.key for rule in urgent.citations] == ["entry.urgent_working_days", "entry.urgent_floor_hours"]


@given(classes, days, st.integers(-2, 20), st.times())
def test_the_units_instant_is_never_before_the_nominal_one(entry_class, issued_on, delay, hour):
    opened_at = datetime.combine(issued_on + timedelta(days=delay), hour.replace(fold=0), LOCAL)
    due = entry_due(entry_class, issued_on, opened_at, CALENDAR, RULES)
    assert due.unit_due_at >= due.due_at
    assert due.unit_due_at > opened_at
    assert due.due_on == entry_due(entry_class, issued_on, None, CALENDAR, RULES).due_on


@given(classes, days, instants, instants)
def test_opening_later_never_makes_it_due_earlier(entry_class, issued_on, one, other):
    first, second = sorted((one, other))
    earlier = entry_due(entry_class, issued_on, first, CALENDAR, RULES)
    later = entry_due(entry_class, issued_on, second, CALENDAR, RULES)
    assert earlier.unit_due_at <= later.unit_due_at


@given(days, instants)
def test_an_urgent_entry_always_has_its_four_hours(issued_on, opened_at):
    due = entry_due(EntryClass.URGENT, issued_on, opened_at, CALENDAR, RULES)
    assert due.unit_due_at - opened_at >= timedelta(hours=4)


@given(classes, days)
def test_the_steps_count_exactly_the_allowance(entry_class, issued_on):
    allowance = {EntryClass.URGENT: 0, EntryClass.REGULAR: 1, EntryClass.MULTI: 2}[entry_class]
    assert counted(entry_due(entry_class, issued_on, None, CALENDAR, RULES).steps) == allowance


@pytest.mark.parametrize(
    ("entry_class", "arrived", "due"),
    [
        (EntryClass.URGENT, "2026-08-19 23:50", "2026-08-20 03:50"),
        (EntryClass.URGENT, "2026-08-19 09:00", "2026-08-20 00:00"),
        (EntryClass.REGULAR, "2026-08-21 18:00", "2026-08-23 00:00"),
        (EntryClass.MULTI, "2026-08-21 18:00", "2026-08-25 00:00"),
    ],
)
def test_the_offices_own_clock_runs_from_the_arrival(entry_class, arrived, due):
    assert office_due(entry_class, local(arrived), CALENDAR, RULES).unit_due_at == local(due)


def test_a_document_without_tasks_has_no_entry_clock():
    with pytest.raises(NoEntryOwed):
        entry_due(EntryClass.NONE, date(2026, 8, 17), None, CALENDAR, RULES)


def test_an_issue_day_outside_the_calendar_is_refused():
    with pytest.raises(OutsideCalendar):
        entry_due(EntryClass.REGULAR, date(2045, 1, 1), None, CALENDAR, RULES)


def test_the_local_day_of_the_opening_decides_and_not_the_one_in_utc():
    opened_at = datetime.combine(date(2026, 8, 18), time(1), LOCAL)
    assert local_day(opened_at) != opened_at.astimezone(UTC).date()
    due = entry_due(EntryClass.REGULAR, date(2026, 8, 17), opened_at, CALENDAR, RULES)
    assert due.unit_due_on == date(2026, 8, 19)
