"""Pure: where the letterhead ends and the text begins, and the lines that belong to neither."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from ingest.anatomy.spelling import FoldedText, is_capital, squeezed
from ingest.text import Box, DocumentText, Line, Region, Word

_NATION = frozenset(["cong", "hoa", "xa", "hoi", "chu", "nghia", "viet", "nam"])
_PARTY = ["dang", "cong", "san", "viet", "nam"]
_MOTTO = frozenset(["doc", "lap", "tu", "do", "hanh", "phuc"])
_BODY = re.compile(
    r"(kinh (gui|goi|gin)|can cu\b|thuc hien\b(?!.*\d+\s*$)|xet\b|theo\b|ngay \d|tiep theo\b|thoi gian qua"
    r"|nham (tang|dam|trien|thuc|nang|huong|chu|tiep)"
    r"|de (tiep|tang|thuc|trien|nang|dam|bao|kip|chu|danh)|trong (nhung|thoi|khuon|qua|thang|nam|quy)"
    r"|trien khai (thuc hien )?(nghi|quyet|cong|ke|chi)|dieu 1\b|(i|1|a)[.)]\s|phan (i|thu)"
    r"|uy ban nhan dan .{3,60}(nhan duoc|yeu cau|thong bao|co y kien|ban hanh))"
)
_STAMP = re.compile(
    r"(thoi gian ky|ky boi|nguoi ky|ngay ky|trung tam cong bao|va tin hoc|cong bao|[^\W_]@[^\W_]|\+07|\d\d:\d\d:\d\d"
    r"|chung thuc|sao y|cong van den|^\W*den\W*$|^\W*so den|ngay den|^\W*chuyen\s*:|co quan: )"
)
_RIGHT_COLUMN = re.compile(
    r" (?=(?:cong hoa xa hoi|dang cong san viet) |doc lap\W+tu do\W)"
    r"|(?<=[a-z0-9.…]) (?=[a-z][a-z .'-]{2,32}, ?ngay\W.{1,4}? ?thang\W.{1,4}? ?nam [\d.…]{2,4}\W*$)"
)
_SPECKS = re.compile(r"^([\W_]|[il|]\s+)*")
_MAY_GO_ON = ("thuc hien", "trien khai", "theo", "de ", "trong ", "nham", "ngay ")
_LONGEST_NATION = 70  # signs, specks around it included
_TOP_SHARE = 0.5
_MAX_LINES = 60
_MIDDLE = (0.3, 0.62)  # between these shares of the width the two columns of a letterhead part
_GAP = 0.03


class HeadLine(NamedTuple):
    """A line of the letterhead; ``folded`` is as long as ``text``."""

    text: str
    folded: str
    line: Line

    @property
    def region(self) -> Region:
        """Return the column in which it stands."""
        return self.line.region


@dataclass(frozen=True, slots=True)
class Zone:
    """The letterhead: its lines without stamps, the stamps, and the number of lines before the text begins."""

    lines: tuple[HeadLine, ...]
    stamps: tuple[HeadLine, ...]
    body_from: int
    has_motto: bool


def head_line(body: FoldedText, line: Line) -> HeadLine:
    """Return a line with its text and folded text."""
    return HeadLine(body.text[line.start : line.end], body.folded[line.start : line.end], line)


def is_nation(folded: str) -> bool:
    """Return whether a line is the country's name, its motto or the Party's name, however badly recognised."""
    if len(folded) > _LONGEST_NATION:
        return False
    words = squeezed(folded).split()
    if words == _PARTY:
        return True
    hits = sum(word in _NATION for word in words)
    motto = sum(word in _MOTTO for word in words)
    return (hits >= 5 and hits * 2 > len(words)) or (motto >= 4 and len(words) <= 9)  # noqa: PLR2004  of eight, of six


def find_zone(document: DocumentText, body: FoldedText) -> Zone:
    """Return the letterhead of the first document in the file.

    It stands on the first page that has words beyond stamps, ends before the first line that opens the text
    ("Kính gửi", "Căn cứ", "Thực hiện", a numbered item …), and never reaches below the middle of a page with layout.
    """
    kept: list[HeadLine] = []
    stamps: list[HeadLine] = []
    body_from = 0
    has_motto = False
    first_page: int | None = None
    for place, line in enumerate(document.lines()):
        body_from = place
        parts = [head_line(body, part) for part in columns(line, body.folded[line.start : line.end])]
        head = parts[0]
        if _STAMP.search(head.folded):
            stamps.append(head)
            continue
        if first_page is None:
            first_page = line.page
        beyond = line.page != first_page or len(kept) >= _MAX_LINES or _is_below(document, line.box)
        if beyond or (not is_capital(head.text) and _opens_body(head, kept)):
            break
        has_motto = has_motto or any(is_nation(part.folded) for part in parts)
        kept.extend(parts)
    else:
        body_from += 1
    return Zone(tuple(kept), tuple(stamps), body_from, has_motto)


def columns(line: Line, folded: str) -> list[Line]:
    """The line, or its two halves where two columns are joined: told by a gap on the page, or typed, by their words.

    Args:
        line: of the document.
        folded: its words, folded.
    """
    if line.region is not Region.FULL:
        return [line]
    if not line.words:
        return _typed_columns(line, folded)
    place = _parting(line.words)
    if place is None:
        return [line]
    halves = []
    for words, region in ((line.words[:place], Region.LEFT), (line.words[place:], Region.RIGHT)):
        box = words[0].box
        for word in words[1:]:
            box = box.union(word.box)
        halves.append(line._replace(start=words[0].start, end=words[-1].end, box=box, words=words, region=region))
    return halves


def _parting(words: tuple[Word, ...]) -> int | None:
    """The index of the word with which the right column begins, behind the widest gap about the page's middle."""
    place, widest, right = None, 0.0, 1.0
    for at, word in enumerate(words):
        box = word.box
        gap = box.x0 - right
        if gap >= _GAP and gap > widest and right < _MIDDLE[1] and box.x0 > _MIDDLE[0]:
            place, widest = at, gap
        right = box.x1
    return place


def _typed_columns(line: Line, folded: str) -> list[Line]:
    """The halves of a typed line in which tabs or spaces stand for the gap: the right one opens as such lines do."""
    found = _RIGHT_COLUMN.search(folded)
    if found is None or found.start() == 0:
        return [line]
    cut = line.start + found.start()
    right = line._replace(start=cut + found.group().startswith(" "), region=Region.RIGHT)
    return [line._replace(end=cut, region=Region.LEFT), right]


def _is_below(document: DocumentText, box: Box) -> bool:
    """Whether a line stands too low on its page for a letterhead."""
    return document.has_layout and box.y0 > _TOP_SHARE


def _opens_body(head: HeadLine, kept: list[HeadLine]) -> bool:
    """Whether the text begins with this line: it opens with one of its words and does not go on with the subject."""
    opening = _SPECKS.sub("", head.folded)
    if not _BODY.match(opening):
        return False
    if opening.startswith(_MAY_GO_ON) and _continues_subject(head, kept):
        return False
    return bool(kept) or opening.startswith(("kinh", "can cu"))


def _continues_subject(head: HeadLine, kept: list[HeadLine]) -> bool:
    """Whether the line only goes on with the subject: left column under "V/v", or centred under centred."""
    if head.region is Region.LEFT:
        return True
    return bool(kept) and head.line.centred and kept[-1].line.centred and head.line.bold == kept[-1].line.bold
