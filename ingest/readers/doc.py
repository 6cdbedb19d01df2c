"""DOC (Word 97-2003): text, tables and numbering from the file itself; no other program is needed.

The text lies in pieces; a table's cells end with the sign 7, its rows with a paragraph marked as the end of a row.
What other programs would add (page layout, pictures) is not read here, and a warning says so.
"""

import struct
from dataclasses import dataclass, field

from ingest.readers import doc_parts
from ingest.readers.doc_parts import Look
from ingest.readers.failures import Reason, Unreadable
from ingest.readers.flow import Block, FlowCell, FlowTable, Paragraph, lay_out
from ingest.readers.layout_tables import as_columns, is_layout
from ingest.readers.numbering import Counter
from ingest.readers.ole import BrokenCompound, Compound, CutCompound
from ingest.readers.plain import clean
from ingest.text import DocumentText, Origin

MEDIA_TYPE = "application/msword"
CONVERTED = "Tệp .doc đời cũ được chuyển đổi: đọc chữ và bảng, không có vị trí trên trang."

_MAGIC = 0xA5EC
_WORD_97 = 0xC1
_ENCRYPTED = 0x0100
_SECOND_TABLE = 0x0200
_LENGTHS = 0x4C  # of main text, footnotes, headers, (macros), comments, endnotes, text boxes
_RUNS, _PARAGRAPHS, _PIECES, _FAMILIES, _OVERRIDES = 12, 13, 33, 73, 74
_SIGNS = {0x0B: "\n", 0x0E: "\n", 0x1E: "-", 0x1F: "", 0x09: " ", 0xA0: " "}
_CELL, _ENDS = "\x07", "\r\x07\x0c"
_FIELD_BEGINS, _FIELD_SHOWS, _FIELD_ENDS = "\x13", "\x14", "\x15"


def read_doc(content: bytes) -> DocumentText:
    """Return the text of the document in order, tables with their cells, footnotes and text boxes at the end.

    Raises:
        Unreadable: encrypted, cut off, broken, or older than Word 97.
    """
    try:
        return _read(Compound(content))
    except CutCompound as error:
        raise Unreadable(Reason.TRUNCATED, str(error)) from error
    except (BrokenCompound, KeyError, struct.error, IndexError) as error:
        raise Unreadable(Reason.BROKEN, repr(error)) from error


def _read(compound: Compound) -> DocumentText:
    """Read the streams of an opened file."""
    document = compound.stream("WordDocument")
    magic, version = struct.unpack_from("<HH", document, 0)
    flags = struct.unpack_from("<H", document, 10)[0]
    if flags & _ENCRYPTED:
        raise Unreadable(Reason.ENCRYPTED, "doc")
    if magic != _MAGIC or version < _WORD_97:
        raise Unreadable(Reason.UNSUPPORTED, f"Word version {version:#x}")
    table = compound.stream("1Table" if flags & _SECOND_TABLE else "0Table")

    def part(number: int) -> tuple[int, int]:
        start, size = struct.unpack_from("<II", document, 0x9A + 8 * number)
        return start, size

    def slice_of(number: int) -> bytes:
        start, size = part(number)
        return table[start : start + size]

    data = compound.stream("Data") if "Data" in compound.names() else b""
    lists = doc_parts.lists(table, part(_FAMILIES)[0], *part(_OVERRIDES))
    story = _Story(
        document,
        doc_parts.pieces(slice_of(_PIECES)),
        doc_parts.looks(document, slice_of(_PARAGRAPHS), data, of_paragraphs=True),
        doc_parts.looks(document, slice_of(_RUNS), data, of_paragraphs=False),
    )
    main, notes, headers, _, comments, endnotes, boxes = struct.unpack_from("<7I", document, _LENGTHS)
    after_comments = main + notes + headers + comments
    assembly = _Assembly(Counter(lists))
    spans = (
        (0, main),
        (main, main + notes),
        (after_comments, after_comments + endnotes + boxes),
    )
    for first, end in spans:
        for mark in story.paragraphs(first, end):
            assembly.add(mark)
        assembly.close_table()
    return lay_out(assembly.blocks, MEDIA_TYPE, Origin.CONVERTED, (CONVERTED,))


@dataclass(slots=True)
class _Mark:
    """A paragraph as stored: its text, the sign that ends it, and its look."""

    text: str
    sign: str
    look: Look
    bold: int = 0
    italic: int = 0


