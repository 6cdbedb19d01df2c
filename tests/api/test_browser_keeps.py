"""What a real browser keeps, takes and throws away: evidence, notifications, kept pages, what was typed."""

import base64
import json
from datetime import date
from pathlib import Path

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, Page, expect
from py_vapid import Vapid
from sqlalchemy import select

from compliance.notices.models import NoticeChannel
from core.audit import AuditEvent
from core.database import transaction
from core.organisation import Account
from jobs.notifying import raise_notices, send_notices
from tests.api.conftest import FINANCE, OFFICE, SECOND_CLERK, SPECIALIST, Site, keep_picture, make_settings, running
from tests.api.desk import Order, put_up
from tests.api.test_every_screen import DESK, PHONE, enter
from tests.peers.receiver import running_receiver

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)
WORK = Order("Sở Tài chính", "thẩm định dự toán kinh phí", "trước ngày 15/09/2026")
ISSUED_ON = date(2026, 8, 20)
ENTRY = {
    "kind": "first",
    "officer": "Trần Văn Tài",
    "product": "Báo cáo thẩm định",
    "planned_on": "2026-09-10",
    "first_action": "Lập tổ thẩm định",
}
# The push service is another company's: here it is the receiver, and the browser's own keys are made by the test.
PUSH_SERVICE = """
PushManager.prototype.subscribe = async function (options) {
  window.asked = { visible: options.userVisibleOnly, key: options.applicationServerKey.length };
  if (%s) throw new DOMException("denied", "NotAllowedError");
  return { toJSON: () => (%s) };
};
"""


def test_evidence_is_taken_from_the_page_under_its_own_name_and_the_access_is_kept(
    chromium: Browser, site: Site, tmp_path: Path
):
    directive = put_up(site, "81/UBND-TC", [WORK], ISSUED_ON)
    office, unit = site.signed_in(OFFICE), site.signed_in(FINANCE)
    site.send(office, f"/directives/{directive}/confirm")
    assert site.send(unit, "/assignments/1/entries", **ENTRY).status_code == 303
    content = b"%PDF-1.4\n<script>alert(1)</script>"
    files = {"evidence": ("báo cáo thẩm định.pdf", content)}
    assert site.send(unit, "/reports", assignment="1", result="Đã xong", files=files).status_code == 303
    page = enter(chromium, site, OFFICE, viewport=DESK)
    page.goto("/decisions")
    with page.expect_download() as coming:
        page.get_by_role("link", name="báo cáo thẩm định.pdf").click()
    coming.value.save_as(tmp_path / "taken")
    assert coming.value.suggested_filename == "báo cáo thẩm định.pdf"
    assert (tmp_path / "taken").read_bytes() == content
    with transaction(site.resources.sessions, writes=False) as session:
        newest = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert (newest.did, newest.actor, newest.detail["what"]) == ("directive.opened", "Lê Thị Lan", "evidence")


@pytest.fixture
def pushing(peopled_url, tmp_path, site_clock):
    """A site that can push to browsers, and the receiver that stands for their push service."""
    vapid = Vapid()
    vapid.generate_keys()
    vapid.save_key(str(tmp_path / "vapid.pem"))
    settings = make_settings(
        peopled_url, tmp_path, vapid_key_file=tmp_path / "vapid.pem", private_targets=("127.0.0.1",)
    )
    with running_receiver() as receiver, running(settings, site_clock) as site:
        yield site, receiver


def with_push_service(page: Page, subscription: dict[str, object], *, denied: bool = False) -> None:
    page.add_init_script(PUSH_SERVICE % (json.dumps(denied), json.dumps(subscription)))


def test_a_browser_subscribes_is_pushed_to_and_shows_what_came(chromium: Browser, pushing):
    site, receiver = pushing
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    auth = b"sixteen bytes..."
    keys = {
        name: base64.urlsafe_b64encode(value).decode().rstrip("=")
        for name, value in (("p256dh", point), ("auth", auth))
    }
    put_up(site, "82/UBND-TC", [WORK], ISSUED_ON)
    phone = enter(chromium, site, FINANCE, viewport=PHONE)
    with_push_service(phone, {"endpoint": f"{receiver.url}/push/1", "keys": keys})
    phone.context.grant_permissions(["notifications"], origin=site.url)
    phone.goto("/account/notices")
    phone.get_by_role("button", name="Nhận thông báo trên trình duyệt này").click()
    expect(phone.get_by_text("Thông báo của trình duyệt, thêm lúc")).to_be_visible()
    keep_picture(phone, "cach-nhan-tin-trinh-duyet-dien-thoai")
    with transaction(site.resources.sessions, writes=False) as session:
        (channel,) = session.scalars(select(NoticeChannel)).all()
        assert (channel.kind, channel.address, channel.keys) == ("browser", f"{receiver.url}/push/1", keys)
    receiver.answers = [503]
    assert raise_notices(site.resources) == 1
    assert send_notices(site.resources) == 0  # it fails, and is tried again later
    body = receiver.got[0][2]
    told = http_ece.decrypt(body, private_key=private, auth_secret=auth)
    assert json.loads(told)["title"].startswith("Đôn Đốc 20/08")

    worker = phone.context.new_cdp_session(phone)
    found = []
    worker.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    worker.send("ServiceWorker.enable")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    while not found:
        phone.wait_for_timeout(50)
    pushed = {"origin": site.url, "registrationId": found[-1]["registrationId"], "data": told.decode()}
    worker.send("ServiceWorker.deliverPushMessage", pushed)
    shown = """async () => {
      const worker = await navigator.serviceWorker.ready;
      return (await worker.getNotifications()).map((each) => [each.title, each.data]);
    }"""
    for _ in range(100):
        if phone.evaluate(shown):
            break
        phone.wait_for_timeout(50)
    ((title, link),) = phone.evaluate(shown)
    assert title.startswith("Đôn Đốc 20/08")
    assert link.endswith("/worklist")


