"""Every door of the site: who may pass, with which form, and what the answer carries."""

import json
import re
import socket
from dataclasses import replace

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import select

from api.app import create_app
from api.deps import check_form, signed_in_account
from api.rest.caller import bearer_token
from api.rest.health import readyz
from api.security import HEADERS
from api.web.menu import FIRST
from compliance.deadlines.models import Deadline
from compliance.deadlines.service import set_deadlines
from core.access import AccountRole
from core.audit import THE_SYSTEM, AuditEvent
from core.database import transaction
from core.leaves import end_leave, set_leave
from core.local_time import local_day
from core.organisation import Account, Unit
from jobs.broker import RedisCarrier
from jobs.resources import NoCarrier, open_resources
from tests import factories
from tests.api.conftest import BUILDING, FINANCE, OFFICE, PEOPLE, SPECIALIST, Site, make_settings, running, token_of
from tests.api.doors import (
    GET_DOORS,
    LETTERS,
    POST_DOORS,
    PROGRAM_DELETE_DOORS,
    PROGRAM_GET_DOORS,
    PROGRAM_POST_DOORS,
    WITHOUT_ROWS,
    WITHOUT_SIGN_IN,
)
from tests.services import free_port, running_postgres

NO_ROW = 404
PASSED = {200, 303}
# Nothing was sent: the form is past the door and then wanting, or its row is not there; a secret is shown this once.
FOUND_WANTING = {200, 303, 404, 409, 422}
NAMES = {"place": "0", "kind": "contest", "number": "1", "form": "csv"}
PARAMETERS = {"return_id": "returned"}
# What a form could change stays out of the test of who gets in.
NOT_ROWS = ("directive", "task", "entry", "assignment", "unit")
NOT_THERE = (
    "account",
    "channel",
    "duty",
    "leave",
    "other",
    "edition",
    "sheet",
    "review",
    "version",
    "status",
    "not_ours",
    "extension",
    "contest",
    "template",
    "campaign",
    "finding",
    "follow_up",
    "webhook",
)


@pytest.fixture
def rows(site: Site) -> dict[str, object]:
    """One directive of the finance department, through its life up to a late return."""
    with transaction(site.resources.sessions) as session:
        finance = session.scalars(select(Unit).where(Unit.name == "Sở Tài chính")).one()
        by = session.scalars(select(Account).where(Account.username == FINANCE)).one()
        directive = factories.directive(session, arrived_at=site.clock.now())
        factories.run(session, directive, at=site.clock.now())
        task = factories.task(session, directive)
        assignment = factories.assignment(session, task, finance, opened_at=site.clock.now())
        set_deadlines(session, directive.id, site.resources.law, site.clock.now())
        entry = factories.entry(session, assignment, by)
        deadlines = {row.clock: row for row in session.scalars(select_deadlines(directive.id))}
        returned = factories.returned(session, entry, receipt=deadlines["entry"].receipt)
        return {
            "directive": directive.id,
            "task": task.id,
            "assignment": assignment.id,
            "entry": entry.id,
            "deadline": deadlines["entry"].id,
            "office_deadline": deadlines["office"].id,
            "returned": returned.id,
            "unit": finance.id,
            **NAMES,
            **dict.fromkeys(NOT_THERE, 999_999),
        }


def select_deadlines(directive_id: int):
    return select(Deadline).where(Deadline.directive_id == directive_id, Deadline.is_current)


def refused(letters: str, letter: str) -> int | None:
    """The status with which a role is kept out; None: it passes."""
    if letter in letters:
        return None
    return 404 if letter.lower() in letters else 403


def test_every_get_door_lets_in_whom_it_should_and_nobody_else(site: Site, rows: dict[str, object]):
    for letter, person in LETTERS.items():
        browser = site.signed_in(person)
        for door, letters in GET_DOORS.items():
            answer = browser.get(door.format(**rows))
            kept_out = refused(letters, letter)
            expected = PASSED if kept_out is None else {kept_out}
            if kept_out is None and door in WITHOUT_ROWS:
                expected = {NO_ROW}
            assert answer.status_code in expected, f"{person} {door}: {answer.status_code}"
            assert "cache-control" in answer.headers


