"""Other systems push documents over HTTP: with a token, once per key, answered when stored, bounded and refused."""

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from core.database import transaction
from core.errors import Conflict, Invalid, NotFound
from core.tokens import Scope, caller_with, make_token, revoke_token
from ingest.models import Arrival
from ingest.pushes.models import Push
from ingest.service import ERASED
from tests import factories
from tests.api.conftest import Site, make_settings, running
from tests.api.test_office_day import NOVEMBER
from tests.packages import letter, package

PATH = "/api/v1/documents"


@pytest.fixture
def secret(site: Site) -> str:
    return secret_of(site)


def secret_of(site: Site) -> str:
    site.clock.set(NOVEMBER)
    with transaction(site.resources.sessions) as session:
        return make_token(session, "qlvb-so", [Scope.PUSH_DOCUMENTS], site.clock.now())[0]


def push(site: Site, secret: str, name: str, body: bytes, key: str = "k1", **headers: str) -> httpx.Response:
    sent = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key} | headers
    return httpx.post(f"{site.url}{PATH}", params={"name": name}, content=body, headers=sent, timeout=30)


def arrivals(site: Site) -> list[tuple[str, str, str]]:
    with transaction(site.resources.sessions, writes=False) as session:
        return [(row.source, row.name, row.outcome) for row in session.query(Arrival).order_by(Arrival.id)]


def test_a_pushed_document_is_stored_before_the_answer_and_the_same_key_does_nothing_again(site: Site, secret: str):
    answer = push(site, secret, "../thu muc/cv.txt", b"So: 12/UBND-VX")
    assert answer.status_code == 201
    assert answer.json() == {"outcome": "new", "directive": 1, "reason": None, "repeated": False}
    again = push(site, secret, "cv.txt", b"So: 12/UBND-VX")
    assert (again.status_code, again.json()["repeated"], again.json()["directive"]) == (200, True, 1)
    assert arrivals(site) == [("qlvb-so", "cv.txt", "new")]


def test_a_request_sent_again_while_the_first_is_under_way_is_answered_like_it(site_on_each: Site):
    site, secret = site_on_each, secret_of(site_on_each)
    with ThreadPoolExecutor(4) as senders:
        sent = [senders.submit(push, site, secret, "cv.txt", b"So: 12/UBND-VX") for _ in range(4)]
        answers = [each.result(60) for each in sent]
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert {answer.json()["directive"] for answer in answers} == {1}
    assert arrivals(site) == [("qlvb-so", "cv.txt", "new")]


def test_another_key_with_the_same_bytes_is_a_duplicate_and_the_same_key_with_others_a_conflict(site, secret):
    push(site, secret, "a.txt", b"one")
    other = push(site, secret, "b.txt", b"one", key="k2")
    assert (other.status_code, other.json()["outcome"]) == (201, "duplicate")
    reused = push(site, secret, "a.txt", b"two")
    assert reused.status_code == 409
    assert reused.headers["content-type"] == "application/problem+json"
    assert reused.json()["type"] == "urn:dondoc:key_reused"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("%00a.txt", "\ufffda.txt"),
        ("a%0D%0AX-Other:%201.txt", "a\ufffd\ufffdX-Other: 1.txt"),
        ("%ED%A0%80.txt", "\ufffd\ufffd\ufffd.txt"),
        ("%E2%80%AEfdp.exe", "\ufffdfdp.exe"),
        ("..%5C..%5Ca.txt", "a.txt"),
    ],
)
def test_whatever_a_pushed_file_is_called_it_is_kept_under_a_name_that_can_be_written(site_on_each, name, kept):
    site, secret = site_on_each, secret_of(site_on_each)
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "k"}
    answer = httpx.post(f"{site.url}{PATH}?name={name}", content=b"So: 12/UBND-VX", headers=headers, timeout=30)
    assert answer.status_code == 201
    assert arrivals(site) == [("qlvb-so", kept, "new")]


def test_a_token_called_like_an_axis_makes_none_of_its_messages_seem_to_be_here(peopled_url, tmp_path, site_clock):
    (tmp_path / "secret").write_text("s")
    rows = "connectors:\n- {name: truc, kind: lgsp, endpoint: 'http://127.0.0.1:9', system_id: x, organ_code: X99, "
    (tmp_path / "connectors.yaml").write_text(rows + f"secret_file: {tmp_path}/secret}}")
    settings = make_settings(peopled_url, tmp_path, connectors_file=tmp_path / "connectors.yaml")
    with running(settings, site_clock) as site:
        site.clock.set(NOVEMBER)
        with transaction(site.resources.sessions) as session:
            secret, _ = make_token(session, "truc", [Scope.PUSH_DOCUMENTS], site.clock.now())
        assert push(site, secret, "d000001.edxml", package()).status_code == 201
        assert [source for source, _, _ in arrivals(site)] == ["push truc"]


def test_senders_whose_bodies_come_slowly_hold_up_nobody_else(site_on_each: Site):
    site, secret = site_on_each, secret_of(site_on_each)
    address = urlsplit(site.url)
    with ExitStack() as open_lines:
        for number in range(40):  # more than the database gives connections to, and than there are threads
            line = open_lines.enter_context(socket.create_connection((address.hostname, address.port), 10))
            lines = (
                f"POST {PATH}?name=cv.txt HTTP/1.1", f"Host: {address.netloc}", f"Authorization: Bearer {secret}",
                f"Idempotency-Key: slow{number}", "Content-Length: 1000", "", "half",
            )  # fmt: skip
            line.sendall("\r\n".join(lines).encode())
        for number in range(5):  # each after some of them have been let in
            assert push(site, secret, "a.txt", b"So: %d/UBND-VX" % number, key=f"k{number}").status_code == 201


