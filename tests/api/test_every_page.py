"""Every page of the program in a real browser, as a role that may see it: on a phone, zoomed, in the dark, strict.

One visit a page, the cheap questions asked of it while it is open. Then the day of a unit and of a leader, and a phone
without a line.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from api.web.language import COOKIE, catalogue, translations
from api.web.menu import menu_of
from api.web.messages import is_vietnamese
from compliance.deadlines.models import Deadline
from core.clock import FixedClock
from core.database import transaction
from core.organisation import Account, Field, Unit, UnitName
from core.settings import Settings
from extraction.models import Assignment, Task
from ingest.models import Directive
from tests.api.conftest import FINANCE, LEADER, OFFICE, PEOPLE, Site, keep_picture, make_settings, running
from tests.api.doors import GET_DOORS, LETTERS, WITHOUT_ROWS
from tests.api.test_office_day import CONCLUSIONS, NOVEMBER, WORD, upload

pytestmark = pytest.mark.browser
PHONE, DESK, ZOOMED = {"width": 360, "height": 740}, {"width": 1280, "height": 860}, {"width": 640, "height": 430}
WIRE_BYTES = 150_000
ONE_ROW = 75
# What a page sends beside itself: the style sheets, the script, the icon.
STATIC = ("base/modern-normalize.css", "dondoc.css", "dondoc.js", "icon.svg")
ALSO_AS_A_UNIT = ("/assignments/{assignment}", "/late", "/account")
# Files; and the receipt of a return, which is the page of /receipts/{deadline}.
NO_PAGE_OF_THEIR_OWN = {"/calendar/days.{form}", "/reports/late.{form}", "/returns/{returned}/receipt"}
CONTRAST = {"runOnly": ["color-contrast"]}
PICTURED = {
    "/worklist": "viec-cua-don-vi",
    "/assignments/{assignment}": "mot-nhiem-vu",
    "/dashboard": "dieu-hanh",
    "/search": "tim-kiem",
    "/directives": "van-ban-den",
    "/directives/{directive}": "mot-van-ban",
    "/receipts/{deadline}": "phieu-tinh-han-in",
    "/law": "quy-dinh-va-lich",
    "/pipeline": "duong-van-ban",
    "/account/notices": "cach-nhan-tin",
    "/orders": "nhap-nhiem-vu",
    "/connectors": "ket-noi",
}
DATA = (
    (Unit.name, Unit.code),
    (UnitName.name,),
    (Account.full_name,),
    (Directive.subject, Directive.issuer, Directive.number, Directive.file_name, Directive.kind, Directive.signer),
    (Task.text, Task.deliverable, Task.deadline_phrase, Task.channel),
    (Assignment.name,),
    (Field.name,),
)
QUERIES = {"/search": "?q=bao+cao", "/calendar": "?year=2026", "/dashboard": "?period=2026-Q4"}


@pytest.fixture(scope="module")
def filled(peopled_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with two documents read and confirmed, made once for every test here."""
    folder = tmp_path_factory.mktemp("every-page")
    shutil.copyfile(peopled_template, folder / "peopled.sqlite3")
    with running(make_settings(f"sqlite:///{folder / 'peopled.sqlite3'}", folder), FixedClock(NOVEMBER)) as site:
        office = site.signed_in(OFFICE)
        for name in (CONCLUSIONS, WORD):
            upload(site, office, name)
        yield site


def numbers_of(site: Site) -> dict[str, object]:
    """The rows that addresses name: a task of the finance department, its deadline, its directive."""
    with transaction(site.resources.sessions, writes=False) as session:
        finance = session.scalars(select(Unit.id).where(Unit.name == "Sở Tài chính")).one()
        mine = session.scalars(
            select(Assignment)
            .where(Assignment.unit_id == finance, Assignment.role == "lead", Assignment.opened_at.is_not(None))
            .order_by(Assignment.id)
        ).first()
        deadline = session.scalars(
            select(Deadline).where(Deadline.assignment_id == mine.id, Deadline.clock == "entry")
        ).first()
        office = session.scalars(select(Deadline).where(Deadline.clock == "office")).first()
        return {
            "directive": deadline.directive_id,
            "task": mine.task_id,
            "assignment": mine.id,
            "deadline": deadline.id,
            "office_deadline": office.id,
            "unit": finance,
        }


def addresses(site: Site) -> Iterator[tuple[str, str, str]]:
    """Give person, door and address: every door with rows here, by the first role that passes it."""
    numbers = numbers_of(site)
    for door, letters in GET_DOORS.items():
        may = [letter for letter in letters if letter.isupper()]
        people = [LETTERS[may[0]]] + ([FINANCE] if door in ALSO_AS_A_UNIT else [])
        if door in WITHOUT_ROWS or door in NO_PAGE_OF_THEIR_OWN:
            continue
        address = door.format(**numbers) + QUERIES.get(door, "")
        for person in people:
            yield person, door, address