def test_every_form_refuses_whom_it_should(site: Site, rows: dict[str, object]):
    for letter, person in LETTERS.items():
        browser = site.signed_in(person)
        token = token_of(browser)
        for door, letters in POST_DOORS.items():
            kept_out = refused(letters, letter)
            if kept_out is not None:
                files = {"file": ("a.txt", b"a")} if door == "/directives" else None
                answer = browser.post(door.format(**rows), data={"csrf_token": token}, files=files)
                assert answer.status_code == kept_out, f"{person} {door}: {answer.status_code}"


def test_every_form_lets_in_whom_it_should(site: Site, rows: dict[str, object]):
    for letter, person in LETTERS.items():
        browser = site.signed_in(person)
        token = token_of(browser)
        for door, letters in POST_DOORS.items():
            if letter in letters:
                answer = browser.post(
                    door.format(**{**rows, **dict.fromkeys(NOT_ROWS, 999_999)}), data={"csrf_token": token}
                )
                assert answer.status_code in FOUND_WANTING, f"{person} {door}: {answer.status_code}"


def test_nobody_gets_in_without_signing_in(site: Site, rows: dict[str, object]):
    browser = site.browser()
    for door in GET_DOORS:
        answer = browser.get(door.format(**rows))
        assert answer.status_code == 303, door
        assert answer.headers["location"].partition("?")[0].endswith("/sign-in")
    for door in POST_DOORS:
        answer = browser.post(door.format(**rows), data={"csrf_token": "x"})
        assert (answer.status_code, answer.headers.get("location")) == (303, "/sign-in"), door


def test_each_route_stands_in_the_lists_of_doors(sqlite_url, tmp_path):
    seen = set()
    for route in every_route(create_app(make_settings(sqlite_url, tmp_path))):
        path = re.sub(
            r"\{(\w+)\}", lambda match: "{" + PARAMETERS.get(match[1], match[1].removesuffix("_id")) + "}", route.path
        )
        for method in route.methods - {"HEAD"}:
            if path not in WITHOUT_SIGN_IN and path != "/sign-out":
                seen.add((method, path))
    listed = {
        "GET": [*GET_DOORS, *PROGRAM_GET_DOORS],
        "POST": [*POST_DOORS, *PROGRAM_POST_DOORS],
        "DELETE": [*PROGRAM_DELETE_DOORS],
    }
    doors = {(method, _named(path)) for method, paths in listed.items() for path in paths}
    assert {(method, _named(path)) for method, path in seen} == doors


def _named(path: str) -> str:
    """One address may lead to two kinds of rows."""
    return path.replace("{office_deadline}", "{deadline}").replace("{report}", "{entry}")


def test_each_form_but_sign_in_checks_its_token_and_each_page_its_account(sqlite_url, tmp_path):
    for route in every_route(create_app(make_settings(sqlite_url, tmp_path))):
        calls = set(every_call(route.dependant))
        if route.path.startswith("/api/v1/") and route.path not in WITHOUT_SIGN_IN:
            assert bearer_token in calls, route.path
            continue
        if "POST" in route.methods and route.path not in WITHOUT_SIGN_IN:
            assert check_form in calls, route.path
        if route.path not in WITHOUT_SIGN_IN:
            assert signed_in_account in calls, route.path


def every_route(app):
    """The application's own routes, however deep the framework keeps them."""
    found, waiting = [], list(app.routes)
    while waiting:
        route = waiting.pop()
        if isinstance(route, APIRoute):
            found.append(route)
        else:
            waiting += getattr(getattr(route, "original_router", None), "routes", [])
    return found


def every_call(dependant):
    for inner in dependant.dependencies:
        yield inner.call
        yield from every_call(inner)


def test_a_form_without_its_token_or_with_another_browsers_is_refused(site: Site, rows: dict[str, object]):
    mine, other = site.signed_in(OFFICE), site.signed_in(OFFICE)
    for token in ("", "wrong", token_of(other)):
        answer = mine.post(f"/directives/{rows['directive']}/confirm", data={"csrf_token": token})
        assert answer.status_code == 403
        assert "Biểu mẫu đã hết hiệu lực" in answer.text


@pytest.mark.parametrize("origin", [None, "null", "https://example.org"])
def test_a_form_from_another_site_is_refused_even_with_a_right_token(site: Site, origin: str | None):
    browser = site.signed_in(OFFICE)
    headers = {} if origin is None else {"Origin": origin}
    del browser.headers["Origin"]
    answer = browser.post("/sign-out", data={}, headers=headers)
    assert answer.status_code == 403
    assert browser.get("/").status_code == 200


