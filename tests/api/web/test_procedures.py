"""What a unit may ask about an assignment is offered while it can be had, and no longer."""

from datetime import date, timedelta

from sqlalchemy import select

from compliance.deadlines.law import load_law
from compliance.entries.sweep.service import flag_and_return
from core.database import transaction
from extraction.models import Assignment
from tests.api.conftest import FINANCE, OFFICE, Site
from tests.api.desk import Order, put_up

WORK = Order("Sở Tài chính", "thẩm định dự toán kinh phí", "trước ngày 15/09/2026")


def test_not_ours_is_offered_until_the_entry_deadline_and_then_the_page_says_that_it_is_too_late(site: Site):
    put_up(site, "9012/UBND-TC", [WORK], date(2026, 8, 20))
    with transaction(site.resources.sessions, writes=False) as session:
        number = session.scalars(select(Assignment.id).where(Assignment.role == "lead")).one()
    page = site.signed_in(FINANCE).get(f"/assignments/{number}").text
    assert "Báo Văn phòng" in page
    assert "chỉ báo được trước hạn cập nhật, nay đã qua" not in page
    site.clock.advance(timedelta(days=6))
    page = site.signed_in(FINANCE).get(f"/assignments/{number}").text
    assert "Báo Văn phòng" not in page
    assert "chỉ báo được trước hạn cập nhật, nay đã qua" in page
    refusal = site.send(
        site.signed_in(FINANCE), f"/assignments/{number}/procedures", doing="not_ours", reason="Việc của Sở Xây dựng"
    )
    assert refusal.status_code == 409


def test_a_contest_is_offered_with_its_last_day_and_then_the_page_says_that_it_is_over(site: Site):
    directive = put_up(site, "9013/UBND-TC", [WORK], date(2026, 8, 20))
    answer = site.send(site.signed_in(OFFICE), f"/directives/{directive}/confirm", knows_unclaimed="yes")
    assert answer.is_redirect, answer.text
    with transaction(site.resources.sessions, writes=False) as session:
        number = session.scalars(select(Assignment.id).where(Assignment.role == "lead")).one()
    site.clock.advance(timedelta(days=6))
    with transaction(site.resources.sessions) as session:
        assert flag_and_return(session, load_law(), site.clock.now()).flags
    page = site.signed_in(FINANCE).get(f"/assignments/{number}").text
    assert "Kiến nghị gửi được đến" in page
    assert "Gửi kiến nghị" in page
    site.clock.advance(timedelta(days=4))
    page = site.signed_in(FINANCE).get(f"/assignments/{number}").text
    assert "Kiến nghị: đã hết thời gian gửi" in page
    assert "Gửi kiến nghị" not in page
