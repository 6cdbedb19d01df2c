"""Pure: the day of issue, printed beside the name of the place; never a stamp's day, never one in the text."""

import re
from dataclasses import dataclass
from datetime import date

from ingest.anatomy.number import SURE
from ingest.anatomy.places import confidence
from ingest.anatomy.spelling import squeezed
from ingest.anatomy.zone import HeadLine, Zone
from ingest.text import Region

_IN_WORDS = re.compile(
    r"\bng[aà4]\s?y?\s?(?P<day>[^,;]{0,9}?)\s?t?h[aá]ng\s?(?P<month>[^,;]{0,7}?)\s?n[aăâ]m\s?(?P<year>[0-9iloz|\s.]{0,6})\s*[.,;*]?\W{0,3}$"
)
_IN_FIGURES = re.compile(r"\bngay\s?(?P<day>[\d.…_\s]{0,4})[/.\-](?P<month>[\d.…_\s]{0,4})[/.\-](?P<year>\d{4})\W*$")
_FIGURES_ALIKE = str.maketrans({"i": "1", "l": "1", "|": "1", "o": "0", "z": "2"})
_CITING = re.compile(r"\b(số|căn cứ|tại|của|từ|đến|trước|về|họp|theo)\b", re.IGNORECASE)  # "Tu Mơ Rông" is a place
_BLANK = re.compile(r"[\s._…\-·]*")
_MAX_PLACE_WORDS = 7
_EARLIEST, _LATEST = 1945, 2100


@dataclass(frozen=True, slots=True)
class PrintedDay:
    """What stands beside the place; ``value`` is None where it is blank or doubtful, ``best`` the best reading.

    ``month`` is the first day of the printed month, also where only the day in it was put in by hand.
    """

    value: date | None
    month: date | None
    best: str
    is_blank: bool
    place_name: str
    start: int
    end: int
    line: HeadLine


def find_day(zone: Zone) -> PrintedDay | None:
    """Return the line of place and day, None where there is none."""
    lines = sorted(zone.lines, key=lambda head: (head.region is not Region.RIGHT, head.region is Region.LEFT))
    for head in lines:
        found = _IN_WORDS.search(head.folded) or _IN_FIGURES.search(head.folded)
        if found is None:
            continue
        place = head.text[: found.start()].strip(" ,.;*_|-–")
        if len(place.split()) <= _MAX_PLACE_WORDS and not _cites(place, has_motto=zone.has_motto):
            return _printed(head, found, place)
    return None


def _cites(before: str, *, has_motto: bool) -> bool:
    """Whether what stands before the day makes it the day of another document, or of a meeting."""
    return _CITING.search(before) is not None or (has_motto and not squeezed(before))


def _printed(head: HeadLine, found: re.Match[str], place: str) -> PrintedDay:
    """What a match says, and whether it can be trusted."""
    texts = [head.text[found.start(name) : found.end(name)].strip() for name in ("day", "month", "year")]
    folded = [head.folded[found.start(name) : found.end(name)].strip() for name in ("day", "month", "year")]
    start, end = head.line.start + found.start(), head.line.start + found.end("year")
    best = f"ngày {texts[0] or '…'} tháng {texts[1] or '…'} năm {texts[2] or '…'}"
    is_blank = any(_BLANK.fullmatch(text) for text in texts)
    day, month, year = folded[0], *(text.translate(_FIGURES_ALIKE).replace(" ", "") for text in folded[1:])
    sure = confidence(head.line, head.line.start + found.start("day"), end)
    value = _date(year, month, day) if sure >= SURE else None
    printed = confidence(head.line, head.line.start + found.start("month"), end) >= SURE
    return PrintedDay(value, _date(year, month, "1") if printed else None, best, is_blank, place, start, end, head)


def _date(year: str, month: str, day: str) -> date | None:
    """The day, None where the figures name none."""
    if not (day.isdecimal() and month.isdecimal() and year.isdecimal() and len(day) <= 2 and len(month) <= 2):  # noqa: PLR2004
        return None
    if not _EARLIEST <= int(year) <= _LATEST:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
