"""Words that a lexicon owes to one province alone are withheld from that province's papers, and no others."""

from extraction.quality.withheld import in_tokens, province_of, without_own

OWN = in_tokens("Giao Sở Y tế. Yêu cầu Trung tâm Điều độ đô thị báo cáo.")
OTHERS = in_tokens("Giao Sở Y tế, Sở Nội vụ thực hiện.")


def test_only_what_the_own_papers_alone_hold_is_withheld() -> None:
    lists = {"bodies": ("Trung tâm Điều độ đô thị", "Sở Y tế", "Ban Dân tộc"), "verbs": ("báo cáo",)}
    kept, withheld = without_own(lists, OWN, OTHERS)
    assert kept == {"bodies": ("Sở Y tế", "Ban Dân tộc"), "verbs": ()}
    assert withheld == 2


def test_a_phrase_is_looked_for_as_whole_words_without_diacritics() -> None:
    lists = {"bodies": ("Trung tam dieu do", "Trung tâm Điều đ")}
    assert without_own(lists, OWN, OTHERS)[0] == {"bodies": ("Trung tâm Điều đ",)}


def test_an_issuer_belongs_to_the_province_it_names_last() -> None:
    assert province_of("Sở Y tế tỉnh Kiên Giang") == "Kiên Giang"
    assert province_of("UBND thành phố Hà Nội") == "Hà Nội"
    assert province_of("Bộ Y tế") == "Bộ Y tế"
