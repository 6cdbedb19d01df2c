"""Pure: found pages put together into one `DocumentText`, every word a slice of the one string."""

import unicodedata

from ingest.readers.drafts import FoundLine, FoundPage, FoundTable
from ingest.text import Cell, DocumentText, Line, Page, Region, Table, Word

_CENTRE_TOLERANCE = 0.03
_FULL_LINE = 0.9


class _Writer:
    """The growing text; each line is joined to the one before by a line feed."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def open_line(self) -> int:
        """Start a line and return its offset."""
        if self.parts:
            self.parts.append("\n")
            self.length += 1
        return self.length

    def add(self, text: str) -> int:
        """Append text and return the offset after it."""
        self.parts.append(text)
        self.length += len(text)
        return self.length


def assemble(pages: list[FoundPage], media_type: str, readability: float, warnings: tuple[str, ...]) -> DocumentText:
    """Return the document; text is NFC and lines stand in the order of the pages' blocks."""
    writer = _Writer()
    finished = tuple(_page(writer, page) for page in pages)
    marks = tuple(mark for page in pages for mark in page.marks)
    text = "".join(writer.parts)
    return DocumentText(
        text, finished, media_type, has_layout=True, readability=readability, marks=marks, warnings=warnings
    )


def _page(writer: _Writer, page: FoundPage) -> Page:
    lines: list[Line] = []
    tables: list[Table] = []
    for block in page.blocks:
        if isinstance(block, FoundTable):
            tables.append(_table(writer, page.number, len(tables), block, lines))
        else:
            lines.append(_line(writer, page.number, block, None))
    return Page(
        page.number, page.width, page.height, page.origin, tuple(lines), tuple(tables), page.readability, page.rotation
    )


def _table(writer: _Writer, page: int, index: int, table: FoundTable, lines: list[Line]) -> Table:
    cells: list[Cell] = []
    for cell in table.cells:
        inside = [_line(writer, page, line, (index, cell.row, cell.column)) for line in cell.lines]
        lines.extend(inside)
        start = inside[0].start if inside else writer.length
        cells.append(Cell(cell.row, cell.column, start, writer.length, cell.box, cell.row_span, cell.column_span))
    return Table(page, table.n_rows, table.n_columns, table.box, tuple(cells))


def _line(writer: _Writer, page: int, line: FoundLine, cell: tuple[int, int, int] | None) -> Line:
    start = writer.open_line()
    words: list[Word] = []
    for found in line.words:
        if words:
            writer.add(" ")
        text = unicodedata.normalize("NFC", found.text)
        begin = writer.length
        words.append(Word(text, begin, writer.add(text), found.box, found.confidence))
    box = line.box
    return Line(
        start,
        writer.length,
        page,
        box,
        tuple(words),
        line.region,
        cell,
        bold=_most(line, bold=True),
        italic=_most(line, bold=False),
        centred=cell is None and _is_centred(line),
    )


def _most(line: FoundLine, *, bold: bool) -> bool:
    marked = sum(len(word.text) for word in line.words if (word.bold if bold else word.italic))
    return 2 * marked > sum(len(word.text) for word in line.words)


def _is_centred(line: FoundLine) -> bool:
    """A full-width line whose middle is the page's (the text area leans right by half a centimetre)."""
    box = line.box
    middle = (box.x0 + box.x1) / 2
    return line.region is Region.FULL and box.x1 - box.x0 < _FULL_LINE * 0.75 and abs(middle - 0.52) < _CENTRE_TOLERANCE
