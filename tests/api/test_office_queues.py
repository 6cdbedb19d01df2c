"""The Office confirms a task of many units at once and reads a plan; the administrator imports units and people."""

from datetime import UTC, date, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from compliance.entries.models import Entry
from compliance.entries.procedures.models import TaskMonitor
from core.database import transaction
from core.organisation import Account, Unit
from tests import factories
from tests.api.conftest import ADMINISTRATOR, BUILDING, FINANCE, OFFICE, Site, keep_picture
from tests.api.test_every_screen import DESK, PHONE, enter

expect.set_options(timeout=20_000)
PLANNED = "Báo cáo kết quả rà soát"
EVIDENCE = [{"name": "a.pdf", "sha256": "0" * 64, "size": 9, "media_type": "application/pdf"}]


@pytest.fixture
def plan(site: Site) -> dict[str, int]:
    """A confirmed plan: eight communes lead one task and have entered; two stand out; a department reported another."""
    with transaction(site.resources.sessions) as session:
        communes = session.scalars(select(Unit).where(Unit.kind == "commune").order_by(Unit.id).limit(8)).all()
        finance = session.scalars(select(Unit).where(Unit.name == "Sở Tài chính")).one()
        building = session.scalars(select(Unit).where(Unit.name == "Sở Xây dựng")).one()
        by = session.scalars(select(Account).where(Account.username == FINANCE)).one()
        directive = factories.directive(session, number="210/KH-UBND", kind="Kế hoạch", subject="Rà soát hộ nghèo 2026")
        factories.run(session, directive)
        factories.confirmation(session, directive, by)
        definite = {"confirmed_at": factories.ARRIVED_AT}
        task = factories.task(
            session, directive, ordinal=1, text="UBND các xã rà soát hộ nghèo trên địa bàn.", **definite
        )
        for n, commune in enumerate(communes):
            part = factories.assignment(session, task, commune, **definite)
            factories.deadline(session, directive, part, "task", due_on=date(2026, 9, 15))
            odd = {0: {"product": "Tờ trình"}, 1: {"planned_why": "chờ kinh phí", "planned_on": date(2026, 9, 20)}}
            factories.entry(session, part, by, **{"product": PLANNED, **odd.get(n, {})})
        factories.assignment(session, task, building, role="coordinating", **definite)
        other = factories.task(
            session, directive, ordinal=2, text="Sở Tài chính bố trí kinh phí.", period="monthly", **definite
        )
        for month in (6, 7, 8):
            opened_at, due_on = datetime(2026, month, 1, tzinfo=UTC), date(2026, month, 25)
            part = factories.assignment(session, other, finance, instance_on=due_on, opened_at=opened_at, **definite)
            factories.deadline(session, directive, part, "task", due_on=date(2026, month, 25))
            if month != 7:
                made = {
                    "note": "Đã bố trí đủ",
                    "evidence": EVIDENCE,
                }
                at = datetime(2026, month, 20, 3, 0, tzinfo=UTC)
                factories.entry(session, part, by, "report", made_at=at, confirmed_at=at + timedelta(days=1), **made)
        return {"task": task.id, "other": other.id, "directive": directive.id, "building": building.id}


def look(page: Page, path: str, name: str) -> None:
    """A page without what keeps anyone out, no wider than its screen; its picture for the documentation."""
    page.goto(path)
    page.wait_for_load_state("load")
    results = Axe().run(page)
    assert results.violations_count == 0, f"{path}: {results.generate_report()}"
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{path} runs {wider} px out of the screen"
    keep_picture(page, name)


@pytest.mark.browser
def test_many_units_of_one_task_are_confirmed_at_once_exceptions_apart(
    chromium: Browser, site: Site, plan: dict[str, int]
):
    page = enter(chromium, site, OFFICE, viewport=DESK)
    page.goto("/entries")
    page.get_by_role("link", name="Xem ngoại lệ và xác nhận cả nhiệm vụ").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("sản phẩm khác các đơn vị khác")
    look(page, f"/tasks/{plan['task']}/queue", "xac-nhan-ca-nhiem-vu")
    page.get_by_role("button", name="Xác nhận 6 đơn vị đã đánh dấu").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã xác nhận các mục được chọn")
    expect(page.get_by_role("checkbox")).to_have_count(2)
    with transaction(site.resources.sessions, writes=False) as session:
        assert (
            len(session.scalars(select(Entry).where(Entry.kind == "first", Entry.confirmed_at.is_not(None))).all()) == 6
        )
    look(page, "/plans", "ke-hoach")
    look(page, f"/plans/{plan['directive']}", "mot-ke-hoach")
    expect(page.get_by_role("article").nth(1)).to_contain_text("Quá hạn thực hiện")
    phone = enter(chromium, site, OFFICE, viewport=PHONE, java_script_enabled=False)
    for path, name in (
        ("/plans", "ke-hoach"),
        (f"/tasks/{plan['task']}/queue", "xac-nhan-ca-nhiem-vu"),
        (f"/plans/{plan['directive']}", "mot-ke-hoach"),
    ):
        phone.goto(path)
        keep_picture(phone, f"{name}-dien-thoai")


