import pytest

from ingest.readers.legacy import converted, from_tcvn3, from_vni
from ingest.readers.quality import is_signature_stamp, is_syllable, language, readability


def words(text: str) -> list[str]:
    return text.split()


GOOD = words("Ủy ban nhân dân tỉnh yêu cầu các đơn vị khẩn trương rà soát, báo cáo kết quả trước tháng sáu")


@pytest.mark.parametrize(
    "syllable",
    ["nghiêng", "khuya", "quýt", "giếng", "gì", "oanh", "ưu", "thuở", "ngoằn", "uỷ", "hòa", "đường", "nguyễn", "kỳ"],
)
def test_native_syllables_are_legal(syllable):
    assert is_syllable(syllable)


@pytest.mark.parametrize("token", ["truyéǹ", "the0", "wifi", "xzq", "lực̣", "ngx", "strong", "fghj"])
def test_other_strings_of_letters_are_not(token):
    assert not is_syllable(token)


def test_printed_vietnamese_reads_well_and_layers_without_marks_do_not():
    assert language(GOOD).reads_well
    bare = words("Uy ban nhan dan tinh yeu cau cac don vi khan truong ra soat bao cao ket qua truoc thang sau")
    assert not language(bare).reads_well
    assert language(["UBND", "12/2031"]).count == 0


def test_readability_falls_with_confidence_and_with_illegal_syllables():
    assert readability((word, 1.0) for word in GOOD) == 1.0
    assert readability((word, 0.5) for word in GOOD) == 0.5
    assert readability((word + "x", 1.0) for word in GOOD) < 0.3
    assert readability([("...", 1.0)]) == 0.0


@pytest.mark.parametrize(
    "text",
    ["Ký bởi: Văn thư Thời gian ký: 05/05/2031", "vanthu@haison.example 05.05.2031 09:10:11 +07:00", "Người ký: Trần"],
)
def test_what_a_signing_program_prints_is_a_stamp(text):
    assert is_signature_stamp(text)


def test_a_number_or_a_day_is_no_signing_stamp():
    assert not is_signature_stamp("45")
    assert not is_signature_stamp("05")


def test_tcvn3_and_vni_become_unicode():
    assert from_tcvn3("Céng hoµ x· héi chñ nghÜa ViÖt Nam") == "Cộng hoà xã hội chủ nghĩa Việt Nam"
    assert from_tcvn3("uû ban nh©n d©n", capitals=True) == "UỶ BAN NHÂN DÂN"
    assert from_vni("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam") == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert from_vni("ÑOÄC LAÄP - TÖÏ DO") == "ĐỘC LẬP - TỰ DO"


def test_words_are_converted_only_where_that_makes_them_vietnamese():
    old = ["Céng", "hoµ", "x·", "héi", "chñ", "nghÜa", "ViÖt", "Nam", "®éc", "lËp", "tù", "do", "h¹nh", "phóc"]
    assert converted([(word, ".VnTime") for word in old]) == (
        ["Cộng", "hoà", "xã", "hội", "chủ", "nghĩa", "Việt", "Nam", "độc", "lập", "tự", "do", "hạnh", "phúc"]
    )
    vni = words("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam Ñoäc laäp Töï do Haïnh phuùc")
    assert (converted([(word, "VNI-Times") for word in vni]) or [])[:2] == ["Cộng", "hòa"]
    assert converted([(word, "Arial") for word in ["plain", "English", "words"] * 6]) is None
