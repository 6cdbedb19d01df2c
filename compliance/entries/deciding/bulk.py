"""One task whose units all wait for the same decision: what is unusual about each, exceptions first; pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.naming import fold

# As many alike entries make a usual one; below, none is out of the ordinary for being different.
USUAL_FROM = 3


@dataclass(frozen=True, slots=True)
class Submitted:
    """What one unit sent and waits for: an entry (``is_result`` False) or a result with so many pieces of evidence."""

    entry_id: int
    assignment_id: int
    unit: str
    content: str
    is_result: bool = False
    is_again: bool = False
    is_incomplete: bool = False
    is_tam_tinh: bool = False
    late_plan: str = ""
    evidence: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A submission with what is out of the ordinary about it, in words; nothing: it goes with the others."""

    sent: Submitted
    exceptions: tuple[str, ...]


def exceptions_first(sent: Sequence[Submitted]) -> list[Case]:
    """Return the submissions, those out of the ordinary first, each group in order of the units' names."""
    usual = _usual([each for each in sent if not each.is_result])
    cases = [Case(each, tuple(_exceptions(each, usual))) for each in sent]
    return sorted(cases, key=lambda case: (not case.exceptions, fold(case.sent.unit)))


def _usual(entries: Sequence[Submitted]) -> str | None:
    """What most units plan to bring about, where enough of them say the same."""
    counted = Counter(fold(each.content) for each in entries).most_common(1)
    return counted[0][0] if counted and counted[0][1] >= USUAL_FROM else None


def _exceptions(sent: Submitted, usual: str | None) -> list[str]:
    found = {
        "cập nhật lại sau khi bị trả lại": sent.is_again,
        "đang chưa hoàn thành": sent.is_incomplete,
        "tạm tính": sent.is_tam_tinh,
        "dự kiến sau thời hạn": bool(sent.late_plan),
        "sản phẩm khác các đơn vị khác": not sent.is_result and usual is not None and fold(sent.content) != usual,
        "không có minh chứng": sent.is_result and not sent.evidence,
        "có ghi chú": bool(sent.note),
    }
    return [words for words, is_so in found.items() if is_so]
