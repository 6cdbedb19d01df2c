"""The administrator's registers through the pages: mergers, names, standings, fields, leaders, lists."""

import re

import pytest
from sqlalchemy import select

from core.organisation import Account, FieldCharge, Unit, UnitStanding, UnitSuccession
from extraction.dimensions.models import DirectiveDimensions
from tests.api.conftest import ADMINISTRATOR, OFFICE, Site
from tests.api.test_office_day import NOVEMBER, WORD, rows_of, upload

ACT = {"act": "15/QĐ-UBND", "decided_on": "2026-08-20", "on": "2026-09-01"}


@pytest.fixture
def administrator(site: Site):
    return site.signed_in(ADMINISTRATOR)


def unit_id(site: Site, code: str) -> int:
    return rows_of(site, select(Unit.id).where(Unit.code == code))[0]


def test_units_merge_are_renamed_and_change_their_standing(site: Site, administrator):
    old, other = unit_id(site, "SNgV"), unit_id(site, "STP")
    assert f'href="/units/{old}"' in administrator.get("/units").text
    answer = site.send(administrator, f"/units/{old}/merge", successor="Sở Nội vụ", **ACT)
    assert answer.headers["location"] == f"/units/{old}?done=unit-merged"
    page = administrator.get(f"/units/{old}").text
    assert "sáp nhập vào" in page
    assert "15/QĐ-UBND" in page
    assert site.send(administrator, f"/units/{old}/merge", successor="Sở Nội vụ", **ACT).status_code == 409
    assert site.send(administrator, f"/units/{other}/merge", successor="", **ACT).status_code == 422
    answer = site.send(administrator, f"/units/{other}/rename", name="Sở Pháp chế", code="SPC", **ACT)
    assert "Sở Pháp chế" in administrator.get(answer.headers["location"]).text
    standing = {"is_subject": "no", "from_on": "2026-09-01", "reason": "Chuyển về bộ"}
    site.send(administrator, f"/units/{unit_id(site, 'SYT')}/standing", **standing)
    assert rows_of(site, select(UnitStanding.reason).where(UnitStanding.reason.is_not(None))) == ["Chuyển về bộ"]
    assert len(rows_of(site, select(UnitSuccession))) == 2
    assert site.signed_in(OFFICE).get(f"/units/{old}").status_code == 403


def test_one_unit_is_added_by_a_form_and_found_by_name_and_code(site: Site, administrator):
    form = {"name": "Ban Quản lý Vườn quốc gia", "code": "BQLVQG", "kind": "agency", "names": "BQL VQG",
            "from_on": "2026-01-01", "is_subject": "yes"}  # fmt: skip
    answer = site.send(administrator, "/units/one", **form)
    assert "Ban Quản lý Vườn quốc gia" in administrator.get(answer.headers["location"]).text
    for asked in ("q=vuon+quoc+gia", "q=bqlvqg", "q=bqlvqg&kind=agency"):
        assert answer.headers["location"].partition("?")[0] in administrator.get(f"/units?{asked}").text
    assert "BQLVQG" not in administrator.get("/units?q=bqlvqg&kind=ward").text
    again = site.send(administrator, "/units/one", **{**form, "code": "KHAC"})
    assert (again.status_code, "Ban Quản lý Vườn quốc gia" in again.text) == (409, True)
    assert site.send(administrator, "/units/one", **{**form, "name": "", "kind": "x"}).status_code == 422
    first, second = administrator.get("/units").text, administrator.get("/units?page=2").text
    assert "Trang 2" in second
    assert not set(re.findall(r'href="(/units/\d+)"', first)) & set(re.findall(r'href="(/units/\d+)"', second))


