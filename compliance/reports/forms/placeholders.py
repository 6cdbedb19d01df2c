"""What may stand in the braces of a template, and what is wrong with one that says something else; pure.

A template says ``{{ total.done }}``, ``{{ unit.update_rate }}``, ``{{ cut_off }}``, and in Word, around the rows of a
table, ``{%tr for unit in units %}`` and ``{%tr endfor %}`` (``%p`` around paragraphs). Nothing else is understood, and
what is not understood is not filled in: a template can ask for figures, and for nothing more.
"""

import difflib
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from compliance.reports.measures import BY_KEY
from compliance.reports.sums import Measure

TEXTS = {
    "province": "Tên tỉnh, ví dụ tỉnh Thanh Hóa",
    "province_capitals": "Tên tỉnh in hoa, ví dụ TỈNH THANH HÓA",
    "place": "Địa danh, ví dụ Thanh Hóa",
    "period": "Tên kỳ, ví dụ quý III năm 2026",
    "first_day": "Ngày đầu kỳ",
    "last_day": "Ngày cuối kỳ",
    "cut_off": "Thời điểm chốt số liệu (bắt buộc có trong mẫu)",
    "edition": "Kỳ và bản số, trạng thái (bắt buộc có trong mẫu)",
    "reason": "Lý do đính chính; trống ở bản đầu",
    "period_before": "Tên kỳ trước",
    "units_owing": "Số đơn vị phải cập nhật",
    "units_updated": "Số đơn vị đã cập nhật 100 %",
    "moved_left": "Số nhiệm vụ lệch kế hoạch không liệt kê hết (Word: sau 300, Excel: sau 5.000)",
}
LINES = {"total": "toàn tỉnh", "before": "toàn tỉnh, kỳ trước (theo bản công bố gần nhất; “–” nếu chưa công bố)"}
ITEMS = {"unit": "từng đơn vị có nhiệm vụ", "field": "từng lĩnh vực có nhiệm vụ"}
TASK_TEXTS = {
    "unit": "Đơn vị chủ trì",
    "number": "Số, ký hiệu văn bản",
    "text": "Nội dung giao",
    "moved": "Vì sao lệch kế hoạch",
    "planned_on": "Thời hạn văn bản nêu",
    "deadline_on": "Thời hạn hiện nay",
}
LISTS = {"units": "unit", "fields": "field", "moved": "task"}
REQUIRED = ("cut_off", "edition")

_BRACES = re.compile(r"\{\{(?P<value>.*?)\}\}|\{%(?P<order>.*?)%\}", re.DOTALL)
_LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_NAME = re.compile(r"\s*(?P<head>[a-z][a-z_0-9]*)(?:\.(?P<tail>[a-z][a-z_0-9]*))?\s*")
_LOOP = re.compile(r"(?:tr|p)\s+for\s+(?P<item>[a-z]+)\s+in\s+(?P<list>[a-z]+)\s*")
_END = re.compile(r"(?:tr|p)\s+endfor\s*")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a template, and where."""

    place: str
    words: str

    def __str__(self) -> str:
        """Return it as a line for people."""
        return f"{self.place}: {self.words}"


@dataclass(frozen=True, slots=True)
class Name:
    """A name that stands in braces at a place; ``tail`` is empty for a text."""

    place: str
    head: str
    tail: str = ""

    @property
    def measure(self) -> str | None:
        """The key of the measure it is bound to, whether there is such a measure or not."""
        return self.tail if self.head in LINES or self.head in ITEMS else None


def definition_of(measure: Measure) -> str:
    """Return a mark that changes when a measure comes to count something else."""
    said = "|".join((measure.sentence, measure.query, measure.unit, measure.of or "", measure.excludes))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def names_in(texts: Iterable[tuple[str, str]]) -> list[Name]:
    """Return the names in the braces of some texts; what is not understood is left out."""
    return [name for place, text in texts for name in _names(place, text)]


def bound_to(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the measures that a template is bound to, each with the mark of its definition."""
    keys = {name.measure or "" for name in names_in(texts)}
    return {key: definition_of(BY_KEY[key]) for key in sorted(keys & BY_KEY.keys())}


