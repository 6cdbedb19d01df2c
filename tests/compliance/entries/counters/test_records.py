from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.entries.counters.parts import known_before
from compliance.entries.counters.records import (
    DeadlineRow,
    EntryRow,
    FlagRow,
    Record,
    ReturnRow,
    Watch,
    counted_of,
    history_of,
    pattern_of,
    watch_of,
)
from compliance.entries.counting import Counted, Report, Suspension, TaskDeadline, count
from compliance.entries.procedures.done import NOTHING_DONE, Procedures
from compliance.entries.returns import EntryFact, EntryKind, History
from compliance.entries.verdicts import verdicts_of
from core.local_time import last_day_before
from tests.compliance.entries.counters.some_records import END, INSTANTS, START, any_record
from tests.situations import RULES, local

BOUNDS = (START, END, END)


def moved(value, places):
    """The same, with every instant of it put elsewhere in the same order."""
    if isinstance(value, datetime):
        return places[value]
    if isinstance(value, dict):
        return {key: moved(each, places) for key, each in value.items()}
    if isinstance(value, list):
        return [moved(each, places) for each in value]
    if isinstance(value, tuple):
        each = [moved(one, places) for one in value]
        return type(value)(*each) if hasattr(value, "_fields") else tuple(each)
    return value


def figures(record, bounds):
    return count([known_before(counted_of(record), bounds[1])], *bounds, RULES)


@given(any_record(), st.lists(st.integers(1, 10**9), min_size=len(INSTANTS), max_size=len(INSTANTS)))
def test_counting_compares_instants_and_asks_nothing_else_of_them(record, gaps):
    now, places = INSTANTS[0], {}
    for instant, gap in zip(INSTANTS, gaps, strict=True):
        now += timedelta(seconds=gap)
        places[instant] = now
    done = record.done
    elsewhere = moved(record._replace(done=NOTHING_DONE), places)
    if done is not NOTHING_DONE:
        elsewhere = elsewhere._replace(
            done=replace(
                done,
                suspensions=moved(done.suspensions, places),
                archived_at=moved(done.archived_at, places),
                withdrawn_reports=moved(done.withdrawn_reports, places),
            )
        )
    bounds = moved(BOUNDS, places)
    assert pattern_of(elsewhere, bounds) == pattern_of(record, BOUNDS)
    assert figures(elsewhere, bounds) == figures(record, BOUNDS)


# -- read: one assignment, row by row ------------------------------------------------------------------------------

OPENED, DUE, LATER_DUE = local("2026-08-17 09:00"), local("2026-08-19 00:00"), local("2026-08-20 00:00")
FLAGGED, CAME, AGAIN_DUE = local("2026-08-20 00:05"), local("2026-08-20 09:00"), local("2026-08-22 00:00")
REENTERED, REPORTED, TAKEN_BACK = local("2026-08-21 10:00"), local("2026-09-01 09:00"), local("2026-09-01 15:00")
REPORTED_AGAIN, RETURNED = local("2026-09-10 09:00"), local("2026-09-11 09:00")
TASK_DUE, EXTENDED_DUE = local("2026-09-15 00:00"), local("2026-10-15 00:00")


def deadline(number, clock, due_at, computed_at=OPENED, retired_at=None, tam_tinh=False):
    return DeadlineRow(1, number, clock, last_day_before(due_at), tam_tinh, due_at, computed_at, retired_at)


# Opened on 17 August; the first entry came late, was returned and made again; one report was taken back, the next was
# returned as wrong; the task was extended, then its deadline taken away. Newest first, as the tables are read.
EVENTFUL = Record(
    assignment_id=1,
    task_id=70,
    unit_id=5,
    field_id=None,
    leader_id=None,
    confirmed_at=OPENED,
    withdrawn_at=None,
    is_duplicate=False,
    deadlines=[
        deadline(14, "task", EXTENDED_DUE, REPORTED, retired_at=RETURNED),
        deadline(13, "task", TASK_DUE),
        deadline(12, "entry", LATER_DUE, FLAGGED),
        deadline(11, "entry", DUE),
        deadline(10, "office", DUE),
    ],
    entries=[
        EntryRow(1, 25, "report", REPORTED_AGAIN, None),
        EntryRow(1, 24, "report", REPORTED, None),
        EntryRow(1, 23, "progress", REENTERED, None),
        EntryRow(1, 22, "reentry", REENTERED, TAKEN_BACK),
        EntryRow(1, 21, "first", CAME, None),
    ],
    flags=[FlagRow(1, 31, None, None, LATER_DUE, FLAGGED, None)],
    returns=[
        ReturnRow(1, 42, 25, "wrong", None, date(2026, 9, 14), EXTENDED_DUE, RETURNED, None),
        ReturnRow(1, 41, 21, "late", "waived", date(2026, 8, 21), AGAIN_DUE, CAME, REENTERED),
    ],
    done=Procedures(suspensions=[(REPORTED, None), (OPENED, CAME)], withdrawn_reports={24: TAKEN_BACK}, extended={14}),
)


