"""The language pipeline: our tokenizer, sentences and cues on spaCy's blank Vietnamese."""

from extraction.language import CUES, load_language, make_analyser
from extraction.lexicon import load_lexicon


def test_the_pipeline_is_blank_with_our_tokenizer() -> None:
    nlp = load_language(load_lexicon())
    assert nlp.pipe_names == ["directive_sentences", "span_ruler"]
    doc = nlp("Giao Sở TT&TT chủ trì trước ngày 5/3/2026.")
    assert [t.text for t in doc] == ["Giao", "Sở", "TT&TT", "chủ", "trì", "trước", "ngày", "5/3/2026", "."]
    assert doc[1].norm_ == "so"
    assert {s.text for s in doc.spans[CUES]} >= {"Giao", "chủ trì"}


def test_abbreviations_and_item_numbers_end_no_sentence() -> None:
    analyse = make_analyser(load_lexicon())
    (found,) = analyse(["1. Rà soát hồ sơ tại TP. Lam Sơn trước ngày 5/3. Tình hình ổn định. Sở Y tế đề nghị báo cáo."])
    assert [s.imperative for s in found] == [True, False, True]
    assert found[0].end == len("1. Rà soát hồ sơ tại TP. Lam Sơn trước ngày 5/3.")
