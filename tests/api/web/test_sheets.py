"""Lists as files: head and words of the program in the reader's language, what documents and people wrote as it is."""

import csv
import io
from datetime import date

import httpx
from openpyxl import load_workbook

from api.web.language import COOKIE
from api.web.messages import is_vietnamese
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
