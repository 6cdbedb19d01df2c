"""Workbooks and CSV files that carry records, not documents: plain cells with their own lines, within hard bounds."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import cast
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from core.grid import Grid, GridRow
from ingest.readers.failures import Reason, Unreadable
from ingest.readers.limits import ReadingLimits
from ingest.readers.plain import clean, decode
from ingest.readers.xlsx import shown

MAX_SHEETS = 20
MAX_LINES = 20_000
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_CELL = 10_000
MAX_UNPACKED = 60_000_000
MAX_RATIO = 200
_SMALL = 1_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY", b"<\x00!\x00D\x00O\x00C\x00T\x00Y\x00P\x00E", b"\x00<\x00!\x00D\x00O\x00C")
_PIECE = 1 << 20
_OVERLAP = 32
_DAMAGED = (
    BadZipFile, InvalidFileException, LookupError, ValueError, TypeError, AttributeError, SyntaxError, ArithmeticError,
    NotImplementedError, EOFError,
)  # fmt: skip
_WIDEST = 60
_LEAST_WIDTH = 12


def read_grids(content: bytes, limits: ReadingLimits) -> tuple[Grid, ...]:
    """Return the visible sheets that hold something; a formula shows its last computed value.

    Bytes that are no ZIP package are read as CSV, parted by comma, semicolon or tab.

    Raises:
        Unreadable: neither workbook nor text, or more than a list of records needs.
    """
    if len(content) > limits.max_bytes:
        raise Unreadable(Reason.TOO_LARGE, f"{len(content)} bytes")
    if not content.strip():
        raise Unreadable(Reason.EMPTY, "no bytes")
    if content.startswith(_OLE):
        raise Unreadable(Reason.UNSUPPORTED, "an old or an encrypted workbook")
    if not content.startswith(b"PK"):
        return _csv(content)
    try:
        _refuse_hostile(content, limits)
        workbook = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        if len(sheets) > MAX_SHEETS:
            raise Unreadable(Reason.TOO_LARGE, f"{len(sheets)} sheets")
        grids = tuple(grid for sheet in sheets if (grid := _grid(sheet)).rows)
        workbook.close()
    except _DAMAGED as error:
        raise Unreadable(Reason.BROKEN, f"xlsx: {type(error).__name__}") from error
    return grids


def write_workbook(name: str, header: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[str]) -> bytes:
    """Return a workbook of one sheet to fill in, and a second one that says how.

    Args:
        header: words of the columns, in bold and kept in sight.
        rows: examples below it.
        notes: lines of the sheet "Hướng dẫn".
    """
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one sheet; this tells the type checker
    sheet.title = name
    for row in (header, *rows):
        sheet.append(list(row))
    for place, words in enumerate(header, start=1):
        cell = sheet.cell(1, place)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        longest = max((len(row[place - 1]) for row in rows if len(row) >= place), default=0)
        sheet.column_dimensions[get_column_letter(place)].width = min(
            max(len(words) // 2, longest, _LEAST_WIDTH), _WIDEST
        )
    sheet.freeze_panes = "A2"
    guide = workbook.create_sheet("Hướng dẫn")
    for note in notes:
        guide.append([note])
    guide.column_dimensions["A"].width = 110
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def _grid(sheet: Worksheet) -> Grid:
    """The rows that hold something; what the sheet says of its own size is not believed."""
    cast("ReadOnlyWorksheet", sheet).reset_dimensions()
    rows: list[GridRow] = []
    for line, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, max_row=MAX_LINES + 1, values_only=True), 1):
        if line > MAX_LINES:
            raise Unreadable(Reason.TOO_LARGE, f"more than {MAX_LINES} lines")
        _keep(rows, line, [shown(value)[:MAX_CELL] for value in cells])
    return Grid(clean(sheet.title).strip(), tuple(rows))


def _keep(rows: list[GridRow], line: int, cells: list[str]) -> None:
    """Add a row that holds something, its empty end left out."""
    while cells and not cells[-1]:
        cells.pop()
    if not cells:
        return
    rows.append(GridRow(line, tuple(cells)))
    if len(rows) > MAX_ROWS:
        raise Unreadable(Reason.TOO_LARGE, f"more than {MAX_ROWS} rows")


def _csv(content: bytes) -> tuple[Grid, ...]:
    text, _ = decode(content)
    if "\x00" in text:
        raise Unreadable(Reason.BROKEN, "neither workbook nor text")
    head = text[:_PIECE].split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    rows: list[GridRow] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=mark)
    try:
        before = 0
        for record in reader:
            _keep(rows, before + 1, [clean(cell)[:MAX_CELL].strip() for cell in record[:MAX_COLUMNS]])
            before = reader.line_num
    except csv.Error as error:
        raise Unreadable(Reason.BROKEN, f"csv: {error}") from error
    return (Grid("", tuple(rows)),) if rows else ()


def _refuse_hostile(content: bytes, limits: ReadingLimits) -> None:
    """Refuse a package that unpacks beyond reason, or of which a part declares a document type or an entity."""
    with ZipFile(BytesIO(content)) as package:
        entries = package.infolist()
        size = sum(entry.file_size for entry in entries)
        if len(entries) > limits.max_entries or size > min(MAX_UNPACKED, limits.max_unpacked_bytes):
            raise Unreadable(Reason.TOO_LARGE, f"{len(entries)} parts, {size} bytes unpacked")
        for entry in entries:
            if entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
                raise Unreadable(Reason.TOO_LARGE, f"{entry.filename}: packed beyond reason")
            if entry.filename.endswith((".xml", ".rels")):
                _refuse_declarations(package, entry.filename)


def _refuse_declarations(package: ZipFile, name: str) -> None:
    with package.open(name) as part:
        before = b""
        while piece := part.read(_PIECE):
            if any(mark in before + piece for mark in _DECLARED):
                raise Unreadable(Reason.BROKEN, "xlsx: document type declared")
            before = piece[-_OVERLAP:]
