"""An edition in the browsers of those who make it, and as the public sees it."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from sqlalchemy import select

from compliance.deadlines.service import set_deadlines
from compliance.entries.counters.service import count_directive
from core.database import transaction
from core.organisation import Unit
from tests import factories
from tests.api.conftest import FINANCE, LEADER, OFFICE, Site


@pytest.fixture
def counted(site: Site) -> Site:
    """Seven assignments of the finance department in August; it is 2 October."""
    with transaction(site.resources.sessions) as session:
        finance = session.scalars(select(Unit).where(Unit.name == "Sở Tài chính")).one()
        now = site.clock.now()
        for _ in range(7):
            directive = factories.directive(session, arrived_at=now)
            factories.run(session, directive, at=now)
            task = factories.task(session, directive)
            factories.assignment(session, task, finance, opened_at=now, confirmed_at=now)
            set_deadlines(session, directive.id, site.resources.law, now)
            count_directive(session, directive.id, now)
    site.clock.advance(timedelta(days=43))
    return site


@pytest.mark.browser
def test_an_edition_is_made_by_two_people_and_read_by_everyone(counted: Site, chromium: Browser):
    site = counted
    office, unit, leader, anyone = *(site.signed_in(name) for name in (OFFICE, FINANCE, LEADER)), site.browser()
    assert site.send(office, "/editions", period="2026-Q4").status_code == 409
    assert site.send(office, "/editions", period="quý III").status_code == 422
    place = site.send(office, "/editions", period="2026-Q3").headers["location"].partition("?")[0]
    assert unit.get(place).status_code == 404
    site.send(office, f"{place}/steps", step="preview")
    assert "Gửi đề nghị" in unit.get(place).text
    assert site.send(unit, f"{place}/corrections", text="Một nhiệm vụ đã xong").status_code == 303
    assert site.send(leader, f"{place}/approval").status_code == 409
    site.clock.advance(timedelta(days=7))
    office, unit, leader = (site.signed_in(name) for name in (OFFICE, FINANCE, LEADER))
    assert (
        site.send(office, f"{place}/answers", kind="correction", number="1", answer="Chưa có báo cáo").status_code
        == 303
    )
    assert "Chưa có báo cáo" in unit.get(place).text
    assert site.send(leader, f"{place}/approval").status_code == 303
    assert site.send(office, f"{place}/steps", step="publish").status_code == 303
    assert site.send(office, f"{place}/steps", step="discard").status_code == 409
    assert site.send(office, f"{place}/steps", step="").status_code == 422
    assert anyone.get("/published/2026-Q3/").headers["location"] == "/published/2026-Q3/1/"
    page = anyone.get("/published/2026-Q3/1/")
    assert "Sở Tài chính" in page.text
    assert len(page.content) < 100_000
    assert anyone.get("/published/2026-Q3/1/nothing.csv").status_code == 404
    assert anyone.get("/published/2025/").status_code == 404
    assert anyone.get("/published/2026-Q3/1/units.csv").content.startswith(b"\xef\xbb\xbf")
    assert anyone.get("/published/catalog.jsonld").json()["@type"] == "dcat:Catalog"
    assert "<item>" in anyone.get("/published/feed.rss").text
    assert "frame-ancestors *" in anyone.get("/published/2026-Q3/1/embed.html").headers["content-security-policy"]
    told = anyone.post("/published/report-error", data={"edition": "2026-Q3/1", "text": "Số sai"}).headers["location"]
    assert "Chưa có trả lời" in anyone.get(told).text
    assert site.send(office, f"{place}/answers", kind="error", number="1", answer="Đã xem lại").status_code == 303
    assert "Đã xem lại" in anyone.get(told).text
    site.send(office, "/editions", period="2026-Q3", reason="Bổ sung")
    _looked_at(chromium, site)


def _looked_at(chromium: Browser, site: Site) -> None:
    """Without script nothing is missing, nothing runs out of a phone's screen, and axe finds nothing."""
    context = chromium.new_context(base_url=site.url, viewport={"width": 360, "height": 740}, locale="vi-VN")
    page = context.new_page()
    for path in (
        "/published/",
        "/published/2026-Q3/1/",
        "/published/2026-Q3/1/embed.html",
        "/published/report-error?edition=2026-Q3/1",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
        results = Axe().run(page)
        assert results.violations_count == 0, f"{path}: {results.generate_report()}"
    context.close()
