from dataclasses import replace
from typing import Any

import pytest

from compliance.entries.returns import (
    Discipline,
    Ending,
    EntryFact,
    EntryKind,
    History,
    LateAnswer,
    ReturnReason,
    Verdict,
    VerdictKind,
    covered_by_contest,
    flag_owed,
    on_arrival,
    record_as_of,
    watched_clock,
)
from tests.situations import RULES, cases, given_local, local

DUE = local("2026-08-19 00:00")
LATER = local("2026-08-19 09:00")
FLAG = Verdict(1, VerdictKind.FLAG, local("2026-08-19 00:01"), DUE)
LATE_RETURN = Verdict(
    2, VerdictKind.RETURN, LATER, local("2026-08-21 00:00"), ReturnReason.LATE, hangs_on=1, entry_id=1
)
SECOND_FLAG = Verdict(3, VerdictKind.FLAG, local("2026-08-21 00:01"), local("2026-08-21 00:00"), hangs_on=2)
OTHER_RETURN = Verdict(4, VerdictKind.RETURN, local("2026-08-22 09:00"), local("2026-08-25 00:00"), ReturnReason.WRONG)
OVERTURNED = replace(FLAG, ending=Ending.OVERTURNED, ended_at=local("2026-08-24 09:00"))
RENEWED = History(local("2026-08-26 00:00"), (), (OVERTURNED,))  # a contest won before any entry opens the clock anew
FIRST = EntryFact(1, EntryKind.FIRST, LATER)


def history_of(given: dict[str, Any]) -> History:
    entries = [
        EntryFact(row["id"], EntryKind(row["kind"]), local(row["made"]), given_local(row, "confirmed"))
        for row in given.get("entries", [])
    ]
    verdicts = [
        Verdict(
            row["id"],
            VerdictKind(row["kind"]),
            local(row["made"]),
            local(row["due"]),
            ReturnReason(row["reason"]) if "reason" in row else None,
            row.get("hangs_on"),
            row.get("entry"),
            Ending(row["ending"]) if "ending" in row else None,
            given_local(row, "ended"),
        )
        for row in given.get("verdicts", [])
    ]
    return History(local(given["due"]), entries, verdicts)


@pytest.mark.parametrize(("given", "expect"), cases("returns"))
def test_the_record_of_an_entry_clock(given, expect):
    at = local(given["at"])
    record = record_as_of(history_of(given), at, given_local(given, "known") or at)
    assert record.discipline is Discipline(expect["discipline"])
    assert record.is_incomplete is expect.get("incomplete", record.is_incomplete)
    assert record.is_updated is expect.get("updated", record.is_updated)
    assert record.flags == expect.get("flags", record.flags)
    assert record.waived == expect.get("waived", 0)
    assert record.overturned == expect.get("overturned", 0)
    if "returned" in expect:
        assert {reason.value: n for reason, n in record.returns.items() if n} == expect["returned"]


@pytest.mark.parametrize(
    ("kind", "made", "history", "tam_tinh", "answer"),
    [
        (EntryKind.FIRST, "2026-08-18 23:59", History(DUE), False, LateAnswer.VALID),
        (EntryKind.FIRST, "2026-08-19 00:00", History(DUE), False, LateAnswer.RETURN),
        (EntryKind.FIRST, "2026-08-19 00:00", History(DUE), True, LateAnswer.REVIEW),
        (EntryKind.FIRST, "2026-08-19 09:00", History(DUE, (), (FLAG,)), False, LateAnswer.RETURN),
        (EntryKind.FIRST, "2026-08-23 09:00", History(DUE, (), (FLAG, LATE_RETURN)), False, LateAnswer.AWAIT),
        (EntryKind.FIRST, "2026-08-24 09:00", RENEWED, False, LateAnswer.VALID),
        (EntryKind.FIRST, "2026-08-26 00:00", RENEWED, False, LateAnswer.RETURN),
        (EntryKind.REENTRY, "2026-08-20 09:00", History(DUE, (FIRST,), (FLAG, LATE_RETURN)), False, LateAnswer.AWAIT),
        (EntryKind.REPORT, "2026-08-20 09:00", History(DUE), False, LateAnswer.AWAIT),
        (EntryKind.PROGRESS, "2026-08-20 09:00", History(DUE), False, LateAnswer.VALID),
    ],
)
def test_what_happens_to_an_entry_when_it_comes(kind, made, history, tam_tinh, answer):
    assert on_arrival(kind, local(made), history, tam_tinh, RULES) is answer


