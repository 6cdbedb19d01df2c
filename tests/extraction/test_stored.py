"""What the database keeps of a term and a place, and what comes back."""

from dataclasses import replace
from datetime import date

import pytest

from extraction.stored import place_to_json, term_from_json, term_to_json
from extraction.values import Period, Place, Term, TermKind

FULL = Term(
    TermKind.DAY, "trước ngày 30/9/2026", on=date(2026, 9, 30), starts_on=date(2026, 7, 1), alternatives=("30/9/2027",)
)


@pytest.mark.parametrize("term", [FULL, replace(FULL, on=None, starts_on=None, period=Period.MONTHLY, alternatives=())])
def test_a_term_comes_back_as_it_was_kept(term):
    assert term_from_json(term_to_json(term)) == term


def test_a_place_is_kept_with_its_characters_page_and_box():
    kept = place_to_json(Place(12, 40, 2, (0.1, 0.2, 0.8, 0.25)))
    assert kept == {"start": 12, "end": 40, "page": 2, "box": [0.1, 0.2, 0.8, 0.25]}
