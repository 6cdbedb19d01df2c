"""Lines to paragraphs: marks, margins, zones, noise."""

import pytest

from extraction.grammar.marks import Rank, mark_of
from extraction.grammar.structure import join_lines, read_paragraphs
from extraction.values import PartKind
from ingest.folding import fold
from tests.extraction.written import laid_out, plain

LONG = "dòng chữ dài đến tận lề phải của trang giấy khổ A4 theo thể thức văn"


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("Phần thứ nhất", Rank.PART),
        ("Chương II", Rank.PART),
        ("I. ĐÁNH GIÁ", Rank.ROMAN),
        ("II/ NHIỆM VỤ", Rank.ROMAN),
        ("HI. TỔ CHỨC THỰC HIỆN", Rank.ROMAN),
        ("II NỘI DUNG THỰC HIỆN", Rank.ROMAN),
        ("Điều 2. Giao", Rank.ARTICLE),
        ("1. Sở Y tế", Rank.NUMBER),
        ("1, Thực hiện", Rank.NUMBER),
        ("L 3. Phòng Báo chí", Rank.NUMBER),
        ("| 2. Phòng", Rank.NUMBER),
        ("1.2. Sở", Rank.DECIMAL),
        ("1.2.3. Sở", Rank.DEEP),
        ("(1) Đề nghị", Rank.BRACKET),
        ("a) Rà soát", Rank.LETTER),
        ("đ) Rà soát", Rank.LETTER),
        ("©) Rà soát", Rank.LETTER),
        ("a/ Rà soát", Rank.LETTER),
        ("- Rà soát", Rank.DASH),
        ("• Rà soát", Rank.DASH),
        ("+ Rà soát", Rank.PLUS),
        ("1.700.000.000 đồng", Rank.NONE),
        ("o Rà soát", Rank.NONE),
        ("2, rồi", Rank.NONE),
        ("i. chữ thường", Rank.LETTER),
        ("Rà soát", Rank.NONE),
    ],
)
def test_a_mark_has_its_rank(text: str, rank: Rank) -> None:
    assert mark_of(text, fold(text))[0] == rank


GROUNDS = [(0.2, f"Căn cứ {LONG}"), (0.15, LONG), (0.15, LONG), (0.15, LONG), (0.15, "và các văn bản khác;")]


def body(*lines: tuple[float, str]) -> list[str]:
    """Paragraphs after grounds that show the margins of the page."""
    return [p.text for p in read_paragraphs(laid_out([*GROUNDS, *lines]))][1:]


def test_debris_left_of_one_line_moves_no_margin() -> None:
    name = (0.15, "Luật Đất đai và các văn bản hướng dẫn thi hành đến cán bộ, công chức, viên chức")
    assert body((0.05, f"¬ - Sở Y tế {LONG}"), (0.15, LONG), (0.15, LONG), (0.15, LONG), name, (0.15, LONG)) == [
        f"¬ - Sở Y tế {LONG} {LONG} {LONG} {LONG} {name[1]} {LONG}"
    ]


def test_lines_that_reach_the_margin_go_on() -> None:
    assert body((0.2, f"1. Sở Y tế {LONG}"), (0.15, "bản hành chính."), (0.2, "2. Sở Nội vụ kiểm tra.")) == [
        f"1. Sở Y tế {LONG} bản hành chính.",
        "2. Sở Nội vụ kiểm tra.",
    ]


def test_an_indented_line_begins_a_paragraph() -> None:
    assert (
        len(
            body(
                (0.2, f"Sở Y tế {LONG} hết."),
                (0.15, f"phần sau {LONG}"),
                (0.2, f"Sở Nội vụ {LONG}"),
                (0.15, "kiểm tra."),
            )
        )
        == 2
    )


def test_a_dash_at_the_margin_inside_a_sentence_is_no_item() -> None:
    assert (
        len(body((0.2, f"1. Sở Lao động {LONG}"), (0.15, f"- Thương binh và Xã hội {LONG}"), (0.15, "kiểm tra."))) == 1
    )


def test_a_line_after_a_comma_or_in_lower_case_goes_on() -> None:
    assert len(body((0.2, "Đơn vị phối hợp thực hiện: Sở Y tế,"), (0.2, "Sở Nội vụ."))) == 1
    assert len(body((0.2, "Sở Y tế rà soát"), (0.2, "thuốc dự trữ."))) == 1
    assert len(body((0.2, "b) Sở Y tế rà soát"), (0.2, "E) thuốc dự trữ."))) == 1


def test_a_label_begins_a_paragraph() -> None:
    assert len(body((0.2, f"Đơn vị chủ trì: Sở Y tế {LONG}"), (0.15, "Đơn vị phối hợp: Sở Nội vụ."))) == 2


def test_centred_lines_of_a_title_stay_together() -> None:
    document = laid_out(
        [(0.2, f"Căn cứ {LONG};"), (0.3, "KẾ HOẠCH CHUNG"), (0.35, "Về phòng dịch")],
        centred=("KẾ HOẠCH CHUNG", "Về phòng dịch"),
    )
    assert [p.text for p in read_paragraphs(document)][-1] == "KẾ HOẠCH CHUNG Về phòng dịch"


