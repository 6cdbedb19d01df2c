"""Periods that an instant asks about, and the words of a difference."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from compliance.deadlines.law import load_law
from compliance.entries.counters.recount import BEGINNING, Difference, differences, grouped, recounted, starts
from compliance.entries.counting import Counted, Figures, Tenure
from compliance.entries.returns import History, Verdict, VerdictKind


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


def test_a_recount_groups_by_owner_and_leaves_out_what_counts_nowhere() -> None:
    at = datetime(2026, 8, 21, 2, tzinfo=UTC)
    definite = Counted(task_id=1, assigned_at=at - timedelta(days=3))
    provisional = Counted(task_id=2, assigned_at=None)
    dropped = Counted(task_id=3, assigned_at=None, withdrawn_at=at)
    by_owner = grouped([(7, definite), (None, definite), (8, provisional), (9, dropped)])
    assert by_owner == {7: [definite], 0: [definite], 8: [provisional]}
    figures = recounted("unit", by_owner, date(2026, 8, 1), at, load_law().on(date(2026, 8, 21)))
    assert {owner: (each.assigned, each.provisional) for owner, each in figures.items()} == {
        7: (1, 0),
        0: (1, 0),
        8: (0, 1),
    }
    taken_back = replace(definite, withdrawn_at=at - timedelta(days=2))
    before = date(2026, 8, 20)
    assert recounted("unit", {7: [taken_back]}, before, at, load_law().on(before)) == {}


def test_a_recount_leaves_flags_with_the_unit_that_held_the_assignment_then() -> None:
    at = datetime(2026, 8, 21, 2, tzinfo=UTC)
    flag = Verdict(1, VerdictKind.FLAG, at - timedelta(days=2), at - timedelta(days=2))
    passed_on = Tenure(8, at - timedelta(days=1))
    history = History(flag.due_at, verdicts=[flag])
    stayed = Counted(task_id=1, assigned_at=at - timedelta(days=3), history=history)
    went_over = replace(stayed, task_id=2, tenures=[passed_on])
    asked = date(2026, 8, 1), at, load_law().on(date(2026, 8, 21))
    three = [stayed, replace(stayed, task_id=3), went_over]
    by_unit = recounted("unit", {7: three}, *asked)
    assert {unit: (each.assigned, each.flags) for unit, each in by_unit.items()} == {7: (3, 2), 8: (0, 1)}
    by_field = recounted("field", {7: three}, *asked)
    assert {field: (each.assigned, each.flags) for field, each in by_field.items()} == {7: (3, 3)}


def test_each_period_begins_with_its_own_first_month() -> None:
    asked = starts(datetime(2026, 12, 15, tzinfo=UTC))
    assert [each.isoformat() for each in asked.values()] == [
        "2026-12-01", "2026-10-01", "2026-07-01", "2026-01-01", "1970-01-01"
    ]  # fmt: skip
    assert starts(datetime(2026, 4, 15, tzinfo=UTC))["quarter"] == date(2026, 4, 1)


def test_the_first_moment_after_midnight_asks_about_the_new_period() -> None:
    midnight = datetime(2026, 6, 30, 17, tzinfo=UTC)
    assert starts(midnight + timedelta(microseconds=1))["quarter"] == date(2026, 7, 1)


def test_what_stands_only_in_the_record_or_only_in_the_counters_is_a_difference() -> None:
    lost = list(differences("unit", BEGINNING, {}, {2: Figures(flags=1)}))
    left = list(differences("unit", BEGINNING, {3: Figures(flags=1)}, {}))
    assert [(each.scope_id, each.counted, each.recounted) for each in lost + left] == [(2, 0, 1), (3, 1, 0)]
