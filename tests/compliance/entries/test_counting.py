from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.entries.counting import (
    Counted,
    Figures,
    Outcome,
    Report,
    Suspension,
    TaskDeadline,
    Tenure,
    by_unit,
    count,
    deadline_at,
    in_population,
    outcome,
    verdicts_in,
)
from compliance.entries.returns import Ending, EntryFact, EntryKind, History, ReturnReason, Verdict, VerdictKind
from tests.situations import RULES, local

START, CUT_OFF = local("2026-07-01 00:00"), local("2026-10-01 00:00")
ASSIGNED, DUE = local("2026-08-17 09:00"), local("2026-08-19 00:00")
NO_DEADLINE = Counted(1, ASSIGNED)


def with_deadline(due: str, **facts: object) -> Counted:
    return replace(NO_DEADLINE, deadlines=(TaskDeadline(ASSIGNED, local(due)),), **facts)


def on_time() -> History:
    return History(DUE, (EntryFact(1, EntryKind.FIRST, local("2026-08-18 09:00")),))


def never() -> History:
    return History(DUE, (), (Verdict(1, VerdictKind.FLAG, local("2026-08-19 00:01"), DUE),))


def late(confirmed: str | None) -> History:
    first = EntryFact(1, EntryKind.FIRST, local("2026-08-19 09:00"))
    again = EntryFact(2, EntryKind.REENTRY, local("2026-08-20 09:00"), local(confirmed) if confirmed else None)
    flag = Verdict(1, VerdictKind.FLAG, local("2026-08-19 00:01"), DUE)
    returned = Verdict(
        2, VerdictKind.RETURN, first.made_at, local("2026-08-21 00:00"), ReturnReason.LATE, hangs_on=1, entry_id=1
    )
    return History(DUE, (first, again), (flag, returned))


def running() -> History:
    return History(local("2026-10-02 00:00"))


def test_the_ten_assignments_of_the_rules():
    histories = [on_time()] * 6 + [late("2026-08-21 09:00"), late(None), never(), running()]
    assignments = [Counted(n, ASSIGNED, history=history) for n, history in enumerate(histories)]
    figures = count(assignments, START, CUT_OFF, CUT_OFF, RULES)
    assert (figures.assigned, figures.total, figures.tasks) == (10, 10, 10)
    assert (figures.updated, figures.owing_entry) == (8, 10)
    assert (figures.entered_on_time, figures.late_since_entered, figures.not_entered) == (6, 2, 1)
    assert figures.discipline == 9
    assert figures.incomplete == 2
    assert (figures.flags, figures.returned_late) == (3, 2)


REPORTED_IN_TIME = Report(local("2026-09-10 09:00"))
CONFIRMED = replace(REPORTED_IN_TIME, confirmed_at=local("2026-09-18 09:00"))
REPORTED_LATE = Report(local("2026-09-20 09:00"))


