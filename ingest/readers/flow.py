"""Pure: paragraphs and tables of a file without layout, put together into one `DocumentText`.

Word, workbooks and plain text have an order but no places. Here their order becomes places: one page, each line a
band of its height, so that a value still leads back to something that can be shown.
"""

from dataclasses import dataclass

from ingest.text import Box, Cell, DocumentText, Line, Origin, Page, Region, Table

PAGE_WIDTH = 595.0
PAGE_HEIGHT = 842.0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in NFC; a line feed inside ``text`` is a line break that its writer made."""

    text: str
    bold: bool = False
    italic: bool = False
    centred: bool = False
    region: Region = Region.FULL


@dataclass(frozen=True, slots=True)
class FlowCell:
    """A cell and its paragraphs; row and column count from 0, spans from 1."""

    row: int
    column: int
    paragraphs: tuple[Paragraph, ...]
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class FlowTable:
    """A table with its cells in row-major order."""

    n_rows: int
    n_columns: int
    cells: tuple[FlowCell, ...]


Block = Paragraph | FlowTable


def lay_out(blocks: list[Block], media_type: str, origin: Origin, warnings: tuple[str, ...] = ()) -> DocumentText:
    """Return the blocks as a document of one page, in their order, empty lines left out."""
    n_lines = sum(_line_count(block) for block in blocks)
    writer = _Writer(n_lines)
    for block in blocks:
        if isinstance(block, Paragraph):
            writer.add_paragraph(block, None)
        else:
            writer.add_table(block)
    page = Page(1, PAGE_WIDTH, PAGE_HEIGHT, origin, tuple(writer.lines), tuple(writer.tables))
    return DocumentText("\n".join(writer.texts), (page,), media_type, has_layout=False, warnings=warnings)


def _line_count(block: Block) -> int:
    """How many lines a block will give."""
    if isinstance(block, Paragraph):
        return sum(1 for piece in block.text.split("\n") if piece.strip())
    return sum(_line_count(paragraph) for cell in block.cells for paragraph in cell.paragraphs)


class _Writer:
    """Collects lines and tables while the offset moves on."""

    def __init__(self, n_lines: int) -> None:
        self.share = 1.0 / max(n_lines, 1)
        self.texts: list[str] = []
        self.lines: list[Line] = []
        self.tables: list[Table] = []
        self.offset = 0
        self.n_paragraphs = 0

    def add_paragraph(self, paragraph: Paragraph, cell: tuple[int, int, int] | None) -> None:
        """Add each line of the paragraph that holds something."""
        for piece in paragraph.text.split("\n"):
            text = piece.strip()
            if not text:
                continue
            start = self.offset + 1 if self.texts else 0
            self.offset = start + len(text)
            self.texts.append(text)
            box = self._band(len(self.lines), len(self.lines) + 1)
            self.lines.append(
                Line(
                    start, self.offset, 1, box, (), paragraph.region, cell, self.n_paragraphs,
                    paragraph.bold, paragraph.italic, paragraph.centred,
                )
            )  # fmt: skip
        self.n_paragraphs += 1

    def add_table(self, table: FlowTable) -> None:
        """Add the lines of each cell, then the table that holds them."""
        number, first = len(self.tables), len(self.lines)
        cells = tuple(self._add_cell(cell, number) for cell in table.cells)
        box = self._band(first, max(len(self.lines), first + 1))
        self.tables.append(Table(1, table.n_rows, table.n_columns, box, cells))

    def _add_cell(self, cell: FlowCell, table: int) -> Cell:
        """Add a cell's lines; an empty cell stands at the end of what was written before it."""
        first = len(self.lines)
        for paragraph in cell.paragraphs:
            self.add_paragraph(paragraph, (table, cell.row, cell.column))
        last = len(self.lines)
        start, end = (self.lines[first].start, self.lines[-1].end) if last > first else (self.offset, self.offset)
        box = self._band(first, max(last, first + 1))
        return Cell(cell.row, cell.column, start, end, box, cell.row_span, cell.column_span)

    def _band(self, first: int, last: int) -> Box:
        """The band from one line to another; one past the end is drawn back onto the page."""
        top = min(first * self.share, 1.0 - self.share)
        return Box(0.0, max(top, 0.0), 1.0, max(min(last * self.share, 1.0), top + self.share))
