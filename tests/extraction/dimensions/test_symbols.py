"""The field that a drafting symbol proposes."""

import pytest

from extraction.dimensions.symbols import proposed_field

SYMBOLS = {1: ("CN",), 2: ("VX", "KGVX"), 3: ("KT",), 4: ("KT", "DT")}


@pytest.mark.parametrize(
    ("number", "field"),
    [
        ("299/UBND-CN", 1),
        ("1450/KGVX-UBND", 2),
        ("12/CT-UBND", None),
        ("5/UBND-KT", None),
        ("6/UBND-ĐT", 4),
        ("GN-7", None),
        (None, None),
    ],
)
def test_the_symbol_proposes_the_one_field_that_has_it(number: str | None, field: int | None) -> None:
    assert proposed_field(number, SYMBOLS) == field
