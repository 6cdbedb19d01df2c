"""The words of an order entered by hand, as they are kept; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.local_time import LOCAL
from extraction.values import Mode, Period, Term
from ingest.letterhead import Urgency


class OrderKind(StrEnum):
    """How an order came: written on a paper, said, as a plan's list, or running already when dondoc began."""

    HANDWRITTEN = "handwritten"
    ORAL = "oral"
    PLAN = "plan"
    RUNNING = "running"


ORDER_KINDS = {
    OrderKind.HANDWRITTEN: "Bút phê",
    OrderKind.ORAL: "Chỉ đạo trực tiếp",
    OrderKind.PLAN: "Kế hoạch",
    OrderKind.RUNNING: "Nhiệm vụ đang thực hiện",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves an order: a file of the store, or words; at least one of both."""

    words: str = ""
    sha256: str | None = None
    file_name: str | None = None


@dataclass(frozen=True, slots=True)
class HandTask:
    """A task as the Office enters it; units are ids of the register."""

    text: str
    leads: tuple[int, ...]
    coordinators: tuple[int, ...] = ()
    phrase: str | None = None
    term: Term | None = None
    product: str | None = None
    mode: Mode = Mode.ASSIGN
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class HandOrder:
    """An order without a document: who gave it, when, what proves it, and its tasks."""

    kind: OrderKind
    number: str
    issued_on: date
    issuer: str
    signer: str
    evidence: Evidence
    tasks: tuple[HandTask, ...]
    urgency: Urgency = Urgency.REGULAR
    subject: str = ""


def record_words(order: HandOrder, unit_names: Sequence[str], by: str, at: datetime) -> str:
    """Return the record of an order: what was ordered by whom, on which evidence, and who entered it when.

    Args:
        unit_names: of each task the names of its lead units, parted by semicolons.
    """
    lines = [
        f"GHI NHẬN {ORDER_KINDS[order.kind].upper()}",
        "",
        f"Cơ quan: {order.issuer}.",
        f"Số, ký hiệu: {order.number or 'không có'}.",
        f"Ngày giao: {order.issued_on:%d/%m/%Y}.",
        f"Người giao: {order.signer}.",
        f"Căn cứ: {evidence_words(order.evidence)}.",
        f"Người nhập: {by}, {at.astimezone(LOCAL):%H:%M:%S.%f ngày %d/%m/%Y}.",
        "",
    ]
    for number, (task, units) in enumerate(zip(order.tasks, unit_names, strict=True), start=1):
        until = f" Thời hạn: {task.phrase}." if task.phrase else ""
        lines += [f"{number}. {units}: {task.text.strip().rstrip('.')}.{until}", ""]
    return "\n".join(lines)


def evidence_words(evidence: Evidence) -> str:
    """Return what proves an order in one line."""
    parts = [evidence.words.strip().rstrip(".")]
    if evidence.sha256:
        parts.append(f"tệp {evidence.file_name} (SHA-256 {evidence.sha256[:12]}…)")
    return "; ".join(part for part in parts if part)


def lacks_of_order(order: HandOrder, today: date) -> dict[str, str]:
    """Return by field what an order still lacks or what cannot be; empty when it can be kept."""
    needed = (
        ("issuer", order.issuer, "Chưa nhập cơ quan giao."),
        ("signer", order.signer, "Chưa nhập người giao nhiệm vụ."),
    )
    lacks = {name: words for name, value, words in needed if not value.strip()}
    if order.issued_on > today:
        lacks["issued_on"] = "Ngày giao không thể sau hôm nay."
    if not order.evidence.words.strip() and order.evidence.sha256 is None:
        lacks["evidence"] = "Cần căn cứ: đính kèm tệp (ảnh bút phê, biên bản) hoặc ghi rõ chỉ đạo ở đâu, ai chứng kiến."
    if not order.tasks:
        lacks["tasks"] = "Cần ít nhất một nhiệm vụ."
    for number, task in enumerate(order.tasks, start=1):
        if not task.text.strip() or not task.leads:
            lacks["tasks"] = f"Nhiệm vụ {number} cần nội dung và ít nhất một đơn vị chủ trì."
        elif task.term is not None and task.term.on is not None and task.term.on < order.issued_on:
            lacks["tasks"] = f"Nhiệm vụ {number}: thời hạn {task.term.on:%d/%m/%Y} trước ngày giao."
    return lacks
