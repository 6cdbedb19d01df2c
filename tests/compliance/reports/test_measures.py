from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.entries.counting import Counted, Figures, count
from compliance.entries.returns import EntryFact, EntryKind, History
from compliance.reports.measures import BY_KEY, MEASURES, percent, value_of, values_of, written
from compliance.reports.plan import Moved
from compliance.reports.sums import MeasureUnit, Sums, Value
from compliance.reports.tables import SCOPES, Owners, tally
from tests.compliance.reports.district import CONFIRMED, DUE, MADE, NEVER, ON_TIME, OPEN, PERIOD, counted, district
from tests.situations import CALENDAR, RULES, local


def test_the_table_that_a_district_reported_comes_out_figure_by_figure():
    found = tally(counted(district()))
    (province,) = found.sums("province").values()
    values = values_of(province)

    def told(number: str, rate: str) -> str:
        return f"{written(BY_KEY[number], values[number])} ({written(BY_KEY[rate], values[rate])})"

    assert written(BY_KEY["assigned"], values["assigned"]) == "901"
    assert told("updated", "update_rate") == "878 (97 %)"
    assert told("done", "done_rate") == "834 (93 %)"
    assert told("done_on_time", "on_time_share") == "604 (67 %)"
    assert told("done_late", "late_share") == "173 (19 %)"
    assert told("archived", "archived_share") == "57 (6 %)"
    assert told("open_in_time", "open_share") == "64 (7 %)"
    assert told("open_overdue", "overdue_share") == "3 (0,3 %)"
    units = found.sums("unit").values()
    everything = [value_of(BY_KEY["update_rate"], sums) for sums in units]
    assert (sum(value.number == value.whole for value in everything), len(everything)) == (18, 24)


def test_every_measure_is_defined_whole_and_made_of_figures_that_exist():
    known = {field.name for field in fields(Figures)} | {
        "contested",
        "stale",
        "inherited",
        "days_late",
        "planned",
        "planned_done",
        *Moved,
    }
    assert len(BY_KEY) == len(MEASURES)
    for measure in MEASURES:
        assert measure.name
        assert measure.sentence.endswith(".")
        assert measure.excludes
        assert set(measure.counts) <= known
        assert measure.query
        assert (measure.unit is MeasureUnit.PERCENT) == (measure.of is not None)
        assert measure.of is None or measure.of in BY_KEY


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (0, 7, "0 %"), (7, 7, "100 %"), (1, 3, "33 %"), (1, 2, "50 %"), (3, 901, "0,3 %"), (1, 9999, "0,1 %"),
        (9998, 9999, "99,9 %"), (995, 1000, "99,5 %"), (1, 100, "1 %"), (99, 100, "99 %"), (5, 1000, "0,5 %"),
        (25, 1000, "3 %"),
    ],
)  # fmt: skip
def test_only_nothing_is_zero_percent_and_only_all_is_a_hundred(part, whole, told):
    assert percent(part, whole) == told


def test_a_unit_without_assignments_has_no_rate_and_is_not_at_a_hundred_percent():
    values = values_of(Sums())
    assert written(BY_KEY["update_rate"], values["update_rate"]) == "–"
    assert values["update_rate"] == Value(None, 0)
    assert values["days_late_worst"].number is None
    assert written(BY_KEY["assigned"], values["assigned"]) == "0"
    assert written(BY_KEY["assigned"], Value(1234567)) == "1.234.567"


def test_days_late_are_told_by_the_middle_one_and_the_longest():
    sums = Sums(days_late={1: 3, 4: 1}) + Sums(days_late={4: 1, 9: 1})
    assert value_of(BY_KEY["days_late_median"], sums).number == 1
    assert value_of(BY_KEY["days_late_worst"], sums).number == 9
    assert value_of(BY_KEY["days_late_median"], Sums(days_late={2: 1, 8: 2})).number == 8
    assert BY_KEY["days_late_median"].query == "median(days_late)"
    assert BY_KEY["update_rate"].query == "(updated) / owing_entry"


def test_named_measures_alone_are_given_when_asked():
    assert list(values_of(Sums(), ["done", "assigned"])) == ["done", "assigned"]


def test_a_late_entry_is_late_by_its_working_days_and_a_missing_one_until_the_cut_off():
    entered = History(DUE, (EntryFact(1, EntryKind.FIRST, local("2026-08-24 09:00")),), NEVER.verdicts)
    (late, never) = counted([(replace(OPEN, history=entered), Owners(1)), (replace(OPEN, history=NEVER), Owners(1))])
    assert (late.kind.late_days, late.kind.entry) == (
        CALENDAR.working_days_late(DUE.date(), local("2026-08-24 09:00").date()),
        "late_since_entered",
    )
    assert never.kind.entry == "not_entered"
    assert never.kind.late_days > late.kind.late_days


def test_what_is_confirmed_after_the_cut_off_is_provisional_and_what_was_taken_back_before_in_no_figure():
    after = replace(OPEN, assigned_at=local("2026-10-05 09:00"))
    gone = Counted(1, None, withdrawn_at=local("2026-08-20 09:00"))
    before = replace(OPEN, assigned_at=local("2026-05-04 09:00"), archived_at=local("2026-06-01 09:00"))
    assert [row.kind.outcome for row in counted([(after, Owners(1))])] == ["provisional"]
    assert counted([(gone, Owners(1)), (before, Owners(1))]) == []


def test_a_row_says_where_it_stands():
    rows = counted(
        [
            (Counted(1, None), Owners(1)),
            (replace(OPEN, withdrawn_at=CONFIRMED), Owners(1)),
            (replace(OPEN, history=History(local("2026-10-02 00:00"))), Owners(1)),
            (replace(OPEN, history=None), Owners(1)),
        ]
    )
    assert [(row.kind.outcome, row.kind.entry) for row in rows] == [
        ("provisional", None),
        ("withdrawn", None),
        ("open_in_time", "running"),
        ("open_in_time", None),
    ]


ANY = st.builds(
    lambda stands, history, task, withdrawn, unit, field, leader: (
        replace(MADE[stands], task_id=task, history=history, withdrawn_at=CONFIRMED if withdrawn else None),
        Owners(unit, field, leader),
    ),
    st.sampled_from(list(MADE)),
    st.sampled_from([ON_TIME, NEVER, None]),
    st.integers(1, 5),
    st.booleans(),
    st.integers(0, 3),
    st.integers(0, 2),
    st.integers(0, 1),
)


@given(st.lists(ANY, max_size=25))
def test_groups_add_up_to_the_total_and_every_sum_is_the_brute_force_count(assignments):
    found = tally(counted(assignments))
    province = found.sums("province").get(0, Sums())
    brute = count([each for each, _ in assignments], PERIOD.start_at, PERIOD.cut_off_at, PERIOD.cut_off_at, RULES)
    assert province.figures == brute
    for scope in SCOPES:
        added = sum(found.sums(scope).values(), Sums())
        for measure in MEASURES:
            if measure.adds_up and measure.of is None:
                assert value_of(measure, added) == value_of(measure, province), (scope, measure.key)