@pytest.mark.parametrize(
    ("assignment", "expected"),
    [
        (NO_DEADLINE, Outcome.OPEN_IN_TIME),
        (replace(NO_DEADLINE, reports=(replace(REPORTED_LATE, confirmed_at=local("2026-09-21 09:00")),)),
         Outcome.DONE_ON_TIME),
        (with_deadline("2026-10-02 00:00"), Outcome.OPEN_IN_TIME),
        (with_deadline("2026-10-01 00:00"), Outcome.OPEN_OVERDUE),
        (with_deadline("2026-09-16 00:00"), Outcome.OPEN_OVERDUE),
        (with_deadline("2026-09-16 00:00", reports=(REPORTED_IN_TIME,)), Outcome.OPEN_IN_TIME),
        (with_deadline("2026-09-16 00:00", reports=(REPORTED_LATE,)), Outcome.OPEN_OVERDUE),
        (with_deadline("2026-09-16 00:00", reports=(replace(REPORTED_IN_TIME, ended_at=local("2026-09-18 09:00")),)),
         Outcome.OPEN_OVERDUE),
        (with_deadline("2026-09-16 00:00", reports=(CONFIRMED,)), Outcome.DONE_ON_TIME),
        (with_deadline("2026-09-16 00:00", reports=(replace(REPORTED_LATE, confirmed_at=local("2026-09-21 09:00")),)),
         Outcome.DONE_LATE),
        (with_deadline("2026-09-16 00:00", reports=(replace(REPORTED_IN_TIME, confirmed_at=CUT_OFF),)),
         Outcome.OPEN_IN_TIME),
        (with_deadline("2026-09-16 00:00", suspensions=(Suspension(local("2026-09-01 00:00")),)), Outcome.OPEN_IN_TIME),
        (with_deadline("2026-09-16 00:00",
                       suspensions=(Suspension(local("2026-09-01 00:00"), local("2026-09-05 00:00")),)),
         Outcome.OPEN_OVERDUE),
        # Reported, awaiting or confirmed, at the first instant that is too late.
        (with_deadline("2026-09-10 09:00", reports=(REPORTED_IN_TIME,)), Outcome.OPEN_OVERDUE),
        (with_deadline("2026-09-10 09:00", reports=(CONFIRMED,)), Outcome.DONE_LATE),
        (with_deadline("2026-09-10 09:01", reports=(CONFIRMED,)), Outcome.DONE_ON_TIME),
        # Held from the cut-off on: the period that ended with it does not know.
        (with_deadline("2026-09-16 00:00", suspensions=(Suspension(CUT_OFF),)), Outcome.OPEN_OVERDUE),
        (with_deadline("2026-09-16 00:00", archived_at=local("2026-09-20 00:00")), Outcome.ARCHIVED),
        (with_deadline("2026-09-16 00:00", withdrawn_at=local("2026-09-20 00:00")), Outcome.WITHDRAWN),
    ],
)  # fmt: skip
def test_where_an_assignment_stands_at_the_cut_off(assignment, expected):
    assert outcome(assignment, CUT_OFF, RULES) is expected
    figures = count([assignment], START, CUT_OFF, CUT_OFF, RULES)
    assert getattr(figures, expected.value) == 1
    assert figures.total == figures.assigned == (0 if expected is Outcome.WITHDRAWN else 1)


def test_the_time_that_counts_and_the_archived_are_parameters():
    report = replace(REPORTED_IN_TIME, confirmed_at=local("2026-09-18 09:00"))
    assignment = with_deadline("2026-09-16 00:00", reports=(report,))
    by_confirmation = replace(RULES, counting=replace(RULES.counting, time_that_counts="confirmation"))
    assert outcome(assignment, CUT_OFF, by_confirmation) is Outcome.DONE_LATE
    apart = replace(RULES, counting=replace(RULES.counting, archived_is_done=False))
    archived = with_deadline("2026-09-16 00:00", archived_at=local("2026-09-20 00:00"))
    assert outcome(archived, CUT_OFF, apart) is Outcome.WITHDRAWN


def test_an_extended_task_is_on_time_against_the_new_day_and_shown_as_extended():
    extended = replace(
        NO_DEADLINE,
        deadlines=(
            TaskDeadline(ASSIGNED, local("2026-09-16 00:00")),
            TaskDeadline(local("2026-09-14 09:00"), local("2026-10-16 00:00"), is_extension=True),
        ),
    )
    assert deadline_at(extended, local("2026-09-01 00:00")).due_at == local("2026-09-16 00:00")
    figures = count([extended], START, CUT_OFF, CUT_OFF, RULES)
    assert (figures.open_in_time, figures.extended, figures.without_deadline) == (1, 1, 0)


@pytest.mark.parametrize(
    ("assignment", "belongs"),
    [
        (Counted(1, None), False),
        (Counted(1, CUT_OFF), False),
        (Counted(1, START), True),
        (Counted(1, local("2026-05-04 09:00")), True),
        (Counted(1, local("2026-05-04 09:00"), archived_at=local("2026-06-30 23:59")), False),
        (Counted(1, local("2026-05-04 09:00"), archived_at=START), True),
        (Counted(1, local("2026-05-04 09:00"), withdrawn_at=local("2026-06-01 09:00")), False),
        # Closed by whatever came first; what is said of it in the next quarter does not open it again.
        (Counted(1, local("2026-05-04 09:00"), archived_at=START, withdrawn_at=local("2026-06-01 09:00")), False),
        # Archived while it was provisional: it counts in the period in whose first instant it was confirmed.
        (Counted(1, START, archived_at=local("2026-06-30 23:59")), True),
    ],
)
def test_the_population_of_a_period(assignment, belongs):
    assert in_population(assignment, START, CUT_OFF) is belongs


