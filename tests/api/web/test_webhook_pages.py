"""An administrator's day with webhooks: one added with its secret shown once, tried, paused, gone on, taken away."""

import re

from tests.api.conftest import ADMINISTRATOR, Site

TARGET = "https://example.org/hooks"


def test_what_is_wrong_with_a_webhook_is_told_and_nothing_typed_is_lost(site: Site):
    browser = site.signed_in(ADMINISTRATOR)
    answer = site.send(browser, "/webhooks", name="Trung tâm điều hành", url="http://example.org", types="entry.*")
    assert answer.status_code == 422
    assert 'value="Trung tâm điều hành"' in answer.text
    assert 'value="entry.*" checked' in answer.text
    assert 'value="*" checked' not in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "Chưa có webhook nào" in browser.get("/webhooks").text


def test_a_webhook_is_added_tried_paused_let_go_on_and_taken_away(site: Site):
    browser = site.signed_in(ADMINISTRATOR)
    made = site.send(browser, "/webhooks", name="Trung tâm điều hành", url=TARGET, types="*")
    secret = re.search(r"whsec_[\w+/=]+", made.text)[0]
    (address,) = set(re.findall(r'action="(/webhooks/\d+)/pause"', made.text))
    assert secret not in browser.get(address).text

    site.send(browser, f"{address}/trials")
    assert "Chờ gửi" in browser.get(address).text
    site.send(browser, f"{address}/pause")
    assert "Đang dừng" in browser.get("/webhooks").text
    assert site.send(browser, f"{address}/pause").status_code == 409
    site.send(browser, f"{address}/enabling")
    assert "Hoạt động" in browser.get("/webhooks").text

    site.send(browser, f"{address}/removal")
    assert browser.get(address).status_code == 404
    assert "cho webhook tạm dừng" in browser.get("/audit?subject=webhook").text