def test_page_numbers_and_signing_notes_are_in_no_paragraph() -> None:
    document = laid_out(GROUNDS, [(0.5, "2"), (0.2, "Sở Y tế kiểm tra."), (0.2, "Ký bởi: UBND tỉnh")])
    assert [p.text for p in read_paragraphs(document)][1:] == ["Sở Y tế kiểm tra."]


def test_strokes_of_a_table_rule_are_left_out() -> None:
    document = laid_out([*GROUNDS, (0.2, "Sở |Y tế thực| hiện quý II⁄2026|và sau.")])
    assert [p.text for p in read_paragraphs(document)][-1] == "Sở Y tế thực hiện quý II/2026 và sau."


def test_lines_without_boxes_part_at_marks_and_full_stops() -> None:
    document = plain("Căn cứ Luật;", "1. Sở Y tế", "2. Sở Nội vụ.")
    loose = type(document)(
        document.text,
        tuple(
            type(p)(p.number, p.width, p.height, p.origin, tuple(type(x)(x.start, x.end, 1, x.box) for x in p.lines))
            for p in document.pages
        ),
        "text/plain",
        has_layout=False,
    )
    assert len(read_paragraphs(loose)) == 3


def test_zones_follow_the_form_of_decree_30() -> None:
    document = plain(
        "ỦY BAN NHÂN DÂN TỈNH LAM GIANG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 12/UBND-KT",
        "V/v kiểm tra đê điều",
        "Kính gửi:",
        "- Sở Y tế;",
        "- Sở Xây dựng.",
        "Thực hiện Công điện của Thủ tướng Chính phủ, UBND tỉnh yêu cầu:",
        "1. Sở Y tế kiểm tra.",
        "Nơi nhận:",
        "- Như trên;",
        "TM. ỦY BAN NHÂN DÂN",
        "PHỤ LỤC I",
        "1. Danh sách đê.",
    )
    found = read_paragraphs(document)
    zones = [p.zone for p in found]
    assert zones.count(PartKind.LETTERHEAD) == 4
    assert zones.count(PartKind.ADDRESSEES) == 3
    assert zones.count(PartKind.RECIPIENTS) == 2
    assert PartKind.SIGNATURE in zones
    assert [p.part for p in found if p.zone == PartKind.OTHER] == [0, 0, 1, 1]


def test_the_body_begins_at_a_mark_or_a_long_line() -> None:
    assert [p.zone for p in read_paragraphs(plain("THÔNG BÁO", "1. Sở Y tế kiểm tra."))] == [
        PartKind.LETTERHEAD,
        PartKind.OTHER,
    ]
    assert (
        read_paragraphs(plain("Lũ về nhanh hơn dự kiến và nhiều tuyến đường đã bị chia cắt hoàn toàn."))[0].zone
        == PartKind.OTHER
    )
    long = (
        "Lũ về nhanh hơn dự kiến, nhiều tuyến đường bị chia cắt hoàn toàn; các lực lượng đang "
        "khẩn trương khắc phục hậu quả tại chỗ."
    )
    assert read_paragraphs(plain("Kính gửi: Sở Y tế", long))[1].zone == PartKind.OTHER


def test_a_signature_without_recipients_ends_the_body() -> None:
    assert read_paragraphs(plain("Căn cứ Luật;", "KT. CHỦ TỊCH"))[1].zone == PartKind.SIGNATURE


def test_an_annex_on_a_new_page_begins_the_body_anew() -> None:
    document = laid_out(
        [(0.2, f"Căn cứ {LONG};"), (0.2, "Sở Y tế kiểm tra./."), (0.2, "KT. CHỦ TỊCH")],
        [(0.3, "BẢNG CHI TIẾT"), (0.2, "1. Việc đầu.")],
        [(0.2, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")],
    )
    found = read_paragraphs(document)
    assert [(p.zone, p.part) for p in found][-2:] == [(PartKind.OTHER, 1), (PartKind.OTHER, 1)]


def test_a_name_broken_at_a_lone_dash_is_mended() -> None:
    start = (
        "1. Sở Y tế theo dõi, đôn đốc các sở, ban, ngành triển khai thực hiện; tham mưu báo "
        "cáo về Cục Cảnh sát Quản lý hành chính về trật tự xã hội"
    )
    document = plain("Căn cứ Luật;", start, "- Cơ quan thường trực trước ngày 20 hằng tháng.", "2. Sở Nội vụ kiểm tra.")
    found = read_paragraphs(document)
    assert len(found) == 3
    assert found[1].text.endswith("xã hội - Cơ quan thường trực trước ngày 20 hằng tháng.")


def test_a_character_leads_back_to_the_document() -> None:
    document = plain("Căn cứ Luật;", "1. Sở Y tế kiểm tra.")
    paragraph = read_paragraphs(document)[1]
    assert document.text[paragraph.place(3) : paragraph.place(len(paragraph.text))] == "Sở Y tế kiểm tra."
    assert paragraph.page == 1
    assert paragraph.words == "Sở Y tế kiểm tra."
    assert paragraph.part_of(3, 8).text == "Sở Y "
    assert join_lines(document, paragraph.lines).rank == Rank.NONE


def test_a_page_without_lines_has_no_paragraph() -> None:
    assert read_paragraphs(laid_out([])) == ()
