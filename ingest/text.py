"""What a reader gives: pages, lines and words with their places, tables with cells, where each page came from.

One string holds the whole document; every part of it is a slice of that string, so that a value found in the text
leads back to its words, and from these to a box on the page.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle as fractions of the page as shown, origin top left; 0 ≤ x0 < x1 ≤ 1, the same for y."""

    x0: float
    y0: float
    x1: float
    y1: float

    def union(self, other: "Box") -> "Box":
        """Return the smallest box that holds both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


class Origin(StrEnum):
    """Where a page's text came from."""

    TEXT_LAYER = "text_layer"
    OCR = "ocr"
    WORD = "word"
    CONVERTED = "converted"
    PLAIN = "plain"


class Region(StrEnum):
    """Which column a line stands in; letterhead and signature pages have two."""

    FULL = "full"
    LEFT = "left"
    RIGHT = "right"


class Word(NamedTuple):
    """A word as read; ``start:end`` slices `DocumentText.text`; confidence is 1.0 unless it was recognised (0 to 1)."""

    text: str
    start: int
    end: int
    box: Box
    confidence: float = 1.0


class Line(NamedTuple):
    """A line in reading order; ``start:end`` slices `DocumentText.text` without the line break.

    ``words`` is empty for a file without layout. ``cell`` names (table index on the page, row, column) for a line
    inside a table. ``paragraph`` numbers paragraphs where the format states them (Word, plain text), else None.
    """

    start: int
    end: int
    page: int
    box: Box
    words: tuple[Word, ...] = ()
    region: Region = Region.FULL
    cell: tuple[int, int, int] | None = None
    paragraph: int | None = None
    bold: bool = False
    italic: bool = False
    centred: bool = False


class Cell(NamedTuple):
    """A table cell; ``start:end`` slices `DocumentText.text` (empty: start == end); spans count rows and columns."""

    row: int
    column: int
    start: int
    end: int
    box: Box
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table on one page, cells in row-major order; merged cells stand once, at their top left corner."""

    page: int
    n_rows: int
    n_columns: int
    box: Box
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something seen as a picture: kind is urgency, secrecy, arrival_stamp or seal; text is what was read in it."""

    kind: str
    text: str
    page: int
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page as shown; number counts from 1; size in points after rotation; readability 0 to 1."""

    number: int
    width: float
    height: float
    origin: Origin
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    readability: float = 1.0
    rotation: int = 0


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A whole document: ``text`` is NFC, lines joined by one line feed, cells of a table in row-major order.

    Always holds: lines are disjoint and in order of ``start``; the words of a line lie inside it; the lines of a cell
    lie inside the cell's slice. ``has_layout`` is False for Word and plain files: then there is one page, and a box
    is the share of all lines from top to bottom.
    """

    text: str
    pages: tuple[Page, ...]
    media_type: str
    has_layout: bool
    readability: float = 1.0
    marks: tuple[Mark, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    def lines(self) -> Iterator[Line]:
        """Yield every line of every page in reading order."""
        for page in self.pages:
            yield from page.lines

    def slice(self, start: int, end: int) -> str:
        """Return the text between two offsets, line breaks kept."""
        return self.text[start:end]
