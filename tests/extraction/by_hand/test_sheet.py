"""A workbook's rows as tasks: what its columns mean, and every error named by sheet and line."""

from datetime import date

import pytest

from core.grid import Grid, GridRow
from extraction.by_hand.sheet import SheetDefaults, SheetReading, read_sheets
from extraction.by_hand.unit_cells import read_units
from extraction.grammar.register import RegisteredUnit, make_register
from extraction.values import Period, TermKind

REGISTER = make_register(
    [
        RegisteredUnit("SYT", "Sở Y tế", "department"),
        RegisteredUnit("STC", "Sở Tài chính", "department", aliases=("STC",)),
        RegisteredUnit("SVH", "Sở Văn hóa, Thể thao và Du lịch", "department"),
        RegisteredUnit("1", "Xã Tân Thành", "commune", aliases=("UBND xã Tân Thành",)),
        RegisteredUnit("2", "Phường Tân Thành", "ward", aliases=("UBND phường Tân Thành",)),
    ]
)
FORM = SheetDefaults("5/KH-UBND", date(2026, 8, 3), "UBND tỉnh", "Nguyễn Văn A")
TODAY = date(2026, 8, 21)
HEADER = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn hoàn thành", "Sản phẩm")


def read(*rows: tuple[str, ...], form: SheetDefaults = FORM, header: tuple[str, ...] = HEADER) -> SheetReading:
    cells = (("KẾ HOẠCH",), header, *rows)
    grid = Grid("Phụ lục", tuple(GridRow(line, row) for line, row in enumerate(cells, 1)))
    return read_sheets([grid], REGISTER, form, TODAY)


def told(reading: SheetReading) -> list[tuple[int, str]]:
    return [(problem.line, problem.column) for problem in reading.errors]


def test_a_plan_s_row_is_a_task_with_its_units_day_and_product() -> None:
    reading = read(("1", "Rà soát trạm y tế", "Sở Y tế", "STC; UBND xã Tân Thành", "30/9/2026", "Báo cáo"))
    (task,) = reading.tasks
    assert (task.line, task.leads, task.coordinators, task.product) == (3, ("SYT",), ("STC", "1"), "Báo cáo")
    assert task.term is not None
    assert (task.term.on, task.number, task.signer) == (date(2026, 9, 30), "5/KH-UBND", "Nguyễn Văn A")
    assert reading.columns[0] == ("Phụ lục", "Nhiệm vụ", "Nội dung nhiệm vụ")
    assert reading.problems == ()


def test_headings_and_column_numbers_are_no_tasks() -> None:
    reading = read(
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
        ("I", "Nhóm thứ nhất"),
        ("Nhóm khác",),
        ("1", "Rà soát trạm y tế", "Sở Y tế", "", "", "Báo cáo"),
    )
    assert [task.line for task in reading.tasks] == [6]


def test_every_error_is_named_by_its_line_and_column() -> None:
    reading = read(
        ("1", "Việc thứ nhất", "Sở Không có", "", "30/9/2026", "Báo cáo"),
        ("2", "Việc thứ hai", "Sở Y tế", "", "31/02/2026", "Báo cáo"),
        ("3", "Việc thứ ba", "Sở Y tế", "", "30/9/2026", ""),
        ("4", "Việc thứ tư", "Tân Thành", "", "", "Báo cáo"),
        ("5", "Việc thứ năm", "", "", "", "Báo cáo"),
        ("6", "Việc", "Sở Y tế", "", "01/7/2026", "Báo cáo"),
        ("7", "Việc thứ bảy", "Sở Y tế", "Sở Y tế", "trước ngày 31/02/2026", "Báo cáo"),
    )
    assert told(reading) == [
        (3, "Đơn vị chủ trì"),
        (4, "Thời hạn"),
        (5, "Sản phẩm"),
        (6, "Đơn vị chủ trì"),
        (7, "Đơn vị chủ trì"),
        (8, "Nội dung nhiệm vụ"),
        (8, "Thời hạn"),
        (9, "Đơn vị phối hợp"),
        (9, "Thời hạn"),
    ]
    assert reading.tasks == ()
    assert "ghi đủ tên" in reading.errors[3].words


def test_a_row_that_repeats_one_before_it_is_told_with_the_other_line() -> None:
    row = ("1", "Rà soát trạm y tế", "Sở Y tế", "", "30/9/2026", "Báo cáo")
    (error,) = read(row, row).errors
    assert (error.line, error.words) == (4, "Trùng với nhiệm vụ ở trang tính “Phụ lục”, dòng 3.")