def test_a_record_is_read_as_what_counting_asks():
    assert counted_of(EVENTFUL) == Counted(
        task_id=70,
        assigned_at=OPENED,
        deadlines=[
            TaskDeadline(REPORTED, EXTENDED_DUE, is_extension=True),
            TaskDeadline(RETURNED, None),
            TaskDeadline(OPENED, TASK_DUE),
        ],
        reports=[Report(REPORTED, None, TAKEN_BACK), Report(REPORTED_AGAIN, None, RETURNED)],
        suspensions=[Suspension(REPORTED), Suspension(OPENED, CAME)],
        history=history_of(EVENTFUL),
    )


def test_the_entry_clock_is_the_newest_one_and_a_report_taken_back_is_no_entry():
    assert history_of(EVENTFUL) == History(
        LATER_DUE,
        [
            EntryFact(25, EntryKind.REPORT, REPORTED_AGAIN),
            EntryFact(23, EntryKind.PROGRESS, REENTERED),
            EntryFact(22, EntryKind.REENTRY, REENTERED, TAKEN_BACK),
            EntryFact(21, EntryKind.FIRST, CAME),
        ],
        verdicts_of(EVENTFUL.flags, EVENTFUL.returns),
    )


def test_a_report_stays_confirmed_and_a_return_that_ended_ends_none():
    confirmed = EVENTFUL._replace(
        entries=[EntryRow(1, 25, "report", REPORTED_AGAIN, RETURNED)],
        returns=[EVENTFUL.returns[0]._replace(voided_at=RETURNED)],
        done=NOTHING_DONE,
    )
    assert counted_of(confirmed).reports == [Report(REPORTED_AGAIN, RETURNED)]


def test_how_an_assignment_was_closed_is_kept():
    closed = EVENTFUL._replace(withdrawn_at=RETURNED, confirmed_at=None, done=Procedures(archived_at=TAKEN_BACK))
    found = counted_of(closed)
    assert (found.assigned_at, found.withdrawn_at, found.archived_at) == (None, RETURNED, TAKEN_BACK)


def test_a_later_instance_owes_no_first_entry():
    instance = EVENTFUL._replace(deadlines=[deadline(13, "task", TASK_DUE), deadline(10, "office", DUE)])
    assert history_of(instance) is None
    assert counted_of(instance).history is None
    assert watch_of(instance) is None


# -- what the sweep is to look at --------------------------------------------------------------------------------------

NEW = Record(1, 70, 5, None, None, OPENED, None, False, deadlines=[deadline(11, "entry", DUE, tam_tinh=True)])


def test_the_sweep_looks_at_the_first_clock_of_what_was_never_entered():
    assert watch_of(NEW) == Watch(DUE, date(2026, 8, 18), 11, None, is_first=True, tam_tinh=True)


def test_progress_alone_leaves_the_first_clock_the_first():
    watch = watch_of(NEW._replace(entries=[EntryRow(1, 23, "progress", OPENED, None)]))
    assert watch == Watch(DUE, date(2026, 8, 18), 11, None, is_first=True, tam_tinh=True)


def test_a_late_entry_before_its_flag_is_no_first_clock_any_more():
    watch = watch_of(NEW._replace(entries=[EntryRow(1, 21, "first", DUE, None)]))
    assert watch == Watch(DUE, date(2026, 8, 18), 11, None, is_first=False, tam_tinh=True)


def test_after_a_flag_that_lapsed_the_clock_is_no_first_one():
    lapsed = FlagRow(1, 31, None, "lapsed", OPENED, OPENED, CAME)
    watch = watch_of(NEW._replace(flags=[lapsed]))
    assert watch == Watch(DUE, date(2026, 8, 18), 11, None, is_first=False, tam_tinh=True)


