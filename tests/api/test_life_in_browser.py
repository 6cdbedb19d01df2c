"""A whole life in a real browser: a file dropped in the folder, its tasks, the deadline missed, the return, the end."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.api.conftest import ADMINISTRATOR, FINANCE, OFFICE, Site, keep_picture, make_settings, running

LETTER = """
<style>@page { size: A4; margin: 20mm 18mm 20mm 30mm } body { font: 14pt/1.4 serif }
p { text-indent: 10mm; margin: 5pt 0 }
.head { display: flex; justify-content: space-between; text-align: center; font-size: 12.5pt }</style>
<div class=head><div>ỦY BAN NHÂN DÂN<br><b>TỈNH THANH HÓA</b><br>Số: 9012/UBND-TC<br>V/v sửa chữa kho lưu trữ</div>
<div><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br>Độc lập - Tự do - Hạnh phúc<br>
<i>Thanh Hóa, ngày 20 tháng 8 năm 2026</i></div></div>
<p>Kính gửi: Sở Tài chính.</p>
<p>Xét đề nghị của Sở Nội vụ về việc sửa chữa kho lưu trữ chuyên dụng, Chủ tịch UBND tỉnh có ý kiến như sau:</p>
<p>Giao Sở Tài chính thẩm định dự toán kinh phí sửa chữa kho lưu trữ, báo cáo UBND tỉnh trước ngày 15/09/2026./.</p>
<div class=head><div>Nơi nhận:<br>- Như trên;<br>- Lưu: VT, TC.</div>
<div><b>TM. ỦY BAN NHÂN DÂN<br>KT. CHỦ TỊCH<br>PHÓ CHỦ TỊCH</b><br><br><br><b>Lê Thanh Bình</b></div></div>
"""
DESK = {"width": 1280, "height": 860}
A_MINUTE_LATE = datetime(2026, 8, 21, 17, 1, tzinfo=UTC)
LATER_THAT_MORNING = datetime(2026, 8, 22, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)


@dataclass
class People:
    """Whoever sits at a browser of their own: signed in through the form the first time and when the sign-in ended."""

    browser: Browser
    site: Site
    pages: dict[str, Page] = field(default_factory=dict)

    def page(self, username: str) -> Page:
        if username not in self.pages:
            context = self.browser.new_context(base_url=self.site.url, locale="vi-VN", viewport=DESK)
            self.pages[username] = context.new_page()
        page = self.pages[username]
        page.goto("/")
        if page.get_by_label("Mật khẩu").count():
            page.get_by_label("Tên đăng nhập").fill(username)
            page.get_by_label("Mật khẩu").fill(factories.PASSWORD)
            page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
        return page


def _check(page: Page, name: str) -> None:
    """A state that only a life brings about may keep no one out: axe finds nothing."""
    page.wait_for_load_state("load")
    results = Axe().run(page)
    assert results.violations_count == 0, f"{name} ({page.url}): {results.generate_report()}"
    keep_picture(page, name)


def _wait_for(page: Page, address: str, text: str) -> None:
    """Reload a page until it says something: what a worker does shows at the next look."""
    for _ in range(100):
        page.goto(address)
        if page.get_by_role("main").get_by_text(text).count():
            return
        page.wait_for_timeout(200)
    message = f"{address} never said {text!r}:\n{page.get_by_role('main').inner_text()}"
    raise AssertionError(message)


@pytest.fixture
def working_site(peopled_url, tmp_path, site_clock):
    with running(make_settings(peopled_url, tmp_path), site_clock, with_worker=True) as site:
        yield site


def test_a_directive_lives_its_whole_life_in_the_browser(chromium: Browser, working_site: Site):
    people = People(chromium, working_site)
    _drop_letter(people)
    _confirm_as_the_office(people)
    _miss_the_deadline(people)
    _enter_late(people)
    _enter_again(people)
    _confirm_the_reentry(people)
    _check_history(people)


def _drop_letter(people: People) -> None:
    printer = people.browser.new_page()
    printer.set_content(LETTER)
    (people.site.watch_dir / "9012.pdf").write_bytes(printer.pdf(prefer_css_page_size=True))
    printer.close()


def _confirm_as_the_office(people: People) -> None:
    """The Office sees the directive split, looks at it beside its page, and confirms."""
    office = people.page(OFFICE)
    _wait_for(office, "/directives", "1 nhiệm vụ")
    keep_picture(office, "van-ban-den")
    office.goto("/")
    keep_picture(office, "trang-chu-van-phong")
    office.goto("/directives")
    office.get_by_role("link", name="9012/UBND-TC", exact=True).click()
    expect(office.get_by_role("article")).to_contain_text("thẩm định dự toán kinh phí sửa chữa kho lưu trữ")
    expect(office.get_by_role("article")).to_contain_text("Sở Tài chính")
    expect(office.get_by_role("img", name="Ảnh trang 1")).to_have_js_property("complete", value=True)
    assert office.get_by_role("img", name="Ảnh trang 1").evaluate("image => image.naturalWidth") > 0
    keep_picture(office, "mot-van-ban")
    office.get_by_role("group", name="Vị trí nhiệm vụ trên trang 1").get_by_role("link", name="Nhiệm vụ 1").click()
    expect(office).to_have_url(f"{people.site.url}/directives/1#task-1")
    office.get_by_role("article").get_by_role("link", name="Nhiệm vụ 1", exact=True).click()
    expect(office).to_have_url(f"{people.site.url}/directives/1#box-1")
    office.get_by_role("button", name="Xác nhận văn bản").click()
    expect(office.get_by_role("status").first).to_contain_text("chính thức giao")
    _check(office, "da-xac-nhan")


def _miss_the_deadline(people: People) -> None:
    """The unit sees it, and lets the deadline pass; the late list shows it with the receipt behind its date."""
    unit = people.page(FINANCE)
    expect(unit.get_by_role("heading", name="3 ngày làm việc tới")).to_be_visible()
    keep_picture(unit, "viec-cua-don-vi")
    people.site.clock.set(A_MINUTE_LATE)
    unit = people.page(FINANCE)
    _wait_for(unit, "/late", "chưa có cập nhật")
    _check(unit, "cham-cap-nhat")
    unit.get_by_role("link", name="Phiếu tính hạn").click()
    expect(unit.get_by_role("main")).to_contain_text("Hết Thứ Sáu, 21/08/2026")
    keep_picture(unit, "phieu-tinh-han")


def _enter_late(people: People) -> None:
    """What is missing is told; the late entry is kept and returned, and what was typed is carried over."""
    unit = people.page(FINANCE)
    unit.goto("/worklist")
    expect(unit.get_by_role("heading", name="Chậm cập nhật")).to_be_visible()
    expect(unit.get_by_role("main")).not_to_contain_text("Quá hạn thực hiện")
    unit.get_by_role("link", name=re.compile(r"^Cập nhật ?:")).click()
    keep_picture(unit, "cap-nhat")
    unit.get_by_label("Sản phẩm hoặc kết quả").fill("Báo cáo thẩm định dự toán")
    unit.get_by_label("Việc làm đầu tiên").fill("")
    unit.get_by_role("button", name="Gửi cập nhật").click()
    expect(unit.get_by_role("alert")).to_contain_text("Chưa nêu việc làm đầu tiên")
    expect(unit.get_by_label("Sản phẩm hoặc kết quả")).to_have_value("Báo cáo thẩm định dự toán")
    _check(unit, "cap-nhat-con-thieu")
    unit.get_by_label("Việc làm đầu tiên").fill("Lập tổ thẩm định sáng thứ Bảy")
    unit.get_by_role("button", name="Gửi cập nhật").click()
    expect(unit.get_by_role("status").first).to_contain_text("bị trả lại vì chậm")
    expect(unit.get_by_role("heading", name="Cập nhật bị trả lại: chậm cập nhật")).to_be_visible()
    expect(unit.get_by_label("Việc làm đầu tiên")).to_have_value("Lập tổ thẩm định sáng thứ Bảy")
    _check(unit, "bi-tra-lai")


def _enter_again(people: People) -> None:
    people.site.clock.set(LATER_THAT_MORNING)
    unit = people.page(FINANCE)
    unit.get_by_role("link", name=re.compile(r"^Cập nhật lại ?:")).click()
    unit.get_by_role("textbox", name=re.compile("^Nguyên nhân cập nhật lần trước")).fill(
        "Cán bộ phụ trách nghỉ phép, chưa bàn giao kịp"
    )
    unit.get_by_role("button", name="Gửi cập nhật lại").click()
    expect(unit.get_by_role("status").first).to_contain_text("Chờ Văn phòng xác nhận")


def _confirm_the_reentry(people: People) -> None:
    """The Office confirms; nothing is incomplete any more, and the flag stays in the record."""
    office = people.page(OFFICE)
    office.goto("/entries")
    expect(office.get_by_role("article")).to_contain_text("chưa bàn giao kịp")
    keep_picture(office, "cho-xac-nhan")
    office.get_by_role("button", name="Xác nhận cập nhật của Sở Tài chính").click()
    expect(office.get_by_role("status").first).to_contain_text("Đã xác nhận cập nhật")
    office.goto("/late")
    expect(office.get_by_role("row", name="Sở Tài chính")).to_contain_text("Đã xác nhận cập nhật")
    keep_picture(office, "cham-cap-nhat-van-phong")


def _check_history(people: People) -> None:
    """Every step stands in the trail, and in the unit's own history as sentences."""
    administrator = people.page(ADMINISTRATOR)
    administrator.goto("/audit?subject=assignment")
    trail = administrator.get_by_role("table").inner_text()
    for step in ("ghi nhận chậm cập nhật", "gửi cập nhật", "trả lại cập nhật", "xác nhận cập nhật"):
        assert step in trail
    for path, name in (
        ("/audit", "nhat-ky"),
        ("/units?q=so+tai", "don-vi"),
        ("/accounts", "tai-khoan"),
        ("/", "trang-chu"),
    ):
        administrator.goto(path)
        keep_picture(administrator, name)
    unit = people.page(FINANCE)
    unit.get_by_role("link", name=re.compile(r"^Báo cáo ?:")).click()
    history = unit.get_by_role("region", name="Diễn biến")
    for sentence in (
        "Văn phòng xác nhận nhiệm vụ",
        "Ghi nhận chậm cập nhật",
        "trả lại cập nhật: chậm cập nhật",
        "gửi bản cập nhật lại",
        "Lê Thị Lan xác nhận cập nhật",
    ):
        expect(history).to_contain_text(sentence)
    _check(unit, "dien-bien")
    unit.goto("/directives/1")
    expect(unit.get_by_role("heading", name="Không có quyền")).to_be_visible()
    _check(unit, "khong-co-quyen")
