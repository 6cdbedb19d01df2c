"""Lists as files: head and words of the program in the reader's language, what documents and people wrote as it is."""

import csv
import io
from dataclasses import fields
from datetime import date

import httpx
from openpyxl import load_workbook

from api.web.language import COOKIE, catalogue
from api.web.messages import is_vietnamese
from api.web.sheets import work_table
from compliance.entries.queries import WorkRow
from tests.api.conftest import FINANCE, LEADER, OFFICE, Site
from tests.api.desk import Order, put_up

WORK = Order("Sở Tài chính", "thẩm định dự toán kinh phí", "trước ngày 15/09/2026")
WRITTEN = {"Sở Tài chính", "UBND tỉnh Thanh Hóa", "V/v triển khai nhiệm vụ trọng tâm"}


def rows_of(answer: httpx.Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_an_english_reader_s_files_have_english_heads_and_words(site: Site):
    directive = put_up(site, "9012/UBND-TC", [WORK], date(2026, 8, 20))
    unit, office, leader = (site.signed_in(person) for person in (FINANCE, OFFICE, LEADER))
    before = rows_of(unit.get("/worklist?form=csv"))
    assert before[0][:3] == ["Đơn vị", "Vai trò", "Số, ký hiệu"]
    assert before[1][1] == "Chủ trì"
    site.send(office, f"/directives/{directive}/confirm")
    for browser in (unit, office, leader):
        browser.cookies.set(COOKIE, "en")
    for browser, address in (
        (unit, "/worklist?form=csv"),
        (unit, "/search?q=dự+toán&form=csv"),
        (office, "/directives?form=csv"),
        (leader, "/dashboard?form=csv"),
        (leader, "/dashboard/rows?what=assigned&form=csv"),
    ):
        told = rows_of(browser.get(address))
        foreign = {cell for row in told for cell in row if is_vietnamese(cell)} - WRITTEN
        assert {cell for cell in foreign if "thẩm định dự toán" not in cell} == set(), address
    row = dict(zip(*rows_of(unit.get("/worklist?form=csv")), strict=True))
    assert row["Part"] == "Lead"
    assert row["Entry deadline"].startswith("end of Friday, 21/08/2026")
    book = load_workbook(io.BytesIO(leader.get("/dashboard?form=xlsx").content))
    assert book.sheetnames == ["List"]
    assert book.active["A1"].value == "Unit"


def test_a_list_longer_than_a_file_holds_says_in_its_last_row_where_it_stops():
    row = WorkRow(**dict.fromkeys((field.name for field in fields(WorkRow)), None))
    rows = [row] * 3
    whole, cut = work_table(rows, most=3), work_table(rows, most=2)
    assert (len(whole), len(cut)) == (4, 4)
    assert cut[:3] == whole[:3]
    assert cut[3] == ["Tệp dừng ở 2 dòng đầu, danh sách còn nữa: lọc hẹp hơn rồi tải tiếp."]
    assert catalogue("en").sentence(cut[3][0]).startswith("The file stops after the first 2 rows")
