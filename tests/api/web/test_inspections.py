"""An inspection in the browsers of the Working Group and of the unit it visits."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pypdfium2 import PdfDocument
from sqlalchemy import select

from compliance.deadlines.service import set_deadlines
from compliance.entries.counters.service import count
from compliance.entries.sweep.service import flag_and_return
from core.database import transaction
from core.organisation import Unit
from extraction.models import Assignment
from tests import factories
from tests.api.conftest import BUILDING, FINANCE, INSPECTION, LEADER, Site, keep_picture

PLAN = {
    "name": "cập nhật nhiệm vụ quý III năm 2026",
    "decision": "Quyết định số 2031/QĐ-UBND ngày 19/8/2026 của Chủ tịch UBND tỉnh",
    "kind": "surprise",
    "period": "2026-Q3",
    "first_on": "2026-08-20",
    "last_on": "2026-08-25",
    "sample_size": "2",
    "seed": "7",
    "members": "Vũ Văn Tra, Tổ trưởng\nLê Thị Soát",
    "checklist": "Phân công người cập nhật\nHồ sơ minh chứng",
    "unit": ["Sở Tài chính"],
}
FOUND = {
    "what": "Cập nhật chậm",
    "cause": "Nghỉ phép",
    "responsibility": "Trưởng phòng",
    "measure": "Bàn giao",
    "evidence": "Biên bản",
}


@pytest.fixture
def assigned(site: Site) -> Site:
    """Three confirmed tasks of the finance department."""
    with transaction(site.resources.sessions) as session:
        now = site.clock.now()
        for _ in range(3):
            directive = factories.directive(session, arrived_at=now)
            factories.run(session, directive, at=now)
            finance = session.scalars(select(Unit).where(Unit.name == "Sở Tài chính")).one()
            factories.assignment(session, factories.task(session, directive), finance, opened_at=now, confirmed_at=now)
            set_deadlines(session, directive.id, site.resources.law, now)
    site.clock.advance(timedelta(hours=1))
    return site


@pytest.mark.browser
def test_an_inspection_is_opened_looked_into_explained_and_reported(assigned: Site, chromium: Browser):
    site = assigned
    group, unit, other, leader = (site.signed_in(name) for name in (INSPECTION, FINANCE, BUILDING, LEADER))
    assert site.send(group, "/inspections", **{**PLAN, "period": "quý III"}).status_code == 422
    assert site.send(group, "/inspections", **{**PLAN, "checklist": ""}).status_code == 422
    place = site.send(group, "/inspections", **PLAN).headers["location"].partition("?")[0]
    page = group.get(place).text
    assert "2 trong 3 nhiệm vụ của kỳ" in page
    assert "số chọn mẫu <strong>7</strong>" in page
    assert (unit.get(place).status_code, other.get(place).status_code) == (200, 404)
    number = place.rpartition("/")[2]
    finance = page.partition('name="unit" value="')[2].partition('"')[0]
    kept = {"reply-0": "yes", "note-0": "", "reply-1": "partly", "note-1": "thiếu một hồ sơ"}
    assert site.send(group, f"{place}/checklist", unit=finance, **kept).status_code == 303
    assert site.send(group, "/findings", campaign=number, unit=finance, **{**FOUND, "cause": ""}).status_code == 422
    proof = ("Biên bản.pdf", b"%PDF-1.7 minutes", "application/pdf")
    found = {**FOUND, "campaign": number, "unit": finance}
    assert "Không nhận tệp" in site.send(group, "/findings", files={"files": ("a.exe", b"MZ")}, **found).text
    assert site.send(group, "/findings", files={"files": proof}, **found).status_code == 303
    assert unit.get("/findings/1/files/0").content == proof[1]
    assert [browser.get("/findings/1/files/0").status_code for browser in (other, leader)] == [404, 200]
    assert site.send(other, "/findings/1/explanation", explanation="Không phải").status_code == 404
    assert site.send(unit, "/findings/1/explanation", explanation="Đơn vị nhận thiếu sót").status_code == 303
    assert site.send(group, "/findings/1/follow-ups", what="Quy định bàn giao", due_on="2026-09-10").status_code == 303
    assert leader.get(f"{place}/report.pdf").status_code == 404
    _look(site, chromium, place)
    assert site.send(group, f"{place}/close", conclusion="Cơ bản chấp hành.").status_code == 303
    assert leader.get(f"{place}/report.docx").content.startswith(b"PK")
    assert leader.get(f"{place}/report.pdf").content.startswith(b"%PDF")
    assert unit.get(f"{place}/report.pdf").status_code == 403
    assert site.send(group, "/findings", campaign=number, unit=finance, **FOUND).status_code == 409
    assert site.send(unit, "/follow-ups/1/done", done="Đã ban hành").status_code == 303
    assert site.send(group, "/follow-ups/1/acceptance").status_code == 303
    assert "Đã hoàn thành" in unit.get(place).text


def _enter(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Tên đăng nhập").fill(INSPECTION)
    page.get_by_label("Mật khẩu").fill(factories.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def _look(site: Site, chromium: Browser, place: str) -> None:
    """The pages fit a phone and keep nobody out."""
    context = chromium.new_context(base_url=site.url, locale="vi-VN", viewport={"width": 360, "height": 740})
    page = context.new_page()
    _enter(page)
    for path, name in (("/inspections", "kiem-tra"), (place, "cuoc-kiem-tra")):
        page.goto(path)
        keep_picture(page, name)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, path
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
    context.close()


@pytest.mark.browser
def test_the_late_report_on_paper_has_its_last_column_and_begins_on_the_first_sheet(assigned: Site, chromium: Browser):
    site = assigned
    site.clock.advance(timedelta(days=9))
    with transaction(site.resources.sessions) as session:
        count(session, session.scalars(select(Assignment.id)).all(), site.clock.now())
        flag_and_return(session, site.resources.law, site.clock.now())
    site.clock.advance(timedelta(hours=1))
    page = chromium.new_context(base_url=site.url, locale="vi-VN").new_page()
    _enter(page)
    page.goto("/reports/late")
    document = PdfDocument(page.pdf(prefer_css_page_size=True))
    sheet = document[0]
    assert sheet.get_width() > sheet.get_height()
    told = [each.get_textpage().get_text_range() for each in document]
    assert "Báo cáo chậm cập nhật" in told[0]
    assert "Lẽ ra đúng hạn nếu" in " ".join(told)
    assert all(each.strip() for each in told)  # no sheet is empty
    for each in document:
        words = each.get_textpage()
        boxes = [words.get_charbox(place) for place in range(words.count_chars())]
        assert max(right for _, _, right, _ in boxes) <= sheet.get_width()
    page.context.close()
