"""The field that a directive's drafting symbol proposes: 299/UBND-CN is of the field that has CN; pure."""

import re
from collections.abc import Mapping, Sequence

_PART = re.compile(r"[^0-9A-ZĐ]+")


def proposed_field(number: str | None, symbols: Mapping[int, Sequence[str]]) -> int | None:
    """Return the field whose symbol ends a document's number, or None; a symbol that two fields claim proposes none.

    Args:
        number: number and symbol, such as ``299/UBND-CN`` or ``1450/KGVX-UBND``.
        symbols: by field its symbols in capitals.
    """
    if not number or "/" not in number:
        return None
    parts = [part for part in _PART.split(number.split("/", 1)[1].upper().replace("Đ", "D")) if part]
    for part in reversed(parts):
        found = [field for field, own in symbols.items() if part in {each.upper().replace("Đ", "D") for each in own}]
        if len(found) == 1:
            return found[0]
    return None
