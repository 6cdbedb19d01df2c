from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from ingest.readers.failures import Reason, Unreadable
from ingest.readers.limits import ReadingLimits
from ingest.readers.xlsx import read_xlsx, shown
from ingest.text import DocumentText

LIMITS = ReadingLimits()


def saved(workbook: Workbook) -> bytes:
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def texts(document: DocumentText) -> list[str]:
    return [document.slice(line.start, line.end) for line in document.lines()]


def test_a_sheet_is_a_table_without_the_empty_rows_and_columns_around_it():
    workbook = Workbook()
    sheet = workbook.active
    for column, name in enumerate(("TT", "Nhiệm vụ", "Hạn"), start=2):
        sheet.cell(3, column, name).font = Font(bold=True)
    sheet.cell(5, 2, 1)
    sheet.cell(5, 4, date(2031, 3, 5))
    document = read_xlsx(saved(workbook), LIMITS)
    table = document.pages[0].tables[0]
    assert texts(document) == ["TT", "Nhiệm vụ", "Hạn", "1", "05/03/2031"]
    assert (table.n_rows, table.n_columns) == (2, 3)
    assert next(document.lines()).bold


def test_merged_cells_stand_once_and_span_only_the_rows_that_are_kept():
    workbook = Workbook()
    sheet = workbook.active
    sheet["A1"] = "Nhóm"
    sheet.merge_cells("A1:A4")
    sheet["B1"], sheet["B3"] = "a", "b"
    sheet["C1"] = "Chung"
    sheet.merge_cells("C1:F1")
    cells = {(cell.row, cell.column): cell for cell in read_xlsx(saved(workbook), LIMITS).pages[0].tables[0].cells}
    assert (cells[0, 0].row_span, cells[0, 2].column_span) == (2, 1)
    assert (1, 0) not in cells


def test_hidden_and_empty_sheets_are_left_out_and_several_have_headings():
    workbook = Workbook()
    workbook.active.title = "Phụ lục I"
    workbook.active["A1"] = "x"
    workbook.create_sheet("Phụ lục II")["A1"] = "y"
    workbook.create_sheet("Trống")
    hidden = workbook.create_sheet("Nháp")
    hidden["A1"] = "z"
    hidden.sheet_state = "hidden"
    assert texts(read_xlsx(saved(workbook), LIMITS)) == ["Phụ lục I", "x", "Phụ lục II", "y"]


def test_too_many_cells_and_a_package_that_is_no_workbook_are_refused():
    workbook = Workbook()
    workbook.active["Z2000"] = "x"
    with pytest.raises(Unreadable) as refused:
        read_xlsx(saved(workbook), ReadingLimits(max_characters=1000))
    assert refused.value.reason is Reason.TOO_LARGE
    with pytest.raises(Unreadable) as refused:
        read_xlsx(b"PK no workbook", LIMITS)
    assert refused.value.reason is Reason.BROKEN


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (3.0, "3"),
        (2.5, "2,5"),
        (7, "7"),
        (datetime(2031, 3, 5), "05/03/2031"),  # noqa: DTZ001  a workbook knows no zone
        (datetime(2031, 3, 5, 16, 30), "16:30 05/03/2031"),  # noqa: DTZ001
        ("  Sở\u00a0A ", "Sở A"),
    ],
)
def test_values_are_shown_as_a_vietnamese_reader_writes_them(value, text):
    assert shown(value) == text
