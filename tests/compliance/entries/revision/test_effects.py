"""What another law does to one clock: cleared, moved, kept; never accused."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.calendar.holidays import make_calendar
from compliance.deadlines.versions.stored import with_days, with_parameters, with_table
from compliance.entries.revision.effects import (
    NAMES,
    Clocked,
    Effect,
    Effects,
    Move,
    Reach,
    Redone,
    effect_of,
    is_past_cut_off,
    reach_of,
)
from compliance.rulebook.calendar_table import DayKind, DayStatus, ExceptionalDay
from compliance.rulebook.rules import Rulebook
from tests.situation import local
from tests.situations import RULEBOOK

PERIODS = ("quarter", "half_year", "year")
NOW = local("2026-03-10")
DAYS = [None, *(f"2026-03-{day:02}" for day in range(5, 16))]


def at(day: str | None) -> datetime | None:
    return local(day, 0) if day else None


def effect(before: str | None, after: str | None, clock: str = "entry", answered: str | None = None, **flag: object):
    known = Clocked(clock, None, at(before), tam_tinh=False, answered_at=at(answered), **flag)
    return effect_of(known, Redone(None, at(after), tam_tinh=False), NOW, PERIODS)


@given(
    st.sampled_from(DAYS),
    st.sampled_from(DAYS),
    st.sampled_from(DAYS[:7]),
    st.sampled_from(["entry", "office", "task"]),
)
def test_nobody_is_late_by_the_date_that_counts_who_was_not(before, after, answered, clock):
    found = effect(before, after, clock, answered)
    counts = at(after) if found.is_written else at(before)
    was_late = at(before) is not None and (at(answered) or NOW) >= at(before)
    is_late = counts is not None and (at(answered) or NOW) >= counts
    assert was_late or not is_late
    assert found.turns_on_time == (was_late and not is_late)
    assert not (found.turns_late and found.is_written)


@pytest.mark.parametrize(
    ("clock", "before", "after", "answered", "written"),
    [
        ("entry", "2026-03-12", "2026-03-13", None, True),
        ("entry", "2026-03-13", "2026-03-12", None, False),
        ("task", "2026-03-13", "2026-03-12", None, True),
        ("task", "2026-03-13", "2026-03-12", "2026-03-06", False),
        ("task", "2026-03-13", "2026-03-09", None, False),
        ("task", None, "2026-03-13", None, True),
        ("task", "2026-03-13", None, None, True),
    ],
)
def test_a_date_comes_forward_only_for_a_task_that_nobody_is_late_with(clock, before, after, answered, written):
    assert effect(before, after, clock, answered).is_written == written


@pytest.mark.parametrize(
    ("clock", "before", "answered", "published"),
    [
        ("task", "2026-01-01", None, True),  # overdue with the end of 31 December, so in the figures of that year
        ("task", "2026-01-02", None, False),
        ("task", "2025-12-20", "2025-12-30", True),  # done late
        ("task", "2026-01-01", "2025-12-30", False),
        ("entry", "2025-12-20", None, False),  # no flag, no lateness told
        ("task", None, None, False),
    ],
)
def test_lateness_with_a_task_was_published_with_the_period_in_which_it_fell_due(clock, before, answered, published):
    assert effect(before, "2026-03-13", clock, answered).was_published == published


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Effect(Move.LATER, is_written=True), True),
        (Effect(Move.EARLIER, is_written=False), False),
        (Effect(Move.NONE, is_written=True), False),
        (Effect(Move.NONE, is_written=True, clears_flag=True), True),
        (Effect(Move.NONE, is_written=False, makes_official=True), True),
        (Effect(Move.NONE, is_written=False), False),
    ],
)
def test_a_unit_is_told_of_what_counts_otherwise_from_now_on(found, told):
    assert found.is_told is told


def test_a_flag_is_cleared_by_an_entry_in_time_or_a_clock_that_still_runs():
    flag = {"flagged_at": local("2026-03-09")}
    assert effect("2026-03-08", "2026-03-13", **flag).clears_flag
    assert effect("2026-03-08", "2026-03-10", answered="2026-03-09", **flag).clears_flag
    assert not effect("2026-03-08", "2026-03-09", answered="2026-03-09", **flag).clears_flag
    assert effect("2026-03-08", "2026-03-08", **flag).is_nothing


def test_a_tam_tinh_flag_becomes_official_with_the_year():
    known = Clocked("entry", None, at("2026-03-08"), tam_tinh=True, flagged_at=NOW, flag_is_tam_tinh=True)
    found = effect_of(known, Redone(None, at("2026-03-08"), tam_tinh=False), NOW, PERIODS)
    assert (found.move, found.is_written, found.makes_official) == (Move.NONE, True, True)
    still = effect_of(known, Redone(None, at("2026-03-08"), tam_tinh=True), NOW, PERIODS)
    assert not still.makes_official


def test_a_flag_is_published_once_its_shortest_period_has_ended():
    written = local("2026-11-23")
    assert not is_past_cut_off(written, local("2026-12-31", 23), PERIODS)
    assert is_past_cut_off(written, local("2027-01-01", 0), PERIODS)
    assert not is_past_cut_off(local("2026-02-03"), local("2026-12-31"), ["year"])
    assert is_past_cut_off(local("2026-02-03"), local("2026-07-01", 0), ["half_year"])


def test_effects_add_up():
    effects = Effects()
    for found in (effect("2026-03-12", "2026-03-13"), effect("2026-03-13", "2026-03-09"), effect(None, None)):
        effects.add(found)
    told = effects.plain()
    assert tuple(told) == NAMES
    assert (told["examined"], told["moved"], told["later"], told["earlier"], told["kept"]) == (3, 2, 1, 1, 1)
    assert told["turn_late"] == 1


def law(rulebook: Rulebook) -> tuple:
    return rulebook, make_calendar(rulebook, date.max)


def test_only_the_days_that_differ_are_reached():
    day = ExceptionalDay(date(2026, 3, 12), DayKind.OFF, "Nghỉ", "TB 1", DayStatus.OFFICIAL)
    changed = with_table(RULEBOOK, with_days(RULEBOOK.table, [*RULEBOOK.table.days, day], None))
    reach = reach_of(law(RULEBOOK), law(changed))
    assert reach == Reach(("2026-03-12",), None)
    walk = [{"on": "2026-03-10"}, {"on": "2026-03-12"}]
    receipt = {"rules_on": "2026-03-10", "due_on": "2026-03-12", "unit_due_on": None, "steps": walk, "unit_steps": []}
    assert reach.touches(receipt)
    assert not reach.touches({**receipt, "due_on": "2026-03-11", "steps": []})
    assert not Reach((), None).touches(receipt)
    assert reach_of(law(RULEBOOK), law(RULEBOOK)) == Reach((), None)


def test_a_year_that_becomes_official_is_reached_with_all_its_days():
    official = with_days(RULEBOOK.table, RULEBOOK.table.days, RULEBOOK.table.official_years | {2027})
    assert len(reach_of(law(RULEBOOK), law(with_table(RULEBOOK, official))).days) >= 365


def test_a_rule_reaches_what_begins_from_its_first_day():
    known = RULEBOOK.parameters["entry.regular_working_days"]
    reworded = type(known)(known.key, "khác", known.unit, known.values)
    assert reach_of(law(RULEBOOK), law(with_parameters(RULEBOOK, {known.key: reworded}))).rules_from is None
    first = known.values[0]
    longer = type(first)(date(2026, 6, 1), 3, "QĐ 1", "x")
    changed = with_parameters(
        RULEBOOK, {known.key: type(known)(known.key, "khác", known.unit, (*known.values, longer))}
    )
    reach = reach_of(law(RULEBOOK), law(changed))
    assert reach == Reach((), date(2026, 6, 1))
    assert reach.touches({"rules_on": "2026-06-01"})
    assert not reach.touches({"rules_on": "2026-05-31"})


def test_a_calendar_that_reaches_fewer_years_touches_what_lies_outside():
    years = RULEBOOK.parameters["calendar.last_year"]
    first = years.values[0]
    shorter = type(years)(
        years.key, years.description, years.unit, (type(first)(first.from_on, 2030, first.clause, first.reference),)
    )
    changed = with_parameters(RULEBOOK, {years.key: shorter})
    assert "2035-12-31" in reach_of(law(RULEBOOK), law(changed)).days
    years = RULEBOOK.parameters["calendar.first_year"]
    later = type(years)(
        years.key, years.description, years.unit, (type(first)(first.from_on, 2020, first.clause, first.reference),)
    )
    assert "2013-01-01" in reach_of(law(RULEBOOK), law(with_parameters(RULEBOOK, {years.key: later}))).days


@pytest.mark.parametrize(
    ("written", "published", "before", "from_then_on"),
    [
        ("2026-01-05", PERIODS, ("2026-03-31", 23), "2026-04-01"),
        ("2026-02-03", PERIODS, ("2026-03-31", 23), "2026-04-01"),
        ("2026-04-01", PERIODS, ("2026-06-30", 23), "2026-07-01"),
        ("2026-12-15", ["year"], ("2026-12-31", 23), "2027-01-01"),
    ],
)
def test_a_flag_is_published_from_the_midnight_that_ends_its_period(written, published, before, from_then_on):
    assert not is_past_cut_off(local(written), local(*before), published)
    assert is_past_cut_off(local(written), local(from_then_on, 0), published)


def test_something_happens_where_a_date_moves_or_a_clock_becomes_official():
    official = Effect(Move.NONE, is_written=True, makes_official=True)
    kept = Effect(Move.EARLIER, is_written=False, turns_late=True)
    assert [each.is_nothing for each in (Effect(Move.NONE, is_written=False), official, kept)] == [True, False, False]


def test_each_kind_of_effect_is_counted_under_its_own_name():
    cleared = Effect(Move.LATER, is_written=True, turns_on_time=True, clears_flag=True, was_published=True)
    official = Effect(Move.NONE, is_written=True, makes_official=True, was_published=True)
    kept = Effect(Move.EARLIER, is_written=False, was_published=True)
    lapsed = Effect(Move.NONE, is_written=True, clears_flag=True, was_published=True)
    unpublished = Effect(Move.LATER, is_written=True)
    effects = Effects()
    for each in (cleared, cleared, official, official, kept, lapsed, unpublished):
        effects.add(each)
    assert effects.plain() == {
        "examined": 7, "moved": 4, "later": 3, "earlier": 1, "kept": 1, "turn_on_time": 2, "turn_late": 0,
        "flags_cleared": 3, "flags_official": 2, "already_published": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "touched"),
    [("2026-03-08", False), ("2026-03-09", True), ("2026-03-10", True), ("2026-03-13", True), ("2026-03-14", False)],
)
def test_a_date_is_touched_by_a_change_on_any_day_it_walks_over_and_by_none_beside(changed, touched):
    walk = [{"on": f"2026-03-{day:02}"} for day in range(9, 14)]
    kept = {"rules_on": "2026-03-11", "due_on": None, "unit_due_on": None, "steps": walk, "unit_steps": []}
    assert Reach((changed,), None).touches(kept) is touched
    assert Reach((changed,), None).touches({**kept, "steps": [], "unit_steps": walk}) is touched
    assert Reach((), None).touches(kept) is False


def test_the_last_day_of_a_calendar_is_compared_too():
    last = ExceptionalDay(date(2035, 12, 31), DayKind.OFF, "Nghỉ", "TB 1", DayStatus.OFFICIAL)
    changed = with_table(RULEBOOK, with_days(RULEBOOK.table, [*RULEBOOK.table.days, last], None))
    assert reach_of(law(RULEBOOK), law(changed)).days == ("2035-12-31",)
