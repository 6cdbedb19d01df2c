"""The interface for programs: who passes which door, lists in parts, marks, writes done once, problems, the feed."""

import importlib.util
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from sqlalchemy import func, select

from api.client.make import write_both
from api.rest.examples import EXAMPLES
from compliance.deadlines.models import Deadline
from compliance.deadlines.service import set_deadlines
from compliance.entries.counters.service import count
from compliance.entries.procedures.models import TaskMonitor
from compliance.entries.webhooks.service import name_webhook
from compliance.reports.measures import BY_KEY
from core.access import AccountRole
from core.audit import THE_SYSTEM, AuditEvent
from core.clock import FixedClock
from core.database import transaction
from core.organisation import Account, ApiToken, Unit
from core.tokens import Scope, make_token, scopes_for
from tests import factories
from tests.api.conftest import BUILDING, FINANCE, LEADER, OFFICE, Site, make_settings, running
from tests.api.doors import (
    DESCRIPTION,
    LETTERS,
    PROGRAM_DELETE_DOORS,
    PROGRAM_GET_DOORS,
    PROGRAM_POST_DOORS,
)
from tests.conftest import ROOT

CLIENT = ROOT / "docs" / "client"
NINE = datetime(2026, 8, 20, 2, 0, tzinfo=UTC)
ENTRY = {
    "officer": "Nguyễn Văn Bình",
    "product": "Báo cáo thẩm định dự toán",
    "planned_on": "2026-09-10",
    "first_action": "Lập tổ thẩm định trong tuần này",
}
# The door is passed: done, or not possible now, or found wanting.
PASSED = {200, 201, 204, 409, 422}


@pytest.fixture(scope="module")
def desk(peopled_template, tmp_path_factory) -> Iterator[Site]:
    """One running site for all tests here: each makes the rows that it changes."""
    folder = tmp_path_factory.mktemp("interface")
    shutil.copyfile(peopled_template, folder / "dondoc.sqlite3")
    settings = make_settings(f"sqlite:///{folder / 'dondoc.sqlite3'}", folder, private_targets=("127.0.0.1",))
    with running(settings, FixedClock(NINE)) as site:
        site.resources.store.put(b"the file")
        yield site


@pytest.fixture(scope="module")
def secrets(desk: Site) -> dict[str, str]:
    """A token of each person with every scope that the role can give."""
    with transaction(desk.resources.sessions) as session:
        people = {row.username: row for row in session.scalars(select(Account))}
        return {
            person: make_token(
                session, f"may-{person}", scopes_for(AccountRole(people[person].role)), NINE, account=people[person]
            )[0]
            for person in LETTERS.values()
        }


@pytest.fixture
def program(desk: Site, secrets: dict[str, str]):
    """A client for the program of a person."""
    opened = []

    def open_for(person: str) -> httpx.Client:
        client = httpx.Client(base_url=desk.url, headers={"Authorization": f"Bearer {secrets[person]}"}, timeout=30)
        opened.append(client)
        return client

    yield open_for
    for client in opened:
        client.close()


