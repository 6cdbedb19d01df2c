"""Pure: the words of a text layer and the rules of its page become lines and tables in reading order."""

from bisect import bisect_right
from collections.abc import Sequence

from ingest.readers.drafts import FoundCell, FoundLine, FoundTable, FoundWord, clipped, line_of
from ingest.readers.layout import lines_in_order, rows_of
from ingest.readers.tables import Grid
from ingest.text import Box

_REACH = 0.08


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
        above = [word for word in left if (word.box.y0 + word.box.y1) / 2 < table.box.y0]
        left = [word for word in left if (word.box.y0 + word.box.y1) / 2 >= table.box.y0]
        blocks.extend(lines_in_order(above, width, height))
        blocks.append(table)
    blocks.extend(lines_in_order(left, width, height))
    return tuple(blocks)


def _table(grid: Grid, words: list[FoundWord], width: float, height: float) -> tuple[FoundTable, list[FoundWord]]:
    """The grid's cells with their words, and the words that stand elsewhere."""
    xs, ys = [x / width for x in grid.xs], [y / height for y in grid.ys]
    boxes = [
        clipped(xs[cell.column], ys[cell.row], xs[cell.column + cell.column_span], ys[cell.row + cell.row_span])
        for cell in grid.cells
    ]
    inside: list[list[FoundWord]] = [[] for _ in boxes]
    home_of = {
        (row, column): index
        for index, cell in enumerate(grid.cells)
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    outside = []
    for word in words:
        x0, y0, x1, y1 = word.box
        home = home_of.get((bisect_right(ys, (y0 + y1) / 2) - 1, bisect_right(xs, (x0 + x1) / 2) - 1))
        if home is None:
            outside.append(word)
        else:
            inside[home].append(word)
    cells = tuple(
        FoundCell(cell.row, cell.column, box, cell.row_span, cell.column_span, _cell_lines(held))
        for cell, box, held in zip(grid.cells, boxes, inside, strict=True)
    )
    whole = clipped(xs[0], ys[0], xs[-1], ys[-1])
    return FoundTable(len(ys) - 1, len(xs) - 1, whole, cells), outside


def _cell_lines(words: list[FoundWord]) -> tuple[FoundLine, ...]:
    return tuple(map(line_of, rows_of(words))) if words else ()


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
