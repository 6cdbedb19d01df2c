"""The audit trail as its reader sees it: each event a sentence with names, narrowed to one document and what is its."""

import re
from datetime import date

import httpx
from lxml import html

from api.web.language import COOKIE
from tests.api.conftest import ADMINISTRATOR, AUDITOR, FINANCE, OFFICE, Site
from tests.api.desk import Order, put_up

WORK = Order("Sở Tài chính", "thẩm định dự toán kinh phí", "trước ngày 15/09/2026")
OTHER = Order("Sở Xây dựng", "rà soát quy hoạch", "trước ngày 20/09/2026")


def lines_of(page: httpx.Response) -> list[str]:
    cells = html.fromstring(page.text).xpath("//main//tbody/tr/td[2]")
    return [re.sub(r"\s+", " ", cell.text_content()).strip() for cell in cells]


def lived(site: Site) -> int:
    """Two documents; the finance department has asked for more time on the first."""
    first = put_up(site, "9012/UBND-TC", [WORK], date(2026, 8, 20))
    put_up(site, "77/UBND-CN", [OTHER], date(2026, 8, 20))
    office, unit = site.signed_in(OFFICE), site.signed_in(FINANCE)
    site.send(office, f"/directives/{first}/confirm")
    asked = {"doing": "extension", "reason": "Chờ hồ sơ", "asked_for": "2026-10-01"}
    assert site.send(unit, "/assignments/1/procedures", **asked).status_code == 303
    assert unit.get(f"/directives/{first + 1}").status_code == 403
    return first


def test_each_event_is_a_sentence_with_the_names_of_people_and_things(site: Site):
    lived(site)
    told = lines_of(site.signed_in(AUDITOR).get("/audit"))
    part = "Sở Tài chính, nhiệm vụ NV-1, văn bản 9012/UBND-TC"
    assert any(line.startswith(f"Trần Văn Tài gửi đề nghị gia hạn: {part}.") for line in told)
    assert any("lý do: Chờ hồ sơ" in line for line in told)
    assert any(line.startswith("Lê Thị Lan xác nhận văn bản: 9012/UBND-TC.") for line in told)
    assert any(line.startswith(f"Hệ thống tính hạn: {part}.") for line in told)
    assert any(line.startswith("Trần Văn Tài đăng nhập.") for line in told)
    refused = next(line for line in told if line.startswith("Trần Văn Tài bị từ chối truy cập."))
    assert "địa chỉ: /directives/2" in refused
    assert "not_allowed" not in refused


def test_a_document_s_trail_is_that_of_its_tasks_and_parts_as_well(site: Site):
    lived(site)
    auditor = site.signed_in(AUDITOR)
    told = lines_of(auditor.get("/audit", params={"document": "9012"}))
    assert any("đề nghị gia hạn" in line for line in told)
    assert any("xác nhận văn bản" in line for line in told)
    assert not any("77/UBND-CN" in line or "đăng nhập" in line for line in told)
    narrowed = auditor.get("/audit", params={"document": "9012", "did": "assignment.acted", "actor": "Tài"})
    assert len(lines_of(narrowed)) == 1
    assert "không có sự việc nào khớp" in auditor.get("/audit", params={"document": "8888/XX"}).text.lower()


def test_names_lead_where_the_reader_may_go_and_are_told_in_english(site: Site):
    first = lived(site)
    auditor, administrator = site.signed_in(AUDITOR), site.signed_in(ADMINISTRATOR)
    page = auditor.get("/audit").text
    assert f'href="/directives/{first}"' in page
    assert 'href="/assignments/1"' in page
    assert 'href="/accounts/' not in page
    site.send(administrator, "/accounts/2/password")
    assert 'href="/accounts/2"' in administrator.get("/audit").text
    auditor.cookies.set(COOKIE, "en")
    told = lines_of(auditor.get("/audit"))
    assert "Lê Thị Lan confirmed a document: 9012/UBND-TC." in {line[:46] for line in told}
    assert any(
        line.startswith("Trần Văn Tài asked for an extension: Sở Tài chính, task NV-1, document 9012/UBND-TC.")
        for line in told
    )