def test_order_comes_from_the_row_then_the_form_then_the_row_above() -> None:
    header = (*HEADER, "Số, ký hiệu", "Ngày giao", "Cơ quan ban hành", "Người ký")
    row = ("1", "Rà soát trạm y tế", "Sở Y tế", "", "", "Báo cáo")
    empty = SheetDefaults("", None, "", "")
    own = ("9/CT-UBND", "01/8/2026", "UBND tỉnh", "Trần Thị B")
    reading = read((*row, *own), ("2", "Việc khác", *row[2:]), header=header, form=empty)
    assert [(task.number, task.issued_on, task.signer) for task in reading.tasks] == [
        ("9/CT-UBND", date(2026, 8, 1), "Trần Thị B")
    ] * 2
    assert told(read(row, form=empty)) == [(3, "Ngày giao"), (3, "Cơ quan ban hành"), (3, "Người ký")]
    assert told(read((*row, "9/CT-UBND", "22/8/2026", "", ""), header=header)) == [(3, "Ngày giao")]
    assert told(read((*row, "9/CT-UBND", "hôm qua", "", ""), header=header, form=empty)) == [
        (3, "Ngày giao"),
        (3, "Cơ quan ban hành"),
        (3, "Người ký"),
    ]


def test_words_of_time_are_read_and_those_without_a_day_are_told() -> None:
    reading = read(
        ("1", "Báo cáo tình hình", "Sở Y tế", "", "Trước ngày 25 hằng tháng", "Báo cáo"),
        ("2", "Duy trì trực", "Sở Y tế", "", "Thường xuyên", "Lịch trực"),
    )
    first, second = reading.tasks
    assert first.term is not None
    assert second.term is not None
    assert (first.term.period, second.term.kind) == (Period.MONTHLY, TermKind.SOFT)
    assert [(problem.line, problem.is_error) for problem in reading.problems] == [(4, False)]


def test_open_groups_stop_a_lead_and_are_passed_over_as_coordinators() -> None:
    reading = read(
        ("1", "Việc thứ nhất", "Các đơn vị liên quan", "", "", "Báo cáo"),
        ("2", "Việc thứ hai", "Sở Y tế", "Các đơn vị liên quan", "", "Báo cáo"),
        ("3", "Việc thứ ba", "UBND các xã, phường", "", "", "Báo cáo"),
    )
    assert told(reading) == [(3, "Đơn vị chủ trì")]
    assert [task.leads for task in reading.tasks] == [("SYT",), ("1", "2")]


def test_a_workbook_without_header_says_so() -> None:
    reading = read_sheets([Grid("A", (GridRow(1, ("x", "y")),)), Grid("Hướng dẫn", ())], REGISTER, FORM, TODAY)
    assert [problem.words[:20] for problem in reading.errors] == ["Không trang tính nào"]
    assert [problem.sheet for problem in reading.problems] == ["A", ""]
    assert [problem.words for problem in read().errors] == ["Không có nhiệm vụ nào dưới dòng tiêu đề."]


def test_unknown_columns_are_told_and_progress_is_kept() -> None:
    header = (*HEADER, "Cán bộ phụ trách", "Tiến độ thực hiện", "Dự kiến hoàn thành", "Màu")
    row = ("1", "Rà soát trạm y tế", "Sở Y tế", "", "", "Báo cáo", "Lê Hà", "Đã khảo sát", "01/9/2026", "đỏ")
    reading = read(row, header=header)
    (task,) = reading.tasks
    assert (task.officer, task.progress, task.planned_on) == ("Lê Hà", "Đã khảo sát", date(2026, 9, 1))
    assert [(problem.column, problem.is_error) for problem in reading.problems] == [("Màu", False)]


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Sở Văn hóa, Thể thao và Du lịch", ("SVH",)),
        ("Sở Y tế, Sở Văn hóa, Thể thao và Du lịch, STC", ("SYT", "SVH", "STC")),
        ("Sở Y tế và Sở Tài chính", ("SYT", "STC")),
        ("- Sở Y tế\n- Sở Tài chính", ("SYT", "STC")),
        ("Sở Văn hoa, Thể thao và Du lịch", ("SVH",)),
        ("", ()),
    ],
)
def test_units_of_a_cell_are_parted_where_their_names_end(cell: str, codes: tuple[str, ...]) -> None:
    assert read_units(cell, REGISTER, TODAY).codes == codes
