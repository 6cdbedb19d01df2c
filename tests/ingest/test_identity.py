"""Which two documents are the same one."""

from datetime import date

import pytest

from ingest.identity import identity_key, number_key

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("UBND tỉnh Thanh Hóa", "05/CT-UBND"), ("Ủy ban nhân dân tỉnh Thanh Hoá", "5/CT-UBND")),
        (("UBND TỈNH THANH HÓA", "18342/UBND-VX"), ("UBND tỉnh Thanh Hóa", "18342 / UBND - VX")),
    ],
)
def test_spellings_of_one_identity_have_one_key(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert identity_key(*one, DAY) == identity_key(*other, DAY)


@pytest.mark.parametrize(
    "other",
    [
        ("UBND tỉnh Thanh Hóa", "5/CT-UBND", date(2026, 11, 21)),
        ("UBND tỉnh Thanh Hóa", "50/CT-UBND", DAY),
        ("UBND tỉnh Thanh Hóa", "5/QĐ-UBND", DAY),
        ("UBND xã Thanh Hóa", "5/CT-UBND", DAY),
    ],
)
def test_another_number_day_symbol_or_issuer_is_another_document(other: tuple[str, str, date]) -> None:
    assert identity_key("UBND tỉnh Thanh Hóa", "5/CT-UBND", DAY) != identity_key(*other)


def test_the_symbol_keeps_its_barred_d() -> None:
    assert number_key("12/QĐ-UBND") != number_key("12/QD-UBND")
