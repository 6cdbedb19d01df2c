import hashlib
import json
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.calendar.holidays import make_calendar
from compliance.calendar.working_days import WorkCalendar
from compliance.deadlines.clocks import (
    Clock,
    entry_inputs,
    extension_inputs,
    not_ours_refused_inputs,
    office_inputs,
    procedure_inputs,
    resumed_inputs,
    task_inputs,
    term_from,
    term_plain,
)
from compliance.deadlines.receipts import Ground, Held, compute_receipt, held_spans, receipt_from, replay
from compliance.rulebook.calendar_table import DayKind, DayStatus, ExceptionalDay
from compliance.rulebook.parameters import DatedValue, Parameter
from compliance.rulebook.rules import Rulebook
from extraction.values import EntryClass, Period, Term, TermKind
from tests.situations import CALENDAR, RULEBOOK, RULES, local

GROUND = Ground("Ngày ban hành", "2026-08-21", "văn bản, trang 1")
AT = local("2026-08-19 23:50")
INPUTS = {
    Clock.ENTRY: entry_inputs(EntryClass.URGENT, date(2026, 8, 19), AT),
    Clock.OFFICE: office_inputs(EntryClass.URGENT, AT),
    Clock.TASK: task_inputs(
        Term(TermKind.WORKING_DAYS, "5 ngày làm việc kể từ khi nhận", count=5, event="nhận"), date(2026, 8, 28)
    ),
    Clock.REENTRY: procedure_inputs(AT),
    Clock.CONTEST_FILING: procedure_inputs(AT),
    Clock.CONTEST_DECISION: procedure_inputs(AT),
    Clock.NOT_OURS_ANSWER: procedure_inputs(AT),
    Clock.NOT_OURS_REFUSED: not_ours_refused_inputs(EntryClass.URGENT, AT, AT),
    Clock.COORDINATING: procedure_inputs(AT),
    Clock.EXTENSION: extension_inputs(date(2026, 9, 30), AT),
    Clock.RESUMED: resumed_inputs(date(2026, 8, 28), local("2026-08-29 00:00"), AT, local("2026-09-07 09:00")),
}


@pytest.mark.parametrize("clock", list(Clock))
def test_a_receipt_of_any_clock_replays_to_itself_after_a_round_trip_through_json(clock):
    held = held_spans(local("2026-08-19 00:00"), [("document_system", AT)])
    receipt = compute_receipt(clock, INPUTS[clock], GROUND, RULEBOOK, CALENDAR, held)
    back = receipt_from(json.loads(receipt.canonical()))
    assert back == receipt
    assert back.sha256 == receipt.sha256
    assert replay(back, RULEBOOK, CALENDAR) == ()


@given(
    st.sampled_from([EntryClass.URGENT, EntryClass.MULTI, EntryClass.REGULAR]),
    st.dates(date(2013, 1, 1), date(2035, 12, 1)),
    st.none() | st.datetimes(datetime(2013, 1, 1), datetime(2035, 12, 1)).map(lambda at: at.astimezone()),  # noqa: DTZ001
)
def test_every_entry_receipt_replays_to_itself(entry_class, issued_on, opened_at):
    receipt = compute_receipt(Clock.ENTRY, entry_inputs(entry_class, issued_on, opened_at), GROUND, RULEBOOK, CALENDAR)
    assert replay(receipt_from(json.loads(receipt.canonical())), RULEBOOK, CALENDAR) == ()


def test_a_receipt_holds_rule_clause_days_and_hashes():
    plain = compute_receipt(Clock.ENTRY, INPUTS[Clock.ENTRY], GROUND, RULEBOOK, CALENDAR).plain()
    assert plain["due_on"] == "2026-08-19"
    assert plain["unit_due_at"] == "2026-08-19T20:50:00+00:00"
    assert plain["steps"] == [{"on": "2026-08-19", "counted": False, "why": "Ngày ban hành: thứ Tư, ngày làm việc"}]
    assert [rule["key"] for rule in plain["rules"]] == ["entry.urgent_working_days", "entry.urgent_floor_hours"]
    assert all(rule["clause"] and len(rule["sha256"]) == 64 for rule in plain["rules"])
    assert plain["calendar_version"] == CALENDAR.version
    assert plain["event"] == {"event": "Ngày ban hành", "at": "2026-08-21", "evidence": "văn bản, trang 1"}


