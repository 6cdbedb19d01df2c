"""Letters made comparable."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from extraction.grammar.normal import compose, key, place_tones
from ingest.folding import fold

WORDS = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèíìóòúùýỳ ", max_size=40)


def test_tones_stand_on_the_first_vowel() -> None:
    assert place_tones("Hoà Thuỷ KHOẺ quý hoàn") == "Hòa Thủy KHỎE quý hoàn"


def test_two_spellings_of_a_name_have_one_key() -> None:
    assert key("Thanh Hoá – TX. Bỉm  Sơn") == key("Thanh Hóa - TX Bỉm Sơn")


@given(WORDS)
def test_decomposed_text_maps_back_to_its_source(words: str) -> None:
    source = unicodedata.normalize("NFD", words)
    composed = compose(source)
    assert composed.text == unicodedata.normalize("NFC", words)
    assert len(fold(composed.text)) == len(composed.text)
    for offset, letter in enumerate(composed.text):
        piece = source[composed.source(offset) : composed.source(offset + 1)]
        assert unicodedata.normalize("NFC", piece) == letter
        assert composed.composed(composed.source(offset)) == offset


@given(WORDS, WORDS.filter(str.strip), WORDS, st.lists(st.sampled_from(("NFC", "NFD")), min_size=3, max_size=3))
def test_a_quote_leads_back_to_its_own_letters(before: str, quote: str, after: str, forms: list[str]) -> None:
    """However each part is stored, and wherever the quote's own source puts the tone of oa, oe and uy."""
    parts = [unicodedata.normalize(form, part) for form, part in zip(forms, (before, quote, after), strict=True)]  # type: ignore[arg-type]
    composed = compose("".join(parts))
    found = fold(composed.text).index(fold(place_tones(quote)), len(unicodedata.normalize("NFC", before)))
    end = found + len(quote)
    assert "".join(parts)[composed.source(found) : composed.source(end)] == parts[1]


def test_the_ends_map_to_each_other() -> None:
    composed = compose("nghie\u0323\u0302p")
    assert composed.source(len(composed.text)) == composed.source_length
    assert composed.composed(composed.source_length) == len(composed.text)
    assert compose("đã").text == "đã"