def test_a_browser_that_denies_notifications_says_what_to_do(chromium: Browser, pushing):
    site, _ = pushing
    phone = enter(chromium, site, FINANCE, viewport=PHONE)
    with_push_service(phone, {}, denied=True)
    phone.goto("/account/notices")
    phone.get_by_role("button", name="Nhận thông báo trên trình duyệt này").click()
    expect(phone.get_by_text("Trình duyệt không cho phép thông báo")).to_be_visible()
    assert phone.evaluate("window.asked") == {"visible": True, "key": 65}
    with transaction(site.resources.sessions, writes=False) as session:
        assert session.scalars(select(NoticeChannel)).all() == []


def test_signing_out_throws_the_kept_pages_away(chromium: Browser, site: Site):
    put_up(site, "83/UBND-TC", [WORK], ISSUED_ON)
    phone = enter(chromium, site, FINANCE, viewport=PHONE)
    phone.goto("/worklist")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.reload()
    kept = "async () => (await (await caches.open('dondoc-pages')).keys()).map(each => new URL(each.url).pathname)"
    for _ in range(100):
        if "/worklist" in phone.evaluate(kept):
            break
        phone.wait_for_timeout(50)
    assert "/worklist" in phone.evaluate(kept)
    phone.locator("details.menu summary").click()
    phone.get_by_role("button", name="Đăng xuất").click()
    expect(phone.get_by_label("Mật khẩu")).to_be_visible()
    assert phone.evaluate("caches.has('dondoc-pages')") is False or phone.evaluate(kept) == []
    phone.context.set_offline(True)
    phone.goto("/worklist")
    expect(phone.get_by_role("heading", name="Không có mạng")).to_be_visible()
    assert "thẩm định dự toán" not in phone.content()


def test_of_two_who_change_the_same_task_the_second_keeps_what_he_wrote(chromium: Browser, site: Site):
    put_up(site, "84/UBND-TC", [WORK], ISSUED_ON)
    first, second = (enter(chromium, site, name, viewport=DESK) for name in (OFFICE, SECOND_CLERK))
    for page in (first, second):
        page.goto("/directives/1")
        page.locator("#task-1 summary", has_text="Sửa").click()
    for page, words in ((first, "Thẩm định dự toán, lần một"), (second, "Thẩm định dự toán, lần hai")):
        page.locator("#task-1").get_by_label("Nội dung").fill(words)
        page.locator("#task-1").get_by_role("button", name="Lưu").first.click()
        page.wait_for_load_state("load")
    expect(second.get_by_role("main")).to_contain_text("Nhiệm vụ đã được người khác sửa")
    expect(second.get_by_role("main").locator("blockquote").first).to_have_text("Thẩm định dự toán, lần hai")
    keep_picture(second, "nguoi-khac-da-sua")
    first.reload()
    expect(first.locator("#task-1 blockquote")).to_have_text("Thẩm định dự toán, lần một")


def test_of_two_who_write_the_same_entry_neither_takes_the_other_s_draft_away(chromium: Browser, site: Site):
    directive = put_up(site, "86/UBND-TC", [WORK], ISSUED_ON)
    site.send(site.signed_in(OFFICE), f"/directives/{directive}/confirm")
    with transaction(site.resources.sessions, writes=False) as session:
        officer_id = session.scalars(select(Account.id).where(Account.username == SPECIALIST)).one()
    site.send(site.signed_in(FINANCE), "/assignments/1/delegate", delegate=officer_id)
    head, officer = (enter(chromium, site, name, viewport=DESK) for name in (FINANCE, SPECIALIST))
    for page in (head, officer):
        page.goto("/assignments/1")
    officer.get_by_label("Việc làm đầu tiên").fill("Chuyên viên lập tổ thẩm định")
    expect(officer.locator("[data-draft-state]").first).to_contain_text("Đã lưu nháp")
    head.get_by_label("Việc làm đầu tiên").fill("Trưởng phòng mời họp")
    expect(head.locator("[data-draft-state]").first).to_contain_text("người khác trong đơn vị vừa lưu")
    expect(head.get_by_label("Việc làm đầu tiên")).to_have_value("Trưởng phòng mời họp")
    head.get_by_role("button", name="Lưu nháp").first.click()
    expect(head.get_by_role("main")).to_contain_text("Lý Thị Viên đã lưu một bản nháp khác")
    expect(head.get_by_role("main")).to_contain_text("Trưởng phòng mời họp")
    head.goto("/assignments/1")
    expect(head.get_by_label("Việc làm đầu tiên")).to_have_value("Chuyên viên lập tổ thẩm định")
    expect(head.get_by_role("main")).to_contain_text("Bản nháp Lý Thị Viên lưu lúc")
    head.get_by_label("Việc làm đầu tiên").fill("Chuyên viên lập tổ thẩm định, trưởng phòng mời họp")
    expect(head.locator("[data-draft-state]").first).to_contain_text("Đã lưu nháp")
