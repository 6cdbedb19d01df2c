"""XLSX: each sheet one table; a cell's shown value as text, days as dd/mm/yyyy, merged cells once."""

from datetime import date, datetime, time
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from ingest.readers.failures import Reason, Unreadable
from ingest.readers.flow import Block, FlowCell, FlowTable, Paragraph, lay_out
from ingest.readers.limits import ReadingLimits
from ingest.readers.plain import clean
from ingest.text import DocumentText, Origin

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = 4096
_DAMAGED = (  # what the library lets through where a part is missing or makes no sense
    BadZipFile, InvalidFileException, LookupError, ValueError, TypeError, AttributeError, SyntaxError, ArithmeticError,
)  # fmt: skip
_MAX_CELLS = 500_000


def read_xlsx(content: bytes, limits: ReadingLimits) -> DocumentText:
    """Return a heading and a table for each visible sheet that holds something.

    Raises:
        Unreadable: no workbook, or more cells than can be read.
    """
    try:
        _refuse_declarations(content)
        workbook = load_workbook(BytesIO(content), data_only=True, keep_links=False)
        blocks = _sheets(workbook, limits)
    except _DAMAGED as error:
        raise Unreadable(Reason.BROKEN, f"xlsx: {type(error).__name__}") from error
    return lay_out(blocks, MEDIA_TYPE, Origin.CONVERTED)


def _sheets(workbook: Workbook, limits: ReadingLimits) -> list[Block]:
    """The visible sheets that hold something, with their names where there are several."""
    blocks: list[Block] = []
    n_cells = 0
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    for sheet in sheets:
        n_cells += sheet.max_row * sheet.max_column
        if n_cells > min(_MAX_CELLS, limits.max_characters):
            raise Unreadable(Reason.TOO_LARGE, f"{n_cells} cells")
        table = _table(sheet)
        if table.cells:
            if len(sheets) > 1:
                blocks.append(Paragraph(clean(sheet.title), bold=True))
            blocks.append(table)
    return blocks


def _refuse_declarations(content: bytes) -> None:
    """Refuse a package of which a part declares a document type, as only an attack does."""
    with ZipFile(BytesIO(content)) as package:
        for name in package.namelist():
            with package.open(name) as part:
                if b"<!DOCTYPE" in part.read(_HEAD):
                    raise Unreadable(Reason.BROKEN, "xlsx: document type declared")


def _table(sheet: Worksheet) -> FlowTable:
    """The used part of a sheet, without empty rows and columns around it."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        top, left, bottom, right = area.min_row, area.min_col, area.max_row, area.max_col
        spans[top, left] = (bottom - top + 1, right - left + 1)
        covered.update((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
    filled = [
        (row, column, cell.font.b is True, shown(cell.value))
        for row, cells in enumerate(sheet.iter_rows(), start=1)
        for column, cell in enumerate(cells, start=1)
        if (row, column) in spans or (row, column) not in covered
    ]
    rows = {row: place for place, row in enumerate(sorted({row for row, _, _, text in filled if text}))}
    columns = {column for _, column, _, text in filled if text}
    if not rows:
        return FlowTable(0, 0, ())
    first, last = min(columns), max(columns)
    found = []
    for row, column, bold, text in filled:
        if row in rows and first <= column <= last:
            down, across = spans.get((row, column), (1, 1))
            row_span = sum(1 for other in range(row, row + down) if other in rows)
            paragraphs = (Paragraph(text, bold=bold),) if text else ()
            found.append(FlowCell(rows[row], column - first, paragraphs, row_span, min(across, last - column + 1)))
    return FlowTable(len(rows), last - first + 1, tuple(found))


def shown(value: object) -> str:
    """Return a cell's value as a Vietnamese reader writes it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y") if value.time() == time() else value.strftime("%H:%M %d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:g}".replace(".", ",")
    return clean(str(value)).strip()
