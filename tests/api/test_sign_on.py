"""Signing in through a real OpenID provider in a process of its own, on the loopback."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import select

from core.audit import AuditEvent
from core.database import transaction
from core.organisation import Account
from tests.api.conftest import FINANCE, Site, make_settings, running
from tests.services import free_port

PEOPLE = {
    "p1": {"name": "Đặng Thị Cúc", "preferred_username": "cuc.dt", "roles": ["vp-tonghop"]},
    "p2": {"name": "Mai Văn Đức", "preferred_username": "duc.mv", "roles": ["unit"], "unit": "STC"},
    "p3": {"name": "Không Vai", "preferred_username": "khong.v", "roles": ["khach"]},
    "p4": {"name": "Trùng Tên", "preferred_username": FINANCE, "roles": ["leader"]},
    "p5": {"name": "Lạc Đơn Vị", "preferred_username": "lac.dv", "roles": ["unit"], "unit": "KHONG-CO"},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    port = free_port()
    claims = [arg for sub, told in PEOPLE.items() for arg in ("--user-claims", json.dumps({"sub": sub, **told}))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port), "-n", "true", *claims]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                httpx.get(f"{address}/.well-known/openid-configuration")
                break
            except httpx.ConnectError:
                assert process.poll() is None
                time.sleep(0.05)
        yield address
        process.terminate()


@pytest.fixture
def common(peopled_url, tmp_path, provider, site_clock) -> Iterator[Site]:
    """A site that signs people in through the provider; its clock is the provider's own."""
    settings = make_settings(
        peopled_url,
        tmp_path,
        oidc_issuer=provider,
        oidc_client_secret="bí mật thử",
        oidc_roles={"vp-tonghop": "office"},
    )
    with running(settings, None) as site:
        yield site


def go(site: Site, subject: str) -> tuple[httpx.Client, httpx.Response]:
    """Leave for the provider as a browser does, consent there, and come back."""
    browser = site.browser()
    leaving = browser.get("/sign-in/provider?next=/late")
    assert leaving.status_code == 303
    consent = httpx.post(leaving.headers["location"], data={"sub": subject})
    assert consent.status_code in {302, 303}, consent.text
    back = consent.headers["location"]
    return browser, browser.get(back.removeprefix(site.url))


def test_the_sign_in_page_offers_it_and_the_address_carries_pkce_state_and_nonce(common: Site, provider: str):
    browser = common.browser()
    assert "Đăng nhập bằng tài khoản công vụ" in browser.get("/sign-in").text
    address = urlsplit(browser.get("/sign-in/provider").headers["location"])
    asked = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}" == provider
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{common.url}/sign-in/provider/back"]
    assert all(len(asked[name][0]) >= 32 for name in ("state", "nonce", "code_challenge"))


def test_an_account_is_made_of_the_claims_and_follows_them(common: Site):
    browser, answer = go(common, "p1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/late")
    assert "Đặng Thị Cúc" in browser.get("/late").text
    assert browser.get("/entries").status_code == 200
    assert "Đổi mật khẩu" not in browser.get("/account").text
    unit, _ = go(common, "p2")
    assert unit.get("/worklist").status_code == 200
    go(common, "p1")
    with transaction(common.resources.sessions, writes=False) as session:
        made = session.scalars(select(Account).where(Account.subject.is_not(None)).order_by(Account.subject)).all()
        assert [(row.username, row.role) for row in made] == [("cuc.dt", "office"), ("duc.mv", "unit")]


def test_changed_claims_change_the_account_and_an_ended_account_stays_out(common: Site):
    go(common, "p2")
    with transaction(common.resources.sessions) as session:
        account = session.scalars(select(Account).where(Account.subject == "p2")).one()
        account.full_name = "Tên cũ"
    go(common, "p2")
    with transaction(common.resources.sessions) as session:
        account = session.scalars(select(Account).where(Account.subject == "p2")).one()
        assert account.full_name == "Mai Văn Đức"
        assert session.scalars(select(AuditEvent).where(AuditEvent.did == "account.changed")).one()
        account.is_active = False
    assert go(common, "p2")[1].status_code == 403


@pytest.mark.parametrize(
    ("subject", "status", "said"),
    [("p3", 403, "chưa được giao vai trò"), ("p4", 409, "dùng mật khẩu"), ("p5", 403, "Không có đơn vị mang mã")],
)
def test_who_has_no_role_no_unit_or_anothers_name_is_refused_in_words(common: Site, subject, status, said):
    browser, answer = go(common, subject)
    assert answer.status_code == status
    assert said in answer.text
    assert browser.get("/late").status_code == 303


def test_a_way_back_is_good_once_and_only_in_the_browser_that_set_out(common: Site):
    browser = common.browser()
    leaving = browser.get("/sign-in/provider")
    back = httpx.post(leaving.headers["location"], data={"sub": "p1"}).headers["location"].removeprefix(common.url)
    assert common.browser().get(back).status_code == 422
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 422
    forged = re.sub(r"state=[^&]+", "state=other", back)
    assert browser.get(forged).status_code == 422


def test_a_refusal_there_and_a_false_code_are_told_here(common: Site):
    browser = common.browser()
    state = parse_qs(urlsplit(browser.get("/sign-in/provider").headers["location"]).query)["state"][0]
    assert browser.get(f"/sign-in/provider/back?state={state}&error=access_denied").status_code == 403
    state = parse_qs(urlsplit(browser.get("/sign-in/provider").headers["location"]).query)["state"][0]
    refused = browser.get(f"/sign-in/provider/back?state={state}&code=made-up")
    assert refused.status_code == 503
    assert "dùng mật khẩu" in refused.text


def test_a_provider_out_of_reach_is_told_and_a_site_without_one_has_no_such_page(
    peopled_url, tmp_path, site_clock, site
):
    assert site.browser().get("/sign-in/provider").status_code == 404
    assert "tài khoản công vụ" not in site.browser().get("/sign-in").text
    settings = make_settings(peopled_url, tmp_path, oidc_issuer=f"http://127.0.0.1:{free_port()}")
    with running(settings, site_clock) as away:
        answer = away.browser().get("/sign-in/provider")
        assert answer.status_code == 503
        assert "Chưa kết nối được" in answer.text
