"""Calendar and rulebook on the pages: shown to all, changed by the administrator after seeing what it changes."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from compliance.calendar.exchange import to_csv
from compliance.deadlines.law import load_law
from compliance.deadlines.models import Deadline
from compliance.deadlines.versions.models import LawVersion
from core.database import transaction
from tests.api.conftest import ADMINISTRATOR, FINANCE, OFFICE, Site
from tests.api.test_lawmaking import OFF, WORKED
from tests.api.test_office_day import CONCLUSIONS, upload

FRIDAY = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def changed_year() -> bytes:
    days = [day for day in load_law().rulebook.table.days if day.on.year == 2026]
    return to_csv(sorted([*days, OFF, WORKED], key=lambda day: day.on)).encode()


def propose(site: Site, browser, content: bytes, name: str = "2026.csv", **fields):
    return site.send(browser, "/law", files={"file": (name, content)}, **{"why": "Thông báo 1/TB-BNV", **fields})


@pytest.fixture
def filled(site: Site) -> Site:
    site.clock.set(FRIDAY)
    office = site.signed_in(OFFICE)
    upload(site, office, CONCLUSIONS)
    return site


def test_every_account_reads_the_calendar_the_rules_and_their_versions(filled: Site):
    for username in (OFFICE, FINANCE, ADMINISTRATOR):
        browser = filled.signed_in(username)
        calendar = browser.get("/calendar").text
        assert "12729/VPCP-KGVX" in calendar
        assert "Thứ Hai 23/11/2026".lower() in calendar.lower() or "23/11/2026" in calendar
        assert "Tạm tính" in browser.get("/calendar?year=2031").text
        assert "Bộ luật Dân sự" in browser.get("/rulebook").text
        assert ("Nhập thay đổi" in browser.get("/law").text) == (username == ADMINISTRATOR)
    assert browser.get("/calendar/days.csv").text.removeprefix("\ufeff") == to_csv(load_law().rulebook.table.days)
    assert browser.get("/calendar/days.ics").text.startswith("BEGIN:VCALENDAR")
    assert browser.get("/calendar/days.pdf").status_code == 422


def test_a_change_is_seen_before_it_is_applied_and_told_after(filled: Site):
    administrator = filled.signed_in(ADMINISTRATOR)
    answer = propose(filled, administrator, changed_year())
    assert answer.headers["location"] == "/law/1?done=law-proposed"
    page = administrator.get(answer.headers["location"]).text
    assert "Nếu áp dụng bây giờ" in page
    moved = int(re.search(r"Số hạn dời ngày</dt><dd>(\d+)", page)[1])
    assert moved >= 0
    before = filled.resources.law.calendar.version
    assert filled.send(administrator, "/law/1/apply").headers["location"] == "/law/1?done=law-applied"
    assert "Đang áp dụng" in administrator.get("/law/1").text
    assert filled.resources.law.calendar.version != before
    assert "hoán đổi với 28/11/2026" in administrator.get("/calendar?year=2026").text
    assert filled.send(administrator, "/law/1/apply").status_code == 409
    assert "áp dụng bản quy định và lịch" in administrator.get("/audit").text


def test_a_broken_change_is_refused_with_words_and_nobody_else_may_try(filled: Site):
    administrator = filled.signed_in(ADMINISTRATOR)
    half = b"day,kind,name,act,status,known_since,pair\n2027-02-05,off,Swap,TB 1,official,,2027-02-13\n"
    answer = propose(filled, administrator, half)
    assert answer.status_code == 422
    assert "Hai ngày hoán đổi phải đi cùng nhau." in answer.text
    administrator.get("/language", params={"to": "en"})
    assert "Both halves of a swap go in together." in propose(filled, administrator, half).text
    assert propose(filled, administrator, changed_year(), official_years="hai bảy").status_code == 422
    assert propose(filled, administrator, b"\xff\xfe", name="x.csv").status_code == 422
    assert propose(filled, filled.signed_in(OFFICE), changed_year()).status_code == 403
    with transaction(filled.resources.sessions, writes=False) as session:
        assert session.scalars(select(LawVersion)).all() == []


def test_a_receipt_says_what_was_known_on_a_day(filled: Site):
    office = filled.signed_in(OFFICE)
    with transaction(filled.resources.sessions, writes=False) as session:
        first = session.scalars(select(Deadline).where(Deadline.clock == "entry").order_by(Deadline.id)).first()
    today = office.get(f"/receipts/{first.id}?as_known_on=2026-11-20").text
    assert "Như đã biết hết ngày 20/11/2026" in today
    assert "không ghi nhận chậm cập nhật" in today
    assert office.get(f"/receipts/{first.id}?as_known_on=2026-11-01").status_code == 404
    assert office.get(f"/receipts/{first.id}?as_known_on=2026-13-01").status_code == 422
    assert "Như đã biết hết ngày" in office.get("/late?as_known_on=2026-11-20").text
    assert first.due_on >= date(2026, 1, 1)
