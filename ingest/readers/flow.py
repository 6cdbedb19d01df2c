"""Pure: paragraphs and tables of a file without layout, put together into one `DocumentText`.

Word, workbooks and plain text have an order but no places. Here their order becomes places: one page, each line a
band of its height, so that a value still leads back to something that can be shown.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ingest.readers.legacy import modernised
from ingest.text import Box, Cell, DocumentText, Line, Origin, Page, Region, Table

PAGE_WIDTH = 595.0
PAGE_HEIGHT = 842.0
OLD_CODING = "Chữ theo bảng mã cũ (TCVN3, VNI) đã được chuyển sang Unicode."


class Paragraph(NamedTuple):
    """A paragraph in NFC; a line feed inside ``text`` is a line break that its writer made."""

    text: str
    bold: bool = False
    italic: bool = False
    centred: bool = False
    region: Region = Region.FULL


class FlowCell(NamedTuple):
    """A cell and its paragraphs; row and column count from 0, spans from 1."""

    row: int
    column: int
    paragraphs: tuple[Paragraph, ...]
    row_span: int = 1
    column_span: int = 1


class FlowTable(NamedTuple):
    """A table with its cells in row-major order."""

    n_rows: int
    n_columns: int
    cells: tuple[FlowCell, ...]


Block = Paragraph | FlowTable


def lay_out(blocks: list[Block], media_type: str, origin: Origin, warnings: tuple[str, ...] = ()) -> DocumentText:
    """Return the blocks as a document of one page, in their order, empty lines left out, old codings in Unicode."""
    texts = modernised([paragraph.text for paragraph in _paragraphs(blocks)])
    if texts is not None:
        fresh = iter(texts)
        blocks, warnings = [_renewed(block, fresh) for block in blocks], (*warnings, OLD_CODING)
    n_lines = sum(_line_count(block) for block in blocks)
    writer = _Writer(n_lines)
    for block in blocks:
        if isinstance(block, Paragraph):
            writer.add_paragraph(block, None)
        else:
            writer.add_table(block)
    page = Page(1, PAGE_WIDTH, PAGE_HEIGHT, origin, tuple(writer.lines), tuple(writer.tables))
    return DocumentText("\n".join(writer.texts), (page,), media_type, has_layout=False, warnings=warnings)


def _paragraphs(blocks: list[Block]) -> Iterator[Paragraph]:
    """Every paragraph in order, those of cells too."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for cell in block.cells:
                yield from cell.paragraphs


def _renewed(block: Block, texts: Iterator[str]) -> Block:
    """The block with the next texts in place of its own."""
    if isinstance(block, Paragraph):
        return block._replace(text=next(texts))
    cells = [
        cell._replace(paragraphs=tuple([each._replace(text=next(texts)) for each in cell.paragraphs]))
        for cell in block.cells
    ]
    return block._replace(cells=tuple(cells))


def _line_count(block: Block) -> int:
    """How many lines a block will give."""
    if isinstance(block, Paragraph):
        return sum(1 for piece in block.text.split("\n") if piece.strip())
    return sum(_line_count(paragraph) for cell in block.cells for paragraph in cell.paragraphs)


class _Writer:
    """Collects lines and tables while the offset moves on."""

    def __init__(self, n_lines: int) -> None:
        """Share the page out over so many lines: line n stands between edge n and the next."""
        count = max(n_lines, 1)
        self._edges = [number / count for number in range(count)] + [1.0]
        self.texts: list[str] = []
        self.lines: list[Line] = []
        self.tables: list[Table] = []
        self._offset = 0
        self._n_paragraphs = 0

    def add_paragraph(self, paragraph: Paragraph, cell: tuple[int, int, int] | None) -> None:
        """Add each line of the paragraph that holds something."""
        whole = paragraph.text
        for piece in whole.split("\n") if "\n" in whole else (whole,):
            text = piece.strip()
            if not text:
                continue
            start = self._offset + 1 if self.texts else 0
            self._offset = start + len(text)
            self.texts.append(text)
            place = len(self.lines)
            box = Box(0.0, self._edges[place], 1.0, self._edges[place + 1])
            self.lines.append(
                Line(
                    start, self._offset, 1, box, (), paragraph.region, cell, self._n_paragraphs,
                    paragraph.bold, paragraph.italic, paragraph.centred,
                )
            )  # fmt: skip
        self._n_paragraphs += 1

    def add_table(self, table: FlowTable) -> None:
        """Add the lines of each cell, then the table that holds them."""
        number, first = len(self.tables), len(self.lines)
        cells = tuple([self._add_cell(cell, number) for cell in table.cells])
        self.tables.append(Table(1, table.n_rows, table.n_columns, self._band(first, len(self.lines)), cells))

    def _add_cell(self, cell: FlowCell, table: int) -> Cell:
        """Add a cell's lines; an empty cell stands at the end of what was written before it."""
        first = len(self.lines)
        for paragraph in cell.paragraphs:
            self.add_paragraph(paragraph, (table, cell.row, cell.column))
        last = len(self.lines)
        start, end = (self.lines[first].start, self._offset) if last > first else (self._offset, self._offset)
        return Cell(cell.row, cell.column, start, end, self._band(first, last), cell.row_span, cell.column_span)

    def _band(self, first: int, last: int) -> Box:
        """The band from one line to before another; where there is none, that of the nearest line."""
        first = min(first, len(self._edges) - 2)
        return Box(0.0, self._edges[first], 1.0, self._edges[max(last, first + 1)])
