"""Any list of a page as a file: the same rows under the same filters, as a workbook (XLSX) or CSV."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from fastapi.responses import Response

from api.web.countdown import until
from compliance.entries.queries import WorkRow
from compliance.reports.editions.files import as_csv
from compliance.reports.workbook import write_workbook
from core.errors import NotFound
from core.local_time import LOCAL

Table = Sequence[Sequence[object]]
FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
WORK_HEAD = (
    "Đơn vị", "Vai trò", "Số, ký hiệu", "Ngày ban hành", "Trích yếu", "Nội dung giao", "Hạn cập nhật",
    "Thời hạn nhiệm vụ", "Trả lại", "Cập nhật gần nhất", "Cán bộ phụ trách", "Chưa hoàn thành", "Dự kiến",
)  # fmt: skip


def as_file(form: str, name: str, table: Table) -> Response:
    """Return a table as a file to keep; days and instants as officials read them.

    Raises:
        NotFound: no such form.
    """
    if form not in FORMS:
        message = f"Không có dạng tệp “{form}”. Chọn xlsx hoặc csv."
        raise NotFound(message)
    told = [[_written(cell) for cell in row] for row in table]
    content = as_csv(told) if form == "csv" else write_workbook({"Danh sách": told})
    return _download(content, f"{name}.{form}", FORMS[form])


def tables_as_file(form: str, name: str, tables: Sequence[Table]) -> Response:
    """Return the tables of a page as a file: a sheet each, in CSV one below the other.

    Raises:
        NotFound: no such form, or the page shows no table.
    """
    if not tables:
        message = "Trang này không có bảng nào để tải về."
        raise NotFound(message)
    if form != "xlsx":
        return as_file(form, name, [row for table in tables for row in (*table, [])][:-1])
    content = write_workbook({f"Bảng {number}": table for number, table in enumerate(tables, start=1)})
    return _download(content, f"{name}.xlsx", FORMS[form])


def work_table(rows: Iterable[WorkRow]) -> list[list[object]]:
    """Return assignments as a table, head first."""
    return [list(WORK_HEAD), *(_work_line(row) for row in rows)]


def _work_line(row: WorkRow) -> list[object]:
    return [
        row.unit,
        "Chủ trì" if row.role == "lead" else "Phối hợp",
        row.number,
        row.issued_on,
        row.subject,
        row.text,
        row.entry_due_at and until(row.entry_due_at),
        row.task_due_on,
        (row.return_missing or row.return_reason) if row.is_returned else None,
        row.entered_at,
        row.officer,
        "có" if row.is_incomplete else None,
        "có" if row.is_provisional else None,
    ]


def _download(content: bytes, name: str, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value.astimezone(LOCAL):%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value