def make_rows(desk: Site) -> dict[str, object]:
    """A confirmed directive of the finance department with a late entry; and a report with evidence of another task."""
    with transaction(desk.resources.sessions) as session:
        finance = session.scalars(select(Unit).where(Unit.name == "Sở Tài chính")).one()
        by = session.scalars(select(Account).where(Account.username == FINANCE)).one()
        office = session.scalars(select(Account).where(Account.username == OFFICE)).one()
        sha256 = desk.resources.store.put(f"văn bản {datetime.now(UTC)}".encode())
        directive = factories.directive(session, arrived_at=NINE, sha256=sha256)
        factories.run(session, directive, at=NINE)
        factories.confirmation(session, directive, office, at=NINE)
        task, other = (factories.task(session, directive, confirmed_at=NINE) for _ in range(2))
        assignment, reported = (
            factories.assignment(session, each, finance, opened_at=NINE, confirmed_at=NINE) for each in (task, other)
        )
        set_deadlines(session, directive.id, desk.resources.law, NINE)
        entry = factories.entry(session, assignment, by, made_at=NINE)
        kept = desk.resources.store.put(b"%PDF-1.7 bao cao")
        file = {"sha256": kept, "name": "bao-cao.pdf", "size": 16, "media_type": "application/pdf"}
        report = factories.entry(session, reported, by, kind="report", note="Đã xong", evidence=[file], made_at=NINE)
        deadlines = session.scalars(select(Deadline).where(Deadline.directive_id == directive.id, Deadline.is_current))
        clocks = {row.clock: row.id for row in deadlines if row.assignment_id in (None, assignment.id)}
        webhook = name_webhook(
            session, name="thử", url="http://127.0.0.1:9/x", types=["*"], account=office, allowed=("127.0.0.1",),
            who=THE_SYSTEM, now=NINE,
        )[1]  # fmt: skip
        count(session, [assignment.id, reported.id], NINE)
        return {
            "directive": directive.id, "task": task.id, "assignment": assignment.id, "entry": entry.id,
            "report": report.id, "place": 0, "deadline": clocks["entry"], "office_deadline": clocks["office"],
            "webhook": webhook.id, "reported": reported.id, "extension": 999, "contest": 999, "not_ours": 999,
        }  # fmt: skip


@pytest.fixture(scope="module")
def rows(desk: Site) -> dict[str, object]:
    return make_rows(desk)


@pytest.fixture
def fresh(desk: Site) -> dict[str, object]:
    """Rows of its own, for a test that changes them."""
    return make_rows(desk)


def refused(letters: str, letter: str) -> int | None:
    if letter in letters:
        return None
    return 404 if letter.lower() in letters else 403


def denials(desk: Site) -> int:
    with transaction(desk.resources.sessions, writes=False) as session:
        return session.scalar(select(func.count(AuditEvent.id)).where(AuditEvent.did == "access.refused")) or 0


def test_every_door_lets_in_whom_it_should_and_keeps_each_denial(desk: Site, program, rows):
    before, expected = denials(desk), 0
    calls = [("GET", door, letters, None) for door, letters in PROGRAM_GET_DOORS.items()]
    calls += [("POST", door, letters, body) for door, (letters, body) in PROGRAM_POST_DOORS.items()]
    calls += [("DELETE", door, letters, None) for door, letters in PROGRAM_DELETE_DOORS.items()]
    for letter, person in LETTERS.items():
        client = program(person)
        for number, (method, door, letters, body) in enumerate(calls):
            kept_out = refused(letters, letter)
            if kept_out is None and method != "GET":
                continue
            sent = {**body, "assignment": rows["assignment"]} if body and "assignment" in body else body
            headers = {"Idempotency-Key": f"{letter}{number}"} if method == "POST" else {}
            answer = client.request(method, door.format(**rows), json=sent, headers=headers)
            told = f"{person} {method} {door}: {answer.status_code} {answer.text[:200]}"
            assert answer.status_code == (kept_out or 200), told
            if kept_out:
                assert answer.headers["content-type"] == "application/problem+json"
                expected += 1
    assert denials(desk) - before == expected > 100


def test_every_write_lets_in_whom_it_should(desk: Site, program, fresh):
    for letter, person in LETTERS.items():
        client = program(person)
        for number, (door, (letters, body)) in enumerate(PROGRAM_POST_DOORS.items()):
            if letter in letters:
                sent = {**body, "assignment": fresh["assignment"]} if "assignment" in body else body
                key = {"Idempotency-Key": f"in-{letter}{number}"}
                answer = client.post(door.format(**fresh), json=sent, headers=key)
                missing = answer.status_code == 404 and "999" in door.format(**fresh)
                assert answer.status_code in PASSED or missing, f"{person} {door}: {answer.status_code} {answer.text}"


