"""Packages by hand, the two versions side by side, the decision, and the page of the axes."""

from dataclasses import replace
from datetime import date

import pytest

from core.database import transaction
from extraction.side_by_side import Pair, Side, beside
from ingest.agencies.service import keep_agencies
from ingest.edxml.read import named_by_id
from ingest.edxml.values import Attachment, Business, Reference
from ingest.outbox.models import OutgoingStatus
from ingest.outbox.service import note_failed, owe, set_alarms
from ingest.packages.models import Package
from tests.api.conftest import ADMINISTRATOR, FINANCE, OFFICE, Site
from tests.packages import PROVINCE, letter, package, withdrawal

OLD = f"{PROVINCE.code},2026/08/20,4120/UBND-CN"


def hand_in(site: Site, browser, name: str, content: bytes):
    answer = site.send(browser, "/directives", files={"file": (name, content)})
    site.work()
    return answer


@pytest.fixture
def filled(site: Site) -> Site:
    office = site.signed_in(OFFICE)
    version = (Attachment("van-ban.txt", letter("4120/UBND-CN", second="20/09/2026")),)
    answers = (Reference(PROVINCE.code, "4120/UBND-CN", "", date(2026, 8, 20)),)
    hand_in(site, office, "a.edxml", package())
    hand_in(site, office, "b.edxml", package(business=Business.UPDATE, about=(named_by_id(OLD),), attachments=version))
    hand_in(site, office, "c.edxml", package("77/STC-NS", answers=answers))
    hand_in(site, office, "d.edxml", package("78/STC-NS", task_codes=("NV-2",)))
    return site


def test_two_versions_stand_side_by_side_and_the_office_decides(filled: Site):
    office = filled.signed_in(OFFICE)
    page = office.get("/directives/1").text
    assert "Có bản cập nhật của văn bản này" in page
    assert "77/STC-NS" in page
    assert "cho nhiệm vụ NV-2" in page
    assert "Đây là bản cập nhật" in office.get("/directives/2").text
    assert "Chờ Văn phòng" in office.get("/updates").text
    page = office.get("/updates/1").text
    assert "thời hạn" in page
    assert "giữ nguyên" in page
    assert filled.send(office, "/updates/1", note="vì").status_code == 422
    assert filled.send(office, "/updates/99", note="vì").status_code == 404
    answer = filled.send(office, "/updates/1", **{"task-1": "carry", "task-2": "close"}, note="Ý kiến", adopted="yes")
    assert answer.headers["location"] == "/updates/1?done=update-decided"
    assert "Chấm dứt" in office.get("/updates/1").text
    assert filled.send(office, "/updates/1", **{"task-1": "carry", "task-2": "close"}, note="lại").status_code == 409


def test_a_package_that_cannot_be_taken_says_so_and_one_that_takes_back_leads_to_its_review(site: Site):
    office = site.signed_in(OFFICE)
    assert "file-refused" in hand_in(site, office, "a.edxml", b"<edXML").headers["location"]
    assert "a.edxml" in office.get("/pipeline").text.split('id="refused"')[1]
    answer = hand_in(site, office, "b.edxml", withdrawal("4120/UBND-CN"))
    assert answer.headers["location"].startswith("/updates")
    assert "chưa đến" in office.get("/updates/1").text


def test_the_page_of_the_axes_shows_what_stands_and_lets_a_status_be_sent_again(filled: Site):
    with transaction(filled.resources.sessions) as session:
        now = filled.clock.now()
        package_id = session.query(Package.id).first()[0]
        owe(session, connector="truc", package_id=package_id, code="03", description=None, now=now)
        session.flush()
        note_failed(session, 1, "đơn vị nhận đã khóa", now, for_good=True)
        set_alarms(session, "folder", "gap", {"a": "thiếu số 3/UBND."}, now)
        keep_agencies(session, [("X99", PROVINCE.code, "UBND tỉnh Thanh Hóa", "")], now)
    unit, office, administrator = (filled.signed_in(name) for name in (FINANCE, OFFICE, ADMINISTRATOR))
    assert unit.get("/updates").status_code == unit.get("/updates/1").status_code == 403
    assert office.get("/connectors").status_code == 403
    page = administrator.get("/connectors").text
    for words in ("thiếu số 3/UBND.", "đơn vị nhận đã khóa", "Chưa cấu hình kết nối nào", PROVINCE.code):
        assert words in page
    assert filled.send(administrator, "/connectors/statuses/1/again").status_code == 303
    with transaction(filled.resources.sessions, writes=False) as session:
        assert session.get_one(OutgoingStatus, 1).given_up_at is None


A = Side(1, 1, "Giao Sở Tài chính thẩm định dự toán", ("Sở Tài chính",), date(2026, 9, 15), "trước ngày 15/9")


def test_a_task_is_beside_the_one_it_became():
    moved = replace(A, task_id=2, ordinal=2, deadline_on=date(2026, 9, 20))
    other = Side(3, 1, "Kiểm tra hiện trạng các kho lưu trữ chuyên dụng", ("Sở Xây dựng",), None, None)
    assert beside([A], [other, moved]) == [Pair(A, moved, ("thời hạn",)), Pair(None, other)]
    assert beside([A], []) == [Pair(A, None)]
    renamed = replace(A, text=A.text + " sửa chữa", leads=("Sở Xây dựng",))
    assert beside([A], [renamed])[0].changes == ("nội dung", "đơn vị chủ trì")
