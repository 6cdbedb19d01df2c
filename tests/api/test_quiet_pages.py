"""Pages that are opened now and then, in a browser on the desk and on a phone: webhooks, law, titles, decisions."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from jobs.calling import call_webhooks
from tests.api.conftest import ADMINISTRATOR, FINANCE, OFFICE, Site, make_settings, running
from tests.api.desk import Order, put_up
from tests.api.test_browser_keeps import ENTRY
from tests.api.test_every_screen import DESK, PHONE, enter
from tests.api.test_office_queues import look
from tests.peers.receiver import running_receiver

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)
ISSUED_ON = date(2026, 8, 20)
ORDERS = [
    Order("Sở Tài chính", "thẩm định dự toán kinh phí sửa chữa trụ sở", "trước ngày 15/09/2026"),
    Order("Sở Tài chính", "tổng hợp tiến độ giải ngân vốn đầu tư công", "trước ngày 30/09/2026"),
    Order("Sở Tài chính", "báo cáo kết quả thực hành tiết kiệm", "trước ngày 20/09/2026"),
]


@contextmanager
def on_the_phone(page: Page) -> Iterator[Page]:
    """The same page on a phone's screen for a while."""
    page.set_viewport_size(PHONE)
    yield page
    page.set_viewport_size(DESK)


def look_twice(page: Page, path: str, name: str) -> None:
    look(page, path, name)
    with on_the_phone(page) as phone:
        look(phone, path, f"{name}-dien-thoai")


@pytest.fixture
def calling(peopled_url, tmp_path, site_clock):
    """A site that may call the loopback, and a receiver there that fails once."""
    settings = make_settings(peopled_url, tmp_path, private_targets=("127.0.0.1",))
    with running_receiver() as receiver, running(settings, site_clock) as site:
        yield site, receiver


def test_an_administrator_names_a_webhook_and_sees_it_fail_and_come_through(chromium: Browser, calling):
    site, receiver = calling
    page = enter(chromium, site, ADMINISTRATOR, viewport=DESK)
    page.goto("/webhooks")
    page.get_by_label("Tên, để nhận ra").fill("Trung tâm điều hành thông minh")
    page.get_by_label("Địa chỉ nhận").fill(f"{receiver.url}/ioc")
    page.get_by_label("Mọi việc").check()
    page.get_by_role("button", name="Thêm webhook").click()
    expect(page.get_by_role("main")).to_contain_text(re.compile("whsec_"))
    address = re.search(r"/webhooks/\d+", page.content())[0]
    page.goto(address)
    page.get_by_role("button", name="Gửi thử").click()
    receiver.answers = [503]
    call_webhooks(site.resources)
    assert receiver.got[0][1]["webhook-id"]
    page.goto(address)
    expect(page.get_by_role("main")).to_contain_text("503")
    look_twice(page, address, "mot-webhook")
    look_twice(page, "/webhooks", "webhook")


def test_the_law_is_read_on_the_desk_and_on_a_phone(chromium: Browser, site: Site):
    page = enter(chromium, site, ADMINISTRATOR, viewport=DESK)
    look_twice(page, "/calendar?year=2026", "lich-lam-viec")
    look_twice(page, "/rulebook", "quy-dinh")


def test_the_office_reads_titles_and_decides_what_is_asked_on_a_phone(chromium: Browser, site: Site):
    directive = put_up(site, "85/UBND-TC", ORDERS, ISSUED_ON)
    office, unit = site.signed_in(OFFICE), site.signed_in(FINANCE)
    site.send(office, f"/directives/{directive}/confirm")
    for number in (1, 2):
        assert site.send(unit, f"/assignments/{number}/entries", **ENTRY).status_code == 303
    files = {"evidence": ("báo cáo thẩm định.pdf", b"%PDF-1.4\n")}
    site.send(unit, "/reports", assignment="1", result="Đã thẩm định, trình Sở ký", obstacle="", files=files)
    asked = {"doing": "extension", "reason": "Ba chủ đầu tư chưa gửi số liệu", "asked_for": "2026-10-15"}
    assert site.send(unit, "/assignments/2/procedures", **asked).status_code == 303
    said = {"doing": "not_ours", "reason": "Việc thuộc Sở Nội vụ theo Quyết định phân công"}
    assert site.send(unit, "/assignments/3/procedures", **said).status_code == 303
    page = enter(chromium, site, OFFICE, viewport=DESK)
    page.goto("/")
    expect(page.get_by_role("link", name="2 kiến nghị, đề nghị gia hạn, ý kiến về thẩm quyền")).to_be_visible()
    expect(page.get_by_role("link", name="1 báo cáo kết quả chờ xem xét")).to_be_visible()
    look_twice(page, "/titles", "ten-cong-bo")
    look_twice(page, "/decisions", "can-quyet-dinh")
    with on_the_phone(page) as phone:
        phone.goto("/decisions")
        article = phone.get_by_role("article").filter(has_text="Ba chủ đầu tư chưa gửi số liệu")
        article.get_by_label("Thẩm quyền duyệt").fill("Ý kiến của Phó Chủ tịch ngày 20/8")
        article.get_by_role("button", name="Duyệt gia hạn").click()
        expect(phone.get_by_role("main")).not_to_contain_text("Ba chủ đầu tư chưa gửi số liệu")
    assert "duyệt gia hạn" in unit.get("/assignments/2").text
