"""Vietnamese names: folding and order."""

import unicodedata

from core.naming import fold, sort_key


def test_folding_drops_diacritics_case_and_punctuation() -> None:
    assert fold("Sở Văn hóa, Thể thao và Du lịch") == "so van hoa the thao va du lich"


def test_folding_makes_the_barred_d_a_d_in_either_case() -> None:
    assert fold("Đà Nẵng, đường") == "da nang duong"


def test_folding_is_the_same_for_composed_and_decomposed_text() -> None:
    name = "Ủy ban nhân dân xã Thiệu Hoá"
    assert fold(unicodedata.normalize("NFD", name)) == fold(unicodedata.normalize("NFC", name))


def test_both_placements_of_the_tone_fold_alike() -> None:
    assert fold("Thanh Hoá") == fold("Thanh Hóa")
    assert sort_key("Thanh Hoá") == sort_key("Thanh Hóa")


def test_names_stand_in_the_order_of_the_vietnamese_alphabet() -> None:
    names = ["Sở Xây dựng", "Sở Đất đai", "Sở Dân tộc", "Ấn", "An", "Ân", "Ăn", "Ơn", "On", "Ôn"]
    assert sorted(names, key=sort_key) == [
        "An", "Ăn", "Ân", "Ấn", "On", "Ôn", "Ơn", "Sở Dân tộc", "Sở Đất đai", "Sở Xây dựng",
    ]  # fmt: skip


def test_tones_decide_only_between_equal_letters() -> None:
    assert sorted(["má", "ma", "mạ", "mả", "mà", "mã", "mab"], key=sort_key) == [
        "ma", "mà", "mả", "mã", "má", "mạ", "mab",
    ]  # fmt: skip
