"""Units ask and report, the Office decides on one page: plain forms, no script, nobody sees what is another's."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from compliance.entries.models import Entry
from compliance.entries.procedures.models import Contest, Extension, NotOurs
from core.database import transaction
from core.organisation import Account
from core.queries import unit_names
from extraction.models import Assignment
from tests.api.conftest import BUILDING, FINANCE, OFFICE, Site
from tests.api.test_office_day import CONCLUSIONS, NOVEMBER, upload

FULL = {
    "officer": "Lê Thu Hà", "product": "Báo cáo", "planned_on": "2026-11-20", "planned_why": "", "kind": "first",
    "first_action": "Họp tổ", "note": "", "cause": "",
}  # fmt: skip
PDF = ("bao cao.pdf", b"%PDF-1.7 ...", "application/pdf")


@pytest.fixture
def given(site: Site):
    """A confirmed directive; the Office, the finance department's browser, and its first assignment."""
    site.clock.set(NOVEMBER)
    office, unit = site.signed_in(OFFICE), site.signed_in(FINANCE)
    upload(site, office, CONCLUSIONS)
    page = office.get("/directives/1").text
    expand = dict.fromkeys(re.findall(r'name="(expand-[^"]+)"', page), "")
    answer = site.send(office, "/directives/1/confirm", unclaimed="known", **expand)
    assert answer.status_code == 303, answer.text
    number = re.search(r'href="/assignments/(\d+)"', unit.get("/worklist").text)[1]
    return site, office, unit, int(number)


def kept(site: Site, table):
    with transaction(site.resources.sessions, writes=False) as session:
        return session.scalars(select(table).order_by(table.id.desc())).first()


def test_a_unit_reports_and_the_office_confirms_on_one_page(given):
    site, office, unit, number = given
    page = unit.get(f"/assignments/{number}").text
    assert "Sáu rõ" in page
    assert "Rõ thẩm quyền: đã rõ" in page
    assert site.send(unit, f"/assignments/{number}/entries", **FULL).status_code == 303
    answer = site.send(unit, "/reports", assignment=str(number), result="Đã xong", files={"evidence": PDF})
    assert answer.status_code == 303, answer.text
    report = kept(site, Entry)
    found = office.get(f"/evidence/{report.id}/0")
    assert found.content == PDF[1]
    assert found.headers["content-disposition"].startswith("attachment")
    assert unit.get(f"/evidence/{report.id}/0").status_code == 200
    assert unit.get(f"/evidence/{report.id}/1").status_code == 404
    assert site.signed_in(BUILDING).get(f"/evidence/{report.id}/0").status_code == 404
    assert "Đã xong" in office.get("/decisions").text
    assert site.send(office, f"/assignments/{number}/result/confirm").status_code == 303
    assert "Kết quả chờ xác nhận" not in office.get("/decisions").text
    assert "xác nhận" in unit.get(f"/assignments/{number}").text


@pytest.mark.full
def test_not_ours_and_an_extension_are_asked_and_answered(given):
    site, office, unit, number = given
    asked = f"/assignments/{number}/procedures"
    assert site.send(unit, asked, doing="not_ours", reason="Thuộc Sở Xây dựng").status_code == 303
    said = kept(site, NotOurs)
    assert "Thuộc Sở Xây dựng" in office.get("/decisions").text
    assert unit.get(f"/receipts/not-ours/{said.id}").status_code == 200
    assert site.signed_in(BUILDING).get(f"/receipts/not-ours/{said.id}").status_code == 404
    answer = site.send(office, f"/not-ours/{said.id}/answer", answer="no", decision="Đúng chức năng")
    assert answer.status_code == 303, answer.text
    assert "không đồng ý" in unit.get(f"/assignments/{number}").text
    again = site.send(unit, asked, doing="not_ours", reason="Nữa")
    assert again.status_code == 409
    assert site.send(unit, asked, doing="extension", asked_for="2027-03-31", reason="Chờ số liệu").status_code in {
        303, 409,
    }  # fmt: skip
    extension = kept(site, Extension)
    if extension is not None:
        answer = site.send(office, f"/extensions/{extension.id}/decision", answer="yes", decision="Phó Chủ tịch")
        assert answer.status_code == 303
        assert "duyệt gia hạn" in unit.get(f"/assignments/{number}").text


def test_a_late_unit_contests_and_the_office_decides(given):
    site, _, _, number = given
    site.clock.set(NOVEMBER + timedelta(days=6))
    office, unit = site.signed_in(OFFICE), site.signed_in(FINANCE)
    assert site.send(unit, f"/assignments/{number}/entries", **FULL).headers["location"].endswith("entered-late")
    twice = site.send(unit, f"/assignments/{number}/entries", **FULL)
    assert twice.headers["location"].endswith("entered-late")  # the same form sent twice is one entry
    answer = site.send(unit, f"/assignments/{number}/procedures", doing="contest", reason="Mất điện")
    assert answer.status_code == 303, answer.text
    filed = kept(site, Contest)
    assert office.get(f"/receipts/contest-filing/{filed.id}").status_code == 200
    assert "Mất điện" in office.get("/decisions").text
    assert site.send(office, f"/contests/{filed.id}/decision", answer="", decision="x").status_code == 422
    answer = site.send(office, f"/contests/{filed.id}/decision", answer="yes", decision="Có xác nhận")
    assert answer.status_code == 303, answer.text
    page = unit.get(f"/assignments/{number}").text
    assert "chấp nhận kiến nghị" in page
    assert "Chưa hoàn thành" not in page


@pytest.mark.full
def test_the_monitor_sees_its_queue_and_nobody_else_does(given):
    site, office, unit, number = given
    monitor = site.signed_in(BUILDING)
    with transaction(site.resources.sessions, writes=False) as session:
        task_id = session.get_one(Assignment, number).task_id
        building = session.scalars(select(Account.unit_id).where(Account.username == BUILDING)).one()
    with transaction(site.resources.sessions, writes=False) as session:
        name = unit_names(session)[building]
    assert site.send(office, f"/tasks/{task_id}/monitor", unit=name).status_code == 303
    site.send(unit, f"/assignments/{number}/entries", **FULL)
    site.send(unit, "/reports", assignment=str(number), result="Đã xong", files={"evidence": PDF})
    assert "Đã xong" not in office.get("/decisions").text
    assert "Đã xong" in monitor.get("/reviews").text
    assert "Đã xong" not in unit.get("/reviews").text
    assert site.send(unit, f"/reviews/{number}", answer="yes").status_code == 404
    assert site.send(monitor, f"/reviews/{number}", answer="yes").status_code == 303
    assert "Đã xong" in office.get("/decisions").text


def test_a_unit_decides_nothing_and_acts_on_no_other_unit_s_assignment(given):
    site, _, unit, number = given
    assert unit.get("/decisions").status_code == 403
    assert site.send(unit, f"/assignments/{number}/result/confirm").status_code == 403
    stranger = site.signed_in(BUILDING)
    answer = site.send(stranger, f"/assignments/{number}/procedures", doing="not_ours", reason="x")
    assert answer.status_code == 404
    answer = site.send(stranger, "/reports", assignment=str(number), result="x", files={"evidence": PDF})
    assert answer.status_code == 404