def test_fields_leaders_and_lists_are_kept(site: Site, administrator):
    site.send(administrator, "/leaders", name="Trần Văn An", title="Phó Chủ tịch", valid_from="2026-05-01")
    page = administrator.get("/fields").text
    field = re.search(r'<option value="(\d+)">Nội chính', page)[1]
    leader = re.search(r'<option value="(\d+)">Trần Văn An', page)[1]
    charge = {"field": field, "leader": leader, "from_on": "2026-06-01", "act": "3/TB-UBND"}
    assert site.send(administrator, "/fields/charges", **charge).status_code == 303
    assert len(rows_of(site, select(FieldCharge))) == 1
    assert site.send(administrator, "/fields/charges", **{**charge, "from_on": ""}).status_code == 422
    assert site.send(administrator, "/fields", code="GD", name="Giáo dục", symbols="GD; ĐT").status_code == 303
    assert "Giáo dục" in administrator.get("/fields").text
    units = "Mã,Tên đơn vị,Loại,Từ ngày\nTT1,Trung tâm Một,Đơn vị sự nghiệp,31/02/2026\n"
    answer = site.send(administrator, "/units", files={"file": ("dv.csv", units.encode())})
    assert "dòng 2, Từ ngày" in answer.text
    answer = site.send(administrator, "/units", files={"file": ("dv.csv", units.replace("31/02", "01/02").encode())})
    assert "Đã ghi 1 dòng" in answer.text
    leaders = "Họ và tên,Chức vụ,Từ ngày\nLê Thị Hà,Phó Chủ tịch,01/05/2026\n"
    answer = site.send(administrator, "/leaders/list", files={"file": ("ld.csv", leaders.encode())})
    assert "Đã ghi 1 dòng" in answer.text


def test_the_office_chooses_the_field_of_a_directive(site: Site):
    site.clock.set(NOVEMBER)
    office = site.signed_in(OFFICE)
    upload(site, office, WORD)
    page = office.get("/directives/1").text
    field = re.search(r'<option value="(\d+)"[^>]*>Nội chính', page)[1]
    answer = site.send(office, "/directives/1/field", field=field)
    assert answer.headers["location"] == "/directives/1?done=field-chosen"
    assert "Lĩnh vực: Nội chính" in office.get("/directives/1").text
    site.send(office, "/directives/1/field", field="")
    assert [row.field_id for row in rows_of(site, select(DirectiveDimensions))] == [int(field), None]


def test_people_are_added_listed_changed_and_given_a_password(site: Site, administrator):
    made = site.send(administrator, "/accounts", username="moi", full_name="Ngô Thị Mới", role="unit", unit="Sở Y tế")
    path = made.headers["location"].partition("?")[0]
    assert site.send(administrator, "/accounts", username="moi", full_name="X", role="office").status_code == 409
    assert site.send(administrator, "/accounts", username="khac", full_name="X", role="unit").status_code == 422
    page = site.send(administrator, f"{path}/password").text
    password = re.search(r'class="password">([^<]+)<', page)[1]
    person = site.browser()
    assert person.post("/sign-in", data={"username": "moi", "password": password}).status_code == 303
    assert person.get("/worklist").status_code == 200
    changed = {"full_name": "Ngô Thị Mới", "role": "leader", "unit": "", "is_active": "yes"}
    assert site.send(administrator, path, **changed).status_code == 303
    assert person.get("/worklist").status_code == 303  # other rights: signed out
    own = rows_of(site, select(Account.id).where(Account.username == ADMINISTRATOR))[0]
    assert site.send(administrator, f"/accounts/{own}", full_name="A", role="administrator").status_code == 409
    people = "Tên đăng nhập,Họ và tên,Vai trò,Đơn vị\na,Lê A,Đơn vị,Sở Ma\nb,Lê B,Đơn vị,SYT\n"
    mended = people.replace("Sở Ma", "SNV")
    told = site.send(administrator, "/accounts/list", files={"file": ("ds.csv", people.encode())})
    assert "dòng 2, Đơn vị" in told.text
    told = site.send(administrator, "/accounts/list", files={"file": ("ds.csv", mended.encode())})
    assert "Đã ghi 2 dòng" in told.text
    found = administrator.get("/accounts?q=so+noi+vu&role=unit").text
    assert "1 tài khoản" in found
    assert "Lê A" in found
