"""Pure: the type of a document, by its title or by its symbol; a letter without either is a công văn.

Source: Decree 30/2020/NĐ-CP, Article 7 and Annex III.
"""

import re

from ingest.anatomy.spelling import is_capital, likeness, squeezed
from ingest.anatomy.zone import HeadLine, Zone, is_nation
from ingest.text import Region

LETTER = "Công văn"
URGENT_DISPATCH = "Công điện"

_BY_SYMBOL = {
    "NQ": "Nghị quyết", "QĐ": "Quyết định", "CT": "Chỉ thị", "QC": "Quy chế", "QYĐ": "Quy định", "TC": "Thông cáo",
    "TB": "Thông báo", "HD": "Hướng dẫn", "CTR": "Chương trình", "CTPH": "Chương trình phối hợp", "KH": "Kế hoạch",
    "PA": "Phương án", "ĐA": "Đề án", "DA": "Dự án", "BC": "Báo cáo", "BB": "Biên bản", "TTR": "Tờ trình",
    "HĐ": "Hợp đồng", "CĐ": URGENT_DISPATCH, "GUQ": "Giấy ủy quyền", "GM": "Giấy mời", "GGT": "Giấy giới thiệu",
    "GNP": "Giấy nghỉ phép", "PG": "Phiếu gửi", "PC": "Phiếu chuyển", "PB": "Phiếu báo", "KL": "Kết luận",
    "CV": LETTER, "NĐ": "Nghị định", "TT": "Thông tư", "TM": "Thư mời",
}  # fmt: skip
KINDS = tuple(dict.fromkeys([*_BY_SYMBOL.values(), "Thư mời", "Lịch công tác"]))
_FOLDED = {squeezed(kind): kind for kind in KINDS}
_LONGEST_FIRST = tuple(sorted(_FOLDED, key=len, reverse=True))
_ALIKE = 0.84


def find_title(zone: Zone) -> tuple[int, str] | None:
    """Return the place of the title's line among those of the letterhead, and its kind; None for a letter."""
    for place, head in enumerate(zone.lines):
        if is_nation(head.folded) or head.region is Region.LEFT:
            continue
        kind = _titled(head)
        if kind:
            return place, kind
    return None


def kind_of_symbol(symbol: str) -> str | None:
    """Return the kind that a symbol begins with ("TB-UBND", "2025/QĐ-UBND"), None for that of a letter."""
    parts = re.split(r"[/-]", re.sub(r"^(19|20)\d\d/", "", symbol))
    return _BY_SYMBOL.get(parts[0].upper()) if len(parts) > 1 else None


def kind_named(folded: str) -> str | None:
    """Return the kind that a folded text begins with."""
    words = squeezed(folded)
    return next((_FOLDED[kind] for kind in _LONGEST_FIRST if words == kind or words.startswith(kind + " ")), None)


def _titled(head: HeadLine) -> str | None:
    """The kind that a line gives as a title: capitals, the kind alone or with what it is about on the same line."""
    if not is_capital(head.text):
        return None
    words = squeezed(head.folded)
    if words in _FOLDED:
        return _FOLDED[words]
    spaced = words.replace(" ", "")
    for kind in _LONGEST_FIRST:
        if spaced == kind.replace(" ", ""):
            return _FOLDED[kind]
        if words.startswith(kind + " ") and not re.search(r"\bso \d", words):
            return _FOLDED[kind]
    near = max(_FOLDED, key=lambda kind: likeness(words, kind))
    return _FOLDED[near] if likeness(words, near) >= _ALIKE else None
