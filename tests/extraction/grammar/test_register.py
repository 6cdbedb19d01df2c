"""Mentions to units of a dated register."""

from datetime import date

import pytest

from extraction.grammar.register import (
    Register,
    RegisteredUnit,
    ResolutionStatus,
    make_register,
    resolve,
    resolve_all,
)

NEW = date(2025, 7, 1)
NOW = date(2026, 3, 1)
BEFORE = date(2024, 9, 1)


@pytest.fixture
def register() -> Register:
    return make_register(
        [
            RegisteredUnit("VP", "Văn phòng Ủy ban nhân dân tỉnh", "department", ("VP UBND tỉnh",)),
            RegisteredUnit(
                "TC",
                "Sở Tài chính",
                "department",
                ("STC",),
                former_names=("Sở Kế hoạch và Đầu tư (merged)", "Sở Vật giá"),
            ),
            RegisteredUnit("NV", "Sở Nội vụ", "department", former_names=("Sở Vật giá",)),
            RegisteredUnit("TT", "Thanh tra tỉnh", "department"),
            RegisteredUnit("KKT", "Ban Quản lý Khu kinh tế Hòn La", "agency", ("BQL KKT Hòn La",)),
            RegisteredUnit("GT", "Sở Giao thông vận tải", "department", valid_to=date(2025, 2, 28), successor="XD"),
            RegisteredUnit("XD", "Sở Xây dựng", "department"),
            RegisteredUnit("X1", "Xã Nga Hải", "commune", valid_from=NEW),
            RegisteredUnit("X2", "Xã Mỹ Lý", "commune", valid_from=NEW),
            RegisteredUnit("P2", "Phường Mỹ Lý", "ward", valid_from=NEW),
            RegisteredUnit("X3", "Xã Lương Sơn", "commune", valid_from=NEW),
            RegisteredUnit("X4", "Xã Lượng Sơn", "commune", valid_from=NEW),
            RegisteredUnit("OLD", "Chi cục Dân số", "agency", valid_to=date(2025, 2, 28), successor="GONE"),
        ]
    )


@pytest.mark.parametrize(
    ("mention", "on", "code"),
    [
        ("Sở Tài chính", NOW, "TC"),
        ("STC", NOW, "TC"),
        ("Sở Kế hoạch và Đầu tư", BEFORE, "TC"),
        ("Giám đốc Sở Tài chính", NOW, "TC"),
        ("đồng chí Phó Giám đốc Sở Tài chính", NOW, "TC"),
        ("Chánh Văn phòng UBND tỉnh", NOW, "VP"),
        ("Chánh Thanh tra tỉnh", NOW, "TT"),
        ("Trưởng Ban Quản lý Khu kinh tế Hòn La", NOW, "KKT"),
        ("Sở Tài chính tỉnh Lam Giang", NOW, "TC"),
        ("Sờ Tài chlnh", NOW, "TC"),
        ("Sở Giao thông vận tải", NOW, "XD"),
        ("Sở Giao thông vận tải", BEFORE, "GT"),
        ("UBND xã Nga Hải", NOW, "X1"),
        ("Chủ tịch UBND xã Nga Hải", NOW, "X1"),
        ("Nga Hải", NOW, "X1"),
        ("UBND xã Lương Sơn", NOW, "X3"),
        ("Chi cục Dân số", NOW, "OLD"),
    ],
)
def test_a_mention_means_one_unit(register: Register, mention: str, on: date, code: str) -> None:
    found = resolve(mention, register, on)
    assert (found.status, found.codes) == (ResolutionStatus.RESOLVED, (code,))
    assert found.reason


@pytest.mark.parametrize(
    ("mention", "on", "codes"),
    [
        ("Mỹ Lý", NOW, ("X2", "P2")),
        ("Nga Hải", BEFORE, ("X1",)),
        ("UBND xã Nga Hải", BEFORE, ("X1",)),
        ("Sở Vật giá", NOW, ("TC", "NV")),
        ("UBND xã Luong Son", NOW, ("X3", "X4")),
        ("UBND xã Lương Sơm", NOW, ("X3", "X4")),
    ],
)
def test_what_may_mean_two_units_stays_open(register: Register, mention: str, on: date, codes: tuple[str, ...]) -> None:
    found = resolve(mention, register, on)
    assert (found.status, found.codes) == (ResolutionStatus.AMBIGUOUS, codes)


@pytest.mark.parametrize("mention", ["UBND huyện Nga Hải", "Thị xã Mỹ Lý", "Công ty Điện lực Lam Giang"])
def test_a_district_or_a_stranger_is_unknown(register: Register, mention: str) -> None:
    assert resolve(mention, register, NOW).status == ResolutionStatus.UNKNOWN


@pytest.mark.parametrize(
    ("mention", "codes"),
    [
        ("các sở", {"VP", "TC", "NV", "TT", "XD"}),
        ("các sở, ban, ngành", {"VP", "TC", "NV", "TT", "XD", "KKT"}),
        ("Thủ trưởng các sở", {"VP", "TC", "NV", "TT", "XD"}),
        ("UBND các xã, phường", {"X1", "X2", "P2", "X3", "X4"}),
        ("UBND cấp xã", {"X1", "X2", "P2", "X3", "X4"}),
        ("UBND các phường", {"P2"}),
        ("các đơn vị liên quan", set()),
        ("các sở liên quan", set()),
        ("UBND các huyện, thành phố", set()),
    ],
)
def test_a_collective_is_kept_with_its_members(register: Register, mention: str, codes: set[str]) -> None:
    found = resolve(mention, register, NOW)
    assert found.status == ResolutionStatus.COLLECTIVE
    assert set(found.codes) == codes


def test_a_collective_with_vague_parts_says_so(register: Register) -> None:
    assert "nêu chung" in resolve("các sở và các đơn vị", register, NOW).reason


def test_each_name_of_a_document_is_looked_up_once(register: Register) -> None:
    found = resolve_all(["Sở Tài chính", "Sở Lạ", "Sở Tài chính"], register, NOW)
    assert {name: answer.status for name, answer in found.items()} == {
        "Sở Tài chính": ResolutionStatus.RESOLVED,
        "Sở Lạ": ResolutionStatus.UNKNOWN,
    }


@pytest.mark.parametrize("mention", ["UBND TX Nậm Tin", "Chủ tịch UBND H. Nậm Tin", "UBND Q. Nậm Tin"])
def test_a_district_written_short_is_no_misread_commune(mention: str) -> None:
    register = make_register([RegisteredUnit("1", "UBND xã Nậm Tin", "commune", valid_from=NEW)])
    assert resolve(mention, register, date(2025, 1, 15)).status == ResolutionStatus.UNKNOWN
    assert resolve("UBND X. Nậm Tin", register, date(2025, 9, 1)).codes == ("1",)


def test_a_ward_is_no_misread_commune() -> None:
    register = make_register([RegisteredUnit("1", "UBND xã Nậm Tin Thượng Đông Sơn", "commune", valid_from=NEW)])
    assert resolve("UBND phường Nậm Tin Thượng Đông Sơn", register, NOW).status == ResolutionStatus.UNKNOWN
