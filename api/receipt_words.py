"""A receipt in words, line by line, as an official reads it on a terminal or on paper. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from api.web.words import CLASSES, CLOCKS, HOLDERS, RULE_UNITS
from compliance.deadlines.receipts import Receipt, receipt_from
from compliance.deadlines.replays import StoredReceipt
from compliance.deadlines.steps import Step
from compliance.rulebook.parameters import Citation
from core.local_time import LOCAL

WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


def receipt_lines(stored: StoredReceipt, number: str | None, issued_on: date | None, unit: str | None) -> list[str]:
    """Return what a receipt says: the day, the rule with its clause, each day walked, who held the item, the hashes.

    Args:
        number: of the directive, None while it is not known.
        unit: whose assignment the date belongs to; None for the Office's own clock.
    """
    receipt = receipt_from(stored.plain)
    of_day = f" ngày {_day(issued_on)}" if issued_on else ""
    lines = [
        f"PHIẾU TÍNH HẠN {stored.name}" + ("" if stored.is_current else " (đã có phiếu mới hơn, hoặc đã hủy)"),
        f"{CLOCKS.get(receipt.clock, receipt.clock)}: văn bản {number or '(chưa rõ số)'}{of_day}",
    ]
    if unit:
        lines.append(f"Đơn vị: {unit}")
    lines += [*_answer(receipt), "", "Căn cứ", f"  {_ground(receipt)}"]
    if "entry_class" in receipt.inputs:
        lines.append(f"  Loại: {CLASSES[receipt.inputs['entry_class']]}")
    lines += ["", f"Quy định (theo ngày {_day(receipt.rules_on)})", *map(_rule, receipt.answer.citations)]
    lines += ["", "Từng ngày", *_walk(receipt.answer.steps)]
    if receipt.answer.unit_steps and receipt.answer.unit_steps != receipt.answer.steps:
        lines += ["Từ lúc mở cho đơn vị", *_walk(receipt.answer.unit_steps)]
    if receipt.held_by:
        lines += ["", "Ai giữ"]
        lines += [
            f"  {HOLDERS.get(held.holder, held.holder)}: {_instant(held.from_at)} - {_instant(held.until_at)}"
            for held in receipt.held_by
        ]
    hashes = (
        ("phiếu", stored.sha256 or receipt.sha256),
        ("quy định", receipt.rulebook_sha256),
        ("lịch", receipt.calendar_version),
    )
    lines += ["", f"Lập lúc {_instant(stored.computed_at)}, {receipt.engine}"]
    return [*lines, *(f"  SHA-256 {what}: {value}" for what, value in hashes)]


def _answer(receipt: Receipt) -> Iterator[str]:
    """Give the day, the unit's own day where it differs, and what makes either uncertain."""
    answer = receipt.answer
    yield f"Hạn: hết ngày {_day(answer.due_on)}" if answer.due_on else "Hạn: chưa tính được ngày"
    if answer.unit_due_on and answer.unit_due_on != answer.due_on:
        yield f"Với đơn vị này: hết ngày {_day(answer.unit_due_on)}"
    if answer.unit_due_at:
        yield f"Từ {_instant(answer.unit_due_at)} trở đi là chậm"
    if answer.tam_tinh:
        yield "Tạm tính: lịch làm việc của năm này chưa công bố đủ"
    for words in (answer.reading, answer.waits_for, answer.assumption):
        if words:
            yield words
    for other in answer.alternatives:
        yield f"Cách đọc khác: {other}"


def _ground(receipt: Receipt) -> str:
    at = receipt.ground.at
    when = _instant(datetime.fromisoformat(at)) if "T" in at else _day(date.fromisoformat(at))
    return f"{receipt.ground.event}: {when} ({receipt.ground.evidence})"


def _rule(rule: Citation) -> str:
    value = ", ".join(map(str, rule.value)) if isinstance(rule.value, tuple) else str(rule.value)
    since = f"từ {_day(rule.from_on)}" if rule.from_on > date.min else "từ đầu"
    reference = f" ({rule.reference})" if rule.reference else ""
    words = f"{value} {RULE_UNITS.get(rule.unit, '')}".rstrip()
    return f"  {rule.key} = {words}, {since}: {rule.clause}{reference}"


def _walk(steps: Sequence[Step]) -> Iterator[str]:
    """Give each day walked, the counted ones numbered."""
    number = 0
    for step in steps:
        number += step.counted
        mark = f"+{number}" if step.counted else ""
        act = f" [{step.act}]" if step.act else ""
        yield f"  {_day(step.on)} {mark:>3}  {step.why}{act}"


def _day(on: date) -> str:
    return f"{WEEKDAYS[on.weekday()]} {on:%d/%m/%Y}"


def _instant(at: datetime) -> str:
    return at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y")