def test_a_changed_receipt_differs_from_its_replay_in_that_field():
    receipt = compute_receipt(Clock.ENTRY, INPUTS[Clock.ENTRY], GROUND, RULEBOOK, CALENDAR)
    forged = replace(receipt, answer=replace(receipt.answer, due_on=date(2026, 8, 20)))
    assert [(found.field, found.receipt, found.replayed) for found in replay(forged, RULEBOOK, CALENDAR)] == [
        ("due_on", "2026-08-20", "2026-08-19")
    ]


def test_a_new_rest_day_shows_in_the_replay_of_what_it_moves():
    inputs = entry_inputs(EntryClass.REGULAR, date(2026, 11, 20), None)
    receipt = compute_receipt(Clock.ENTRY, inputs, GROUND, RULEBOOK, CALENDAR)
    swap = ExceptionalDay(date(2026, 11, 23), DayKind.OFF, "Hoán đổi", "Công văn thử", DayStatus.OFFICIAL)
    changed = WorkCalendar([*CALENDAR.days, swap], CALENDAR.official_years, RULES.calendar)
    fields = {found.field for found in replay(receipt, RULEBOOK, changed)}
    assert fields == {"due_on", "unit_due_on", "unit_due_at", "steps", "calendar_version"}
    assert receipt.due_on == date(2026, 11, 23)
    assert receipt.unit_due_at == local("2026-11-24 00:00")


def test_a_later_value_of_the_law_leaves_an_old_receipt_true():
    key = "entry.regular_working_days"
    known = RULEBOOK.parameters[key]
    later = DatedValue(date(2026, 9, 1), 3, "Quyết định mới, Điều 4", "Công báo")
    parameter = Parameter(key, known.description, known.unit, (*known.values, later))
    amended = Rulebook({**RULEBOOK.parameters, key: parameter}, RULEBOOK.table)
    receipt = compute_receipt(
        Clock.ENTRY, entry_inputs(EntryClass.REGULAR, date(2026, 8, 21), None), GROUND, RULEBOOK, CALENDAR
    )
    assert amended.sha256 != RULEBOOK.sha256
    assert replay(receipt, amended, make_calendar(amended, date(2026, 12, 1))) == ()
    new = compute_receipt(
        Clock.ENTRY, entry_inputs(EntryClass.REGULAR, date(2026, 9, 7), None), GROUND, amended, CALENDAR
    )
    assert new.due_on == date(2026, 9, 10)


def test_the_time_words_survive_json_with_every_field():
    term = Term(
        TermKind.RECURRING, "hằng năm", date(2026, 12, 15), 16, 30, 2, "ký", Period.YEARLY, 15, 4, date(2026, 1, 1),
        ("a", "b"),
    )  # fmt: skip
    assert term_from(json.loads(json.dumps(term_plain(term)))) == term


def test_each_holder_has_the_time_until_its_own_milestone():
    start, stored, opened = local("2026-08-17 00:00"), local("2026-08-17 09:00"), local("2026-08-17 10:00")
    spans = held_spans(
        start, [("document_system", stored), ("extraction", None), ("connector", stored), ("office", opened)]
    )
    assert spans == (Held("document_system", start, stored), Held("office", stored, opened))


def test_the_hash_of_a_receipt_is_that_of_its_one_text_form():
    receipt = compute_receipt(Clock.TASK, INPUTS[Clock.TASK], GROUND, RULEBOOK, CALENDAR)
    text = receipt.canonical()
    assert receipt.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert text.startswith('{"alternatives":')
    assert "Ngày ban hành" in text
