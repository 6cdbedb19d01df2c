"""Any list of a page as a file: the same rows under the same filters, as a workbook (XLSX) or CSV.

The words of the program are told in the reader's language; what a document or a person wrote stays as it is.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from fastapi.responses import Response

from api.web.countdown import until
from api.web.words import RETURN_REASONS
from compliance.entries.queries import WorkRow
from compliance.reports.editions.files import as_csv
from compliance.reports.workbook import write_workbook
from core.errors import NotFound
from core.local_time import LOCAL

Table = Sequence[Sequence[object]]
Told = Callable[[str], str]
FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
WORK_HEAD = (
    "Đơn vị", "Vai trò", "Số, ký hiệu", "Ngày ban hành", "Trích yếu", "Nội dung giao", "Hạn cập nhật",
    "Thời hạn nhiệm vụ", "Trả lại", "Cập nhật gần nhất", "Cán bộ phụ trách", "Chưa hoàn thành", "Dự kiến",
)  # fmt: skip


MOST_IN_A_FILE = 20_000  # more a spreadsheet holds, but nobody reads; and the whole of it is put together at once


class Said(str):
    """A cell in words of the program, not of a document or a person."""

    __slots__ = ()


def as_file(form: str, name: str, table: Table, told: Told) -> Response:
    """Return a table as a file to keep; days and instants as officials read them.

    Args:
        table: head first; the head and whatever is `Said` are told in the reader's language.
        told: tells a word or sentence in that language.

    Raises:
        NotFound: no such form.
    """
    if form not in FORMS:
        message = f"Không có dạng tệp “{form}”. Chọn xlsx hoặc csv."
        raise NotFound(message)
    written: list[list[object]] = [[told(str(cell)) for cell in table[0]]]
    written += [[_written(cell, told) for cell in row] for row in table[1:]]
    content = as_csv(written) if form == "csv" else write_workbook({told("Danh sách"): written})
    return _download(content, f"{name}.{form}", FORMS[form])


def tables_as_file(form: str, name: str, tables: Sequence[Table], told: Told) -> Response:
    """Return the tables of a page, told already, as a file: a sheet each, in CSV one below the other.

    Raises:
        NotFound: no such form, or the page shows no table.
    """
    if not tables:
        message = "Trang này không có bảng nào để tải về."
        raise NotFound(message)
    if form != "xlsx":
        return as_file(form, name, [row for table in tables for row in (*table, [])][:-1], told)
    content = write_workbook({told(f"Bảng {number}"): table for number, table in enumerate(tables, start=1)})
    return _download(content, f"{name}.xlsx", FORMS[form])


def work_table(rows: Sequence[WorkRow], most: int = MOST_IN_A_FILE) -> list[list[object]]:
    """Return assignments as a table, head first; its last row says so where more are given than a file holds."""
    table: list[list[object]] = [list(WORK_HEAD), *(_work_line(row) for row in rows[:most])]
    if len(rows) > most:
        ends = f"Tệp dừng ở {most} dòng đầu, danh sách còn nữa: lọc hẹp hơn rồi tải tiếp."
        table.append([Said(ends)])
    return table


def _work_line(row: WorkRow) -> list[object]:
    return [
        row.unit,
        Said("Chủ trì" if row.role == "lead" else "Phối hợp"),
        row.number,
        row.issued_on,
        row.subject,
        row.text,
        row.entry_due_at and Said(until(row.entry_due_at)),
        row.task_due_on,
        (row.return_missing or Said(RETURN_REASONS.get(row.return_reason or "", ""))) if row.is_returned else None,
        row.entered_at,
        row.officer,
        Said("có") if row.is_incomplete else None,
        Said("có") if row.is_provisional else None,
    ]


def _download(content: bytes, name: str, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _written(value: object, told: Told) -> object:
    if isinstance(value, Said):
        return told(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(LOCAL):%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value
