"""Workbooks of records: cells with their own lines, and bounds that a hostile one meets."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from core.grid import GridRow
from ingest.readers import grids
from ingest.readers.failures import Reason, Unreadable
from ingest.readers.grids import read_grids, write_workbook
from ingest.readers.isolated import ReaderProcesses
from ingest.readers.limits import ReadingLimits
from ingest.readers.messages import grids_from_json, grids_to_json

LIMITS = ReadingLimits()


def workbook(*rows: tuple, hidden: bool = False) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if hidden:
        book.create_sheet("Ẩn").append(("x",))
        book["Ẩn"].sheet_state = "hidden"
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    written = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, part)
    return written.getvalue()


def refused(content: bytes) -> Reason:
    with pytest.raises(Unreadable) as raised:
        read_grids(content, LIMITS)
    return raised.value.reason


def test_cells_keep_the_lines_of_the_sheet() -> None:
    (sheet,) = read_grids(workbook(("a", "b"), (), (None, 3.0)), LIMITS)
    assert sheet.rows == (GridRow(1, ("a", "b")), GridRow(3, ("", "3")))


def test_a_hidden_sheet_is_left_out() -> None:
    assert len(read_grids(workbook(("a",), hidden=True), LIMITS)) == 1


def test_csv_is_read_whatever_parts_its_cells() -> None:
    (sheet,) = read_grids(b'a;b\n1;"x\ny"\n2;3', LIMITS)
    assert sheet.rows == (GridRow(1, ("a", "b")), GridRow(2, ("1", "x\ny")), GridRow(4, ("2", "3")))


def test_what_is_no_workbook_is_refused_with_its_reason() -> None:
    assert refused(b"") is Reason.EMPTY
    assert refused(b"PK\x03\x04 nothing") is Reason.BROKEN
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1") is Reason.UNSUPPORTED
    assert refused(b"a\x00\x00\x01\x02b\x00") is Reason.BROKEN
    assert refused(b'a,"' + b"x" * 200_000 + b'"') is Reason.BROKEN


def test_a_declared_document_type_is_refused_wherever_it_stands() -> None:
    late = b"<?xml version='1.0'?><!--" + b"-" * 5000 + b"x--><!DOCTYPE w [<!ENTITY a 'b'>]><w>&a;</w>"
    assert refused(with_part(workbook(("a",)), "xl/sharedStrings.xml", late)) is Reason.BROKEN


def test_a_workbook_that_unpacks_beyond_reason_is_refused() -> None:
    assert refused(with_part(workbook(("a",)), "xl/media/x.bin", b"\0" * 5_000_000)) is Reason.TOO_LARGE


def test_bounds_hold_for_lines_rows_sheets_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "MAX_ROWS", 2)
    assert refused(workbook(("a",), ("b",), ("c",))) is Reason.TOO_LARGE
    monkeypatch.setattr(grids, "MAX_LINES", 1)
    assert refused(workbook(("a",), ("b",))) is Reason.TOO_LARGE
    monkeypatch.setattr(grids, "MAX_SHEETS", 0)
    assert refused(workbook(("a",))) is Reason.TOO_LARGE
    with pytest.raises(Unreadable):
        read_grids(b"abc", ReadingLimits(max_bytes=2))


def test_what_a_sheet_says_of_its_size_is_not_believed() -> None:
    content = workbook(("a",))
    with ZipFile(BytesIO(content)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").replace(b'ref="A1"', b'ref="A1:XFD1048576"')
    (found,) = read_grids(with_part(content, "xl/worksheets/sheet1.xml", sheet), LIMITS)
    assert found.rows == (GridRow(1, ("a",)),)


def test_a_template_reads_back_as_it_was_written() -> None:
    content = write_workbook("Nhiệm vụ", ["Nội dung", "Đơn vị"], [["Làm", "Sở Y tế"]], ["Cách ghi"])
    first, guide = read_grids(content, LIMITS)
    assert (first.name, first.rows[1].cells, guide.name) == ("Nhiệm vụ", ("Làm", "Sở Y tế"), "Hướng dẫn")
    assert grids_from_json(grids_to_json((first, guide))) == (first, guide)


def test_cells_are_read_in_a_process_of_their_own() -> None:
    with ReaderProcesses(1, ReadingLimits(max_seconds=20)) as processes:
        assert processes.grids(workbook(("a",)))[0].rows == (GridRow(1, ("a",)),)
        with pytest.raises(Unreadable):
            processes.grids(b"PK broken")
