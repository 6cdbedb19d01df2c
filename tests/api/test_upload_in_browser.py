"""Files sent from the page: how far they are is shown while they travel, and what became of them afterwards."""

import pytest
from playwright.sync_api import Browser, expect

from tests import factories
from tests.api.conftest import OFFICE, Site

pytestmark = pytest.mark.browser


def test_progress_is_shown_and_then_what_became_of_the_files(chromium: Browser, site: Site):
    page = chromium.new_context(base_url=site.url, locale="vi-VN", service_workers="block").new_page()
    page.goto("/directives")
    page.get_by_label("Tên đăng nhập").fill(OFFICE)
    page.get_by_label("Mật khẩu").fill(factories.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.goto("/directives")
    page.get_by_text("Đưa tệp lên", exact=True).click()
    files = [
        {"name": f"{number}.txt", "mimeType": "text/plain", "buffer": f"Số: {number}/UBND-TC".encode()}
        for number in (1, 2)
    ]
    page.get_by_label("Tệp văn bản").set_input_files(files)
    page.route("**/directives", lambda route: route.abort())
    page.get_by_role("button", name="Gửi tệp").click()
    expect(page.get_by_text("Chưa gửi được: mất kết nối.")).to_be_visible()
    page.unroute("**/directives")
    # The bar is watched where it lives: what it showed is told by the page itself.
    page.evaluate(
        """() => {
            const bar = document.querySelector("[data-upload-bar]");
            new MutationObserver(() => sessionStorage.setItem("shown", bar.hidden + " " + bar.value))
                .observe(document.querySelector("[data-upload-state]"), { childList: true, subtree: true });
        }"""
    )
    page.get_by_role("button", name="Gửi tệp").click()
    expect(page.get_by_text("Đã nhận tệp.")).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('shown')") == "false 1"
    expect(page.get_by_role("link", name="1.txt")).to_be_visible()
    page.context.close()