@pytest.mark.parametrize(
    ("history", "at", "owed"),
    [
        (History(DUE), "2026-08-18 23:59", None),
        (History(DUE), "2026-08-19 00:00", "2026-08-19 00:00"),
        (History(DUE, (), (FLAG,)), "2026-08-30 00:00", None),
        (History(DUE, (replace(FIRST, made_at=local("2026-08-18 09:00")),)), "2026-08-30 00:00", None),
        (History(DUE, (FIRST,)), "2026-08-30 00:00", "2026-08-19 00:00"),
        (History(DUE, (FIRST,), (FLAG, LATE_RETURN)), "2026-08-20 23:59", None),
        (History(DUE, (FIRST,), (FLAG, LATE_RETURN)), "2026-08-21 00:00", "2026-08-21 00:00"),
        (History(DUE, (FIRST,), (FLAG, LATE_RETURN, SECOND_FLAG)), "2026-08-30 00:00", None),
        (
            History(DUE, (FIRST, EntryFact(2, EntryKind.REENTRY, local("2026-08-20 09:00"))), (FLAG, LATE_RETURN)),
            "2026-08-30 00:00",
            None,
        ),
        (
            History(DUE, (FIRST, EntryFact(2, EntryKind.REENTRY, local("2026-08-24 09:00"))), (FLAG, LATE_RETURN)),
            "2026-08-30 00:00",
            "2026-08-21 00:00",
        ),
        (
            History(DUE, (FIRST,), (FLAG, replace(LATE_RETURN, due_at=local("2026-08-27 00:00")))),
            "2026-08-26 00:00",
            None,
        ),
        (
            History(DUE, (), (replace(FLAG, ending=Ending.WAIVED, ended_at=local("2026-08-20 09:00")),)),
            "2026-08-30 00:00",
            None,
        ),
        (RENEWED, "2026-08-30 00:00", "2026-08-26 00:00"),
    ],
)
def test_the_flag_that_is_owed(history, at, owed):
    assert flag_owed(history, local(at)) == (None if owed is None else local(owed))


def test_one_contest_covers_a_flag_its_late_return_and_what_hung_on_them():
    verdicts = (FLAG, LATE_RETURN, SECOND_FLAG, OTHER_RETURN)
    assert covered_by_contest(1, verdicts) == {1, 2, 3}
    assert covered_by_contest(2, verdicts) == {1, 2, 3}


def test_a_contest_of_a_later_verdict_leaves_the_earlier_flags():
    verdicts = (FLAG, LATE_RETURN, SECOND_FLAG, OTHER_RETURN)
    assert covered_by_contest(3, verdicts) == {3}
    assert covered_by_contest(4, verdicts) == {4}


IN_TIME = replace(FIRST, made_at=local("2026-08-18 09:00"))
LAPSED = replace(FLAG, ending=Ending.LAPSED, ended_at=local("2026-08-19 09:00"))
WON = replace(OTHER_RETURN, ending=Ending.OVERTURNED, ended_at=local("2026-08-24 09:00"))
ANSWERED = EntryFact(2, EntryKind.REENTRY, local("2026-08-20 09:00"))
STOPPED, OWED = None, "2026-08-19 00:00"


@pytest.mark.parametrize(
    ("history", "owed"),
    [
        pytest.param(History(DUE, (replace(FIRST, made_at=DUE),)), OWED, id="entered at the very instant"),
        pytest.param(History(DUE, (replace(IN_TIME, kind=EntryKind.PROGRESS),)), OWED, id="progress alone is no entry"),
        pytest.param(
            History(DUE, (replace(FIRST, made_at=local("2026-08-31 09:00")),)), OWED, id="entered after the question"
        ),
        pytest.param(History(DUE, (IN_TIME,), (WON,)), STOPPED, id="a won return owes no re-entry"),
        pytest.param(
            History(DUE, (IN_TIME, ANSWERED), (replace(OTHER_RETURN, verdict_id=5, made_at=LATER), OTHER_RETURN)),
            "2026-08-25 00:00",
            id="the first return is answered, the second is not",
        ),
        pytest.param(
            History(DUE, (FIRST, replace(ANSWERED, made_at=LATE_RETURN.due_at)), (FLAG, LATE_RETURN)),
            "2026-08-21 00:00",
            id="entered again at the very end of the re-entry clock",
        ),
        pytest.param(
            History(
                DUE,
                (FIRST, ANSWERED, EntryFact(3, EntryKind.REPORT, local("2026-08-28 09:00"))),
                (FLAG, LATE_RETURN),
            ),
            STOPPED,
            id="entered again in time, reported later",
        ),
        pytest.param(
            History(local("2026-08-20 00:00"), (), (FLAG,)), STOPPED, id="a flag stands, a new calendar moved its day"
        ),
        pytest.param(
            History(local("2026-08-20 00:00"), (), (LAPSED,)),
            "2026-08-20 00:00",
            id="a flag lapsed as a new calendar moved its day, and that has passed too",
        ),
    ],
)
def test_the_clock_that_passed_unanswered(history, owed):
    assert flag_owed(history, local("2026-08-30 00:00")) == (None if owed is None else local(owed))


def test_an_entry_stops_the_clock_from_its_own_instant_on():
    assert watched_clock(History(DUE, (IN_TIME,)), IN_TIME.made_at) is None
    assert watched_clock(History(DUE, (IN_TIME,)), local("2026-08-18 08:59")) is not None