def test_a_body_whose_length_is_told_in_two_ways_is_not_read(site: Site, secret: str):
    address = urlsplit(site.url)
    for head in ("Content-Length: 5\r\nTransfer-Encoding: chunked", "Content-Length: 5\r\nContent-Length: 6"):
        with socket.create_connection((address.hostname, address.port), 10) as line:
            lines = (
                f"POST {PATH}?name=cv.txt HTTP/1.1", f"Host: {address.netloc}", f"Authorization: Bearer {secret}",
                "Idempotency-Key: k1", head, "", "",
            )  # fmt: skip
            line.sendall("\r\n".join(lines).encode() + b"40\r\n" + b"x" * 64)
            line.settimeout(10)
            assert b" 201 " not in line.recv(1000)
    assert arrivals(site) == []


def test_a_package_is_read_as_one(site: Site, secret: str):
    answer = push(site, secret, "goi.edxml", package())
    assert answer.status_code == 201
    assert answer.json()["outcome"] == "new"


@pytest.mark.parametrize("how", ["length", "chunks"])
def test_half_a_body_is_no_document_and_the_whole_one_comes_with_the_same_key(site: Site, secret: str, how: str):
    body = b"So: 12/UBND-VX " * 5000
    head = {"length": f"Content-Length: {len(body)}", "chunks": "Transfer-Encoding: chunked"}[how]
    half = body[: len(body) // 2] if how == "length" else b"%x\r\n%s\r\n" % (len(body) // 2, body[: len(body) // 2])
    address = urlsplit(site.url)
    with socket.create_connection((address.hostname, address.port), 10) as line:
        lines = (
            f"POST {PATH}?name=cv.txt HTTP/1.1", f"Host: {address.netloc}", f"Authorization: Bearer {secret}",
            "Idempotency-Key: k1", head, "", "",
        )  # fmt: skip
        line.sendall("\r\n".join(lines).encode() + half)
        line.shutdown(socket.SHUT_WR)
        line.settimeout(10)
        assert b" 201 " not in line.recv(1000)
    assert arrivals(site) == []
    assert [path for path in site.resources.store.folder.rglob("*") if path.is_file()] == []
    answer = push(site, secret, "cv.txt", body)
    assert (answer.status_code, answer.json()["outcome"]) == (201, "new")


def test_the_name_of_a_secret_push_stays_nowhere(site: Site, secret: str):
    push(site, secret, "ke-hoach-mat.txt", "MẬT\n".encode() + letter("4120/UBND-CN"))
    push(site, secret, "goi-mat.edxml", package(sphere="Mật"), key="k2")
    site.work()
    with transaction(site.resources.sessions, writes=False) as session:
        assert {row.name for row in session.query(Push)} == {row.name for row in session.query(Arrival)} == {ERASED}


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer dd_wrong", "Basic dd_wrong"])
def test_nobody_pushes_without_a_token(site: Site, secret: str, header: str):
    sent = {"Idempotency-Key": "k"} | ({"Authorization": header.strip()} if header.strip() else {})
    answer = httpx.post(f"{site.url}{PATH}", params={"name": "a.txt"}, content=b"x", headers=sent)
    assert answer.status_code == 401
    assert arrivals(site) == []


def test_a_browser_of_another_site_pushes_nothing(site: Site, secret: str):
    answer = httpx.post(f"{site.url}{PATH}?name=a.txt", content=b"x", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 401


def test_a_revoked_token_ends_at_once(site: Site, secret: str):
    with transaction(site.resources.sessions) as session:
        revoke_token(session, "qlvb-so", site.clock.now())
    assert push(site, secret, "a.txt", b"x").status_code == 401


@pytest.mark.parametrize(
    ("name", "body", "headers"),
    [("a.txt", b"", {}), ("/", b"x", {}), ("", b"x", {}), ("a.txt", b"x", {"Idempotency-Key": ""})],
)
def test_what_is_missing_is_told(site: Site, secret: str, name: str, body: bytes, headers: dict[str, str]):
    assert push(site, secret, name, body, **headers).status_code == 422
    assert arrivals(site) == []


def test_a_file_that_is_too_large_is_refused_before_it_is_read(peopled_url, tmp_path, site_clock):
    with running(make_settings(peopled_url, tmp_path, max_upload_megabytes=1), site_clock) as site:
        site.clock.set(NOVEMBER)
        with transaction(site.resources.sessions) as session:
            secret, _ = make_token(session, "qlvb", [Scope.PUSH_DOCUMENTS], site.clock.now())
        assert push(site, secret, "a.txt", b"x" * 1_200_000).status_code == 413


def test_a_token_is_kept_only_as_its_digest_and_its_name_is_its_own(session):
    secret, row = make_token(session, " qlvb ", [Scope.PUSH_DOCUMENTS], NOVEMBER)
    assert re.fullmatch(r"dd_[\w-]{40,}", secret)
    assert secret not in str(vars(row))
    assert caller_with(session, secret, NOVEMBER).token_id == row.id
    with pytest.raises(Conflict):
        make_token(session, "qlvb", [Scope.PUSH_DOCUMENTS], NOVEMBER)
    with pytest.raises(Invalid):
        make_token(session, "other", ["everything"], NOVEMBER)
    with pytest.raises(Invalid):
        make_token(session, "other", [Scope.READ_TASKS], NOVEMBER)  # for nobody
    office = factories.account(session)
    with pytest.raises(Invalid):
        make_token(session, "other", [Scope.WRITE_ENTRIES], NOVEMBER, account=office)  # beyond its role
    revoke_token(session, "qlvb", NOVEMBER)
    assert caller_with(session, secret, NOVEMBER) is None
    with pytest.raises(NotFound):
        revoke_token(session, "qlvb", NOVEMBER)
