from datetime import UTC, date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.deadlines import procedure_clocks as clocks
from extraction.values import EntryClass
from tests.situations import CALENDAR, RULES, local

days = st.dates(date(2024, 1, 1), date(2026, 10, 1))


@pytest.mark.parametrize(
    ("clock", "from_at", "due_on", "rule"),
    [
        (clocks.reentry_due, "2026-08-21 09:00", date(2026, 8, 22), "review.reentry_working_days"),
        (clocks.reentry_due, "2026-08-22 00:01", date(2026, 8, 24), "review.reentry_working_days"),
        (clocks.contest_filing_due, "2026-08-28 09:00", date(2026, 9, 4), "review.contest_file_working_days"),
        (clocks.contest_decision_due, "2026-08-28 23:59", date(2026, 9, 4), "review.contest_decide_working_days"),
        (clocks.not_ours_answer_due, "2026-08-17 09:00", date(2026, 8, 18), "review.not_ours_answer_working_days"),
        (clocks.coordinating_due, "2026-08-17 09:00", date(2026, 8, 20), "entry.coordinating_working_days"),
        (clocks.preview_due, "2026-08-28 16:30", date(2026, 9, 7), "publication.preview_working_days"),
        (clocks.error_answer_due, "2026-08-17 09:00", date(2026, 8, 22), "publication.error_answer_working_days"),
    ],
)
def test_the_clocks_of_the_procedure(clock, from_at, due_on, rule):
    due = clock(local(from_at), CALENDAR, RULES)
    assert due.due_on == due_on
    assert due.due_at == local(f"{due_on + timedelta(days=1)} 00:00")
    assert [citation.key for citation in due.citations] == [rule]
    assert (due.steps[0].counted, due.steps[-1].on) == (False, due_on)
    assert not due.tam_tinh


@pytest.mark.parametrize(
    ("entry_class", "answered", "before", "due"),
    [
        (EntryClass.REGULAR, "2026-08-17 15:00", "2026-08-18 00:00", "2026-08-19 00:00"),
        (EntryClass.MULTI, "2026-08-17 15:00", "2026-08-20 00:00", "2026-08-20 00:00"),
        (EntryClass.URGENT, "2026-08-17 15:00", "2026-08-17 20:00", "2026-08-18 00:00"),
        (EntryClass.URGENT, "2026-08-17 22:00", "2026-08-18 00:00", "2026-08-18 02:00"),
        (EntryClass.URGENT, "2026-08-15 10:00", "2026-08-16 00:00", "2026-08-16 00:00"),
    ],
)
def test_after_a_refused_not_ours_the_unit_has_time_again(entry_class, answered, before, due):
    found = clocks.not_ours_refused_due(entry_class, local(answered), local(before), CALENDAR, RULES)
    assert found.due_at == local(due)
    assert found.due_at.tzinfo is UTC


def test_a_held_clock_keeps_the_working_days_it_had_left():
    assert clocks.after_hold(date(2026, 8, 28), date(2026, 8, 26), date(2026, 9, 7), CALENDAR) == date(2026, 9, 9)


def test_a_clock_that_had_run_out_is_not_given_back():
    assert clocks.after_hold(date(2026, 8, 20), date(2026, 8, 26), date(2026, 9, 7), CALENDAR) == date(2026, 8, 20)


@given(days, days, st.integers(0, 40))
def test_a_hold_never_brings_a_deadline_forward(due_on, held_on, length):
    moved = clocks.after_hold(due_on, held_on, held_on + timedelta(days=length), CALENDAR)
    assert moved >= due_on
    assert length > 0 or CALENDAR.working_days_between(due_on, moved) == 0


def test_an_extension_ends_with_the_stated_day_though_it_is_a_rest_day():
    found = clocks.extension_due(date(2026, 8, 30), local("2026-08-20 09:00"), CALENDAR, RULES)
    assert (found.due_on, found.due_at) == (date(2026, 8, 30), local("2026-08-31 00:00"))
    assert [citation.key for citation in found.citations] == ["review.max_extensions"]
    assert [step.on for step in found.steps] == [date(2026, 8, 20), date(2026, 8, 30)]


def test_a_resumed_clock_has_the_working_days_it_had_left():
    due = (date(2026, 8, 28), local("2026-08-29 00:00"))
    moved = clocks.resumed_due(*due, local("2026-08-26 09:00"), local("2026-09-07 09:00"), CALENDAR)
    assert (moved.due_on, moved.due_at) == (date(2026, 9, 9), local("2026-09-10 00:00"))


@pytest.mark.parametrize("held", ["2026-08-29 09:00", "2026-08-26 09:00"])
def test_a_clock_that_had_ended_or_was_held_for_no_day_keeps_its_instant(held):
    due = (date(2026, 8, 28), local("2026-08-29 00:00"))
    kept = clocks.resumed_due(*due, local(held), local(held), CALENDAR)
    assert (kept.due_on, kept.due_at) == due
    assert not any(step.counted for step in kept.steps)


def test_an_extension_counts_no_day_but_the_one_it_names_and_says_where_the_calendar_is_not_official():
    found = clocks.extension_due(date(2026, 8, 30), local("2026-08-20 09:00"), CALENDAR, RULES)
    assert [step.counted for step in found.steps] == [False, True]
    assert found.tam_tinh is False
    assert clocks.extension_due(date(2027, 1, 5), local("2026-12-30 09:00"), CALENDAR, RULES).tam_tinh is True


def test_a_clock_held_on_its_last_day_ends_with_the_day_on_which_it_runs_again():
    assert clocks.after_hold(date(2026, 8, 28), date(2026, 8, 28), date(2026, 9, 7), CALENDAR) == date(2026, 9, 7)


def test_a_clock_that_had_run_out_before_a_rest_day_is_not_given_back_either():
    friday, saturday = date(2026, 8, 28), date(2026, 8, 29)
    assert not CALENDAR.is_working(saturday)
    assert clocks.after_hold(friday, saturday, date(2026, 9, 7), CALENDAR) == friday


def test_a_clock_held_at_the_very_instant_of_its_end_had_ended():
    due = (date(2026, 8, 20), local("2026-08-20 03:50"))
    resumed = local("2026-08-24 09:00")
    kept = clocks.resumed_due(*due, local("2026-08-20 03:50"), resumed, CALENDAR)
    assert (kept.due_on, kept.due_at) == due
    moved = clocks.resumed_due(*due, local("2026-08-20 03:49"), resumed, CALENDAR)
    assert moved.due_at == local("2026-08-25 00:00")
