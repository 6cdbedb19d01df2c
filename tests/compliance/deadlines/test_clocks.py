"""What a receipt keeps of a clock's inputs, and that the clock is computed from just these."""

from datetime import UTC, date, datetime

import pytest

from compliance.deadlines.clocks import (
    Answer,
    Clock,
    Inputs,
    compute,
    entry_inputs,
    extension_inputs,
    not_ours_refused_inputs,
    office_inputs,
    procedure_inputs,
    resumed_inputs,
    task_inputs,
    term_plain,
)
from extraction.values import EntryClass, Term, TermKind
from tests.situations import CALENDAR, RULEBOOK, local

AFTERNOON, KEPT = local("2026-08-19 16:30"), "2026-08-19T09:30:00+00:00"
TERM = Term(TermKind.CALENDAR_DAYS, "10 ngày sau khi kết thúc kỳ họp", count=10, event="kết thúc kỳ họp")


def computed(clock: Clock, inputs: Inputs) -> Answer:
    return compute(clock, inputs, RULEBOOK, CALENDAR)[1]


def test_days_are_kept_as_printed_and_instants_in_utc() -> None:
    issued, ended = date(2026, 8, 19), date(2026, 8, 24)
    assert entry_inputs(EntryClass.URGENT, issued, AFTERNOON) == {
        "entry_class": "urgent", "issued_on": "2026-08-19", "opened_at": KEPT,
    }  # fmt: skip
    assert entry_inputs(EntryClass.URGENT, issued, None)["opened_at"] is None
    assert office_inputs(EntryClass.MULTI, AFTERNOON) == {"entry_class": "multi", "arrived_at": KEPT}
    assert procedure_inputs(AFTERNOON) == {"at": KEPT}
    assert task_inputs(TERM, issued, ended) == {
        "term": term_plain(TERM), "issued_on": "2026-08-19", "event_on": "2026-08-24",
    }  # fmt: skip
    assert task_inputs(TERM, issued)["event_on"] is None
    assert not_ours_refused_inputs(EntryClass.REGULAR, AFTERNOON, local("2026-08-20 00:00")) == {
        "entry_class": "regular", "at": KEPT, "due_before": "2026-08-19T17:00:00+00:00",
    }  # fmt: skip
    assert extension_inputs(date(2026, 9, 30), AFTERNOON) == {"until_on": "2026-09-30", "at": KEPT}
    assert resumed_inputs(date(2026, 8, 28), local("2026-08-29 00:00"), AFTERNOON, local("2026-09-07 09:00")) == {
        "due_on": "2026-08-28", "due_at": "2026-08-28T17:00:00+00:00", "held_at": KEPT,
        "at": "2026-09-07T02:00:00+00:00",
    }  # fmt: skip


def test_a_term_from_an_event_counts_from_the_day_that_the_office_entered() -> None:
    issued = date(2026, 8, 3)
    assert computed(Clock.TASK, task_inputs(TERM, issued, date(2026, 8, 10))).due_on == date(2026, 8, 20)
    assert computed(Clock.TASK, task_inputs(TERM, issued)).waits_for == "ngày của sự kiện “kết thúc kỳ họp”"


@pytest.mark.parametrize(
    ("clock", "inputs", "due_at"),
    [
        (Clock.ENTRY, lambda: entry_inputs(EntryClass.URGENT, date(2026, 8, 19), local("2026-08-19 23:50")), "03:50"),
        (Clock.OFFICE, lambda: office_inputs(EntryClass.URGENT, local("2026-08-19 23:50")), "03:50"),
        (
            Clock.NOT_OURS_REFUSED,
            lambda: not_ours_refused_inputs(EntryClass.URGENT, local("2026-08-19 23:50"), local("2026-08-20 00:00")),
            "03:50",
        ),
        (Clock.REENTRY, lambda: procedure_inputs(local("2026-08-18 23:59")), "00:00"),
        (Clock.EXTENSION, lambda: extension_inputs(date(2026, 8, 19), AFTERNOON), "00:00"),
        (
            Clock.RESUMED,
            lambda: resumed_inputs(
                date(2026, 8, 18), local("2026-08-19 00:00"), local("2026-08-18 09:00"), local("2026-08-19 09:00")
            ),
            "00:00",
        ),
    ],
)
def test_each_clock_ends_by_the_inputs_kept_for_it(clock: Clock, inputs, due_at: str) -> None:
    found = computed(clock, inputs())
    assert found.unit_due_at == local(f"2026-08-20 {due_at}")
    assert isinstance(found.unit_due_at, datetime)
    assert found.unit_due_at.tzinfo is UTC