@pytest.mark.parametrize("told", [None, "Bearer dd_unknown", "Basic eDp5", "Bearer "])
def test_without_a_living_token_nothing_is_told(desk: Site, told: str | None):
    headers = {"Authorization": told.strip()} if told else {}
    answer = httpx.get(f"{desk.url}/api/v1/tasks", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["type"] == "urn:dondoc:no_token"


def test_a_token_ends_with_its_time_and_with_its_account(desk: Site):
    with transaction(desk.resources.sessions) as session:
        account = factories.account(session, "leader")
        ends = NINE + timedelta(days=1)
        secret = make_token(session, "co-han", [Scope.READ_TASKS], NINE, account=account, expires_at=ends)[0]
        number = account.id
    ask = {"headers": {"Authorization": f"Bearer {secret}"}}
    assert httpx.get(f"{desk.url}/api/v1/tasks", **ask).status_code == 200
    assert httpx.get(f"{desk.url}/api/v1/feed", **ask).status_code == 403  # not among its scopes
    desk.clock.set(ends)
    assert httpx.get(f"{desk.url}/api/v1/tasks", **ask).status_code == 401
    desk.clock.set(NINE)
    with transaction(desk.resources.sessions) as session:
        assert session.scalars(select(ApiToken).where(ApiToken.name == "co-han")).one().last_used_at == NINE
        session.get_one(Account, number).is_active = False
    assert httpx.get(f"{desk.url}/api/v1/tasks", **ask).status_code == 401


def test_a_list_comes_in_parts_that_nothing_shifts(desk: Site, program, fresh):
    client, seen, cursor = program(OFFICE), [], None
    make_rows(desk)
    while True:
        query = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        part = client.get("/api/v1/assignments", params=query).json()
        seen += [row["id"] for row in part["items"]]
        if len(seen) == 1:
            make_rows(desk)  # what comes meanwhile stands at the end
        cursor = part["next"]
        if cursor is None:
            break
    assert seen == sorted(set(seen))
    newest = client.get("/api/v1/assignments", params={"newest_first": True, "limit": 200}).json()["items"]
    assert [row["id"] for row in newest] == seen[::-1]


@pytest.mark.parametrize(
    "query",
    [
        {"unit": ["A", "B"]},
        {"cursor": "x"},
        {"cursor": "WzEsNV0"},
        {"cursor": "WzAsLTFd"},
        {"limit": 0},
        {"unknown": 1},
        {"state": "lost"},
    ],
)
def test_what_cannot_be_asked_is_told_by_its_field(program, query: dict[str, object]):
    answer = program(OFFICE).get("/api/v1/assignments", params=query)
    assert answer.status_code == 422
    assert next(iter(query)) in answer.json()["errors"][0]["field"]


def test_each_filter_narrows_and_a_unit_sees_its_own_alone(program, rows):
    client = program(OFFICE)
    every = client.get("/api/v1/assignments", params={"limit": 200}).json()["items"]
    assert {row["unit"] for row in every} == {"STC"}

    def numbers(**query: object) -> set[int]:
        return {row["id"] for row in client.get("/api/v1/assignments", params=query).json()["items"]}

    own = {rows["assignment"], rows["reported"]}
    assert numbers(directive=rows["directive"]) == own
    assert numbers(task=rows["task"]) == {rows["assignment"]}
    assert numbers(directive=rows["directive"], state="awaiting") == own
    assert numbers(directive=rows["directive"], unit="STC", role="lead", state="open") == own
    assert numbers(directive=rows["directive"], unit="SXD") == set()
    assert numbers(directive=rows["directive"], state="overdue") == set()
    assert numbers(directive=rows["directive"], due_from="2026-09-15", due_to="2026-09-15", text="DU TOAN") == own
    assert numbers(directive=rows["directive"], due_to="2026-09-14") == set()
    for state in ("provisional", "returned", "late", "contested", "extension_asked", "suspended", "done", "archived"):
        assert numbers(directive=rows["directive"], state=state) == set(), state
    assert program(BUILDING).get("/api/v1/assignments").json()["items"] == []
    assert program(BUILDING).get("/api/v1/directives").json()["items"] == []
    found = client.get("/api/v1/entries", params={"awaiting": True, "assignment": rows["reported"]}).json()["items"]
    assert [row["evidence"][0]["name"] for row in found] == ["bao-cao.pdf"]


def test_a_monitor_sees_what_it_reviews_and_nothing_else(desk: Site, program, fresh):
    client = program(BUILDING)
    with transaction(desk.resources.sessions) as session:
        building = session.scalars(select(Unit).where(Unit.name == "Sở Xây dựng")).one()
        other = session.get_one(Deadline, fresh["deadline"])
        assert other.assignment_id == fresh["assignment"]
        session.add(TaskMonitor(task_id=fresh["task"], unit_id=building.id, set_at=NINE))
    seen = client.get("/api/v1/assignments", params={"monitored": True}).json()["items"]
    assert [row["id"] for row in seen] == [fresh["assignment"]]
    assert client.get(f"/api/v1/assignments/{fresh['assignment']}").status_code == 200
    assert client.get(f"/api/v1/assignments/{fresh['reported']}").status_code == 404
    key = {"Idempotency-Key": "m1"}
    answer = client.post(f"/api/v1/assignments/{fresh['assignment']}/reviews", json={"passes": True}, headers=key)
    assert answer.status_code == 409  # nothing is reported yet


def test_an_answer_that_has_not_changed_is_not_sent_again(program, rows):
    client, path = program(FINANCE), f"/api/v1/assignments/{rows['assignment']}"
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])


