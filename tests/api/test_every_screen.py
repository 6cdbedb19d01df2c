"""Pages on a phone, in the dark, in print and without script: nothing runs out of the screen, axe finds nothing."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from compliance.deadlines.models import Deadline
from core.database import transaction
from tests import factories
from tests.api.conftest import ADMINISTRATOR, FINANCE, OFFICE, Site, keep_picture
from tests.api.test_office_day import CONCLUSIONS, NOVEMBER, WORD, upload

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 860}
PICTURED = {"/directives": "van-ban-den", "/directives/1": "mot-van-ban", "/worklist": "viec-cua-don-vi"}
# What the phone shows otherwise than the desk is looked through twice.
SAME_ON_THE_PHONE = {
    "/account/notices",
    "/duty",
    "/pipeline",
    "/updates",
    "/connectors",
    "/calendar?year=2026",
    "/rulebook",
    "/law",
    "/reviews",
}
PAGES = {
    OFFICE: (
        "/",
        "/directives",
        "/directives/1",
        "/directives/2",
        "/entries",
        "/late",
        "/receipts/1",
        "/pipeline",
        "/updates",
        "/decisions",
    ),
    ADMINISTRATOR: (
        "/connectors",
        "/duty",
        "/calendar?year=2026",
        "/rulebook",
        "/law",
        "/receipts/1?as_known_on=2026-11-19",
    ),
    FINANCE: ("/worklist", "/account/notices", "/assignments/{assignment}", "/late", "/reviews"),
}


@pytest.fixture
def filled(site: Site) -> Site:
    site.clock.set(NOVEMBER)
    office = site.signed_in(OFFICE)
    upload(site, office, CONCLUSIONS)
    upload(site, office, WORD)
    return site


def enter(browser: Browser, site: Site, username: str, **options):
    page = browser.new_context(base_url=site.url, locale="vi-VN", **options).new_page()
    page.goto("/sign-in")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(factories.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("details.menu")).to_be_visible()
    return page


@pytest.mark.full  # every page is held to the same in test_every_page; this walk also leaves the pictures
@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "dark"])
def test_pages_fit_the_screen_and_keep_nobody_out(chromium: Browser, filled: Site, viewport: dict, scheme: str):
    visitor = chromium.new_context(
        base_url=filled.url, locale="vi-VN", viewport=viewport, color_scheme=scheme
    ).new_page()
    visitor.goto("/sign-in")
    assert Axe().run(visitor).violations_count == 0
    for username, paths in PAGES.items():
        page = enter(chromium, filled, username, viewport=viewport, color_scheme=scheme)
        for path in paths:
            page.goto(path.format(assignment=_first_assignment(page) if "{" in path else ""))
            page.wait_for_load_state("load")
            if path in PICTURED:
                keep_picture(page, f"{PICTURED[path]}-{'dien-thoai' if viewport is PHONE else 'toi'}")
            for summary in page.locator("summary").all()[:6]:
                summary.click()
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, f"{path} runs {wider} px out of the screen"
            if viewport is PHONE and path in SAME_ON_THE_PHONE:
                continue
            results = Axe().run(page)
            assert results.violations_count == 0, f"{path}: {results.generate_report()}"


def test_the_work_is_done_without_script(chromium: Browser, filled: Site):
    page = enter(chromium, filled, OFFICE, java_script_enabled=False)
    page.goto("/directives/1")
    page.get_by_role("button", name="Xác nhận văn bản").click()
    expect(page.get_by_role("status").first).to_contain_text("chính thức giao")
    unit = enter(chromium, filled, FINANCE, java_script_enabled=False)
    unit.get_by_role("main").get_by_role("link", name="Cập nhật").first.click()
    unit.get_by_label("Việc làm đầu tiên").fill("Họp tổ thẩm định")
    unit.get_by_label("Sản phẩm hoặc kết quả").fill("Báo cáo")
    unit.get_by_role("button", name="Gửi cập nhật").click()
    expect(unit.get_by_role("status").first).to_contain_text("Đã gửi cập nhật")


def test_a_receipt_prints_without_the_frame(chromium: Browser, filled: Site):
    page = enter(chromium, filled, OFFICE)
    page.goto("/receipts/1")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Chính")).to_be_hidden()
    expect(page.get_by_role("heading", name="Đi từng ngày")).to_be_visible()
    expect(page.get_by_text("UBND tỉnh Thanh Hóa", exact=True)).to_be_visible()


def test_the_due_day_of_a_printed_receipt_is_dark_on_white_and_one_the_document_states_is_told_as_due(
    chromium: Browser, filled: Site
):
    with transaction(filled.resources.sessions, writes=False) as session:
        counted = session.scalars(select(Deadline.id).where(Deadline.clock == "entry")).first()
        stated = session.scalars(select(Deadline.id).where(Deadline.due_on == date(2026, 12, 31))).first()
    page = enter(chromium, filled, OFFICE)
    page.emulate_media(media="print")
    for number, told in ((counted, "Tính: thứ Hai"), (stated, "Đến hạn: Ngày ghi trong văn bản")):
        page.goto(f"/receipts/{number}")
        last = page.locator(".strip .last")
        expect(last).to_contain_text(told)
        expect(last).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.get_by_text("Không áp dụng quy định tính ngày nào.")).to_be_visible()


def _first_assignment(page) -> str:
    page.goto("/worklist")
    return page.locator(".work h3 a").first.get_attribute("href").rpartition("/")[2]
