"""Letters without their marks, place for place."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.folding import fold, fold_whole


def test_the_fold_drops_marks_and_keeps_lines() -> None:
    assert fold("Uỷ ban Đặng – “Tử”\n\tĐÃ ‘ký’") == "uy ban dang - \"tu\"\n da 'ky'"


@given(st.text())
def test_the_fold_is_as_long_as_the_text(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold_whole(text) == fold(text)