@contextmanager
def page_of(browser: Browser, site: Site, person: str, **options) -> Iterator[Page]:
    """A browser that is signed in already, as the sign-in form would leave it."""
    context = browser.new_context(base_url=site.url, locale="vi-VN", **{"viewport": PHONE, **options})
    token = site.signed_in(person).cookies["dondoc"]
    context.add_cookies([{"name": "dondoc", "value": token, "url": site.url}])
    try:
        yield context.new_page()
    finally:
        context.close()


def runs_out(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def check(page: Page, address: str, told: list[str]) -> None:
    """Everything that a page must be, asked of the open page."""
    faults = Axe().run(page)
    assert faults.violations_count == 0, f"{address}: {faults.generate_report()}"
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert runs_out(page) <= 0, f"{address} runs out of a phone's screen"
    page.set_viewport_size(ZOOMED)
    assert runs_out(page) <= 0, f"{address} runs out of the screen at 200 %"
    page.emulate_media(color_scheme="dark")
    faults = Axe().run(page, options=CONTRAST)
    assert faults.violations_count == 0, f"{address} in the dark: {faults.generate_report()}"
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    assert told == [], f"{address}: {told}"


def test_every_page_fits_a_phone_and_keeps_nobody_out(chromium: Browser, filled: Site):
    static = sum((Path("api/web/static") / name).stat().st_size for name in STATIC)
    by_person: dict[str, list[tuple[str, str]]] = {}
    for person, door, address in addresses(filled):
        by_person.setdefault(person, []).append((door, address))
    seen, faults = 0, []
    for person, doors in by_person.items():
        reader = filled.signed_in(person)
        with page_of(chromium, filled, person, service_workers="block") as page:
            told: list[str] = []
            page.on("pageerror", lambda error, told=told: told.append(str(error)))
            page.on("console", lambda said, told=told: told.append(said.text) if "Policy" in said.text else None)
            for door, address in doors:
                sent = reader.get(address)
                if sent.status_code != 200 or not sent.headers["content-type"].startswith("text/html"):
                    continue
                if len(sent.content) + static > WIRE_BYTES:
                    faults.append(f"{address}: {len(sent.content)} bytes")
                assert "<h1" in sent.text, f"{address} has no heading before any script ran"
                page.goto(address)
                page.wait_for_load_state("load")
                if door in PICTURED:
                    keep_picture(page, f"{PICTURED[door]}-dien-thoai")
                    page.set_viewport_size(DESK)
                    keep_picture(page, PICTURED[door])
                    page.set_viewport_size(PHONE)
                try:
                    check(page, address, told)
                except AssertionError as fault:
                    faults.append(f"{person} {fault}")
                seen += 1
    assert faults == [], "\n".join(faults)
    assert seen >= 25


def words_of_data(site: Site) -> re.Pattern[str]:
    """What people and documents have written here: it stays in their language."""
    written = {"Đôn Đốc", "Tiếng Việt", Settings().province, *filter(is_vietnamese, translations("en").values())}
    with transaction(site.resources.sessions, writes=False) as session:
        for columns in DATA:
            for row in session.execute(select(*columns)):
                written |= {" ".join(text.split()) for text in row if text}
    return re.compile("|".join(map(re.escape, sorted(written, key=len, reverse=True))))


def vietnamese_of(page: str, data: re.Pattern[str]) -> set[str]:
    """The stretches of an English page that are Vietnamese and no one's data."""
    tree = html.fromstring(page)
    for apart in tree.xpath("//script | //*[@lang='vi'][not(self::html)] | //datalist | //textarea"):
        apart.drop_tree()
    texts = tree.xpath("//text() | //@aria-label | //@title | //@alt | //@placeholder")
    told = {" ".join(each.split()) for each in texts if is_vietnamese(each)}
    return {text for text in told if is_vietnamese(data.sub("", text))}


def test_every_page_is_told_in_english(filled: Site):
    data, faults, readers = words_of_data(filled), [], {}
    for person, _, address in addresses(filled):
        if person not in readers:
            readers[person] = filled.signed_in(person)
            readers[person].cookies.set(COOKIE, "en")
        sent = readers[person].get(address)
        if sent.headers.get("content-type", "").startswith("text/html"):
            faults += [f"{address}: {text[:200]}" for text in sorted(vietnamese_of(sent.text, data))]
    assert faults == [], "\n".join(faults)


def test_the_sign_in_page_keeps_nobody_out(chromium: Browser, filled: Site):
    page = chromium.new_context(base_url=filled.url, viewport=PHONE).new_page()
    page.goto("/sign-in")
    check(page, "/sign-in", [])
    page.context.close()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_head_stays_in_one_row_on_a_desk_wherever_one_is(chromium: Browser, filled: Site, language: str):
    told = catalogue(language).text
    for person, (_, role, _unit) in PEOPLE.items():
        menu = menu_of(role)
        others = [entry for _, entries in menu.groups for entry in entries]
        longest = max(others, key=lambda entry: len(told(entry.label)))
        with page_of(chromium, filled, person, viewport=DESK) as page:
            page.context.add_cookies([{"name": COOKIE, "value": language, "url": filled.url}])
            page.goto(longest.address)
            entries = page.get_by_role("banner").get_by_role("navigation").first.get_by_role("link")
            expect(entries).to_have_count(len(menu.first) + 1)
            tops = {entry.bounding_box()["y"] for entry in entries.all()}
            assert len(tops) == 1, f"{person} on {longest.address}"
            assert page.get_by_role("banner").bounding_box()["height"] < ONE_ROW, f"{person} on {longest.address}"
            assert runs_out(page) <= 0


def test_a_unit_reports_from_a_phone(chromium: Browser, filled: Site, tmp_path: Path):
    office = filled.signed_in(OFFICE)
    address = f"/assignments/{numbers_of(filled)['assignment']}"
    filled.send(office, f"/directives/{numbers_of(filled)['directive']}/confirm", knows_unclaimed="yes")
    with page_of(chromium, filled, FINANCE) as phone:
        phone.goto("/worklist")
        phone.locator(f'.work h3 a[href="{address}"]').click()
        expect(phone.get_by_label("Cán bộ phụ trách")).to_have_value("Trần Văn Tài")
        phone.get_by_label("Sản phẩm hoặc kết quả").fill("Báo cáo")
        phone.get_by_label("Việc làm đầu tiên").fill("Họp tổ thẩm định")
        expect(phone.locator("[data-draft-state]").first).to_contain_text("Đã lưu nháp")
        phone.reload()
        expect(phone.get_by_label("Việc làm đầu tiên")).to_have_value("Họp tổ thẩm định")
        if not phone.get_by_label("Ngày dự kiến hoàn thành").input_value():
            phone.get_by_label("Ngày dự kiến hoàn thành").fill("2026-11-27")
        phone.get_by_role("button", name="Gửi cập nhật").click()
        expect(phone.get_by_role("status").first).to_contain_text("Đã gửi cập nhật")
        paper = tmp_path / "báo cáo.pdf"
        paper.write_bytes(b"%PDF-1.4\n")
        phone.get_by_label("Việc đã làm, kết quả").fill("Đã thẩm định xong")
        phone.get_by_label("Tài liệu chứng minh").set_input_files(paper)
        keep_picture(phone, "bao-cao-dien-thoai")
        phone.get_by_role("button", name="Gửi báo cáo kết quả").click()
        expect(phone.get_by_role("status").first).to_contain_text("Đã gửi báo cáo")
        assert runs_out(phone) <= 0
    with page_of(chromium, filled, OFFICE, viewport=DESK) as desk:
        desk.goto("/decisions")
        expect(desk.get_by_role("main")).to_contain_text("Đã thẩm định xong")


def test_a_leader_drills_down_to_the_clause(chromium: Browser, filled: Site):
    office = filled.signed_in(OFFICE)
    for directive in (1, 2):
        filled.send(office, f"/directives/{directive}/confirm", knows_unclaimed="yes")
    filled.clock.set(NOVEMBER + timedelta(days=42))
    with page_of(chromium, filled, LEADER, viewport=DESK) as leader:
        leader.goto("/")
        expect(leader.get_by_role("heading", name="Bảng điều hành")).to_be_visible()
        keep_picture(leader, "dieu-hanh-qua-han")
        leader.get_by_role("table", name="Quá hạn thực hiện theo đơn vị").get_by_role("link").first.click()
        expect(leader.get_by_role("main")).to_contain_text("Quá hạn thực hiện")
        keep_picture(leader, "dieu-hanh-danh-sach")
        leader.get_by_role("table").get_by_role("link").first.click()
        expect(leader.locator("blockquote")).to_be_visible()
    filled.clock.set(NOVEMBER)


def test_the_last_worklist_is_read_without_a_line(chromium: Browser, tmp_path: Path, filled: Site):
    with (
        sqlite3.connect(filled.resources.engine.url.database) as kept,
        sqlite3.connect(tmp_path / "copy.sqlite3") as copy,
    ):
        kept.backup(copy)  # its write-ahead log included
    settings = make_settings(f"sqlite:///{tmp_path / 'copy.sqlite3'}", tmp_path)
    with running(settings, FixedClock(NOVEMBER)) as site:
        context = chromium.new_context(base_url=site.url, viewport=PHONE, locale="vi-VN")
        context.add_cookies([{"name": "dondoc", "value": site.signed_in(FINANCE).cookies["dondoc"], "url": site.url}])
        phone = context.new_page()
        phone.goto("/worklist")
        phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
        phone.reload()
        first = phone.locator(".work h3 a").first
        clause, address = first.inner_text(), first.get_attribute("href")
        first.click()
        phone.wait_for_load_state("load")
        expect(phone.locator("#kept-copy")).to_be_hidden()
    phone.goto("/worklist")  # nothing answers any more
    expect(phone.get_by_role("main")).to_contain_text(clause[:40])
    expect(phone.locator("#kept-copy")).to_contain_text("bản lưu trên máy lúc 09:00, 19/11/2026")
    keep_picture(phone, "khong-co-mang-dien-thoai")
    phone.goto(address)
    expect(phone.locator("blockquote")).to_be_visible()
    phone.goto("/late")
    expect(phone.get_by_role("heading", name="Không có mạng")).to_be_visible()
    context.close()