def test_a_report_sent_twice_is_made_once_and_one_about_an_old_state_is_refused(desk: Site, program, fresh):
    client, path = program(FINANCE), f"/api/v1/assignments/{fresh['assignment']}"
    mark = client.get(path).headers["etag"]
    sent = {"assignment": fresh["assignment"], "result": "Đã thẩm định xong",
            "evidence": [{"name": "a.pdf", "content": "JVBERi0xLjcK"}]}  # fmt: skip
    stale = client.post("/api/v1/reports", json=sent, headers={"Idempotency-Key": "r0", "If-Match": '"other"'})
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:dondoc:changed_meanwhile")
    headers = {"Idempotency-Key": "r1", "If-Match": mark}
    made = client.post("/api/v1/reports", json=sent, headers=headers)
    assert made.status_code == 201, made.text
    assert made.json()["assignment"]["work"] == "reported"
    again = client.post("/api/v1/reports", json=sent, headers=headers)
    assert (again.json(), again.headers["idempotent-replayed"]) == (made.json(), "true")
    other = client.post("/api/v1/reports", json=sent | {"result": "Khác"}, headers=headers)
    assert (other.status_code, other.json()["type"]) == (409, "urn:dondoc:key_reused")
    office = program(OFFICE)
    key = {"Idempotency-Key": "r2"}
    decided = office.post(f"/api/v1/entries/{made.json()['id']}/confirmation", headers=key, json={})
    assert (decided.status_code, decided.json()["assignment"]["is_done"]) == (201, True)
    with transaction(desk.resources.sessions, writes=False) as session:
        did = session.scalars(
            select(AuditEvent).where(AuditEvent.did == "assignment.acted", AuditEvent.subject_id == fresh["assignment"])
        ).all()
    assert [event.actor for event in did] == ["Trần Văn Tài (khóa may-finance)", "Lê Thị Lan (khóa may-office)"]


