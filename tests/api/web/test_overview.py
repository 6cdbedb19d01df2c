"""The leaders' page: decisions first, each number with its n/N and cut-off, down to the rows and to the clause."""

import io
import re
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from tests.api.conftest import LEADER, OFFICE, Site
from tests.situation import Situation

OCTOBER = datetime(2026, 10, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def province(site: Site) -> Site:
    """Two tasks of August: health's is eleven working days overdue, home affairs' has no deadline and no entry."""
    situation = Situation(site.resources.sessions, site.clock, site.resources.store)
    situation.at("2026-08-18")
    directive = situation.directive("2026-08-18", ("Sở Y tế", "2026-09-17"), ("Sở Nội vụ", None))
    situation.confirm(directive)
    situation.at("2026-08-25")
    situation.sweep()
    site.clock.set(OCTOBER)
    return site


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_leader_comes_from_a_number_to_the_clause(province: Site):
    leader = province.signed_in(LEADER)
    assert leader.get("/").headers["location"] == "/dashboard"
    page = leader.get("/dashboard?period=2026-Q3").text
    assert "1 nhiệm vụ quá hạn thực hiện" in words_of(page)
    assert "Chốt lúc 00:00, 01/10/2026" in words_of(page)
    link = re.search(r'href="(/dashboard/rows\?scope=unit&amp;owner=\d+&amp;band=6-15)"', page)[1]
    rows = leader.get(link.replace("&amp;", "&")).text
    assert "Sở Y tế: quá hạn thực hiện 6–15 ngày" in words_of(rows)
    clause = leader.get(re.search(r'href="(/assignments/\d+)"', rows)[1])
    assert clause.status_code == 200
    assert "<blockquote" in clause.text


def test_a_share_is_told_as_part_and_whole_and_both_have_their_rows(province: Site):
    leader = province.signed_in(LEADER)
    page = leader.get("/dashboard?period=2026-Q3").text
    assert "Toàn tỉnh" in page
    part = r'href="(/dashboard/rows\?what=entry_rate&amp;period=2026-Q3&amp;scope=unit&amp;owner=\d+)">0</a>/<a'
    link = re.search(part, page)[1].replace("&amp;", "&")
    assert "Không có nhiệm vụ nào" in leader.get(link).text
    assert "1 nhiệm vụ, quý III năm 2026" in words_of(leader.get(f"{link}&whole=1").text)


@pytest.mark.parametrize("scope", ["field", "leader"])
def test_the_table_adds_up_to_the_province_however_it_is_cut(province: Site, scope: str):
    leader = province.signed_in(LEADER)
    by_unit, cut = (
        leader.get("/dashboard", params={"period": "2026-Q3", "scope": each, "form": "csv"}).text.splitlines()
        for each in ("unit", scope)
    )
    assert by_unit[-1].startswith("Toàn tỉnh,")
    assert cut[-1] == by_unit[-1]


def test_the_rows_are_given_as_a_workbook_with_days_as_officials_write_them(province: Site):
    answer = province.signed_in(OFFICE).get("/dashboard/rows?form=xlsx")
    assert answer.headers["content-disposition"] == 'attachment; filename="nhiem-vu-overdue.xlsx"'
    head, row = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    told = dict(zip(head, row, strict=True))
    assert told["Đơn vị"] == "Sở Y tế"
    assert told["Thời hạn nhiệm vụ"] == f"{date(2026, 9, 17):%d/%m/%Y}"


@pytest.mark.parametrize(
    "address",
    ["/dashboard/rows?what=nothing", "/dashboard/rows?what=stale", "/dashboard/rows?band=7", "/dashboard?form=pdf"],
)
def test_what_is_not_there_is_not_found(province: Site, address: str):
    assert province.signed_in(LEADER).get(address).status_code == 404
