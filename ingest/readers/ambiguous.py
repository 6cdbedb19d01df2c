"""The one door to pdfplumber: tables whose ruling lines leave a cell without a clear shape."""

import io
from bisect import bisect_left

from ingest.readers.tables import Grid, GridCell

_TOLERANCE = 3.0


def plumbed_grids(content: bytes, page_number: int) -> list[Grid]:
    """Return the tables of a page, from top to bottom, in points of the page as shown; none where it cannot tell.

    Args:
        content: the file.
        page_number: from 1.
    """
    # Loaded at the first page that needs them: most need them never, and they take a quarter of a second.
    import pdfplumber  # noqa: PLC0415
    from pdfminer.pdfparser import PDFSyntaxError  # noqa: PLC0415
    from pdfminer.psparser import PSException  # noqa: PLC0415
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415

    try:
        with pdfplumber.open(io.BytesIO(content), pages=[page_number]) as document:
            page = document.pages[0]
            left, top = page.bbox[0], page.bbox[1]
            tables = [
                [(x0 - left, y0 - top, x1 - left, y1 - top) for x0, y0, x1, y1 in table.cells]
                for table in page.find_tables()
            ]
    except (PdfminerException, PDFSyntaxError, PSException, IndexError, ValueError):
        return []
    grids = [grid_of(cells) for cells in tables]
    return sorted((grid for grid in grids if grid is not None), key=lambda grid: (grid.ys[0], grid.xs[0]))


def grid_of(cells: list[tuple[float, float, float, float]]) -> Grid | None:
    """Return the grid that rectangles (x0, top, x1, bottom) form, None for fewer than two columns."""
    xs = _distinct([edge for cell in cells for edge in (cell[0], cell[2])])
    ys = _distinct([edge for cell in cells for edge in (cell[1], cell[3])])
    if len(xs) < 3 or len(ys) < 2:  # noqa: PLR2004 - two columns need three edges
        return None
    found: dict[tuple[int, int], GridCell] = {}
    for x0, top, x1, bottom in cells:
        row, column = _index(ys, top), _index(xs, x0)
        spans = max(1, _index(ys, bottom) - row), max(1, _index(xs, x1) - column)
        found.setdefault((row, column), GridCell(row, column, *spans))
    return Grid(tuple(xs), tuple(ys), tuple(found[key] for key in sorted(found)), sound=True)


def _distinct(edges: list[float]) -> list[float]:
    """The edges in order, those closer than the tolerance taken as one."""
    kept: list[float] = []
    for edge in sorted(edges):
        if not kept or edge - kept[-1] > _TOLERANCE:
            kept.append(edge)
    return kept


def _index(edges: list[float], edge: float) -> int:
    """Which of the edges this is."""
    at = bisect_left(edges, edge)
    if at == len(edges) or (at and edge - edges[at - 1] < edges[at] - edge):
        return at - 1
    return at
