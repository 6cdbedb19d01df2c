from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from compliance.entries.counters.parts import known_before
from compliance.entries.counters.records import EntryRow, FlagRow, Record, counted_of, pattern_of
from compliance.entries.counting import count
from compliance.entries.procedures.done import NOTHING_DONE
from tests.compliance.entries.counters.some_records import END, INSTANTS, START, any_record
from tests.situations import RULES

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
