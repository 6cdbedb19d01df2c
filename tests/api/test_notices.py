"""How one is told, as one's own page shows it; the calendar's secret address; duty and leave in administration."""

import re
from datetime import date, timedelta

from icalendar import Calendar
from sqlalchemy import select

from compliance.deadlines.service import set_deadlines
from compliance.notices.models import DutyContact
from core.database import transaction
from core.organisation import Account, Leave, Unit
from tests import factories
from tests.api.conftest import ADMINISTRATOR, BUILDING, FINANCE, Site, make_settings, running


def test_channels_are_added_ordered_and_taken_away_by_their_owner_alone(peopled_url, tmp_path, site_clock):
    settings = make_settings(peopled_url, tmp_path, smtp_url="smtp://127.0.0.1:25")
    with running(settings, site_clock) as site:
        browser, other = site.signed_in(FINANCE), site.signed_in(BUILDING)
        assert "Chưa có kênh nào" in browser.get("/account/notices").text
        for address in ("a@thanhhoa.example", "b@thanhhoa.example"):
            answer = site.send(browser, "/account/notices", kind="mail", address=address)
            assert answer.headers["location"].endswith("done=channel-added")
        assert site.send(browser, "/account/notices", kind="mail", address="không phải").status_code == 422
        assert site.send(browser, "/account/notices", kind="zalo", address="12345").status_code == 422
        assert site.send(browser, "/account/notices/2/first").status_code == 303
        page = browser.get("/account/notices").text
        assert page.index("b@thanhhoa.example") < page.index("a@thanhhoa.example")
        assert site.send(other, "/account/notices/1/end").status_code == 404
        assert site.send(browser, "/account/notices/1/end").status_code == 303
        assert "a@thanhhoa.example" not in browser.get("/account/notices").text


def test_a_calendar_is_read_at_its_secret_address_until_that_is_revoked(site: Site):
    with transaction(site.resources.sessions) as session:
        finance = session.scalars(select(Unit).where(Unit.name == "Sở Tài chính")).one()
        directive = factories.directive(session, arrived_at=site.clock.now())
        factories.run(session, directive, at=site.clock.now())
        task = factories.task(session, directive)
        factories.assignment(session, task, finance, opened_at=site.clock.now())
        set_deadlines(session, directive.id, site.resources.law, site.clock.now())
    browser = site.signed_in(FINANCE)
    page = site.send(browser, "/account/feed").text
    (address,) = re.findall(r"http://[^<]*(/personal-calendars/[\w-]+\.ics)", page)
    assert address not in browser.get("/account/notices").text
    answer = site.browser().get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    looked = site.browser().head(address)
    assert (looked.status_code, looked.content, looked.headers["etag"]) == (200, b"", answer.headers["etag"])
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert any(str(event["summary"]).startswith("Hạn cập nhật: ") for event in events)
    assert site.send(browser, "/account/feed/revoke").status_code == 303
    assert site.browser().get(address).status_code == 404


def test_a_calendar_is_sent_again_only_when_it_changed_and_to_nobody_whose_account_is_closed(site: Site):
    page = site.send(site.signed_in(FINANCE), "/account/feed").text
    (address,) = re.findall(r"http://[^<]*(/personal-calendars/[\w-]+\.ics)", page)
    program = site.browser()
    first = program.get(address)
    assert first.headers["cache-control"] == "private, no-cache"
    mark = first.headers["etag"]
    site.clock.set(site.clock.now() + timedelta(hours=1))
    for known in (mark, f'"another", {mark}', mark.removeprefix("W/"), "*"):
        again = program.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", mark)
    for known in ('"another"', "", "W/", "no mark at all"):
        assert program.get(address, headers={"If-None-Match": known}).status_code == 200
    assert program.get(address, headers={"If-Modified-Since": "yesterday", "Range": "bytes=0-1"}).status_code == 200
    for wrong in (address.replace(".ics", "x.ics"), "/personal-calendars/.ics", "/personal-calendars/%00.ics"):
        assert program.get(wrong).status_code == 404
        assert program.head(wrong).status_code == 404
    assert program.post(address).status_code in {403, 405}
    with transaction(site.resources.sessions) as session:
        session.scalars(select(Account).where(Account.username == FINANCE)).one().is_active = False
    closed = program.get(address, headers={"If-None-Match": mark})
    assert (closed.status_code, "BEGIN:VCALENDAR" in closed.text) == (404, False)


def test_duty_and_leave_are_set_and_ended_by_the_administrator(site: Site):
    administrator = site.signed_in(ADMINISTRATOR)
    with transaction(site.resources.sessions) as session:
        (finance,) = session.scalars(select(Account.id).where(Account.username == FINANCE))
        (building,) = session.scalars(select(Account.id).where(Account.username == BUILDING))
    answer = site.send(administrator, "/duty", account=str(finance), from_on="2026-08-01")
    assert answer.headers["location"].endswith("done=duty-set")
    wrong = {"account": str(finance), "from_on": "2026-08-02", "until_on": "2026-08-01"}
    assert site.send(administrator, "/duty", **wrong).status_code == 422
    assert site.send(administrator, "/duty", account=str(finance)).status_code == 422
    days = {"leave_from": "2026-08-01", "leave_until": "2027-08-02"}
    pair = {"away": str(finance), "substitute": str(building)}
    assert site.send(administrator, "/leaves", **pair, **days).status_code == 422  # of another unit
    with transaction(site.resources.sessions) as session:
        session.add(
            Leave(account_id=finance, substitute_id=building, from_on=date(2026, 8, 1), until_on=date(2030, 1, 1),
                  recorded_at=site.clock.now())
        )  # fmt: skip
    page = administrator.get("/duty").text
    assert "Thôi trực" in page
    assert "Kết thúc" in page
    assert site.send(administrator, "/duty/1/end").status_code == 303
    assert site.send(administrator, "/leaves/1/end").status_code == 303
    with transaction(site.resources.sessions, writes=False) as session:
        assert session.scalars(select(DutyContact)).all() == []
        assert session.get_one(Leave, 1).ended_at is not None
