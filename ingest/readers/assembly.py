"""Pure: found pages put together into one `DocumentText`, every word a slice of the one string."""

import unicodedata

from ingest.readers.drafts import FoundLine, FoundPage, FoundTable
from ingest.text import Box, Cell, DocumentText, Line, Page, Region, Table, Word

_CENTRE_TOLERANCE = 0.03
_FULL_LINE, _MIDDLE = 0.68, 0.52


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
    start = at = end = writer.open_line()
    is_composed = unicodedata.is_normalized("NFC", line.text)
    words: list[Word] = []
    bold = italic = 0
    for text, box, confidence, is_bold, is_italic in line.words:
        composed = text if is_composed else unicodedata.normalize("NFC", text)
        end = at + len(composed)
        words.append(Word(composed, at, end, box, confidence))
        bold += is_bold and len(text)
        italic += is_italic and len(text)
        at = end + 1
    writer.add(line.text if is_composed else " ".join([word.text for word in words]))
    box, letters = line.box, len(line.text) + 1 - len(words)
    return Line(
        start,
        end,
        page,
        box,
        tuple(words),
        line.region,
        cell,
        bold=2 * bold > letters,
        italic=2 * italic > letters,
        centred=cell is None and line.region is Region.FULL and _is_centred(box),
    )


def _is_centred(box: Box) -> bool:
    """Whether a line's middle is the text area's, which leans right by half a centimetre."""
    return box.x1 - box.x0 < _FULL_LINE and abs((box.x0 + box.x1) / 2 - _MIDDLE) < _CENTRE_TOLERANCE
