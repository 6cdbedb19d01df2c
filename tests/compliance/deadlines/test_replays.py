"""A stored receipt held against its own columns and against the same computation done now."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from compliance.deadlines.clocks import Clock, entry_inputs
from compliance.deadlines.receipts import Difference, Ground, Receipt, compute_receipt
from compliance.deadlines.replays import StoredReceipt, check
from extraction.values import EntryClass
from tests.situations import CALENDAR, RULEBOOK

AT = datetime(2026, 8, 21, 2, 0, tzinfo=UTC)
RECEIPT = compute_receipt(
    Clock.ENTRY,
    entry_inputs(EntryClass.REGULAR, date(2026, 8, 21), AT),
    Ground("Ngày ban hành", "2026-08-21", "văn bản, trang 1"),
    RULEBOOK,
    CALENDAR,
)


def stored(receipt: Receipt = RECEIPT) -> StoredReceipt:
    return StoredReceipt("17", 1, 1, AT, True, receipt.plain(), receipt.due_on, receipt.unit_due_at, receipt.sha256)


def fields(kept: StoredReceipt) -> list[str]:
    return [difference.field for difference in check(kept, RULEBOOK, CALENDAR)]


def test_a_receipt_as_it_was_written_differs_in_nothing() -> None:
    assert fields(stored()) == []


def test_columns_that_say_something_else_than_the_receipt_are_told() -> None:
    assert fields(replace(stored(), sha256="0" * 64)) == ["receipt_sha256"]
    assert fields(replace(stored(), due_on=date(2026, 8, 25))) == ["row.due_on"]
    assert RECEIPT.unit_due_at is not None
    assert fields(replace(stored(), due_at=RECEIPT.unit_due_at + timedelta(hours=1))) == ["row.due_at"]


def test_another_version_of_the_calendar_alone_is_no_difference() -> None:
    plain = {**RECEIPT.plain(), "calendar_version": "before"}
    assert fields(replace(stored(), plain=plain, sha256=None)) == []


def test_a_broken_receipt_and_one_that_the_law_refuses_are_differences() -> None:
    plain = RECEIPT.plain()
    broken = check(replace(stored(), plain={"clock": "entry"}), RULEBOOK, CALENDAR)
    assert [difference.field for difference in broken] == ["receipt"]
    refused = {**plain, "inputs": {**plain["inputs"], "issued_on": "1950-01-02"}, "rules_on": "1950-01-02"}
    (difference,) = check(replace(stored(), plain=refused), RULEBOOK, CALENDAR)
    assert isinstance(difference, Difference)
    assert (difference.field, difference.receipt) == ("answer", plain["due_on"])


def test_another_program_alone_is_no_difference_and_is_told_beside_a_real_one() -> None:
    older = {**RECEIPT.plain(), "engine": "dondoc-deadlines-0"}
    assert fields(replace(stored(), plain=older, sha256=None)) == []
    moved = {**older, "due_on": "2026-08-25"}
    assert fields(replace(stored(), plain=moved, due_on=date(2026, 8, 25), sha256=None)) == ["engine", "due_on"]
