"""The paragraphs of a directive: lines joined, item marks read, noise left out, zones told apart (Decree 30/2020)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from statistics import median

from extraction.grammar.normal import fold, holds_any
from extraction.values import PartKind
from ingest.text import DocumentText, Line, Page, Region

LONGEST_TITLE = 160  # characters of a heading in capitals
FULL_WIDTH = 0.45  # share of the page; a shorter line says nothing of its margins
FEW_LINES = 4
FOOT = 0.93  # share of the page below which a number is the page's
SHORT_BY = 0.07  # share of the page by which the last line of a paragraph falls short
NEAR_INDENT = 0.12
RUNNING_LINE = 60  # characters of a line of prose; an addressee or a title is shorter
_LONG = 120  # characters; a heading is shorter


class Rank(IntEnum):
    """Depth of an item by its mark; a smaller rank holds a greater one."""

    PART = 0  # Phần, Chương
    ROMAN = 1  # I.
    ARTICLE = 2  # Điều 1.
    NUMBER = 3  # 1.
    DECIMAL = 4  # 1.1.
    DEEP = 5  # 1.1.1.
    BRACKET = 6  # 1) (1)
    LETTER = 7  # a)
    DASH = 8
    PLUS = 9
    NONE = 10


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that make one paragraph; character ``i`` of ``text`` stands at ``offsets[i]`` of the document.

    ``body`` is the offset in ``text`` at which the words begin after the item mark.
    """

    text: str
    offsets: tuple[int, ...]
    lines: tuple[Line, ...]
    rank: Rank
    mark: str
    body: int
    zone: PartKind
    part: int = 0  # counts the documents of the file: the directive, then each annex

    @property
    def page(self) -> int:
        """Page on which the paragraph begins."""
        return self.lines[0].page

    @property
    def words(self) -> str:
        """The text after the item mark."""
        return self.text[self.body :]

    def part_of(self, start: int, end: int) -> "Paragraph":
        """Return ``text[start:end]`` as a paragraph; without the item mark unless it starts where this one does."""
        offsets = self.offsets[start:end]
        lines = tuple(line for line in self.lines if line.start <= offsets[-1] and offsets[0] < line.end)
        if start == 0:
            return replace(self, text=self.text[:end], offsets=offsets, lines=lines)
        return replace(self, text=self.text[start:end], offsets=offsets, lines=lines, rank=Rank.NONE, mark="", body=0)

    def place(self, at: int) -> int:
        """Return the document's offset of character ``at``, its end for the length of the text."""
        return self.offsets[at] if at < len(self.offsets) else self.offsets[-1] + 1


