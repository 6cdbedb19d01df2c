"""Pure: number and symbol of a document ("660/TB-UBND", "128/2025/QĐ-UBND", "15-CV/TU"), under the issuer's name."""

import re
from dataclasses import dataclass

from ingest.anatomy.places import confidence
from ingest.anatomy.spelling import is_capital
from ingest.anatomy.zone import HeadLine, Zone
from ingest.text import Region

SURE = 0.86  # of the least sure word; printed digits reach it, handwriting rarely, and then other signs must agree

_PART = r"[a-z][a-z0-9&]*(?:\.[a-z0-9&]+)*"
SYMBOL = rf"(?:(?:19|20)\d\d\s?/\s?)?{_PART}(?:(?:\s?-\s?|,){_PART})*"
_AT_START = re.compile(
    rf"^[\W_]{{0,3}}(?:s[o06ee]?\w?\s{{0,2}}[:.;,]?|so\w?\s{{0,2}}[:.;,]{{0,2}})\s{{0,3}}(?P<digits>[^/:]{{0,24}}?)\s{{0,3}}/\s{{0,2}}(?P<symbol>{SYMBOL})"
)
_IN_TITLE = re.compile(rf"\bso\s?:?\s?(?P<digits>\d{{1,5}})\s?/\s?(?P<symbol>{SYMBOL})")
_PARTY = re.compile(rf"^\W{{0,3}}so\s?[:.;]?\s?(?P<digits>\d{{1,5}}\s?-\s?[a-z]{{1,4}})\s?/\s?(?P<symbol>{_PART})$")
_TITLE_OPENS = re.compile(
    r"^\W*(so\b|cua\b|chi thi|quyet dinh|ke hoach|thong bao|cong dien|nghi quyet|huong dan|chuong trinh|to trinh)"
)
_WHOLE = re.compile(r"\d{1,5}[a-z]?")
_NAMED = re.compile(r"[a-z]{4}")  # a word stands where figures belong: two bodies parted by a slash
_BLANK = re.compile(r"[\s._…\-·:]*")
_TITLE_LINES = 4


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """What stands where the number belongs; ``value`` is None where it is blank or doubtful, ``best`` the best reading.

    ``start:end`` slices the document's text.
    """

    value: str | None
    best: str
    symbol: str
    is_blank: bool
    start: int
    end: int
    line: HeadLine


def find_number(zone: Zone) -> PrintedNumber | None:
    """Return the number line of the letterhead, None where there is none.

    A line in the right column is only taken where the left one has none, a number inside a title only where no line
    begins with "Số": titles name other documents.
    """
    lines = sorted(zone.lines, key=lambda head: head.region is Region.RIGHT)
    for head in lines:
        for pattern in (_PARTY, _AT_START):
            found = pattern.search(head.folded)
            is_symbol = found and _is_symbol(head.text[found.start("symbol") : found.end("symbol")])
            if found and is_symbol and not _NAMED.search(found["digits"]):
                return _printed(head, found)
    for head in zone.lines[:_TITLE_LINES]:
        found = _IN_TITLE.search(head.folded)
        if found and not zone.has_motto and is_capital(head.text) and _TITLE_OPENS.match(head.folded):
            return _printed(head, found)
    return None


def symbol_as_written(text: str) -> str:
    """Return a symbol without the spaces that typing or recognition left in it, with plain dashes."""
    return re.sub(r"\s+", "", text).replace("–", "-").replace("—", "-").rstrip(".,-")


def _is_symbol(text: str) -> bool:
    """Whether what follows the slash is a symbol: it begins with capitals, and holds more of them than of others."""
    letters = [sign for sign in text if sign.isalpha()]
    return bool(letters) and letters[0].isupper() and sum(sign.isupper() for sign in letters) * 2 > len(letters)


def _printed(head: HeadLine, found: re.Match[str]) -> PrintedNumber:
    """What a match says, and whether it can be trusted."""
    digits = head.text[found.start("digits") : found.end("digits")].strip()
    symbol = symbol_as_written(head.text[found.start("symbol") : found.end("symbol")])
    first = head.line.start + found.start("digits")
    start, end = first, head.line.start + found.end("symbol")
    compact = re.sub(r"\s+", "", digits)
    best = f"{compact}/{symbol}"
    is_blank = _BLANK.fullmatch(digits) is not None
    is_whole = _WHOLE.fullmatch(compact) is not None or re.fullmatch(r"\d{1,5}-[A-ZĐa-z]{1,4}", compact) is not None
    is_sure = is_whole and " " not in digits and confidence(head.line, first, end) >= SURE
    return PrintedNumber(best if is_sure else None, best, symbol, is_blank, start, end, head)
