"""One's own account: password, second factor, browsers."""

import re
from datetime import timedelta

import httpx
import pyotp

from tests import factories
from tests.api.conftest import ADMINISTRATOR, BUILDING, FINANCE, OFFICE, Site, token_of

NEW = "một mật khẩu khác hẳn"


def secret_on(page: str) -> str:
    return re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]


def code(site: Site, secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(site.clock.now() + timedelta(seconds=30 * steps))


def test_a_second_factor_is_set_up_asked_and_taken_away(site: Site):
    browser = site.signed_in(OFFICE)
    assert browser.get("/account/second-factor").status_code == 303
    site.send(browser, "/account/second-factor/begin")
    page = browser.get("/account/second-factor").text
    secret = secret_on(page)
    assert "<svg" in page
    assert site.send(browser, "/account/second-factor", code="000000").status_code == 422
    shown = site.send(browser, "/account/second-factor", code=code(site, secret))
    spare = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", shown.text)
    assert len(spare) == 10
    assert "Còn 10 mã dự phòng" in browser.get("/account").text
    assert secret not in browser.get("/account").text

    other = site.browser()
    asked = other.post("/sign-in", data={"username": OFFICE, "password": factories.PASSWORD, "next": "/late"})
    assert asked.headers["location"] == "/sign-in/code?next=%2Flate"
    assert other.get("/late").status_code == 303
    form = {"csrf_token": token_on(other), "next": "/late"}
    refused = other.post("/sign-in/code", data={**form, "code": "000000"})
    assert refused.status_code == 422
    assert "Mã không đúng" in refused.text
    assert other.post("/sign-in/code", data={"code": spare[0]}).headers["location"].startswith("/sign-in?")
    entered = other.post("/sign-in/code", data={**form, "code": spare[0]})
    assert entered.headers["location"] == "/late"
    assert other.get("/late").status_code == 200

    assert site.send(other, "/account/second-factor/remove", code="000000").status_code == 422
    assert site.send(other, "/account/second-factor/remove", code=code(site, secret, 1)).status_code == 303
    assert site.signed_in(OFFICE).get("/").status_code == 200


def test_a_changed_password_signs_out_other_browsers(site: Site):
    mine, other = site.signed_in(OFFICE), site.signed_in(OFFICE)
    for fields, said in (
        ({"current": "sai", "new": NEW, "again": NEW}, "hiện tại không đúng"),
        ({"current": factories.PASSWORD, "new": NEW, "again": "khác"}, "không giống nhau"),
        ({"current": factories.PASSWORD, "new": "ngắn", "again": "ngắn"}, "từ 10"),
    ):
        refused = site.send(mine, "/account/password", **fields)
        assert refused.status_code == 422
        assert said in refused.text
    done = site.send(mine, "/account/password", current=factories.PASSWORD, new=NEW, again=NEW)
    assert done.headers["location"] == "/account?done=password-changed"
    assert mine.get("/account").status_code == 200
    assert other.get("/account").status_code == 303


def test_other_browsers_are_ended_from_here(site: Site):
    mine, other = site.signed_in(OFFICE), site.signed_in(OFFICE)
    assert "trình duyệt này" in mine.get("/account").text
    assert site.send(mine, "/account/browsers").headers["location"] == "/account?done=browsers-ended"
    assert other.get("/account").status_code == 303
    assert token_of(mine)


def token_on(browser) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in/code").text)[1]


def test_a_token_is_made_for_oneself_shown_once_and_ended(site: Site):
    browser = site.signed_in(FINANCE)
    made = site.send(browser, "/account/tokens", name="phan mem so", scope=["tasks:read", "entries:write"], days="30")
    secret = re.search(r"dd_[\w-]{40,}", made.text)[0]
    page = browser.get("/account").text
    assert "phan mem so" in page
    assert secret not in page
    ask = {"headers": {"Authorization": f"Bearer {secret}"}}
    assert httpx.get(f"{site.url}/api/v1/tasks", **ask).status_code == 200
    beyond = site.send(browser, "/account/tokens", name="khac", scope=["decisions:write"], days="30")
    assert beyond.status_code == 422
    other = site.signed_in(BUILDING)
    assert site.send(other, "/account/tokens/revoke", name="phan mem so").status_code == 404
    administrator = site.signed_in(ADMINISTRATOR)
    assert "phan mem so" in administrator.get("/account").text
    assert site.send(administrator, "/account/tokens/revoke", name="phan mem so").status_code == 303
    assert httpx.get(f"{site.url}/api/v1/tasks", **ask).status_code == 401
