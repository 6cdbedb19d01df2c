"""How the time words of a task were read, said back in words. Pure."""

from collections.abc import Mapping
from typing import Any

from extraction.stored import term_from_json
from extraction.values import Period, Term, TermKind

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
EVERY = {
    Period.WEEKLY: "hằng tuần",
    Period.MONTHLY: "hằng tháng",
    Period.QUARTERLY: "hằng quý",
    Period.HALF_YEARLY: "6 tháng một lần",
    Period.YEARLY: "hằng năm",
    Period.OTHER: "định kỳ",
}
UNITS = {
    TermKind.WORKING_DAYS: "ngày làm việc",
    TermKind.CALENDAR_DAYS: "ngày",
    TermKind.WEEKS: "tuần",
    TermKind.MONTHS: "tháng",
}
STARTS = ("kể từ ", "từ ", "sau ", "tính từ ")
STRETCHES = {TermKind.MONTH: "tháng", TermKind.QUARTER: "quý", TermKind.HALF_YEAR: "nửa năm", TermKind.YEAR: "năm"}


def term_words(stored: Mapping[str, Any]) -> str:
    """Return the reading of a stored term in words."""
    term = term_from_json(dict(stored))
    if term.kind is TermKind.RECURRING:
        return _recurring(term)
    if term.kind in UNITS:
        event = term.event or "ngày ban hành"
        return f"{term.count} {UNITS[term.kind]} {event if event.startswith(STARTS) else f'kể từ {event}'}"
    if term.kind is TermKind.SOFT:
        return "có từ chỉ thời gian nhưng không nêu ngày cụ thể"
    if term.kind is TermKind.REFERENCE:
        return "theo thời hạn nêu ở phần khác của văn bản"
    if term.on is None:
        return "không nêu ngày cụ thể"
    if term.hour is not None:
        return f"trước {term.hour:02}:{term.minute or 0:02} ngày {term.on:%d/%m/%Y}"
    stretch = f" (ngày cuối của {STRETCHES[term.kind]})" if term.kind in STRETCHES else ""
    return f"hết ngày {term.on:%d/%m/%Y}{stretch}"


def _recurring(term: Term) -> str:
    every = EVERY[term.period or Period.OTHER]
    if term.weekday is not None:
        return f"{WEEKDAYS[term.weekday]} {every}"
    if term.day_of_period is not None:
        return f"ngày {term.day_of_period} {every}"
    return every