def faults_of(
    texts: Sequence[tuple[str, str]], kept: Mapping[str, str] | None = None, *, has_loops: bool
) -> list[Fault]:
    """Return what is wrong with a template, in the order in which it stands there.

    Args:
        kept: the definitions it was bound to when it was taken; None while it is taken.
        has_loops: whether lists are repeated by orders (Word) or by themselves (workbooks).
    """
    found: list[Fault] = []
    items: list[str] = [] if has_loops else [*ITEMS, "task"]
    for place, text in texts:
        found += [Fault(place, f"“{loose}” không đóng hoặc không mở. Viết {{{{ tên }}}}.") for loose in _loose(text)]
        for match in _BRACES.finditer(text):
            words = (
                _order(match["order"], items, has_loops=has_loops)
                if match["value"] is None
                else _value(match["value"], items)
            )
            if words is not None:
                found.append(Fault(place, words))
    if has_loops and items:
        found.append(Fault("cả mẫu", f"danh sách “{items[-1]}” chưa đóng bằng {{%tr endfor %}}."))
    there = {name.head for name in names_in(texts)}
    found += [
        Fault("cả mẫu", f"thiếu {{{{ {name} }}}}: mỗi số liệu phải đi cùng thời điểm chốt và bản số.")
        for name in REQUIRED
        if name not in there
    ]
    return found + list(_stale(texts, kept or {}))


def _names(place: str, text: str) -> Iterator[Name]:
    for match in _BRACES.finditer(text):
        named = _NAME.fullmatch(match["value"] or "")
        if named:
            yield Name(place, named["head"], named["tail"] or "")


def _loose(text: str) -> list[str]:
    return _LOOSE.findall(_BRACES.sub("", text))


def _order(order: str, items: list[str], *, has_loops: bool) -> str | None:
    """Return what is wrong with an order, and keep in ``items`` which lists are open."""
    loop = _LOOP.fullmatch(order)
    if not has_loops:
        return f"“{{%{order}%}}”: trong bảng tính không cần lệnh; hàng có {{{{ unit.… }}}} tự lặp lại."
    if loop and LISTS.get(loop["list"]) == loop["item"]:
        items.append(loop["item"])
        return None
    if _END.fullmatch(order) and items:
        items.pop()
        return None
    ways = ", ".join(f"{{%tr for {item} in {name} %}}" for name, item in LISTS.items())
    return f"không hiểu lệnh “{{%{order}%}}”. Có: {ways} và {{%tr endfor %}}."


def _value(value: str, items: Sequence[str]) -> str | None:
    """Return what is wrong with a placeholder, or None."""
    named = _NAME.fullmatch(value)
    if named is None:
        return f"không hiểu “{{{{{value}}}}}”. Chỉ viết một tên, ví dụ {{{{ total.done }}}}."
    head, tail = named["head"], named["tail"]
    if tail is None:
        return None if head in TEXTS else f"không có tên “{head}”. {_near(head, [*TEXTS, *LINES, *ITEMS])}"
    if head in ITEMS or head == "task":
        if head not in items:
            return f"“{head}.{tail}” chỉ dùng trong danh sách: đặt giữa {{%tr for {head} in … %}} và {{%tr endfor %}}."
    elif head not in LINES:
        return f"không có nhóm “{head}”. {_near(head, [*LINES, *ITEMS, 'task'])}"
    known = TASK_TEXTS if head == "task" else {**BY_KEY, **({"name": ""} if head in ITEMS else {})}
    return None if tail in known else f"không có chỉ tiêu “{tail}”. {_near(tail, known)}"


def _near(name: str, known: Iterable[str]) -> str:
    """Return the name that was probably meant, in words."""
    alike = difflib.get_close_matches(name, list(known), 1)
    return f"Có phải là “{alike[0]}”?" if alike else "Xem danh sách tên ở trang Báo cáo."


def _stale(texts: Sequence[tuple[str, str]], kept: Mapping[str, str]) -> Iterator[Fault]:
    """Give the placeholders whose measure has come to count something else since the template was taken."""
    for name in names_in(texts):
        measure = BY_KEY.get(name.measure or "")
        if measure and kept.get(measure.key, definition_of(measure)) != definition_of(measure):
            words = (
                f"định nghĩa của “{measure.key}” ({measure.name}) đã đổi từ khi mẫu này được nhận. "
                "Đọc định nghĩa mới rồi tải mẫu lên lại."
            )
            yield Fault(name.place, words)
