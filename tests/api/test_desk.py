"""The Office's check in a browser: by keyboard alone, both ways between page and tasks, with a second clerk beside."""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from core.database import transaction
from extraction.models import Confirmation, Task
from tests.api.conftest import OFFICE, SECOND_CLERK, Site, keep_picture
from tests.api.desk import Order, put_up
from tests.api.test_every_screen import DESK, PHONE, enter

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)
ISSUED_ON = date(2026, 8, 20)
FINANCE, HEALTH = "Sở Tài chính", "Sở Y tế"
CLEAR = [
    Order(FINANCE, "thẩm định dự toán kinh phí sửa chữa kho lưu trữ, báo cáo UBND tỉnh", "trước ngày 15/09/2026"),
    Order(HEALTH, "rà soát phương án phòng, chống dịch bệnh mùa mưa bão, báo cáo UBND tỉnh", "trước ngày 30/09/2026"),
]
UNCLEAR = [
    CLEAR[0],
    Order("Sở TC-XD", "tổng hợp tiến độ giải ngân vốn đầu tư công của các chủ đầu tư", "trước ngày 20/09/2026"),
    Order("", "Đề nghị khẩn trương hoàn thành việc bàn giao hồ sơ theo quy định"),
]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def go(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait for it."""
    with page.expect_navigation():
        page.keyboard.press(key)


def confirm(page: Page) -> None:
    press(page, "Enter")
    expect(page.get_by_role("button", name="Xác nhận văn bản")).to_be_focused()
    go(page, "Enter")
    expect(page.get_by_role("status").first).to_contain_text("chính thức giao")


def confirmed(site: Site) -> int:
    with transaction(site.resources.sessions, writes=False) as session:
        return len(session.scalars(select(Confirmation)).all())


def review_by_keyboard(page: Page, site: Site, number: int) -> None:
    """Accept every task of the directives one after the other, confirm, go on; the pointer is never touched."""
    page.goto("/directives/1")
    for place in range(number):
        expect(page.locator("[data-task]")).to_have_count(2)
        go(page, "a")
        expect(page.locator("#task-2")).to_be_focused()
        go(page, "a")
        expect(page.get_by_label("2/2 đoạn giao việc đã xử lý")).to_have_attribute("value", "2")
        confirm(page)
        if place + 1 < number:
            go(page, "g")
    assert confirmed(site) == number


@pytest.mark.parametrize("number", [2, pytest.param(20, marks=pytest.mark.full)])
def test_an_office_clerk_reviews_directives_by_keyboard_alone(chromium: Browser, site: Site, number: int):
    for n in range(number):
        put_up(site, f"{101 + n}/UBND-VX", CLEAR, ISSUED_ON)
    review_by_keyboard(enter(chromium, site, OFFICE, viewport=DESK), site, number)


def test_what_is_not_clear_is_corrected_by_keyboard_and_taken_back(chromium: Browser, site: Site):
    put_up(site, "77/UBND-TC", UNCLEAR, ISSUED_ON)
    page = enter(chromium, site, OFFICE, viewport=DESK)
    page.goto("/directives/1")
    expect(page.get_by_role("img", name="Ảnh trang 1")).to_have_js_property("complete", value=True)
    assert [task.get_attribute("id") for task in page.locator("[data-task]").all()] == ["task-2", "task-1"]
    assert Axe().run(page).violations_count == 0
    keep_picture(page, "kiem-tra-van-ban")

    _correct(page)
    _take_out_and_back(page)
    _cut_anew(page)
    page.get_by_role("link", name="Thêm thành nhiệm vụ").focus()
    go(page, "Enter")
    expect(page.get_by_label("Nội dung nhiệm vụ")).to_have_value(re.compile("bàn giao hồ sơ"))
    page.get_by_role("button", name=re.compile("Không phải nhiệm vụ ?: câu 1")).focus()
    go(page, "Enter")
    expect(page.get_by_text("Đã xem: không phải nhiệm vụ")).to_be_visible()
    keep_picture(page, "kiem-tra-van-ban-da-sua")
    confirm(page)
    assert confirmed(site) == 1


def _correct(page: Page) -> None:
    """The open unit is named, a text is changed and changed back."""
    press(page, "j", "u")
    for _ in range(3):
        if page.evaluate("document.activeElement.name") == "lead":
            break
        press(page, "Tab")
    page.keyboard.type(FINANCE)
    go(page, "Control+Enter")
    expect(page.locator("#task-2 .units")).to_contain_text(FINANCE)
    expect(page.locator("#task-2 .units .state-corrected")).to_have_text("đã sửa")

    press(page, "e", "Control+a")
    page.keyboard.type("Giao Sở Tài chính tổng hợp tiến độ giải ngân.")
    go(page, "Control+Enter")
    expect(page.locator("#task-2 blockquote")).to_have_text("Giao Sở Tài chính tổng hợp tiến độ giải ngân.")
    go(page, "z")
    expect(page.locator("#task-2 blockquote")).to_contain_text("của các chủ đầu tư")


def _take_out_and_back(page: Page) -> None:
    page.goto("/directives/1#task-1")
    press(page, "x")
    page.keyboard.type("Đã giao ở văn bản khác")
    go(page, "Control+Enter")
    expect(page.locator("[data-task]")).to_have_count(1)
    go(page, "z")
    expect(page.locator("[data-task]")).to_have_count(2)


def _cut_anew(page: Page) -> None:
    """One task is parted in two, and the two are one again."""
    page.goto("/directives/1#task-1")
    go(page, "s")
    page.get_by_label("Nội dung phần 1").focus()
    press(page, "Control+a")
    page.keyboard.type("Thẩm định dự toán.")
    page.get_by_label("Nội dung phần 2").focus()
    page.keyboard.type("Báo cáo UBND tỉnh.")
    page.get_by_role("button", name="Tách nhiệm vụ").focus()
    go(page, "Enter")
    expect(page.locator("[data-task]")).to_have_count(3)
    expect(page.locator("#task-1 dd").first).to_have_text("như đoạn trên đã sửa")
    page.goto("/directives/1#task-1")
    go(page, "m")
    page.get_by_role("checkbox", name=re.compile("Báo cáo UBND tỉnh")).focus()
    press(page, "Space")
    page.get_by_role("button", name="Gộp nhiệm vụ").focus()
    go(page, "Enter")
    expect(page.locator("[data-task]")).to_have_count(2)


def test_a_long_directive_is_light_on_the_line(site: Site):
    orders = [Order(FINANCE, f"{CLEAR[0].text}, đợt {n}", CLEAR[0].phrase) for n in range(15)]
    put_up(site, "90/UBND-TC", orders, ISSUED_ON)
    browser = site.signed_in(OFFICE)
    page = browser.get("/directives/1")
    parts = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
    weights = [answer.num_bytes_downloaded for answer in (page, *(browser.get(part) for part in parts))]
    assert len(page.content) > 100_000
    assert sum(weights) <= 150_000, weights


def test_page_and_tasks_are_linked_both_ways_and_picked_words_fill_a_field(chromium: Browser, site: Site):
    put_up(site, "78/UBND-TC", CLEAR, ISSUED_ON)
    page = enter(chromium, site, OFFICE, viewport=DESK)
    page.goto("/directives/1")
    sheet = page.locator("[data-page='1']")
    expect(page.get_by_role("img", name="Ảnh trang 1")).to_have_js_property("complete", value=True)
    page.locator("#task-1 dd[data-box='box-1-deadline']").hover()
    expect(page.locator("#box-1-deadline")).to_have_class(re.compile("lit"))
    page.get_by_role("group", name="Vị trí nhiệm vụ").get_by_role("link", name="Nhiệm vụ 2").click()
    expect(page.locator("#task-2")).to_be_focused()

    page.locator("#task-2 summary", has_text="Sửa").click()
    page.locator("#deliverable-2").focus()
    sheet.hover(position={"x": 5, "y": 5})
    words = page.request.get("/directives/1/pages/1/words").json()
    frame = sheet.bounding_box()
    boxes = [word for word in words if word[0] in {"dự", "phí"}]
    start, end = boxes[0], next(word for word in boxes if word[0] == "phí")
    for move, word in ((page.mouse.move, start), (page.mouse.move, end)):
        move(
            frame["x"] + (word[1] + word[3]) / 2 * frame["width"],
            frame["y"] + (word[2] + word[4]) / 2 * frame["height"],
        )
        page.mouse.down() if word is start else page.mouse.up()
    expect(page.locator("#deliverable-2")).to_have_value("dự toán kinh phí")


def test_two_clerks_see_each_other_and_no_change_is_lost(chromium: Browser, site: Site):
    put_up(site, "79/UBND-TC", CLEAR, ISSUED_ON)
    first = enter(chromium, site, OFFICE, viewport=DESK)
    with first.expect_response(re.compile("/presence")):
        first.goto("/directives/1")
    second = site.signed_in(SECOND_CLERK)
    page = second.get("/directives/1").text
    assert "Lê Thị Lan (đang kiểm tra từ 09:00)" in page
    with transaction(site.resources.sessions, writes=False) as session:
        task = session.scalars(select(Task).where(Task.ordinal == 1)).one()
    site.send(second, f"/tasks/{task.id}", version=1, text="Sửa trước", mode="assign")
    with first.expect_response(re.compile("/presence")):
        first.evaluate("document.getElementById('presence') && dispatchEvent(new Event('focus'))")
    expect(first.locator("#others")).to_contain_text("Có người vừa sửa văn bản này")
    refused = site.send(second, f"/tasks/{task.id}/check", version=1)
    assert refused.status_code == 409
    assert "người khác sửa" in refused.text
    site.send(second, "/directives/1/presence")
    assert "Trần Thị Hai (đang xem từ 09:00)" in site.signed_in(OFFICE).get("/directives/1").text


def test_the_desk_fits_a_phone_and_works_without_script(chromium: Browser, site: Site):
    put_up(site, "80/UBND-TC", UNCLEAR, ISSUED_ON)
    put_up(site, "80/UBND-TC", [*CLEAR, Order(HEALTH, "báo cáo kết quả")], ISSUED_ON)
    page = enter(chromium, site, OFFICE, viewport=PHONE, java_script_enabled=False)
    page.goto("/directives/1")
    keep_picture(page, "kiem-tra-van-ban-dien-thoai")
    page.get_by_role("button", name="Chấp nhận nhiệm vụ 1").click()
    expect(page.locator("#task-1 .task-head")).to_contain_text("Đã xác nhận")
    page.get_by_role("button", name="Xem lại nhiệm vụ 1").click()
    page.get_by_role("button", name="Báo tôi đang kiểm tra").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã báo bạn đang kiểm tra")
    page.goto("/directives/2")
    page.get_by_role("link", name="Xem hai bản cạnh nhau").click()
    expect(page.get_by_role("heading", name=re.compile("dòng khác nhau"))).to_be_visible()
    keep_picture(page, "hai-van-ban-dien-thoai")
    desk = enter(chromium, site, OFFICE, viewport=DESK)
    desk.goto("/directives/1/beside/2")
    assert Axe().run(desk).violations_count == 0
    keep_picture(desk, "hai-van-ban")
