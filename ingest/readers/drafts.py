"""What readers of laid-out pages hand to one another before the document's text is put together."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from ingest.text import Box, Mark, Origin, Region

_MIN_SIDE = 1e-4


def clipped(x0: float, y0: float, x1: float, y1: float) -> Box:
    """Return the box inside the page, never empty."""
    if 0.0 <= x0 < x1 <= 1.0 and 0.0 <= y0 < y1 <= 1.0:
        return Box(x0, y0, x1, y1)
    x0, y0 = min(max(float(x0), 0.0), 1 - _MIN_SIDE), min(max(float(y0), 0.0), 1 - _MIN_SIDE)
    return Box(x0, y0, min(max(float(x1), x0 + _MIN_SIDE), 1.0), min(max(float(y1), y0 + _MIN_SIDE), 1.0))


def turned_box(box: Box, rotation: int) -> Box:
    """Return where a box stands once the page is turned clockwise by 0, 90, 180 or 270 degrees."""
    x0, y0, x1, y1 = box
    if rotation == 90:  # noqa: PLR2004
        return Box(1 - y1, x0, 1 - y0, x1)
    if rotation == 180:  # noqa: PLR2004
        return Box(1 - x1, 1 - y1, 1 - x0, 1 - y0)
    if rotation == 270:  # noqa: PLR2004
        return Box(y0, 1 - x1, y1, 1 - x0)
    return box


class FoundWord(NamedTuple):
    """A word with its place on the page as shown; confidence is 1.0 unless it was recognised."""

    text: str
    box: Box
    confidence: float = 1.0
    bold: bool = False
    italic: bool = False


class FoundLine(NamedTuple):
    """Words of one line from left to right, at least one; ``box`` holds them all, ``text`` joins them by a space."""

    words: tuple[FoundWord, ...]
    box: Box
    text: str
    region: Region = Region.FULL


# The same as their own constructors, which cost twice as much.
_box: Callable[[Iterable[float]], Box] = partial(tuple.__new__, Box)
_line: Callable[[Iterable[object]], FoundLine] = partial(tuple.__new__, FoundLine)


def line_of(words: Sequence[FoundWord], region: Region = Region.FULL) -> FoundLine:
    """Return the line that the words make, at least one, from left to right."""
    text, box = words[0][:2]
    if len(words) > 1:
        x0, y0, x1, y1 = zip(*[word[1] for word in words])  # noqa: B905 - all boxes are as long
        text, box = " ".join([word[0] for word in words]), _box((min(x0), min(y0), max(x1), max(y1)))
    return _line((tuple(words), box, text, region))


class FoundCell(NamedTuple):
    """A cell with its lines from top to bottom; row and column count from 0, spans from 1."""

    row: int
    column: int
    box: Box
    row_span: int = 1
    column_span: int = 1
    lines: tuple[FoundLine, ...] = ()


class FoundTable(NamedTuple):
    """Cells in row-major order; merged cells stand once."""

    n_rows: int
    n_columns: int
    box: Box
    cells: tuple[FoundCell, ...]


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page whose ``blocks`` are lines and tables in reading order; size in points, rotation applied."""

    number: int
    width: float
    height: float
    origin: Origin
    blocks: tuple[FoundLine | FoundTable, ...]
    marks: tuple[Mark, ...] = ()
    readability: float = 1.0
    rotation: int = 0


def lines_of(blocks: Iterable[FoundLine | FoundTable]) -> Iterator[FoundLine]:
    """Yield every line in reading order, those of cells too."""
    for block in blocks:
        if isinstance(block, FoundLine):
            yield block
        else:
            for cell in block.cells:
                yield from cell.lines