class _Story:
    """The text of the file with its looks."""

    def __init__(
        self, document: bytes, pieces: list[doc_parts.Piece], paragraphs: doc_parts.Looks, runs: doc_parts.Looks
    ) -> None:
        self._document = document
        self._pieces = pieces
        self._paragraphs = paragraphs
        self._runs = runs

    def paragraphs(self, first: int, end: int) -> list[_Mark]:
        """Return the paragraphs between two character numbers."""
        found: list[_Mark] = []
        texts: list[str] = []
        counts = [0, 0]
        for piece in self._pieces:
            start, stop = max(piece.first, first), min(piece.end, end)
            if start >= stop:
                continue
            begin = piece.offset + (start - piece.first) * piece.width
            until = piece.offset + (stop - piece.first) * piece.width
            for here, there, look in self._runs.span(begin, until):
                encoding = "cp1252" if piece.width == 1 else "utf-16-le"
                raw = self._document[here:there].decode(encoding, "replace")
                self._split(raw, here, piece.width, look, texts, counts, found)
        if texts:
            found.append(_Mark("".join(texts), "\r", doc_parts.PLAIN, *counts))
        return found

    def _split(
        self, raw: str, offset: int, width: int, look: Look, texts: list[str], counts: list[int], found: list[_Mark]
    ) -> None:
        """Share a run out over the paragraphs it touches."""
        begin = 0
        shown = not (look.hidden or look.deleted)
        for place, sign in enumerate(raw):
            if sign in _ENDS:
                self._take(raw[begin:place] if shown else "", look, texts, counts)
                mark_look = self._paragraphs.at(offset + place * width)
                if not (look.deleted and sign == "\r"):
                    found.append(_Mark("".join(texts), sign, mark_look, *counts))
                    texts.clear()
                    counts[:] = (0, 0)
                begin = place + 1
        self._take(raw[begin:] if shown else "", look, texts, counts)

    @staticmethod
    def _take(text: str, look: Look, texts: list[str], counts: list[int]) -> None:
        """Keep a stretch of text and how much of it is bold and italic."""
        if text:
            texts.append(text)
            counts[0] += len(text) * look.bold
            counts[1] += len(text) * look.italic


@dataclass(slots=True)
class _Assembly:
    """Puts paragraphs together to blocks; ``rows`` is the table that is still open."""

    counter: Counter
    blocks: list[Block] = field(default_factory=list)
    rows: list[tuple[list[list[Paragraph]], Look]] = field(default_factory=list)
    row: list[list[Paragraph]] = field(default_factory=list)
    cell: list[Paragraph] = field(default_factory=list)

    def add(self, mark: _Mark) -> None:
        """Add one stored paragraph."""
        if mark.sign == _CELL and mark.look.ends_row:
            self.rows.append((self.row, mark.look))
            self.row, self.cell = [], []
            return
        paragraph = self._paragraph(mark)
        if mark.sign == _CELL or mark.look.in_table:
            if paragraph:
                self.cell.append(paragraph)
            if mark.sign == _CELL:
                self.row.append(self.cell)
                self.cell = []
            return
        self.close_table()
        if paragraph:
            self.blocks.append(paragraph)

    def close_table(self) -> None:
        """Give out the open table, if there is one."""
        if self.cell:
            self.row.append(self.cell)
        if self.row:
            self.rows.append((self.row, doc_parts.PLAIN))
        if self.rows:
            table = _table(self.rows)
            self.blocks.extend(as_columns(table) if is_layout(table, ruled=None) else [table])
        self.rows, self.row, self.cell = [], [], []

    def _paragraph(self, mark: _Mark) -> Paragraph | None:
        """The paragraph with its number, None if nothing stands in it."""
        text = clean(without_fields(mark.text).translate(_SIGNS)).strip(" \n")
        if not text:
            return None
        number = self.counter.mark(str(mark.look.list_id), mark.look.level) if mark.look.list_id > 0 else ""
        half = len(mark.text) / 2
        return Paragraph(number + text, mark.bold > half, mark.italic > half, mark.look.centred)


def without_fields(text: str) -> str:
    """Return the text as shown: of each field its result, not its instruction."""
    if _FIELD_BEGINS not in text:
        return text
    shown: list[str] = []
    hidden: list[bool] = []  # one entry an open field: are we still in its instruction
    for sign in text:
        if sign == _FIELD_BEGINS:
            hidden.append(True)
        elif sign == _FIELD_SHOWS and hidden:
            hidden[-1] = False
        elif sign == _FIELD_ENDS and hidden:
            hidden.pop()
        elif not any(hidden):
            shown.append(sign)
    return "".join(shown)


def _table(rows: list[tuple[list[list[Paragraph]], Look]]) -> FlowTable:
    """The rows as a table, merged cells once."""
    cells: list[FlowCell] = []
    above: dict[int, int] = {}
    n_columns = max(len(row) for row, _ in rows)
    for number, (row, look) in enumerate(rows):
        flags = look.cell_flags + (0,) * (len(row) - len(look.cell_flags))
        left: int | None = None
        for column, paragraphs in enumerate(row):
            if flags[column] & 2 and left is not None:
                cells[left] = cells[left]._replace(column_span=column - cells[left].column + 1)
            elif flags[column] & 32 and not flags[column] & 64 and column in above:
                cells[above[column]] = cells[above[column]]._replace(row_span=number - cells[above[column]].row + 1)
                left = None
            else:
                left = len(cells)
                above[column] = left
                cells.append(FlowCell(number, column, tuple(paragraphs)))
    return FlowTable(len(rows), n_columns, tuple(cells))
