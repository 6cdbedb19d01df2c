"""What readers of laid-out pages hand to one another before the document's text is put together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class FoundLine:
    """Words of one line from left to right, at least one; ``box`` holds them all, ``text`` joins them by a space."""

    words: tuple[FoundWord, ...]
    region: Region = Region.FULL
    box: Box = field(init=False, compare=False)
    text: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Work out what every reader asks for."""
        object.__setattr__(self, "box", _box_around(self.words))
        object.__setattr__(self, "text", " ".join([word.text for word in self.words]))


def _box_around(words: tuple[FoundWord, ...]) -> Box:
    """The smallest box that holds the words; written out, for calls would cost twice as much."""
    first = words[0].box
    if len(words) == 1:
        return first
    x0, y0, x1, y1 = first
    for word in words:
        left, top, right, bottom = word.box
        x0 = left if left < x0 else x0  # noqa: FURB136
        y0 = top if top < y0 else y0  # noqa: FURB136
        x1 = right if right > x1 else x1  # noqa: FURB136
        y1 = bottom if bottom > y1 else y1  # noqa: FURB136
    return Box(x0, y0, x1, y1)


@dataclass(frozen=True, slots=True)
class FoundCell:
    """A cell with its lines from top to bottom; row and column count from 0, spans from 1."""

    row: int
    column: int
    box: Box
    row_span: int = 1
    column_span: int = 1
    lines: tuple[FoundLine, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundTable:
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