def test_the_sweep_looks_at_the_reentry_clock_of_the_return_that_waits():
    assert watch_of(EVENTFUL) == Watch(EXTENDED_DUE, date(2026, 9, 14), None, 42, is_first=False, tam_tinh=False)
    earlier = EVENTFUL._replace(entries=EVENTFUL.entries[-1:], returns=[EVENTFUL.returns[1]._replace(voided_at=None)])
    assert watch_of(earlier) == Watch(AGAIN_DUE, date(2026, 8, 21), None, 41, is_first=False, tam_tinh=False)


@pytest.mark.parametrize(
    "changed",
    [
        {"confirmed_at": None},
        {"withdrawn_at": CAME},
        {"is_duplicate": True},
        {"done": Procedures(is_held=True)},
        {"deadlines": []},
        {"entries": [EntryRow(1, 21, "first", OPENED, None)]},
        {"flags": [FlagRow(1, 31, None, None, DUE, FLAGGED, None)]},
    ],
    ids=["provisional", "withdrawn", "duplicate", "held", "owes nothing", "entered", "flagged"],
)
def test_the_sweep_has_nothing_to_look_at(changed):
    assert watch_of(NEW._replace(**changed)) is None


# -- what counting can tell apart --------------------------------------------------------------------------------------


def test_a_pattern_is_what_is_kept_and_the_order_of_its_instants():
    period = (local("2026-07-01 00:00"), local("2026-10-01 00:00"), local("2026-10-01 00:00"))
    assert pattern_of(EVENTFUL, period) == (
        (
            "extended", "task", "entry",
            "report", "report", "reentry", "first",
            "flag", True, None,
            3, 2, 1, 0, 3, 0, "return", "wrong", None, "return", "late", "waived", "held", "held",
        ),
        (
            0, 12, 12, 1, None, None,  # the period; confirmed, withdrawn, archived
            13, 7, 10,  # extended: due, set, taken away
            11, 1, None,  # the task deadline before
            2,  # the entry clock
            9, None, 7, None, 5, 8, 4, None,  # the entries: made, confirmed
            2, 3, None,  # the flag: due, written, ended
            13, 10, None, 6, 4, 5,  # the returns: re-entry due, made, ended
            None, 8, None, None,  # reports taken back, by entry
            7, None, 1, 4,  # suspended from, until
        ),
    )  # fmt: skip


def test_an_assignment_to_which_nothing_rare_happened_has_a_short_pattern():
    assert pattern_of(NEW, (START, END, END)) == (("entry",), (0, 3, 3, 1, None, None, 2))


def test_returns_tell_apart_as_flags_do():
    entered = EVENTFUL._replace(flags=[], returns=[], done=NOTHING_DONE)
    others = [
        entered._replace(returns=[returned._replace(**changed)])
        for returned in EVENTFUL.returns
        for changed in ({}, {"entry_id": 22}, {"reason": "not_as_required"}, {"ending": "lapsed"}, {"made_at": END})
    ]
    others += [
        entered._replace(done=done)
        for done in (
            Procedures(archived_at=CAME),
            Procedures(extended={13}),
            Procedures(suspensions=[(CAME, None)]),
            Procedures(suspensions=[(CAME, RETURNED)]),
            Procedures(withdrawn_reports={24: TAKEN_BACK}),
            Procedures(withdrawn_reports={25: RETURNED}),
        )
    ]
    assert len({pattern_of(each, BOUNDS) for each in [entered, *others]}) == 1 + len(others)


def test_what_may_count_otherwise_has_another_pattern():
    first, later = INSTANTS[3], INSTANTS[4]
    entered = Record(1, 1, 1, 1, 1, first, None, False, entries=[EntryRow(1, 1, "first", first, None)])
    others = [
        entered._replace(entries=[EntryRow(1, 1, "report", first, None)]),
        entered._replace(entries=[EntryRow(1, 1, "first", later, None)]),
        entered._replace(entries=[EntryRow(1, 1, "first", first, first)]),
        entered._replace(flags=[FlagRow(1, 1, None, None, first, first, None)]),
        entered._replace(flags=[FlagRow(1, 1, None, "waived", first, first, later)]),
        entered._replace(flags=[FlagRow(1, 1, 7, "waived", first, first, later)]),
        entered._replace(confirmed_at=None),
        entered._replace(withdrawn_at=later),
    ]
    assert len({pattern_of(each, BOUNDS) for each in [entered, *others]}) == 1 + len(others)
    progress = entered._replace(entries=[*entered.entries, EntryRow(1, 2, "progress", later, None)])
    assert pattern_of(progress, BOUNDS) == pattern_of(entered, BOUNDS)
    assert pattern_of(entered._replace(task_id=9, unit_id=2), BOUNDS) == pattern_of(entered, BOUNDS)
