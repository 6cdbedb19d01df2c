"""Pure: found pages put together into one `DocumentText`, every word a slice of the one string."""

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache, partial

from ingest.readers.drafts import FoundLine, FoundPage, FoundTable
from ingest.readers.failures import Reason, Unreadable
from ingest.text import Box, Cell, DocumentText, Line, Mark, Page, Region, Table, Word

_CENTRE_TOLERANCE = 0.03
_FULL_LINE, _MIDDLE = 0.68, 0.52

# The same as their own constructors, which cost twice as much.
_word: Callable[[Iterable[object]], Word] = partial(tuple.__new__, Word)
_line: Callable[[Iterable[object]], Line] = partial(tuple.__new__, Line)


class Assembly:
    """A document that grows page by page, so that what was found on a page can go once the page is written.

    Each line is joined to the one before by a line feed.
    """

    def __init__(self) -> None:
        self._written: list[str] = []
        self._parts: list[str] = []
        self._length = 0
        self._pages: list[Page] = []
        self._marks: list[Mark] = []

    def add(self, page: FoundPage) -> None:
        """Write a page; its lines stand in the order of its blocks."""
        lines: list[Line] = []
        tables: list[Table] = []
        for block in page.blocks:
            if isinstance(block, FoundTable):
                tables.append(self._table(page.number, len(tables), block, lines))
            else:
                lines.append(self._line(page.number, block, None))
        read = page.origin, tuple(lines), tuple(tables), page.readability, page.rotation
        self._pages.append(Page(page.number, page.width, page.height, *read))
        self._marks += page.marks
        self._written.append("".join(self._parts))
        self._parts.clear()

    def document(self, media_type: str, warnings: Iterable[str]) -> DocumentText:
        """Return the document; its text is NFC, its readability that of its pages weighed by their letters.

        Raises:
            Unreadable: nothing was read on any page.
        """
        letters = [sum(line.end - line.start for line in page.lines) for page in self._pages]
        if not any(letters):
            raise Unreadable(Reason.NO_TEXT, f"{len(letters)} pages")
        total = sum(page.readability * count for page, count in zip(self._pages, letters, strict=True))
        return DocumentText(
            "".join(self._written),
            tuple(self._pages),
            media_type,
            has_layout=True,
            readability=round(total / sum(letters), 3),
            marks=tuple(self._marks),
            warnings=tuple(warnings),
        )

    def _table(self, page: int, index: int, table: FoundTable, lines: list[Line]) -> Table:
        cells: list[Cell] = []
        for cell in table.cells:
            place = _place(index, cell.row, cell.column)
            inside = [self._line(page, line, place) for line in cell.lines]
            lines += inside
            start, end = (inside[0].start, inside[-1].end) if inside else (self._length, self._length)
            cells.append(Cell(cell.row, cell.column, start, end, cell.box, cell.row_span, cell.column_span))
        return Table(page, table.n_rows, table.n_columns, table.box, tuple(cells))

    def _line(self, page: int, line: FoundLine, cell: tuple[int, int, int] | None) -> Line:
        whole = line.text
        is_composed = whole.isascii() or unicodedata.is_normalized("NFC", whole)
        start = at = end = self._open_line()
        words: list[Word] = []
        bold = italic = 0
        for text, box, confidence, is_bold, is_italic in line.words:
            composed = text if is_composed else unicodedata.normalize("NFC", text)
            end = at + len(composed)
            words.append(_word((composed, at, end, box, confidence)))
            if is_bold:
                bold += len(text)
            if is_italic:
                italic += len(text)
            at = end + 1
        self._parts.append(whole if is_composed else " ".join([word.text for word in words]))
        self._length = end
        box, region, half = line.box, line.region, (len(whole) + 1 - len(words)) / 2
        centred = cell is None and region is Region.FULL and _is_centred(box)
        return _line((start, end, page, box, tuple(words), region, cell, None, bold > half, italic > half, centred))

    def _open_line(self) -> int:
        """Break the line and return the offset of the next."""
        if self._length:
            self._parts.append("\n")
            self._length += 1
        return self._length


@lru_cache(maxsize=10_000)
def _place(table: int, row: int, column: int) -> tuple[int, int, int]:
    """The same value for the same cell of every page: an annex has thousands."""
    return table, row, column


def _is_centred(box: Box) -> bool:
    """Whether a line's middle is the text area's, which leans right by half a centimetre."""
    return box.x1 - box.x0 < _FULL_LINE and abs((box.x0 + box.x1) / 2 - _MIDDLE) < _CENTRE_TOLERANCE
