"""Pure: tables that only set text side by side, as letterheads and signatures of Word files do."""

import re

from ingest.readers.flow import Block, FlowTable
from ingest.text import Region

_MOTTO = re.compile(r"c[oộ]ng\s+h[oòoà]+a?\s+x[aã]\s+h[oộ]i|độc lập\s*[-–]|nơi\s+nhận\s*:", re.IGNORECASE)
_MAX_ROWS = 4
_MAX_COLUMNS = 3


def is_layout(table: FlowTable, *, ruled: bool | None) -> bool:
    """Return whether the table is a letterhead, a signature block or another frame without lines.

    Args:
        table: the cells as read.
        ruled: whether lines show between its cells; None where the format does not say.
    """
    if table.n_columns > _MAX_COLUMNS or table.n_rows > 2 * _MAX_ROWS:
        return False
    if any(_MOTTO.search(paragraph.text) for cell in table.cells for paragraph in cell.paragraphs):
        return True
    return ruled is False and table.n_rows <= _MAX_ROWS


def as_columns(table: FlowTable) -> list[Block]:
    """Return the paragraphs row by row, each marked with the column in which it stood."""
    middle = table.n_columns / 2
    blocks: list[Block] = []
    for cell in table.cells:
        if cell.column_span >= table.n_columns:
            region = Region.FULL
        else:
            region = Region.LEFT if cell.column + cell.column_span / 2 <= middle else Region.RIGHT
        blocks.extend(paragraph._replace(region=region) for paragraph in cell.paragraphs)
    return blocks
