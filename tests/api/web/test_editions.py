"""An edition in the browsers of those who make it, and as the public sees it."""

import io
import zipfile
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from sqlalchemy import select

from compliance.deadlines.service import set_deadlines
from compliance.entries.counters.service import count_directive
from compliance.reports.editions.page import VERIFIER
from core.database import transaction
from core.organisation import Unit
from tests import factories
from tests.api.conftest import FINANCE, LEADER, OFFICE, Site, keep_picture


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


def test_the_office_reads_titles_before_they_are_published(counted: Site):
    office = counted.signed_in(OFFICE)
    page = office.get("/titles").text
    assert page.count("Cho công bố</button>") == 7
    assert ">Giao Sở Tài chính thẩm định dự toán kinh phí" in page
    task = page.partition('name="task" value="')[2].partition('"')[0]

    def send(**fields):
        return counted.send(office, "/titles", task=task, **fields)

    assert "có số điện thoại" in send(verdict="clear", title="Gọi 0912 345 678").text
    assert send(verdict="", title="Thẩm định").status_code == 422
    assert send(verdict="clear", title="Thẩm định dự toán", state="unread").status_code == 303
    assert office.get("/titles").text.count("Cho công bố</button>") == 6
    assert ">Thẩm định dự toán</textarea>" in office.get("/titles?state=cleared").text
    assert send(verdict="keep", state="cleared").headers["location"] == "/titles?state=cleared#titles"
    assert office.get("/titles?state=kept_back").text.count("Cho công bố</button>") == 1


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
    assert "Đã xem lại" in anyone.get("/published/report-error?edition=2026-Q3/1").text
    assert "Số sai" not in anyone.get("/published/report-error?edition=2026-Q3/1").text
    assert anyone.get("/published/verify_edition.py").content == VERIFIER.read_bytes()
    site.send(office, "/editions", period="2026-Q3", reason="Bổ sung")
    _reports_are_made(site)
    _looked_at(chromium, site)


def _reports_are_made(site: Site) -> None:
    """The Office takes the templates that ship, is told what is wrong with one of its own, and gets a pack at once."""
    office = site.signed_in(OFFICE)
    assert site.send(office, "/reports/packs", period="2026-Q3").headers["location"] == "/reports/packs/2.zip"
    assert "Chưa có mẫu" in office.get("/reports/packs/2.zip").text
    assert site.send(office, "/reports/templates/shipped").status_code == 303
    assert site.send(office, "/reports/templates/shipped").status_code == 422
    wrong = {"file": ("mau.docx", b"no Word file")}
    refused = site.send(office, "/reports/templates", name="Mẫu", kind="quarter", files=wrong)
    assert (refused.status_code, "đã hỏng" in refused.text) == (422, True)
    word = office.get("/reports/templates/1").content
    taken = site.send(office, "/reports/templates", name="Mẫu", kind="quarter", files={"file": ("mau.docx", word)})
    assert taken.headers["location"] == "/reports?done=template-taken#templates"
    assert site.send(office, "/reports/templates/3/retire").status_code == 303
    pack = office.get("/reports/packs/2.zip")
    assert pack.headers["content-disposition"] == 'attachment; filename="bao-cao-2026-Q3-ban-2.zip"'
    assert len(zipfile.ZipFile(io.BytesIO(pack.content)).namelist()) == 4
    assert site.send(office, "/reports/packs", period="2026-Q4").status_code == 409
    late = office.get("/reports/late?period=2026-Q3&sample=3")
    assert late.headers["location"].startswith("/reports/late?period=2026-Q3&sample=3&seed=")
    assert office.get("/reports/late.csv?period=2026-Q3").content.startswith(b"\xef\xbb\xbf")
    assert office.get("/reports/late.xlsx?period=2026-Q3").content.startswith(b"PK")
    assert office.get("/reports/late?period=quý").status_code == 422


def _looked_at(chromium: Browser, site: Site) -> None:
    """Without script nothing is missing, nothing runs out of a phone's screen, and axe finds nothing."""
    sha256 = site.browser().get("/published/2026-Q3/1/manifest.json").json()["files"][0]["sha256"]
    public = {
        "/published/": "cac-ky-cong-bo",
        "/published/2026-Q3/1/": "trang-cong-bo",
        "/published/2026-Q3/1/embed.html": "bang-nhung",
        "/published/report-error?edition=2026-Q3/1": "bao-sai-sot",
        f"/published/verify?sha256={sha256}": "kiem-chung",
        "/published/verify?sha256=0": "",
    }
    _look(chromium, site, public)
    _look(chromium, site, {"/published/2026-Q3/1/": "trang-cong-bo-dien-thoai"}, width=360)
    inside = {
        "/reports": "bao-cao",
        "/reports/late?period=2026-Q3&sample=3&seed=7": "bao-cao-cham",
        "/editions": "ky-cong-bo",
        "/editions/1": "",
    }
    _look(chromium, site, inside, who=OFFICE)


def _look(chromium: Browser, site: Site, pages: dict[str, str], *, width: int = 0, who: str | None = None) -> None:
    context = chromium.new_context(base_url=site.url, viewport={"width": width or 1280, "height": 860}, locale="vi-VN")
    page = context.new_page()
    if who:
        cookie = site.signed_in(who).cookies["dondoc"]
        context.add_cookies([{"name": "dondoc", "value": cookie, "url": site.url}])
    for path, picture in pages.items():
        page.set_viewport_size({"width": width or 1280, "height": 860})
        page.goto(path)
        if picture:
            keep_picture(page, picture)
        results = Axe().run(page)
        assert results.violations_count == 0, f"{path}: {results.generate_report()}"
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
    context.close()
