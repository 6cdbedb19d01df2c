"""Tasks without a document through the pages: one by hand, many from a workbook seen first; tasks split afterwards."""

import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from core.database import transaction
from extraction.by_hand.models import OrderRecord
from extraction.models import Assignment, Task
from tests.api.conftest import FINANCE, OFFICE, Site
from tests.api.test_office_day import rows_of

ORDER = {
    "kind": "oral",
    "issued_on": "2026-08-20",
    "signer": "Trần Văn B, Phó Chủ tịch",
    "issuer": "UBND tỉnh",
    "text": "Kiểm tra bến đò ngang",
    "lead": "Sở Tài chính",
    "deadline_phrase": "trước ngày 05/9/2026",
    "product": "Báo cáo",
}
FORM = {"kind": "plan", "number": "12/KH-UBND", "issued_on": "2026-08-03", "issuer": "UBND tỉnh", "signer": "Nguyễn A"}
HEADER = ("TT", "Nội dung nhiệm vụ", "Đơn vị chủ trì", "Thời hạn", "Sản phẩm")


def workbook(*rows: tuple[str, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in (HEADER, *rows):
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.fixture
def office(site: Site):
    return site.signed_in(OFFICE)


def test_an_order_is_entered_with_its_evidence_and_split_on_its_page(site: Site, office):
    assert "Nhập một nhiệm vụ" in office.get("/orders").text
    picture = {"evidence": ("but-phe.jpg", b"\xff\xd8picture")}
    answer = site.send(office, "/orders", files=picture, **ORDER)
    assert answer.status_code == 303, answer.text
    page = office.get(answer.headers["location"]).text
    assert "Kiểm tra bến đò ngang" in page
    (record,) = rows_of(site, select(OrderRecord))
    assert record.evidence_name == "but-phe.jpg"
    assert site.resources.store.has(record.evidence_sha256)
    assert "Kiểm tra bến đò ngang" in site.signed_in(FINANCE).get("/worklist").text
    page = office.get("/tasks/1/reshape").text
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    why = {"reason": "Hai việc khác nhau", "authority": "Chánh Văn phòng"}
    parts = {"text-1": "Kiểm tra bến đò", "text-2": "Báo cáo kết quả", "phrase-2": "10/9/2026"}
    answer = site.send(office, "/tasks/1/split", version=version, **parts, **why)
    assert answer.headers["location"] == "/directives/1?done=task-split#task-1"
    assert [task.text for task in rows_of(site, select(Task))] == ["Kiểm tra bến đò", "Báo cáo kết quả"]
    fields = {"version": str(int(version) + 1), "other": "2", "text": "Kiểm tra và báo cáo"}
    assert site.send(office, "/tasks/1/merge", **fields, **why).status_code == 303
    live = rows_of(site, select(Assignment).where(Assignment.withdrawn_at.is_(None)))
    answer = site.send(office, f"/assignments/{live[0].id}/lead", unit="Sở Xây dựng", **why)
    assert answer.headers["location"] == "/directives/1?done=lead-replaced"
    assert site.send(office, f"/assignments/{live[0].id}/lead", unit="", **why).status_code == 422


def test_an_order_without_evidence_or_with_an_impossible_day_is_told_so(site: Site, office):
    answer = site.send(office, "/orders", **ORDER)
    assert answer.status_code == 422
    assert "Cần căn cứ" in answer.text
    words = {"evidence_words": "Giao tại cuộc họp"}
    for change in ({"deadline_phrase": "31/02/2026"}, {"issued_on": ""}, {"lead": "Sở Không Có"}):
        assert site.send(office, "/orders", **{**ORDER, **words, **change}).status_code == 422
    assert rows_of(site, select(Task)) == []


def test_a_workbook_is_seen_with_its_errors_and_written_once_accepted(site: Site, office):
    template = office.get("/orders/template.xlsx").content
    example = site.send(office, "/sheets", files={"file": ("mau.xlsx", template)}, **FORM)
    assert "2 nhiệm vụ và giao" in office.get(example.headers["location"]).text
    good = ("1", "Rà soát bến đò", "Sở Tài chính", "30/9/2026", "Báo cáo")
    bad = ("2", "Rà soát cầu treo", "Sở Không Có", "31/2/2026", "")
    answer = site.send(office, "/sheets", files={"file": ("a.xlsx", workbook(good, bad))}, **FORM)
    page = office.get(answer.headers["location"]).text
    assert "3 lỗi, chưa nhận được" in page
    assert "dòng 3, Thời hạn" in page
    assert site.send(office, f"{answer.headers['location']}/accept").status_code == 422
    answer = site.send(office, "/sheets", files={"file": ("b.xlsx", workbook(good))}, **FORM)
    address = answer.headers["location"]
    assert rows_of(site, select(Task)) == []
    assert site.send(office, f"{address}/accept").headers["location"] == "/orders?done=sheet-accepted"
    assert len(rows_of(site, select(Task))) == 1
    assert site.send(office, f"{address}/accept").status_code == 409
    assert "Đã nhận" in office.get(address).text
    assert "12/KH-UBND" in office.get("/orders").text


def test_what_is_no_workbook_is_refused_in_words(site: Site, office):
    answer = site.send(office, "/sheets", files={"file": ("x.xlsx", b"PK nothing")}, **FORM)
    assert answer.status_code == 422
    assert "Tệp bị hỏng" in answer.text
    assert site.send(office, "/sheets", files={"file": ("", b"")}, **FORM).status_code == 422
    assert site.signed_in(FINANCE).get("/orders").status_code == 403
    with transaction(site.resources.sessions, writes=False) as session:
        assert session.scalar(select(Task.id)) is None