def test_a_report_is_not_taken_back_without_a_reason(program, fresh):
    client = program(FINANCE)
    key = {"Idempotency-Key": "w1"}
    sent = EXAMPLES["ReportTaken"] | {"assignment": fresh["assignment"]}
    assert client.post("/api/v1/reports", json=sent, headers=key | {"Idempotency-Key": "w0"}).status_code == 201
    path = f"/api/v1/assignments/{fresh['assignment']}/report-withdrawals"
    refused = client.post(path, json={"reason": " "}, headers=key)
    assert (refused.status_code, refused.json()["detail"]) == (422, "Cần nêu lý do.")
    assert client.post(path, json={"reason": "Đính kèm nhầm tệp"}, headers=key).status_code == 201


def test_a_refused_write_leaves_nothing_and_its_key_may_be_used_again(program, fresh):
    client, path = program(FINANCE), f"/api/v1/assignments/{fresh['assignment']}/extensions"
    key = {"Idempotency-Key": "e1"}
    early = client.post(path, json={"asked_for": "2026-09-01", "reason": "Chờ số liệu"}, headers=key)
    assert (early.status_code, early.json()["errors"][0]["field"]) == (422, "asked_for")
    asked = client.post(path, json={"asked_for": "2026-09-30", "reason": "Chờ số liệu"}, headers=key)
    assert asked.status_code == 201, asked.text
    wish = asked.json()["assignment"]["extensions"][0]
    key = {"Idempotency-Key": "e2"}
    said = {"approve": True, "said": "Công văn 77"}
    decided = program(OFFICE).post(f"/api/v1/extensions/{wish['id']}/decision", json=said, headers=key)
    assert (decided.status_code, decided.json()["assignment"]["task_due_on"]) == (201, "2026-09-30")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"note": 5}, "body.note"),
        ({"note": "a", "more": 1}, "body.more"),
        ({"planned_on": "2026-09-10T00:00:00"}, "body.planned_on"),
        ({"planned_on": 20260910}, "body.planned_on"),
        ({"note": "a\x00b"}, "body.note"),
    ],
)
def test_what_is_sent_is_taken_strictly(program, rows, sent: dict[str, object], field: str):
    path = f"/api/v1/assignments/{rows['assignment']}/entries"
    answer = program(FINANCE).post(path, json=sent, headers={"Idempotency-Key": "s"})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_the_feed_tells_the_registry_s_measures_with_cut_off_and_the_sum_of_the_units(program, rows):
    told = program(LEADER).get("/api/v1/feed", params={"kind": "quarter"}).json()
    assert (told["period"], told["cut_off_at"], told["is_fresh"]) == ("2026-Q3", "2026-08-20T02:00:00Z", True)
    for measure in told["measures"]:
        assert (measure["name"], measure["counted_as"]) == (BY_KEY[measure["key"]].name, BY_KEY[measure["key"]].query)
    finance = next(group for group in told["units"] if group["name"] == "Sở Tài chính")
    assert told["province"] == finance["values"]
    assert finance["values"]["assigned"]["number"] >= 2
    rate = finance["values"]["update_rate"]
    assert rate["whole"] == finance["values"]["owing_entry"]["number"]
    assert told["waiting"]["results"] >= 1
    assert program(LEADER).get("/api/v1/feed", params={"period": "2026-Q9"}).status_code == 422


def test_every_access_to_a_document_is_kept(desk: Site, program, fresh):
    client = program(FINANCE)
    client.get(f"/api/v1/directives/{fresh['directive']}")
    client.get(f"/api/v1/directives/{fresh['directive']}/file")
    client.get(f"/api/v1/entries/{fresh['report']}/evidence/0")
    with transaction(desk.resources.sessions, writes=False) as session:
        found = session.scalars(
            select(AuditEvent).where(AuditEvent.did == "directive.opened", AuditEvent.subject_id == fresh["directive"])
        ).all()
    assert [event.detail["what"] for event in found] == ["interface", "original", "evidence"]
    assert {event.actor for event in found} == {"Trần Văn Tài (khóa may-finance)"}