def test_provisional_assignments_stand_beside_the_table():
    figures = count([Counted(1, None), NO_DEADLINE], START, CUT_OFF, CUT_OFF, RULES)
    assert (figures.provisional, figures.assigned, figures.without_deadline) == (1, 1, 1)


def test_two_units_with_one_task_are_two_assignments_and_one_task():
    figures = count([NO_DEADLINE, NO_DEADLINE], START, CUT_OFF, CUT_OFF, RULES)
    assert (figures.assigned, figures.tasks) == (2, 1)


def test_a_later_instance_of_a_recurring_duty_owes_no_entry():
    figures = count([with_deadline("2026-09-16 00:00")], START, CUT_OFF, CUT_OFF, RULES)
    assert (figures.owing_entry, figures.discipline, figures.updated) == (0, 0, 0)


def test_a_flag_belongs_to_the_period_in_which_it_is_written():
    assignment = Counted(1, ASSIGNED, history=never())
    next_quarter = count([assignment], CUT_OFF, local("2027-01-01 00:00"), local("2027-01-01 00:00"), RULES)
    assert (next_quarter.flags, next_quarter.not_entered) == (0, 1)


LATE = late(None).verdicts


def ended(verdict: Verdict, ending: Ending) -> Verdict:
    return replace(verdict, ending=ending, ended_at=local("2026-08-24 09:00"))


def test_what_was_earned_before_an_assignment_went_over_stays_with_who_earned_it():
    assignment = Counted(1, ASSIGNED, history=late(None), tenures=[Tenure(8, DUE)])
    period = (START, CUT_OFF, CUT_OFF)
    shares = by_unit(5, assignment, *period, RULES)
    assert shares[8] == Figures(flags=1)  # written after the midnight that ended its clock and began the other's day
    assert (shares[5].flags, shares[5].returned_late, shares[5].late_since_entered) == (0, 1, 1)
    assert shares[5] + shares[8] == count([assignment], *period, RULES)
    assert verdicts_in(Figures(flags=1, returned_late=2, returned_wrong=4, returned_not_as_required=8)) == 15
    before = replace(assignment, tenures=[Tenure(8, DUE - timedelta(microseconds=1))])
    assert by_unit(5, before, *period, RULES).keys() == {5}


def test_a_return_is_of_the_unit_whose_entry_it_was_however_late_the_office_returned_it():
    made, returned = local("2026-08-18 09:00"), local("2026-09-01 09:00")
    wrong = Verdict(1, VerdictKind.RETURN, returned, CUT_OFF, ReturnReason.WRONG, entry_id=1)
    history = History(DUE, [EntryFact(1, EntryKind.FIRST, made)], [wrong])
    assignment = Counted(1, ASSIGNED, history=history, tenures=[Tenure(8, DUE)])
    assert by_unit(5, assignment, START, CUT_OFF, CUT_OFF, RULES)[8] == Figures(returned_wrong=1)
    assert assignment.earner(replace(wrong, entry_id=2)) is None  # of an entry that is not told: by its own instant
    assert replace(assignment, tenures=[Tenure(8, made)]).earner(wrong) is None


@pytest.mark.parametrize(
    "changed", [{"tenures": ()}, {"history": None}, {"withdrawn_at": START}, {"assigned_at": CUT_OFF}]
)
def test_nobody_else_earned_what_was_never_passed_on_or_is_in_no_total(changed):
    assignment = Counted(1, ASSIGNED, history=late(None), tenures=[Tenure(8, CUT_OFF)])
    changed = replace(assignment, **changed)
    assert by_unit(5, changed, START, CUT_OFF, CUT_OFF, RULES) == {5: count([changed], START, CUT_OFF, CUT_OFF, RULES)}
    later = local("2027-01-01 00:00")
    assert by_unit(5, assignment, CUT_OFF, later, later, RULES).keys() == {5}  # written in another period


