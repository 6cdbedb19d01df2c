"""Pure: the words of a text layer and the rules of its page become lines and tables in reading order."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.readers.drafts import FoundCell, FoundLine, FoundTable, FoundWord, clipped
from ingest.readers.layout import lines_in_order, rows_of
from ingest.readers.tables import Grid
from ingest.text import Box


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


def _table(
    grid: Grid, words: list[FoundWord], width: float, height: float
) -> tuple[FoundTable, list[FoundWord]]:
    """The grid's cells with their words, and the words that stand elsewhere."""
    def shown(box: Box) -> Box:
        return clipped(box.x0 / width, box.y0 / height, box.x1 / width, box.y1 / height)

    whole = shown(grid.box())
    boxes = [shown(grid.box(cell)) for cell in grid.cells]
    inside: list[list[FoundWord]] = [[] for _ in boxes]
    outside = []
    for word in words:
        x, y = (word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2
        home = None
        if whole.x0 <= x <= whole.x1 and whole.y0 <= y <= whole.y1:
            home = next((i for i, b in enumerate(boxes) if b.x0 <= x <= b.x1 and b.y0 <= y <= b.y1), None)
        if home is None:
            outside.append(word)
        else:
            inside[home].append(word)
    cells = tuple(
        FoundCell(cell.row, cell.column, box, cell.row_span, cell.column_span, _cell_lines(held))
        for cell, box, held in zip(grid.cells, boxes, inside, strict=True)
    )
    return FoundTable(len(grid.ys) - 1, len(grid.xs) - 1, whole, cells), outside


def _cell_lines(words: list[FoundWord]) -> tuple[FoundLine, ...]:
    return tuple(FoundLine(tuple(row)) for row in rows_of(words))


def with_texts(words: Sequence[FoundWord], texts: Sequence[str]) -> tuple[FoundWord, ...]:
    """Return the words with other texts in the same places."""
    return tuple(replace(word, text=text) for word, text in zip(words, texts, strict=True))


def turned(words: Sequence[FoundWord], angle: int) -> tuple[FoundWord, ...]:
    """Return the words on the page turned so that text set at ``angle`` degrees (90 or 270) reads upright."""
    def box(b: Box) -> Box:
        if angle == 90:  # noqa: PLR2004
            return Box(1 - b.y1, b.x0, 1 - b.y0, b.x1)
        if angle == 270:  # noqa: PLR2004
            return Box(b.y0, 1 - b.x1, b.y1, 1 - b.x0)
        return Box(1 - b.x1, 1 - b.y1, 1 - b.x0, 1 - b.y0)

    return tuple(replace(word, box=box(word.box)) for word in words)