def test_the_description_tells_every_route_with_summary_problems_and_security(desk: Site):
    plain = httpx.get(f"{desk.url}{DESCRIPTION}").json()
    names = set()
    for path, operations in plain["paths"].items():
        for method, told in operations.items():
            assert told["summary"], path
            assert told["description"], path
            assert told["security"] == [{"token": []}], path
            assert {"401", "403", "422"} <= set(told["responses"]), path
            names.add(told["operationId"])
            assert method == "get" or "409" in told["responses"], path
            for status, answer in told["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    assert list(answer["content"]) == ["application/problem+json"], f"{path} {status}"
    assert len(names) == sum(len(operations) for operations in plain["paths"].values())


def test_the_examples_of_the_description_are_what_the_routes_tell(desk: Site, program, rows):
    client = program(OFFICE)
    real = {
        "Directive": client.get(f"/api/v1/directives/{rows['directive']}").json(),
        "TaskRow": client.get(f"/api/v1/tasks/{rows['task']}").json(),
        "Assignment": client.get(f"/api/v1/assignments/{rows['assignment']}").json(),
        "EntryRow": client.get(f"/api/v1/entries/{rows['entry']}").json(),
    }
    for name, told in real.items():
        assert told.keys() == EXAMPLES[name].keys(), name


def test_the_kept_description_and_client_are_those_of_the_routes(desk: Site, tmp_path):
    write_both(httpx.get(f"{desk.url}{DESCRIPTION}").json(), tmp_path)
    for name in ("openapi.json", "dondoc_client.py"):
        assert (CLIENT / name).read_text("utf-8") == (tmp_path / name).read_text("utf-8"), "run: ./run describe"


@pytest.fixture(scope="module")
def made():
    """The client as another program imports it."""
    spec = importlib.util.spec_from_file_location("dondoc_client", CLIENT / "dondoc_client.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_made_client_reads_writes_and_tells_problems(desk: Site, made, secrets, fresh):
    client = made.Client(desk.url, secrets[FINANCE])
    seen = [row["id"] for row in made.each(client.list_assignments, limit=1, directive=fresh["directive"])]
    assert seen == [fresh["assignment"], fresh["reported"]]
    acted = client.make_entry(fresh["assignment"], {"note": "Đã họp"}, idempotency_key="c1")
    assert (acted["act"], acted["assignment"]["id"]) == ("enter", fresh["assignment"])
    assert client.make_entry(fresh["assignment"], {"note": "Đã họp"}, idempotency_key="c1") == acted
    with pytest.raises(made.Problem) as met:
        client.make_entry(fresh["assignment"], {"note": ""}, idempotency_key="c2")
    assert (met.value.status, met.value.errors[0]["field"]) == (422, "note")
    with pytest.raises(made.Problem) as met:
        client.show_assignment(999_999)
    assert met.value.type == "urn:dondoc:not_found"
    assert client.directive_file(fresh["directive"]).startswith("văn bản".encode())
    office = made.Client(desk.url, secrets[OFFICE])
    assert office.push("Số: 12/UBND-VX".encode(), name="tu-may-khac.txt", idempotency_key="p1")["outcome"] == "new"
    administrator = made.Client(desk.url, secrets["administrator"])
    hook = administrator.make_webhook({"name": "x", "url": "https://example.org/x", "types": ["entry.*"]})
    assert administrator.take_away(hook["id"]) is None


def test_the_made_client_asks_again_where_the_answer_is_to_come_later(made, monkeypatch):
    answers = [503, 503, 200]
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(self.headers["Idempotency-Key"])
            self.send_response(answers.pop(0))
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            pass

    monkeypatch.setattr(made, "FIRST_PAUSE", 0.01)
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        client = made.Client(f"http://127.0.0.1:{server.server_port}", "dd_x")
        assert client.make_entry(1, {"note": "a"}) == {}
        server.shutdown()
    assert len(asked) == 3
    assert len(set(asked)) == 1  # a write is repeated under its key
