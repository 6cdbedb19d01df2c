"""The paragraphs of a directive: lines joined, each with its item mark and zone, noise left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extraction.grammar.marks import Rank, mark_of
from extraction.grammar.normal import holds_any
from extraction.grammar.zones import LONG, Zone, zones_of
from extraction.values import PartKind
from ingest.folding import fold, fold_whole
from ingest.text import DocumentText, Line, Page, Region

FULL_WIDTH = 0.45  # share of the page; a shorter line says nothing of its margins
FEW_LINES = 4
SHORT_BY = 0.07  # share of the page by which the last line of a paragraph falls short
NEAR_INDENT = 0.12
LONGEST_LABEL = 60  # characters


class Paragraph(NamedTuple):
    """Lines that make one paragraph; character ``i`` of ``text`` stands at ``offsets[i]`` of the document.

    ``folded`` is ``text`` folded, character for character; ``body`` is the offset in both at which the words begin
    after the item mark.
    """

    text: str
    folded: str
    offsets: Sequence[int]
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

    @property
    def folded_words(self) -> str:
        """The folded text after the item mark."""
        return self.folded[self.body :]

    def part_of(self, start: int, end: int) -> "Paragraph":
        """Return ``text[start:end]`` as a paragraph; without the item mark unless it starts where this one does."""
        text, folded, offsets = self.text[start:end], self.folded[start:end], self.offsets[start:end]
        lines = tuple(line for line in self.lines if line.start <= offsets[-1] and offsets[0] < line.end)
        part = self._replace(text=text, folded=folded, offsets=offsets, lines=lines)
        return part if start == 0 else part._replace(rank=Rank.NONE, mark="", body=0)

    def place(self, at: int) -> int:
        """Return the document's offset of character ``at``, its end for the length of the text."""
        return self.offsets[at] if at < len(self.offsets) else self.offsets[-1] + 1


_LABEL = re.compile(
    r"(?:don vi|co quan)(?: \w+){0,4} ?:|thoi (?:gian|han)(?: \w+){1,3} ?:|san pham(?: \w+){0,3} ?:|(?:chu tri"
    r"|phoi hop)(?: \w+){0,2} ?:"
)


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
    folded = fold_whole(document.text).replace("\n", " ")
    zones = zones_of(document, folded, body_start)
    paragraphs: list[Paragraph] = []
    run: list[Line] = []
    margins: _Margins | None = None

    def close() -> None:
        if run:
            paragraphs.append(_paragraph(document, tuple(run), zones[run[0].start], folded))
            run.clear()

    for page in document.pages:
        margins = _Margins.of(page, margins)
        for line in page.lines:
            if line.start not in zones:
                continue
            if line.start in taken:
                close()
                continue
            if run and _breaks(document, folded, run[-1], line, margins, zones):
                close()
            run.append(line)
    close()
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
            and len(before.text) > LONG
            and before.text.rstrip()[-1:].isalpha()
            and (after is None or after.rank != Rank.DASH)
        ):
            mended[-1] = before._replace(
                text=f"{before.text} {paragraph.text}",
                folded=f"{before.folded} {paragraph.folded}",
                offsets=(*before.offsets, before.offsets[-1] + 1, *paragraph.offsets),
                lines=(*before.lines, *paragraph.lines),
            )
        else:
            mended.append(paragraph)
    return mended


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
        many = len(starts) > 2 * FEW_LINES
        left, outermost = (starts[len(starts) // 4], starts[1]) if many else (starts[0], starts[0])  # one may be debris
        return cls(min(left, outermost + 0.04), median(sorted(line.box.x1 for line in full)[len(full) // 2 :]), 0.02)


def _breaks(
    document: DocumentText, folded: str, before: Line, line: Line, margins: _Margins, zones: dict[int, Zone]
) -> bool:
    """Say whether ``line`` begins a new paragraph."""
    same_zone = zones[before.start].kind == zones[line.start].kind
    if not same_zone or before.cell != line.cell or before.region != line.region:
        return True
    text = document.text[line.start : line.end]
    if _LABEL.match(folded, line.start, min(line.end, line.start + LONGEST_LABEL)):
        return True
    if before.paragraph is not None or line.paragraph is not None:
        return before.paragraph != line.paragraph
    ended = document.text[before.start : before.end].rstrip()
    rank, mark = mark_of(text, folded[line.start : line.end])
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
    joined = _paragraph(document, tuple(lines), Zone(PartKind.OTHER, part))
    return joined._replace(rank=Rank.NONE, mark="", body=0)


def _paragraph(document: DocumentText, lines: tuple[Line, ...], zone: Zone, folded: str = "") -> Paragraph:
    """Join lines; a line feed inside becomes one space at its own place.

    Nearly always they follow one another and hold no stroke: then the paragraph is a stretch of the document.
    """
    start, end = lines[0].start, lines[-1].end
    text = document.text[start:end].replace("\n", " ")
    offsets: Sequence[int] = range(start, end)
    follow = all(line.start == before.end + 1 for before, line in pairwise(lines))
    if follow and not holds_any(text, _STROKES):
        folded = folded[start:end] or fold(text)
    else:
        text, offsets = _without_strokes(document.text, lines)
        folded = fold(text)
    rank, body = mark_of(text, folded)
    mark = text[:body].strip() if rank != Rank.NONE else ""
    return Paragraph(text, folded, offsets, lines, rank, mark, body, *zone)


def _without_strokes(text: str, lines: tuple[Line, ...]) -> tuple[str, list[int]]:
    """The text of lines and its offsets; strokes that stand alone are the scan's, others become a space or a slash."""
    letters: list[str] = []
    offsets: list[int] = []
    for index, line in enumerate(lines):
        if index:
            letters.append(" ")
            offsets.append(lines[index - 1].end)
        for at in range(line.start, line.end):
            letter = text[at]
            alone = letter in "|¦" and not {"", " ", "\n"}.isdisjoint((text[at - 1 : at], text[at + 1 : at + 2]))
            if not alone:
                letters.append(_SPACED.get(letter, letter))
                offsets.append(at)
    return "".join(letters), offsets


_STROKES = ("|", "¦", "⁄")
_SPACED = {"\n": " ", "|": " ", "¦": " ", "⁄": "/"}