_MARKS: tuple[tuple[Rank, re.Pattern[str]], ...] = (
    (
        Rank.PART,
        re.compile(r"(?:phan|chuong) (?:thu (?:nhat|hai|ba|tu|nam|sau|bay)|[ivx]{1,5}|\d{1,2})\b[.:]?(?= |$)"),
    ),
    (Rank.ARTICLE, re.compile(r"dieu \d{1,3} ?[.:]")),
    (Rank.ROMAN, re.compile(r"(?:muc )?[ivx]{1,5} ?(?:[.)]|/(?= )|- )")),
    (Rank.DEEP, re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}(?:\.\d{1,2})?[.)]?(?= )")),
    (Rank.DECIMAL, re.compile(r"\d{1,2}\.\d{1,2}[.)]?(?= )")),
    (Rank.NUMBER, re.compile(r"(?:muc )?[\dlo]{1,2} ?[./](?= |[^\d\s])|\d{1,2},(?= [a-z])|khoan \d{1,2}[.:]")),
    (Rank.BRACKET, re.compile(r"\(?\d{1,2}\)")),
    (Rank.LETTER, re.compile(r"\(?[^\W\d]\d? ?\)|[©®]\)|[a-z][./](?= )")),
    (Rank.DASH, re.compile(r"[-•*●▪§~_](?![-_.*])|>(?= )")),
    (Rank.PLUS, re.compile(r"[+o](?= )|\+")),
)
_MAY_MARK = re.compile(r"[^a-z]|[a-z][^a-z]|[ivxlo]|phan|chuong|dieu|muc|khoan")  # asked first; most lines have none
_SPECK = re.compile(r"[^\W\d]\W? (?=\d{1,2}\. )")
_LOST_DOT = re.compile(r"[IVXHÍÌl1]{1,4}[.,]? (?=[^a-z]{12,}$)")
_LABEL = re.compile(
    r"(?:don vi|co quan)(?: \w+){0,4} ?:|thoi (?:gian|han)(?: \w+){1,3} ?:|san pham(?: \w+){0,3} ?:|(?:chu tri"
    r"|phoi hop)(?: \w+){0,2} ?:"
)
_ROMAN_CAPITAL = re.compile(r"(?:Mục |MỤC )?[IVX]{1,5} ?(?:[.)]|/(?= )|- )")
_LETTERHEAD = re.compile(
    r"cong hoa xa hoi chu nghia|doc lap.{0,5}tu do.{0,5}hanh phuc|^so ?: |^v/v\b|^ve viec\b"
    r"|^[\w ]{2,30}, ?ngay .{0,30}thang .{0,12}nam \d{4}"
)
_TELLING = ("hoi chu nghia", "doc lap", "so: ", "so : ", "v/v", "ve viec", "ngay ")  # of which a letterhead has one
_RECIPIENTS = re.compile(r"^\W{0,3}n[oơ]i ?nh[aâ]n ?[:.;]?(?:$| )")
_SIGNATURE = re.compile(
    r"^(?:tm|kt|tl|tuq|q) ?[.,] ?[a-z]|^(?:chu tich|pho chu tich|giam doc|pho giam doc|chanh van phong"
    r"|pho chanh van phong|bo truong|thu truong|cuc truong)$"
)
_ANNEX = re.compile(
    r"^(?:phu luc|phu bieu|danh sach|bieu mau|mau so|bieu so|ke hoach|quy che|quy dinh|chuong trinh|phuong an|de an"
    r"|noi quy|bang phan cong|phan cong nhiem vu|bang tong hop|danh muc)"
    r"(?: [ivx\d]+)?[ .:]*$|^phu luc\b|^\(?kem theo|^\(?ban hanh kem theo"
)
_ADDRESSEES = re.compile(r"^k[ií]nh g[uiủ]i ?[:.;]?|^[\w ]{3,40} dien ?:")
_PAGE_NUMBER = re.compile(r"^\W{0,3}\d{1,3}\W{0,3}$|^trang \d+(?:/\d+)?$")
_NOISE = re.compile(r"^(?:ky boi|nguoi ky|signed by|email|co quan|thoi gian ky|ngay ky|date)\s?:.{0,80}$|^[\W_]{1,12}$")


def read_paragraphs(
    document: DocumentText, body_start: int = 0, taken: frozenset[int] = frozenset()
) -> tuple[Paragraph, ...]:
    """Return the paragraphs of ``document`` in reading order.

    Always holds: no line is in two paragraphs; page numbers and marks of signature are in none.

    Args:
        document: as a reader gives it.
        body_start: offset before which the letterhead was read; 0 where that is not known.
        taken: starts of the lines that belong to tables of tasks, lists and forms.
    """
    zones, parts = _zones(document, body_start)
    paragraphs: list[Paragraph] = []
    run: list[Line] = []
    margins: _Margins | None = None
    for page in document.pages:
        margins = _Margins.of(page, margins)
        for line in page.lines:
            zone = zones.get(line.start)
            if zone is None:
                continue
            if line.start in taken:
                if run:
                    paragraphs.append(_paragraph(document, run, zones[run[0].start], parts[run[0].start]))
                    run = []
                continue
            if run and _breaks(document, run[-1], line, margins, zones):
                paragraphs.append(_paragraph(document, run, zones[run[0].start], parts[run[0].start]))
                run = []
            run.append(line)
    if run:
        paragraphs.append(_paragraph(document, run, zones[run[0].start], parts[run[0].start]))
    return tuple(_mended(paragraphs))


