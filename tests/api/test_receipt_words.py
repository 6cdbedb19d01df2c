"""Receipts in words: what makes a day uncertain is told, and a former receipt says that it is one."""

from datetime import UTC, date, datetime

from api.receipt_words import receipt_lines
from compliance.deadlines.clocks import Clock, entry_inputs, task_inputs
from compliance.deadlines.receipts import Ground, Receipt, compute_receipt, held_spans
from compliance.deadlines.replays import StoredReceipt
from extraction.values import EntryClass, Term, TermKind
from tests.situations import CALENDAR, RULEBOOK

AT = datetime(2026, 8, 21, 2, 0, tzinfo=UTC)
GROUND = Ground("Ngày ban hành", "2026-08-21", "văn bản, trang 1")


def words(receipt: Receipt, *, is_current: bool = True, unit: str | None = "Sở Y tế") -> str:
    stored = StoredReceipt(
        "17", 1, 1, AT, is_current, receipt.plain(), receipt.due_on, receipt.unit_due_at, receipt.sha256
    )
    return "\n".join(receipt_lines(stored, "12/UBND-VX", date(2026, 8, 21), unit))


def test_a_day_in_a_year_without_an_act_is_told_to_be_provisional():
    inputs = entry_inputs(EntryClass.REGULAR, date(2029, 2, 9), None)
    told = words(compute_receipt(Clock.ENTRY, inputs, GROUND, RULEBOOK, CALENDAR))
    assert "Tạm tính" in told
    assert "Đơn vị: Sở Y tế" in told


def test_other_readings_of_a_phrase_are_told():
    term = Term(TermKind.CALENDAR_DAYS, "trong 10 ngày", count=10, alternatives=("10 ngày làm việc",))
    told = words(compute_receipt(Clock.TASK, task_inputs(term, date(2026, 8, 21)), GROUND, RULEBOOK, CALENDAR))
    assert "Cách đọc khác: 10 ngày làm việc" in told


def test_a_former_receipt_says_so_and_one_without_a_day_as_well():
    term = Term(TermKind.SOFT, "đúng thời hạn")
    receipt = compute_receipt(Clock.TASK, task_inputs(term, date(2026, 8, 21)), GROUND, RULEBOOK, CALENDAR)
    told = words(receipt, is_current=False, unit=None)
    assert "đã có phiếu mới hơn" in told
    assert "chưa tính được ngày" in told
    assert "Đơn vị" not in told


def test_who_held_the_item_and_the_units_own_day_are_told() -> None:
    opened = datetime(2026, 8, 26, 2, 0, tzinfo=UTC)
    held = held_spans(AT, [("extraction", opened)])
    inputs = entry_inputs(EntryClass.REGULAR, date(2026, 8, 21), opened)
    told = words(compute_receipt(Clock.ENTRY, inputs, GROUND, RULEBOOK, CALENDAR, held))
    assert "Loại: " in told
    assert "Với đơn vị này: hết ngày T5 27/08/2026" in told
    assert "Từ lúc mở cho đơn vị" in told
    assert "Ai giữ" in told
