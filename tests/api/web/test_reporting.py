"""A unit's desk: the report on one screen with its draft, progress with a wish for more time, who works on it."""

import re

import pytest
from sqlalchemy import select

from compliance.deadlines.service import set_deadlines
from compliance.entries.succession.service import rename
from core.audit import THE_SYSTEM
from core.database import transaction
from core.local_time import local_day
from core.organisation import Account, Unit
from core.succession import SuccessionAct
from tests import factories
from tests.api.conftest import ADMINISTRATOR, BUILDING, FINANCE, OFFICE, SPECIALIST, Site

ENTRY = {
    "kind": "first",
    "officer": "Trần Văn Tài",
    "product": "Báo cáo thẩm định",
    "planned_on": "2026-09-10",
    "first_action": "Lập tổ thẩm định",
}


@pytest.fixture
def address(site: Site) -> str:
    """The page of a definite task of the finance department, its first entry made."""
    with transaction(site.resources.sessions) as session:
        finance = session.scalars(select(Unit).where(Unit.name == "Sở Tài chính")).one()
        directive = factories.directive(session, arrived_at=site.clock.now())
        factories.run(session, directive, at=site.clock.now())
        task = factories.task(session, directive)
        assignment = factories.assignment(session, task, finance, opened_at=site.clock.now())
        assignment.confirmed_at = task.confirmed_at = site.clock.now()
        set_deadlines(session, directive.id, site.resources.law, site.clock.now())
        number = assignment.id
    unit = site.signed_in(FINANCE)
    assert site.send(unit, f"/assignments/{number}/entries", **ENTRY).status_code == 303
    return f"/assignments/{number}"


def report(site: Site, address: str, **fields):
    unit = site.signed_in(FINANCE)
    return unit, site.send(unit, "/reports", assignment=address.rpartition("/")[2], **fields)


def test_a_report_that_lacks_its_evidence_is_told_so_and_nothing_typed_is_lost(site: Site, address: str):
    unit, answer = report(site, address, doing="result", result="Đã thẩm định xong", obstacle="Thiếu hồ sơ")
    assert answer.status_code == 422
    assert "Chưa gửi được" in answer.text
    for page in (answer.text, unit.get(address).text):
        assert ">Đã thẩm định xong</textarea>" in page
        assert ">Thiếu hồ sơ</textarea>" in page


def test_a_report_is_sent_with_its_obstacle_and_its_draft_ends(site: Site, address: str):
    site.send(site.signed_in(FINANCE), f"{address}/report-draft", result="đang viết dở")
    unit = site.signed_in(FINANCE)
    assert ">đang viết dở</textarea>" in unit.get(address).text
    files = {"evidence": ("báo cáo.pdf", b"%PDF-1.4 x")}
    unit, answer = report(site, address, doing="result", result="Đã xong", obstacle="Thiếu hồ sơ", files=files)
    assert answer.headers["location"] == f"{address}?done=reported"
    page = unit.get(address).text
    assert "Vướng mắc: Thiếu hồ sơ" in page
    assert "đang viết dở" not in page


def test_a_report_is_not_taken_back_without_a_reason(site: Site, address: str):
    report(site, address, doing="result", result="Đã xong", files={"evidence": ("báo cáo.pdf", b"%PDF-1.4 x")})
    unit = site.signed_in(FINANCE)
    refused = site.send(unit, f"{address}/procedures", doing="withdraw_report", reason=" \u200b")
    assert refused.status_code == 422
    assert "Cần nêu lý do." in refused.text
    assert "rút báo cáo kết quả" not in unit.get(address).text
    taken = site.send(unit, f"{address}/procedures", doing="withdraw_report", reason="Đính kèm nhầm tệp")
    assert taken.status_code == 303
    assert "Đính kèm nhầm tệp" in unit.get(address).text