def test_the_monitor_passes_results_on_before_the_office_sees_them(site: Site, plan: dict[str, int]):
    office, monitor = site.signed_in(OFFICE), site.signed_in(BUILDING)
    with transaction(site.resources.sessions) as session:
        now = site.clock.now()
        session.add(TaskMonitor(task_id=plan["task"], unit_id=plan["building"], set_at=now))
        by = session.scalars(select(Account).where(Account.username == FINANCE)).one()
        first = session.scalars(select(Entry).where(Entry.kind == "first").order_by(Entry.id)).first()
        first.confirmed_at = now
        part = first.assignment_id
        session.add(
            Entry(
                assignment_id=part, kind="report", note="Đã rà soát xong", evidence=EVIDENCE, saved_at=now,
                made_at=factories.ARRIVED_AT + timedelta(hours=3), account_id=by.id,
            )
        )  # fmt: skip
    path = f"/tasks/{plan['task']}/queue"
    assert "Còn 1 kết quả đang chờ cơ quan theo dõi" in office.get(path).text
    assert site.signed_in(FINANCE).get(path).status_code == 404
    page = monitor.get(path).text
    assert "Đã rà soát xong" in page
    entry = max(int(each.split('"')[0]) for each in page.split('name="entry" value="')[1:])
    assert site.send(monitor, path, entry="999").status_code == 422
    passed = site.send(monitor, path, entry=str(entry))
    assert passed.headers.get("location", passed.text).endswith("done=queue-confirmed")
    assert "Đã rà soát xong" in office.get(path).text
    assert site.send(office, path, entry=str(entry)).status_code == 303
    assert "Đã rà soát xong" not in office.get(path).text


@pytest.mark.browser
def test_an_administrator_imports_units_and_people_and_is_told_each_wrong_line(chromium: Browser, site: Site, tmp_path):
    page = enter(chromium, site, ADMINISTRATOR, viewport=DESK)
    wrong = "Mã,Tên đơn vị,Loại,Từ ngày\nTT1,Trung tâm Một,Đơn vị sự nghiệp,31/02/2026\n,Trung tâm Hai,Hội,01/02/2026\n"
    for number, text in enumerate(
        (wrong, wrong.replace("31/02", "01/02").replace(",Trung tâm Hai,Hội", "TT2,Trung tâm Hai,Sở"))
    ):
        (tmp_path / f"don-vi-{number}.csv").write_text(text)
        page.goto("/units")
        page.get_by_text("Nhập danh sách đơn vị").click()
        page.get_by_label("Tệp XLSX hoặc CSV").set_input_files(tmp_path / f"don-vi-{number}.csv")
        page.get_by_role("button", name="Nhập danh sách").click()
        if number == 0:
            expect(page.get_by_role("alert")).to_contain_text("dòng 2, Từ ngày")
            expect(page.get_by_role("alert")).to_contain_text("dòng 3, Mã")
            keep_picture(page, "nhap-don-vi-loi")
    expect(page.get_by_role("status").first).to_contain_text("Đã ghi 2 dòng")
    page.goto("/accounts")
    page.get_by_text("Thêm tài khoản", exact=True).first.click()
    page.get_by_label("Tên đăng nhập", exact=True).fill("ttmot")
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Một")
    page.get_by_label("Đơn vị (chỉ").fill("Trung tâm Một")
    page.get_by_role("button", name="Thêm tài khoản").click()
    page.get_by_role("button", name="Cấp mật khẩu mới").click()
    expect(page.get_by_role("status").first).to_contain_text("chỉ hiện một lần")
    assert Axe().run(page).violations_count == 0
    keep_picture(page, "mot-tai-khoan")
    look(page, "/accounts", "tai-khoan")
    look(page, "/fields", "linh-vuc")
    look(page, "/audit", "nhat-ky")
    look(page, "/units", "don-vi")
    phone = enter(chromium, site, ADMINISTRATOR, viewport=PHONE)
    for path, name in (
        ("/accounts", "tai-khoan"),
        ("/units", "don-vi"),
        ("/audit", "nhat-ky"),
        ("/fields", "linh-vuc"),
    ):
        look(phone, path, f"{name}-dien-thoai")