def test_a_waived_and_an_overturned_flag_are_shown_and_do_not_count():
    endings = [Ending.WAIVED, Ending.OVERTURNED]
    assignments = [
        Counted(n, ASSIGNED, history=replace(late(None), verdicts=[ended(verdict, ending) for verdict in LATE]))
        for n, ending in enumerate(endings)
    ]  # fmt: skip
    figures = count(assignments, START, CUT_OFF, CUT_OFF, RULES)
    assert (figures.waived, figures.overturned, figures.flags, figures.returned_late) == (1, 1, 0, 0)
    assert (figures.entered_on_time, figures.incomplete) == (2, 0)


def test_a_period_that_ends_before_it_starts_or_after_it_is_judged_is_refused():
    for start, cut_off, known in [(CUT_OFF, START, CUT_OFF), (START, CUT_OFF, START)]:
        with pytest.raises(ValueError, match=f"got {start}, {cut_off}, {known}".replace("+", "[+]")):
            count([], start, cut_off, known, RULES)


def test_a_deadline_set_at_the_very_cut_off_belongs_to_the_next_period():
    first, extended = TaskDeadline(ASSIGNED, local("2026-09-16 00:00")), TaskDeadline(CUT_OFF, None, is_extension=True)
    figures = count([replace(NO_DEADLINE, deadlines=(first, extended))], START, CUT_OFF, CUT_OFF, RULES)
    assert (figures.open_overdue, figures.extended, figures.without_deadline) == (1, 0, 0)


@pytest.mark.parametrize(("written", "flags"), [(START, 1), (local("2026-09-30 23:59"), 1), (CUT_OFF, 0)])
def test_a_flag_of_the_first_instant_is_the_periods_and_one_of_the_cut_off_is_not(written, flags):
    history = History(DUE, (), (Verdict(1, VerdictKind.FLAG, written, DUE),))
    assert count([Counted(1, ASSIGNED, history=history)], START, CUT_OFF, CUT_OFF, RULES).flags == flags


@pytest.mark.parametrize(("ending", "figure"), [(Ending.WAIVED, "waived"), (Ending.OVERTURNED, "overturned")])
def test_a_single_flag_that_ended_makes_one_assignment_beside_the_table(ending, figure):
    history = replace(never(), verdicts=[ended(flag, ending) for flag in never().verdicts])
    figures = count([Counted(1, ASSIGNED, history=history)], START, CUT_OFF, CUT_OFF, RULES)
    assert (getattr(figures, figure), figures.not_entered) == (1, 1)


def test_a_period_of_no_length_counts_what_was_open():
    opened = Counted(1, local("2026-05-04 09:00"))
    assert count([opened], START, START, START, RULES).open_in_time == 1


some_instant = st.datetimes(datetime(2026, 4, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
instants = st.none() | some_instant
reports = st.builds(Report, some_instant, instants, instants)
assignments = st.builds(
    Counted,
    st.integers(0, 3),
    instants,
    st.lists(st.builds(TaskDeadline, st.just(ASSIGNED), instants), max_size=1),
    st.lists(reports, max_size=2),
    st.just(()),
    instants,
    instants,
    st.sampled_from([None, on_time(), late(None), never(), running()]),
)


@given(st.lists(assignments, max_size=12))
def test_the_parts_make_the_total_and_the_units_the_province(listed):
    province = count(listed, START, CUT_OFF, CUT_OFF, RULES)
    population = [one for one in listed if in_population(one, START, CUT_OFF)]
    assert province.total == province.assigned == len(population) - province.withdrawn
    assert province.discipline <= province.owing_entry <= province.assigned
    assert province.incomplete <= province.discipline
    halves = [count(half, START, CUT_OFF, CUT_OFF, RULES) for half in (listed[::2], listed[1::2])]
    added = halves[0] + halves[1]
    assert replace(added, tasks=0) == replace(province, tasks=0)
    assert Figures() + province == province