def test_progress_goes_with_a_wish_for_more_time_or_not_at_all(site: Site, address: str):
    _, refused = report(
        site, address, doing="progress", result="Một nửa", asked_for="2020-01-01", obstacle="Thiếu hồ sơ"
    )
    assert refused.status_code == 422
    unit, answer = report(
        site, address, doing="progress", result="Một nửa", asked_for="2027-01-15", obstacle="Thiếu hồ sơ"
    )
    assert answer.headers["location"] == f"{address}?done=progress-sent"
    page = unit.get(address).text
    assert page.count("gửi bản cập nhật tiến độ") == 1  # the refused one left nothing behind
    assert "15/01/2027" in page


def test_after_a_rename_pages_show_the_new_name_and_its_people_are_given_the_work(site: Site, address: str):
    act = SuccessionAct(local_day(site.clock.now()), "15/QĐ-UBND", None)
    with transaction(site.resources.sessions) as session:
        former = session.scalars(select(Unit).where(Unit.name == "Sở Tài chính")).one()
        new = rename(session, former.id, "Sở Tài chính và Giá", "STCG", act, THE_SYSTEM, site.clock.now())
        number = factories.account(session, "unit_officer", new).id
        continuing, given_to = new.id, former.id
    office, administrator = site.signed_in(OFFICE), site.signed_in(ADMINISTRATOR)
    for asked in (continuing, given_to):  # what was given to the former unit is found under both names
        assert address in office.get(f"/search?unit={asked}").text
    assert "trước đây: Sở Tài chính</div>" in administrator.get("/accounts?q=tai+chinh+va+gia").text
    assert "trước đây: Sở Tài chính</div>" in administrator.get(f"/accounts?q={FINANCE}").text
    unit = site.signed_in(FINANCE)
    assert "Sở Tài chính và Giá" in unit.get("/worklist").text
    assert "<b>Sở Tài chính và Giá</b>" in site.signed_in(OFFICE).get(address).text
    answer = site.send(unit, f"{address}/delegate", delegate=str(number))
    assert answer.status_code == 303, answer.text


def test_a_person_of_the_unit_is_given_the_work_and_finds_it_as_theirs(site: Site, address: str):
    unit = site.signed_in(FINANCE)
    assert "Chỉ việc giao cho tôi" not in unit.get("/worklist").text
    with transaction(site.resources.sessions, writes=False) as session:
        ids = {
            name: session.scalars(select(Account.id).where(Account.username == name)).one()
            for name in (FINANCE, BUILDING)
        }
    assert site.send(unit, f"{address}/delegate", delegate=ids[BUILDING]).status_code == 422
    assert site.send(unit, f"{address}/delegate", delegate=ids[FINANCE]).status_code == 303
    assert "giao Trần Văn Tài thực hiện" in unit.get(address).text
    mine = unit.get("/worklist?mine=1").text
    assert re.search(rf'href="{address}" class="clamp"', mine)
    site.send(unit, f"{address}/delegate", delegate="")
    assert "thôi giao đích danh" in unit.get(address).text
    assert not re.search(rf'href="{address}" class="clamp"', unit.get("/worklist?mine=1").text)


def test_an_officer_sends_progress_and_his_head_asks_for_the_time(site: Site, address: str):
    head = site.signed_in(FINANCE)
    with transaction(site.resources.sessions, writes=False) as session:
        officer_id = session.scalars(select(Account.id).where(Account.username == SPECIALIST)).one()
    site.send(head, f"{address}/delegate", delegate=officer_id)
    assert 'name="asked_for"' in head.get(address).text
    officer = site.signed_in(SPECIALIST)
    assert 'name="asked_for"' not in officer.get(address).text
    sent = {"assignment": address.rpartition("/")[2], "doing": "progress", "result": "Một nửa"}
    refused = site.send(officer, "/reports", **sent, asked_for="2027-01-15")
    assert refused.status_code == 403
    assert "lãnh đạo hoặc đầu mối" in refused.text
    assert "gửi bản cập nhật tiến độ" not in officer.get(address).text
    assert site.send(officer, "/reports", **sent).status_code == 303