def _mended(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Join a paragraph that breaks off in a name with the lone dash after it ("… / - Cơ quan thường trực …")."""
    mended: list[Paragraph] = []
    for index, paragraph in enumerate(paragraphs):
        before = mended[-1] if mended else None
        after = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
        if (
            before is not None
            and paragraph.rank == Rank.DASH
            and before.rank not in (Rank.DASH, Rank.NONE)
            and before.zone == paragraph.zone == PartKind.OTHER
            and len(before.text) > _LONG
            and before.text.rstrip()[-1:].isalpha()
            and (after is None or after.rank != Rank.DASH)
        ):
            text = f"{before.text} {paragraph.text}"
            offsets = (*before.offsets, before.offsets[-1] + 1, *paragraph.offsets)
            mended[-1] = replace(before, text=text, offsets=offsets, lines=(*before.lines, *paragraph.lines))
        else:
            mended.append(paragraph)
    return mended


def mark_of(text: str) -> tuple[Rank, int]:
    """Return the rank of the item mark with which ``text`` begins, and its length with the space after it."""
    folded = fold(text[:40])
    lead = len(folded) - len(folded.lstrip(" |¦!'\"_.,:"))
    speck = _SPECK.match(folded, lead)
    if speck is not None:
        lead = speck.end()
    lost = _LOST_DOT.match(text, lead)
    if lost is not None and len(text) < LONGEST_TITLE and text[lost.end() :].isupper():
        return Rank.ROMAN, lost.end()
    for rank, pattern in _MARKS if _MAY_MARK.match(folded, lead) else ():
        match = pattern.match(folded, lead)
        if match is None or (rank == Rank.ROMAN and not _ROMAN_CAPITAL.match(text, lead)):
            continue
        mere_comma = match.group().endswith(",") and not text[match.end() + 1 : match.end() + 2].isupper()
        if mere_comma or (rank == Rank.PLUS and match.group()[0] == "o"):
            continue
        end = match.end()
        while end < len(text) and text[end] in " \u00a0":
            end += 1
        return rank, end
    return Rank.NONE, lead


@dataclass(frozen=True, slots=True)
class _Margins:
    left: float
    right: float
    indent: float

    @classmethod
    def of(cls, page: Page, before: "_Margins | None") -> "_Margins":
        """Left and right margin of the page's full lines; those of the page before where it has too few."""
        full = [
            line
            for line in page.lines
            if line.words
            and line.region == Region.FULL
            and line.cell is None
            and line.box.x1 - line.box.x0 > FULL_WIDTH
        ]
        if len(full) < FEW_LINES and before is not None:
            return before
        if len(full) < FEW_LINES:
            full = [line for line in page.lines if line.words]
        if not full:
            return cls(0.0, 1.0, 0.0)
        starts = sorted(line.box.x0 for line in full)
        left = starts[len(starts) // 4] if len(starts) > 2 * FEW_LINES else starts[0]
        return cls(min(left, starts[0] + 0.04), median(sorted(line.box.x1 for line in full)[len(full) // 2 :]), 0.02)


def _breaks(document: DocumentText, before: Line, line: Line, margins: _Margins, zones: dict[int, PartKind]) -> bool:
    """Say whether ``line`` begins a new paragraph."""
    if zones[before.start] != zones[line.start] or before.cell != line.cell or before.region != line.region:
        return True
    text = document.text[line.start : line.end]
    if _LABEL.match(fold(text[:60])):
        return True
    if before.paragraph is not None or line.paragraph is not None:
        return before.paragraph != line.paragraph
    ended = document.text[before.start : before.end].rstrip()
    rank, mark = mark_of(text)
    finished = ended.endswith((".", ";", ":", ".”", '."'))
    if not line.words:
        return rank != Rank.NONE or finished
    if _goes_on(text, ended, rank, mark) and (rank != Rank.NONE or before.centred == line.centred):
        return False
    if line.cell is not None:
        return rank != Rank.NONE
    return _looks_new(before, line, margins, capital=text[:1].isupper(), marked=rank != Rank.NONE, finished=finished)


def _goes_on(text: str, ended: str, rank: Rank, mark: int) -> bool:
    """Say whether the words themselves show that the line before was not the end."""
    if rank == Rank.NONE:
        return ended.endswith((",", " và", " của", " với")) or (text[:1].islower() and not ended.endswith((".", ":")))
    return rank == Rank.LETTER and not ended.endswith((".", ";", ":")) and text[mark:][:1].islower()


def _looks_new(before: Line, line: Line, margins: _Margins, *, capital: bool, marked: bool, finished: bool) -> bool:
    """Say whether the place of the line on the page makes it the first of a paragraph."""
    short = before.box.x1 < margins.right - SHORT_BY
    indented = line.box.x0 > margins.left + margins.indent
    turned = before.page != line.page
    if marked and (indented or finished or short):
        return True
    if before.centred and line.centred and not finished:
        return False
    if short and (finished or indented or turned or capital):
        return True
    near = capital and line.box.x0 < margins.left + NEAR_INDENT and not turned
    return indented and (finished or before.centred or near)


def join_lines(document: DocumentText, lines: Sequence[Line], part: int = 0) -> Paragraph:
    """Return the lines of a table's cell as one paragraph without an item mark."""
    joined = _paragraph(document, list(lines), PartKind.OTHER, part)
    return replace(joined, rank=Rank.NONE, mark="", body=0)


def _paragraph(document: DocumentText, lines: list[Line], zone: PartKind, part: int) -> Paragraph:
    """Join lines; a line feed inside becomes one space at its own place."""
    pieces: list[str] = []
    offsets: list[int] = []
    for index, line in enumerate(lines):
        if index:
            pieces.append(" ")
            offsets.append(lines[index - 1].end)
        piece = document.text[line.start : line.end]
        if _STROKES.isdisjoint(piece):
            pieces.append(piece)
            offsets.extend(range(line.start, line.end))
            continue
        for at, letter in enumerate(piece, line.start):
            beside = (document.text[at - 1 : at], document.text[at + 1 : at + 2])
            if letter in "|¦" and not {"", " ", "\n"}.isdisjoint(beside):
                continue
            pieces.append(_SPACED.get(letter, letter))
            offsets.append(at)
    text = "".join(pieces)
    rank, body = mark_of(text)
    return Paragraph(
        text, tuple(offsets), tuple(lines), rank, text[:body].strip() if rank != Rank.NONE else "", body, zone, part
    )


_STROKES = frozenset("\n|¦⁄")
_SPACED = {"\n": " ", "|": " ", "¦": " ", "⁄": "/"}
_END = re.compile(r"[.;] ?/ ?\.")


def _zones(document: DocumentText, body_start: int) -> tuple[dict[int, PartKind], dict[int, int]]:
    """The zone and the part of each line by its start; noise has neither."""
    zones: dict[int, PartKind] = {}
    parts: dict[int, int] = {}
    part = 0
    zone = PartKind.LETTERHEAD
    head_end = max(body_start, _letterhead_end(document))
    closed_page = 0
    for page in document.pages:
        for index, line in enumerate(page.lines):
            folded = fold(document.text[line.start : line.end]).strip()
            if _is_noise(folded, line, index, page):
                continue
            if zone in (PartKind.RECIPIENTS, PartKind.SIGNATURE):
                zone = _after_close(folded, line, zone, closed_page, document)
                part += zone == PartKind.OTHER
            elif _RECIPIENTS.match(folded):
                zone, closed_page = PartKind.RECIPIENTS, line.page
            elif zone == PartKind.OTHER and _SIGNATURE.match(folded) and document.text[line.start : line.end].isupper():
                zone, closed_page = PartKind.SIGNATURE, line.page
            elif zone in (PartKind.LETTERHEAD, PartKind.ADDRESSEES):
                zone = _opening(folded, line, zone, head_end, document)
            zones[line.start] = zone
            parts[line.start] = part
            if zone == PartKind.OTHER and _END.search(folded[-12:]):
                zone, closed_page = PartKind.RECIPIENTS, line.page
    return zones, parts


def _letterhead_end(document: DocumentText) -> int:
    """End of the last line among the first of the document that is surely letterhead."""
    first = [line for page in document.pages[:1] for line in page.lines[:40] if line.end - line.start < _LONG]
    folded = ((line.end, fold(document.text[line.start : line.end]).strip()) for line in first)
    return max((end for end, words in folded if holds_any(words, _TELLING) and _LETTERHEAD.search(words)), default=0)


def _is_noise(folded: str, line: Line, index: int, page: Page) -> bool:
    if not folded or _NOISE.match(folded):
        return True
    edge = index <= 1 or line.box.y0 > FOOT or index == len(page.lines) - 1
    return edge and line.cell is None and bool(_PAGE_NUMBER.match(folded))


def _opening(folded: str, line: Line, zone: PartKind, head_end: int, document: DocumentText) -> PartKind:
    """Zone of a line before the body has begun."""
    if _ADDRESSEES.match(folded):
        return PartKind.ADDRESSEES
    if line.start < head_end:
        return zone
    text = document.text[line.start : line.end].strip()
    marked = mark_of(text)[0] != Rank.NONE
    if zone == PartKind.ADDRESSEES:
        return PartKind.OTHER if not marked and (_BODY.match(folded) or _long_start(line, text)) else zone
    titled = line.centred or line.bold or text.isupper() or text.startswith("#")
    if mark_of(text)[0] <= Rank.LETTER or (marked and not text.endswith((";", ":"))):
        return PartKind.OTHER
    return PartKind.OTHER if not titled and (_BODY.match(folded) or len(text) > RUNNING_LINE) else zone


_BODY = re.compile(
    r"(?:can cu|thuc hien|theo|de |nham|xet|sau khi|trong|qua |ngay \d|tiep theo|nhan duoc|vua qua|thoi gian qua"
    r"|hien nay|uy ban nhan dan|ubnd|chu tich|chieu|tu |dieu 1|"
    r"trien khai|den (?:ngay|nay|thang)|so \w+|van phong|ban |hoi |cong an"
    r"|kinh de nghi|de nghi|yeu cau|giao |phuc dap|duoc |thong bao|nhu "
    r"|(?=.*\b(?:de nghi|yeu cau|giao)\b.*:$)"
    r"|tai |ve )"
)


def _long_start(line: Line, text: str) -> bool:
    """A full line that is no item of the addressees."""
    return (
        mark_of(text)[0] == Rank.NONE and not text.endswith(";") and len(text) > (RUNNING_LINE if line.words else _LONG)
    )


def _after_close(folded: str, line: Line, zone: PartKind, closed_page: int, document: DocumentText) -> PartKind:
    """Zone of a line after the recipients or the signature: an annex begins the body anew."""
    if _ANNEX.match(folded) or (line.page > closed_page and "cong hoa xa hoi" in folded):
        return PartKind.OTHER
    if (
        line.page > closed_page
        and not folded.startswith(("-", "+"))
        and (line.centred or document.text[line.start : line.end].isupper())
    ):
        return PartKind.OTHER if not _SIGNATURE.match(folded) and not folded.startswith("noi nhan") else zone
    return PartKind.SIGNATURE if _SIGNATURE.match(folded) else zone
