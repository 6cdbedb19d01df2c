"""Sheets of records: where the header stands, what its words mean, and days as people write them."""

from datetime import date

import pytest

from core.grid import Grid, GridRow, Header, Problem, find_header, from_plain, read_day, rows_below, to_plain

NAMES = {"text": ("nhiem vu", "noi dung"), "lead": ("don vi", "don vi chu tri"), "other": ("don vi phoi hop",)}


def grid(*rows: tuple[str, ...]) -> Grid:
    return Grid("Trang 1", tuple(GridRow(line, cells) for line, cells in enumerate(rows, 1) if cells))


def test_the_header_is_the_row_that_names_most_columns() -> None:
    sheet = grid(
        ("Danh mục nhiệm vụ của các đơn vị",),
        (),
        ("TT", "Nội dung nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp"),
        ("1", "Làm", "Sở Y tế"),
    )
    header = find_header(sheet, NAMES, ("text", "lead"))
    assert header == Header(3, {"text": 1, "lead": 2, "other": 3}, ("TT",))
    (row,) = rows_below(sheet, header)
    assert (row.line, header.value(row, "lead"), header.value(row, "other")) == (4, "Sở Y tế", "")
    assert (header.has("other"), header.has("day"), header.value(row, "day")) == (True, False, "")


def test_a_sheet_without_the_needed_columns_has_no_header() -> None:
    assert find_header(grid(("Nội dung",), ("", "x")), NAMES, ("text", "lead")) is None


def test_the_second_column_of_one_meaning_is_told_as_unknown() -> None:
    header = find_header(grid(("Nội dung", "Nhiệm vụ", "Đơn vị")), NAMES, ("text",))
    assert header is not None
    assert header.unknown == ("Nhiệm vụ",)


@pytest.mark.parametrize("text", ["24/08/2026", "24-8-2026", " 24.8.26", "2026-08-24"])
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert read_day(text) == date(2026, 8, 24)


@pytest.mark.parametrize("text", ["31/02/2026", "24/08", "hôm qua", "2026-13-01", "a/b/c"])
def test_what_is_no_day_of_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|month"):
        read_day(text)


def test_a_place_is_told_as_a_person_looks_for_it() -> None:
    assert Problem("Phụ lục", 7, "Thời hạn", "x").place == "trang tính “Phụ lục”, dòng 7, Thời hạn"
    assert Problem("", 0, "", "x").place == ""


def test_cells_come_back_from_the_database_as_they_went() -> None:
    sheet = grid(("a", "b"), (), ("c",))
    assert from_plain(to_plain([sheet])) == (sheet,)
