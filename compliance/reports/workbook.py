"""Tables as a workbook (XLSX); the one door to the writing of workbooks. Equal tables give equal bytes."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import xlsxwriter

_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the same in every file, so that equal tables give equal bytes
_FIRST_WIDTH, _WIDTH = 44, 16


def write_workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Return a workbook, a sheet a table with its head first; texts that look like formulas stay texts."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"created": _MADE})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for name, table in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, _FIRST_WIDTH)
        sheet.set_column(1, max((len(row) for row in table), default=1), _WIDTH)
        for number, row in enumerate(table):
            sheet.write_row(number, 0, ["" if value is None else value for value in row], head if number == 0 else None)
        sheet.repeat_rows(0)
        sheet.set_landscape()
    book.close()
    return content.getvalue()