def test_every_answer_carries_the_strict_headers_and_private_pages_are_not_stored(site: Site):
    browser = site.signed_in(OFFICE)
    for path in ("/", "/directives", "/nowhere", "/sign-in", "/healthz"):
        answer = browser.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, path
        assert answer.headers["Cache-Control"] == "no-store"
    static = browser.get("/static/dondoc.css")
    assert "immutable" in static.headers["Cache-Control"]
    assert static.headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_carries_script_or_style_of_its_own(site: Site, rows: dict[str, object]):
    for person, path in ((OFFICE, "/"), (OFFICE, f"/directives/{rows['directive']}"), (FINANCE, "/worklist")):
        page = site.signed_in(person).get(path).text
        assert not re.search(r"<script(?! src=\"/static/)", page)
        assert not re.search(r'\sstyle="|\son\w+="|<style', page)


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_from_other_sites(site: Site):
    answer = site.browser().post("/sign-in", data={"username": OFFICE, "password": factories.PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(site: Site):
    browser = site.browser()
    answers = [
        browser.post("/sign-in", data={"username": name, "password": "một mật khẩu sai"}) for name in (OFFICE, "ai.do")
    ]
    assert {answer.status_code for answer in answers} == {422}
    pages = [re.sub(r'value="[^"]*"', "", answer.text) for answer in answers]
    assert pages[0] == pages[1]


def test_after_sign_out_the_cookie_is_worth_nothing(site: Site):
    browser = site.signed_in(OFFICE)
    token = browser.cookies["dondoc"]
    site.send(browser, "/sign-out")
    again = site.browser()
    again.cookies.set("dondoc", token)
    assert again.get("/").status_code == 303


@pytest.mark.parametrize("target", ["//example.org", "https://example.org", "/\\example.org", "example.org"])
def test_signing_in_never_leads_to_another_site(site: Site, target: str):
    answer = site.browser().post("/sign-in", data={"username": OFFICE, "password": factories.PASSWORD, "next": target})
    assert answer.headers["location"] == "/"


def test_a_foreign_row_is_not_found_and_the_try_stands_in_the_trail(site: Site, rows: dict[str, object]):
    answer = site.signed_in(BUILDING).get(f"/assignments/{rows['assignment']}")
    assert answer.status_code == 404
    with transaction(site.resources.sessions, writes=False) as session:
        kept = session.scalars(select(AuditEvent).where(AuditEvent.did == "access.refused")).one()
    assert kept.actor == "Đỗ Thị Xuân"
    assert kept.detail["path"] == f"/assignments/{rows['assignment']}"


def test_an_officer_sees_and_enters_what_was_given_to_him_and_says_nothing_for_his_unit(site: Site, rows):
    head, officer = site.signed_in(FINANCE), site.signed_in(SPECIALIST)
    page = f"/assignments/{rows['assignment']}"
    assert f'href="{page}"' not in officer.get("/worklist").text
    with transaction(site.resources.sessions, writes=False) as session:
        number = session.scalars(select(Account.id).where(Account.username == SPECIALIST)).one()
    site.send(head, f"{page}/delegate", delegate=str(number))
    assert f'href="{page}"' in officer.get("/worklist").text
    shown = officer.get(page)
    assert shown.status_code == 200
    assert "Kiến nghị" in head.get(page).text
    assert "Gửi kiến nghị" not in shown.text
    said = {"csrf_token": token_of(officer), "doing": "contest", "reason": "Nộp đúng hạn"}
    assert officer.post(f"{page}/procedures", data=said).status_code == 403
    assert site.send(officer, f"{page}/entries", cause="Nghỉ ốm").status_code in {303, 422}


def test_who_stands_in_for_the_head_of_a_unit_acts_as_the_head_while_the_leave_lasts(site: Site, rows):
    officer, page = site.signed_in(SPECIALIST), f"/assignments/{rows['assignment']}"
    assert officer.get(page).status_code == 404
    with transaction(site.resources.sessions) as session:
        numbers = {row.username: row.id for row in session.scalars(select(Account))}
        today = local_day(site.clock.now())
        leave = set_leave(session, numbers[FINANCE], numbers[SPECIALIST], today, today, THE_SYSTEM, site.clock.now()).id
    assert "Gửi kiến nghị" in officer.get(page).text
    with transaction(site.resources.sessions) as session:
        end_leave(session, leave, THE_SYSTEM, site.clock.now())
    assert officer.get(page).status_code == 404


def test_too_large_a_file_is_refused_before_it_is_taken_in(site: Site):
    host = site.url.removeprefix("http://")
    with socket.create_connection(("127.0.0.1", int(host.partition(":")[2]))) as line:
        head = f"POST /directives HTTP/1.1\r\nHost: {host}\r\nOrigin: {site.url}\r\nContent-Length: {10**9}\r\n\r\n"
        line.sendall(head.encode())
        answer = line.recv(10_000).decode()
    assert answer.startswith("HTTP/1.1 413")


def test_a_form_of_unknown_length_is_refused(site: Site):
    answer = site.signed_in(OFFICE).post("/sign-out", content=iter([b"csrf_token=x"]))
    assert answer.status_code == 411


def test_an_unknown_address_under_the_api_answers_problem_json(site: Site):
    answer = site.browser().get("/api/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_the_site_says_that_it_lives_and_that_it_is_ready(site: Site):
    browser = site.browser()
    assert browser.get("/healthz").json() == {"status": "ok"}
    parts = {"database": True, "storage": True, "queue": True}
    assert browser.get("/readyz").json() == {"status": "ready", "parts": parts}


def test_a_site_whose_queue_is_away_says_so_and_still_serves(peopled_url, tmp_path, site_clock):
    with running(make_settings(peopled_url, tmp_path), site_clock) as site:
        lonely = replace(site.resources, carrier=RedisCarrier(f"redis://127.0.0.1:{free_port()}/0"))
        answer = readyz(create_app(make_settings(peopled_url, tmp_path), resources=lonely).state.site)
    assert answer.status_code == 200
    assert json.loads(answer.body) == {"status": "ready", "parts": {"database": True, "storage": True, "queue": False}}


def test_a_site_whose_database_is_away_is_not_ready_and_says_what_is_missing(tmp_path, site_clock):
    with running_postgres() as postgres:
        postgres.create("briefly")
        settings = make_settings(postgres.url("briefly"), tmp_path)
        resources = open_resources(settings, carrier=NoCarrier(), clock=site_clock)
        site = create_app(settings, resources=resources).state.site
        assert readyz(site).status_code == 200
    answer = readyz(site)
    resources.close()
    assert answer.status_code == 503
    parts = {"database": False, "storage": True, "queue": True}
    assert json.loads(answer.body) == {"status": "not_ready", "parts": parts}


def test_who_opened_a_document_stands_in_the_trail_and_who_was_refused_has_opened_nothing(site: Site, rows):
    site.signed_in(OFFICE).get(f"/directives/{rows['directive']}")
    assert site.signed_in(FINANCE).get(f"/directives/{rows['directive']}").status_code == 403
    with transaction(site.resources.sessions, writes=False) as session:
        kept = session.scalars(select(AuditEvent).where(AuditEvent.did == "directive.opened")).one()
    assert (kept.actor, kept.subject_id, kept.detail) == ("Lê Thị Lan", rows["directive"], {"what": "page"})


def test_a_clause_that_was_opened_is_an_access_to_its_document(site: Site, rows):
    site.signed_in(FINANCE).get(f"/assignments/{rows['assignment']}")
    assert site.signed_in(BUILDING).get(f"/assignments/{rows['assignment']}").status_code == 404
    with transaction(site.resources.sessions, writes=False) as session:
        kept = session.scalars(select(AuditEvent).where(AuditEvent.did == "directive.opened")).one()
    assert (kept.actor, kept.subject_id, kept.detail) == ("Trần Văn Tài", rows["directive"], {"what": "clause"})


def test_two_documents_side_by_side_are_two_accesses(site: Site, rows):
    with transaction(site.resources.sessions) as session:
        other = factories.directive(session, number="300/UBND-VX").id
    site.signed_in(OFFICE).get(f"/directives/{rows['directive']}/beside/{other}")
    with transaction(site.resources.sessions, writes=False) as session:
        kept = session.scalars(select(AuditEvent.subject_id).where(AuditEvent.did == "directive.opened")).all()
    assert sorted(kept) == sorted([rows["directive"], other])


@pytest.mark.parametrize("person", PEOPLE)
def test_everyone_begins_on_a_page_that_is_there_for_the_role(site: Site, person: str):
    browser = site.signed_in(person)
    answer = browser.get("/", follow_redirects=True)
    role = PEOPLE[person][1]
    assert answer.status_code == 200
    assert answer.url.path == ("/" if role is AccountRole.OFFICE else FIRST[role][0])
