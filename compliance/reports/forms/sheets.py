"""Workbooks as templates: what stands in their braces, by place, and the workbook with all of it filled in.

A row with ``{{ unit.… }}``, ``{{ field.… }}`` or ``{{ task.… }}`` is repeated for each of them; what stands below moves
down. A cell that holds one placeholder and nothing else becomes a number in the cell's own format.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from compliance.reports.forms.placeholders import LISTS
from core.archives import without_times
from core.word_templates import LARGEST, LARGEST_UNPACKED, BrokenTemplate

LETTERS_OF_A_WIDTH = 1.1  # small letters are narrower than the digits that a width counts
POINTS_OF_A_LINE = 15.0
_BRACES = re.compile(r"\{\{\s*([a-z_0-9.]+)\s*\}\}")
_FORMULA = ("=", "+", "-", "@")
LIST_OF = {item: name for name, item in LISTS.items()}


def texts_of(content: bytes) -> list[tuple[str, str]]:
    """Return the texts of a workbook with their places, sheet by sheet.

    Raises:
        BrokenTemplate: it is no workbook.
    """
    return [
        (f"trang tính “{sheet.title}”, ô {cell.coordinate}", cell.value)
        for sheet in _open(content).worksheets
        for cell in _cells(sheet)
        if isinstance(cell.value, str)
    ]


def fill(content: bytes, values: Mapping[str, Any]) -> bytes:
    """Return the workbook with every placeholder filled in; equal values give equal bytes."""
    book = _open(content)
    for sheet in book.worksheets:
        _repeat_rows(sheet, values)
        for cell in _cells(sheet):
            if isinstance(cell.value, str):
                _write(cell, cell.value, values)
    made = io.BytesIO()
    book.save(made)
    return without_times(made.getvalue())


def _open(content: bytes) -> Workbook:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            is_huge = sum(each.file_size for each in packed.infolist()) > LARGEST_UNPACKED
        if is_huge or len(content) > LARGEST:
            message = f"Mẫu quá lớn: chỉ nhận tệp XLSX đến {LARGEST // 1_000_000} MB."
            raise BrokenTemplate(message)
        return load_workbook(io.BytesIO(content))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, SyntaxError, OSError) as error:
        message = (
            "Tệp không phải là bảng tính Excel (.xlsx), hoặc đã hỏng. Mở bằng Excel, lưu lại dạng .xlsx rồi tải lên."
        )
        raise BrokenTemplate(message) from error


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        yield from _cells_of(row)


def _cells_of(row: Iterable[Cell | MergedCell]) -> list[Cell]:
    """Return the cells of a row that can be written; of merged ones that is the first."""
    return [cell for cell in row if isinstance(cell, Cell)]


def _repeat_rows(sheet: Worksheet, values: Mapping[str, Any]) -> None:
    """Repeat the rows of lists from the bottom up, so that a row's number stays its own until its turn."""
    for number in range(sheet.max_row, 0, -1):
        texts = [cell.value for cell in _cells_of(sheet[number]) if isinstance(cell.value, str)]
        heads = [name.partition(".")[0] for text in texts for name in _BRACES.findall(text)]
        item = next((head for head in heads if head in LIST_OF), None)
        if item is not None:
            _repeat(sheet, number, item, values[LIST_OF[item]])


def _repeat(sheet: Worksheet, number: int, item: str, entries: Sequence[Mapping[str, Any]]) -> None:
    """Write a row once for each entry; without entries it is left empty."""
    pattern = [(cell, cell.value) for cell in _cells_of(sheet[number])]
    height, more = sheet.row_dimensions[number].height, len(entries) - 1
    if more > 0 and number < sheet.max_row:
        sheet.move_range(f"A{number + 1}:{_last_cell(sheet)}", rows=more, translate=True)
        for merged in list(sheet.merged_cells.ranges):
            if merged.min_row > number:
                merged.shift(row_shift=more)
    for offset, entry in enumerate(entries or [{}]):
        sheet.row_dimensions[number + offset].height = height or _height(sheet, pattern, {item: entry})
        for source, value in pattern:
            cell = sheet.cell(number + offset, source.column)
            if isinstance(cell, Cell):
                cell.value = value
                _dress(cell, source)
                if isinstance(value, str):
                    _write(cell, value, {item: entry})


def _height(sheet: Worksheet, pattern: Sequence[tuple[Cell, Any]], values: Mapping[str, Any]) -> float | None:
    """Return the height that the longest wrapped text of a row needs; None where every text has one line."""
    lines = 1
    for cell, value in pattern:
        if cell.alignment.wrap_text and isinstance(value, str):
            text = _BRACES.sub(lambda match: str(_told(match, values)), value)
            width = sheet.column_dimensions[cell.column_letter].width * LETTERS_OF_A_WIDTH
            lines = max(lines, sum(-(-max(len(line), 1) // int(width)) for line in text.split("\n")))
    return lines * POINTS_OF_A_LINE if lines > 1 else None


def _dress(cell: Cell, source: Cell) -> None:
    """Give a cell the looks of another."""
    for name in ("font", "border", "fill", "alignment", "protection"):
        setattr(cell, name, copy(getattr(source, name)))
    cell.number_format = source.number_format


def _last_cell(sheet: Worksheet) -> str:
    return str(sheet.cell(sheet.max_row, sheet.max_column).coordinate)


def _write(cell: Cell, text: str, values: Mapping[str, Any]) -> None:
    """Fill a cell's placeholders; those whose value is not given stay for a later turn."""
    alone = _BRACES.fullmatch(text.strip())
    if alone:
        found = _value(alone[1], values)
        cell.value = text if found is None else _safe(found)
    else:
        cell.value = _safe(_BRACES.sub(lambda match: str(_told(match, values)), text)) if "{{" in text else text


def _told(match: re.Match[str], values: Mapping[str, Any]) -> object:
    found = _value(match[1], values)
    return match[0] if found is None else found


def _value(name: str, values: Mapping[str, Any]) -> object | None:
    head, _, tail = name.partition(".")
    found = values.get(head)
    return found.get(tail, "") if tail and isinstance(found, Mapping) else found


def _safe(value: object) -> Any:  # noqa: ANN401 - what a cell takes
    """Return a value that no program reads as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
