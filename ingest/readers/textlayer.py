"""Pure: the words of a text layer and the rules of its page become lines and tables in reading order."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from ingest.readers.drafts import FoundCell, FoundLine, FoundTable, FoundWord, clipped, line_of
from ingest.readers.layout import lines_in_order, rows_of
from ingest.readers.tables import Grid
from ingest.text import Box

_REACH = 0.08

# The same as its own constructor, which costs twice as much.
_cell: Callable[[Iterable[object]], FoundCell] = partial(tuple.__new__, FoundCell)


def page_blocks(
    words: Sequence[FoundWord], grids: Sequence[Grid], width: float, height: float
) -> tuple[FoundLine | FoundTable, ...]:
    """Return lines and tables from top to bottom; each word stands in one of them, once.

    Args:
        words: boxes as fractions of the page.
        grids: from top to bottom, in points of the page as shown.
        width: points.
        height: points.
    """
    blocks: list[FoundLine | FoundTable] = []
    left = list(words)
    for grid in grids:
        table, left = _table(grid, left, width, height)
        if not any(cell.lines for cell in table.cells):
            continue
        above, left = _parted(left, table.box.y0)
        blocks.extend(lines_in_order(above, width, height))
        blocks.append(table)
    blocks.extend(lines_in_order(left, width, height))
    return tuple(blocks)


def _parted(words: list[FoundWord], level: float) -> tuple[list[FoundWord], list[FoundWord]]:
    """The words whose middle lies above a level, and the others."""
    above: list[FoundWord] = []
    below: list[FoundWord] = []
    for word in words:
        _, y0, _, y1 = word[1]
        (above if (y0 + y1) / 2 < level else below).append(word)
    return above, below


def _table(grid: Grid, words: list[FoundWord], width: float, height: float) -> tuple[FoundTable, list[FoundWord]]:
    """The grid's cells with their words, and the words that stand elsewhere."""
    xs, ys = [x / width for x in grid.xs], [y / height for y in grid.ys]
    inside, outside = _shared_out(grid, xs, ys, words)
    cells = tuple(
        [
            _cell((row, column, clipped(xs[column], ys[row], xs[column + across], ys[row + down]), down, across, lines))
            for (row, column, down, across), lines in zip(grid.cells, map(_cell_lines, inside), strict=True)
        ]
    )
    whole = clipped(xs[0], ys[0], xs[-1], ys[-1])
    return FoundTable(len(ys) - 1, len(xs) - 1, whole, cells), outside


def _shared_out(
    grid: Grid, xs: list[float], ys: list[float], words: list[FoundWord]
) -> tuple[list[list[FoundWord]], list[FoundWord]]:
    """The words of each cell, and those outside all of them; most words stand in the cell of the one before."""
    outside: list[FoundWord] = []
    inside: list[list[FoundWord]] = [[] for _ in grid.cells]
    home_of = {
        (row, column): held
        for cell, held in zip(grid.cells, inside, strict=True)
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    xs, ys = [-1.0, *xs, 2.0], [-1.0, *ys, 2.0]  # so that the page around the grid is cells too
    left = right = top = bottom = 0.0
    held = outside
    for word in words:
        x0, y0, x1, y1 = word[1]
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if not (left <= x < right and top <= y < bottom):
            row, column = bisect_right(ys, y), bisect_right(xs, x)
            left, right, top, bottom = xs[column - 1], xs[column], ys[row - 1], ys[row]
            held = home_of.get((row - 2, column - 2), outside)
        held.append(word)
    return inside, outside


def _cell_lines(words: list[FoundWord]) -> tuple[FoundLine, ...]:
    if len(words) > 1:
        return tuple(map(line_of, rows_of(words)))
    return tuple(map(line_of, [words] if words else []))


def with_filled(
    blocks: Sequence[FoundLine | FoundTable], words: Sequence[FoundWord]
) -> tuple[FoundLine | FoundTable, ...]:
    """Return the blocks with words filled into fields put into the line that they stand in, else as lines."""
    found = list(blocks)
    for row in rows_of(words):
        box = line_of(row).box
        middle = (box.y0 + box.y1) / 2
        home = next(
            (
                (i, block)
                for i, block in enumerate(found)
                if isinstance(block, FoundLine)
                and block.box.y0 <= middle <= block.box.y1
                and box.x1 > block.box.x0 - _REACH
                and box.x0 < block.box.x1 + _REACH
            ),
            None,
        )
        if home is None:
            at = next((i for i, block in enumerate(found) if block.box.y0 > middle), len(found))
            found.insert(at, line_of(row))
        else:
            found[home[0]] = _with_words(home[1], row)
    return tuple(found)


def _with_words(line: FoundLine, words: list[FoundWord]) -> FoundLine:
    """The line with the words in their places; what was recognised under them gives way."""
    kept = [old for old in line.words if not any(_overlap(old.box, new.box) for new in words)]
    return line_of(sorted([*kept, *words], key=lambda word: word.box.x0), line.region)


def _overlap(old: Box, new: Box) -> bool:
    """Whether the middle of one stands in the other."""
    middle = (old.x0 + old.x1) / 2
    return new.x0 <= middle <= new.x1
