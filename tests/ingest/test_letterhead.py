from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from ingest.anatomy.zone import columns
from ingest.letterhead import Letterhead, Urgency, read_letterhead
from ingest.text import Box, DocumentText, Line, Mark, Origin, Page, Region, Word

NATION = "R: CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "R: Độc lập - Tự do - Hạnh phúc"
EDGE = {"L": 0.15, "R": 0.5, "F": 0.15, "C": 0.3, "I": 0.37}
REGION = {"L": Region.LEFT, "R": Region.RIGHT}


ARTICLE = """# Rà soát (Công văn 83/UBND-KTN năm 2031)

Ngày 17/11/2031, UBND tỉnh An Hòa đã ban hành Công văn 83/UBND-KTN về nước. Căn cứ Nghị định 5/2030/NĐ-CP."""


def scan(*rows: str, origin: Origin = Origin.TEXT_LAYER, marks: tuple[Mark, ...] = (), **doubts: float) -> DocumentText:
    """A page from rows "L: text", "R: text", "F: text" (full), "C: text" (centred), "I: text" (indented).

    A word that ends with ``~`` was read without certainty.
    """
    texts, lines, offset = [], [], 0
    step = min(0.02, 0.9 / len(rows))
    for number, row in enumerate(rows):
        side, text = row[0], row[3:]
        words, begin, x, y = [], offset, EDGE[side], 0.05 + number * step
        for piece in text.split(" "):
            sure = 0.4 if piece.endswith("~") else doubts.get("sure", 0.95)
            shown = piece.removesuffix("~")
            width = max(len(shown), 1) * 0.01
            words.append(Word(shown, offset, offset + len(shown), Box(x, y, min(x + width, 1.0), y + step / 2), sure))
            offset += len(shown) + 1
            x = min(x + width + 0.005, 0.98)
        box = Box(EDGE[side], y, max(x, EDGE[side] + 0.01), y + step / 2)
        region = REGION.get(side, Region.FULL)
        lines.append(Line(begin, offset - 1, 1, box, tuple(words), region, centred=side == "C"))
        texts.append(text.replace("~", ""))
    page = Page(1, 595, 842, origin, tuple(lines))
    return DocumentText("\n".join(texts), (page,), "application/pdf", has_layout=True, marks=marks)


def plain(text: str) -> DocumentText:
    lines, offset = [], 0
    rows = text.split("\n")
    for number, row in enumerate(rows):
        box = Box(0, number / len(rows), 1, (number + 1) / len(rows))
        if row:
            lines.append(Line(offset, offset + len(row), 1, box, paragraph=number))
        offset += len(row) + 1
    return DocumentText(text, (Page(1, 595, 842, Origin.PLAIN, tuple(lines)),), "text/plain", has_layout=False)


def letter(*changes: tuple[str, str], origin: Origin = Origin.TEXT_LAYER, **more: object) -> DocumentText:
    rows = [
        "L: ỦY BAN NHÂN DÂN", "L: TỈNH AN HÒA", "L: Số: 215/UBND-KTTH", "L: V/v rà soát công trình",
        "L: phòng chống lụt bão", NATION, MOTTO, "R: An Hòa, ngày 05 tháng 3 năm 2031",
        "I: Kính gửi:", "I: - Các sở: Xây dựng, Tài chính;", "I: - UBND các xã, phường.",
        "F: Thực hiện Công văn số 77/BXD-QLN ngày 01/02/2031 của Bộ Xây dựng, UBND tỉnh yêu cầu:",
        "F: 1. Sở Xây dựng rà soát, báo cáo trước ngày 20/3/2031.",
        "L: Nơi nhận:", "L: - Như trên;", "L: - CT, PCT UBND tỉnh (b/c);", "L: - Lưu: VT, KTTH.",
        "R: KT. CHỦ TỊCH", "R: PHÓ CHỦ TỊCH", "R: Trần Văn Bình",
    ]  # fmt: skip
    for old, new in changes:
        assert any(old in row for row in rows)
        rows = [row.replace(old, new) for row in rows]
    return scan(*rows, origin=origin, **more)  # type: ignore[arg-type]  # marks or sureness


def test_a_letter_gives_its_whole_identity():
    found = read_letterhead(letter())
    assert found.number == "215/UBND-KTTH"
    assert found.issued_on == date(2031, 3, 5)
    assert found.issuer == "UBND tỉnh An Hòa"
    assert found.kind == "Công văn"
    assert found.subject == "rà soát công trình phòng chống lụt bão"
    assert (found.urgency, found.secrecy) == (Urgency.REGULAR, None)
    assert (found.signer, found.signer_title) == ("Trần Văn Bình", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH")
    assert found.addressees == ("Các sở: Xây dựng, Tài chính", "UBND các xã, phường")
    assert found.recipients == ("Như trên", "CT, PCT UBND tỉnh", "Lưu: VT, KTTH")
    assert (found.unread, found.warnings) == ((), ())


def test_each_value_has_its_place():
    document = letter()
    found = read_letterhead(document)
    number = found.places["number"]
    assert document.slice(number.start, number.end) == "215/UBND-KTTH"
    assert number.box.x0 > 0.15
    assert {"number", "issued_on", "issuer", "subject", "addressees", "recipients", "signer"} <= set(found.places)
    assert all(place.page == 1 and place.box.x0 < place.box.x1 for place in found.places.values())


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("Số: 07 /UBND-KTTH", "07/UBND-KTTH"),
        ("Số 1234/UBND - KTTH", "1234/UBND-KTTH"),
        ("Số: 15/2031/QĐ-UBND", "15/2031/QĐ-UBND"),
        ("Số: 21/BC–UBND", "21/BC-UBND"),
        ("Số: 9/CTPH-STP-CA,QS", "9/CTPH-STP-CA,QS"),
        ("Số 31-CV/TU", "31-CV/TU"),
        ("Số: 61/SKH", "61/SKH"),
    ],
)
def test_numbers_of_every_form_are_read(printed, number):
    assert read_letterhead(letter(("Số: 215/UBND-KTTH", printed))).number == number


@pytest.mark.parametrize("digits", ["", "…… ", "      ", "____"])
def test_a_blank_number_is_none_and_its_symbol_is_kept_in_a_warning(digits):
    found = read_letterhead(letter(("215/", f"{digits}/")))
    assert found.number is None
    assert found.unread == ("number",)
    assert "/UBND-KTTH" in found.warnings[0]


def test_a_blank_day_is_none_and_said():
    found = read_letterhead(letter(("ngày 05 tháng", "ngày     tháng")))
    assert (found.issued_on, found.unread) == (None, ("issued_on",))
    assert "tháng 3 năm 2031" in found.warnings[0]


def test_a_blank_in_a_word_file_is_no_handwriting():
    found = read_letterhead(replace(letter(("215/", "/"), ("ngày 05 tháng", "ngày tháng")), has_layout=False))
    assert (found.number, found.issued_on, found.unread) == (None, None, ())
    assert len(found.warnings) == 2


def test_what_was_read_without_certainty_is_unread_with_its_best_reading():
    found = read_letterhead(letter(("215/", "215~ /"), ("ngày 05 tháng", "ngày 05~ tháng"), origin=Origin.OCR))
    assert (found.number, found.issued_on) == (None, None)
    assert found.unread == ("number", "issued_on")
    assert "215/UBND-KTTH" in found.warnings[0]
    assert "ngày 05 tháng 3 năm 2031" in found.warnings[1]


def test_the_printed_month_stands_where_the_day_in_it_is_doubtful():
    found = read_letterhead(letter(("ngày 05 tháng", "ngày o@_~ tháng"), origin=Origin.OCR))
    assert (found.issued_on, found.issued_in, found.unread) == (None, date(2031, 3, 1), ("issued_on",))
    by_hand = read_letterhead(letter(("ngày 05 tháng 3", "ngày 05~ tháng 3~"), origin=Origin.OCR))
    assert by_hand.issued_in is None


@pytest.mark.parametrize("digits", ["2I5", "ð'†", "2 15", "||"])
def test_figures_that_are_none_are_never_a_number(digits):
    found = read_letterhead(letter(("215/", f"{digits}/"), origin=Origin.OCR))
    assert (found.number, found.unread) == (None, ("number",))


def test_a_number_that_recognition_dropped_is_unread_not_blank():
    found = read_letterhead(letter(("215/", "/"), origin=Origin.OCR))
    assert found.unread == ("number",)


def test_a_recognised_page_without_number_line_and_day_names_both_as_unread():
    rows = ("L: UBND TỈNH AN HÒA", NATION, MOTTO, "F: Kính gửi: Sở Y tế", "F: Đề nghị báo cáo.")
    assert read_letterhead(scan(*rows, origin=Origin.OCR)).unread == ("number", "issued_on")
    found = read_letterhead(scan(*rows))
    assert (found.unread, found.kind) == ((), "Công văn")
    assert len(found.warnings) == 2


@pytest.mark.parametrize(
    ("printed", "on"),
    [
        ("ngày 31 tháng 12 năm 2030", date(2030, 12, 31)),
        ("ngày 7 tháng l1 năm 2030", date(2030, 11, 7)),
        ("ngày 07/02/2031", date(2031, 2, 7)),
        ("ngày 31 tháng 2 năm 2031", None),
        ("ngày 5 tháng 3 năm 0031", None),
        ("ngày 5b tháng 3 năm 2031", None),
    ],
)
def test_the_day_beside_the_place_is_the_day_of_issue(printed, on):
    assert read_letterhead(letter(("ngày 05 tháng 3 năm 2031", printed))).issued_on == on


def test_stamps_give_neither_day_nor_number():
    document = scan(
        "F: Người ký: Văn phòng UBND", "F: Thời gian ký: 09.03.2031 08:00:01 +07:00", "L: CÔNG VĂN ĐẾN",
        "L: UBND TỈNH AN HÒA", "L: SỞ NỘI VỤ", "L: Số: 8/SNV-TCBC", "L: Đến ngày: 10/3/2031", NATION, MOTTO,
        "R: An Hòa, ngày 04 tháng 3 năm 2031", "I: Kính gửi: Chủ tịch Ủy ban nhân dân tỉnh",
        "F: Sở Nội vụ báo cáo như sau:",
    )  # fmt: skip
    found = read_letterhead(document)
    assert (found.number, found.issued_on) == ("8/SNV-TCBC", date(2031, 3, 4))
    assert found.issuer == "Sở Nội vụ tỉnh An Hòa"
    assert found.addressees == ("Chủ tịch Ủy ban nhân dân tỉnh",)


@pytest.mark.parametrize(
    ("above", "text", "issuer"),
    [
        (("UBND TỈNH AN HÒA", "SỞ KẾ HOẠCH VÀ ĐẦU TƯ"), "", "Sở Kế hoạch và Đầu tư tỉnh An Hòa"),
        (("UBND TỈNH AN HÒA", "VĂN PHÒNG"), "", "Văn phòng UBND tỉnh An Hòa"),
        (("UBND THÀNH PHỐ HẢI LONG", "SỞ Y TẾ"), "", "Sở Y tế thành phố Hải Long"),
        (("BỘ XÂY DỰNG",), "", "Bộ Xây dựng"),
        (("UBND TỈNH AN HÒA", "BAN ĐIỀU HÀNH", "CHƯƠNG TRÌNH NƯỚC SẠCH"),
         "Ban Điều hành Chương trình nước sạch", "Ban Điều hành Chương trình nước sạch tỉnh An Hòa"),
        (("SỞ VĂN HOÁ, THỂ THAO & DU LỊCH",), "", "Sở Văn hoá, Thể thao và Du lịch tỉnh An Hòa"),
        (("UBND TỈNH AN HÒA", "SỞ KÉ HOẠCH VÀ ĐẦU TU"), "Sở Kế hoạch và Đầu tư báo",
         "Sở Kế hoạch và Đầu tư tỉnh An Hòa"),
        (("UBND TỈNH AN HÒA", "LIÊN MINH HỢP TÁC XÃ,", "HỘI NÔNG DÂN"), "",
         "Liên minh Hợp tác xã, Hội nông dân tỉnh An Hòa"),
        (("TỔNG CỤC NƯỚC", "CỤC NƯỚC SẠCH TỈNH AN HÒA"), "", "Cục Nước sạch tỉnh An Hòa"),
        (("Trang 1", "UBND TỈNH AN HÒA", "Bản sao"), "", "UBND tỉnh An Hòa"),
        (("ỦYBANNHÂN DÂN", "TỈNH AN HÒA"), "", "UBND tỉnh An Hòa"),
        (("ỦY BAN NHÂN DÂN",), "trên địa bàn tỉnh An Hòa", "UBND tỉnh An Hòa"),
        (("UBND XÃ ĐÔNG SƠN",), "", "UBND xã Đông Sơn"),
    ],
)  # fmt: skip
def test_the_issuer_is_named_with_its_province_in_usual_spelling(above, text, issuer):
    document = scan(
        *(f"L: {line}" for line in above), "L: Số: 3/ABC-XY", NATION, MOTTO, "R: An Hòa, ngày 05 tháng 3 năm 2031",
        "F: Kính gửi: Các phòng", f"F: {text or 'Báo cáo.'}",
    )  # fmt: skip
    assert read_letterhead(document).issuer == issuer


def titled(title: str, number: str, *below: str) -> Letterhead:
    return read_letterhead(
        scan(
            "L: ỦY BAN NHÂN DÂN", "L: TỈNH AN HÒA", f"L: Số: {number}", NATION, MOTTO,
            "R: An Hòa, ngày 05 tháng 3 năm 2031", f"C: {title}", *below, "F: Căn cứ Luật Nước ngày 1/2/2030;",
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("title", "number", "kind"),
    [
        ("CHỈ THỊ", "4/CT-UBND", "Chỉ thị"),
        ("CHÍ THỊ", "4/CT-UBND", "Chỉ thị"),
        ("THÔNG BÁO", "4/TB-UBND", "Thông báo"),
        ("K Ế HOẠCH", "4/KH-UBND", "Kế hoạch"),
        ("TỜ TRÌNH", "4/TTr-SNV", "Tờ trình"),
        ("GIAY MƠI", "4/GM-SYT", "Giấy mời"),
        ("~", "4/QĐ-UBND", "Quyết định"),
        ("~", "4/2031/QĐ-UBND", "Quyết định"),
        ("KẾ HOẠCH KIỂM TRA NƯỚC SẠCH", "4/KH-UBND", "Kế hoạch"),
    ],
)
def test_the_kind_stands_in_the_title_or_in_the_symbol(title, number, kind):
    assert titled(title, number).kind == kind


def test_the_subject_stands_below_the_title_and_ends_before_the_authority():
    found = titled(
        "QUYẾT ĐỊNH", "4/QĐ-UBND", "C: VỀ VIỆC BAN HÀNH QUY CHẾ", "C: SỬ DỤNG NƯỚC SẠCH", "C: ______",
        "C: CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH AN HÒA",
    )  # fmt: skip
    assert found.subject == "VỀ VIỆC BAN HÀNH QUY CHẾ SỬ DỤNG NƯỚC SẠCH"
    assert titled("THÔNG BÁO", "4/TB-UBND", "C: Kết luận cuộc họp").subject == "Kết luận cuộc họp"
    assert titled("THÔNG BÁO", "4/TB-UBND").subject is None


def test_a_letters_subject_may_go_on_with_words_that_open_texts():
    found = read_letterhead(letter(("L: phòng chống lụt bão", "L: theo Nghị quyết của Hội đồng")))
    assert found.subject == "rà soát công trình theo Nghị quyết của Hội đồng"
    assert found.number == "215/UBND-KTTH"


def test_a_subject_may_break_before_the_day_of_what_it_cites():
    found = read_letterhead(letter(("L: phòng chống lụt bão", "L: ngày 31/3/2031 của Bộ Xây dựng")))
    assert found.issued_on == date(2031, 3, 5)


def test_a_subject_may_begin_with_words_that_open_texts_elsewhere():
    found = titled("KẾ HOẠCH", "4/KH-UBND", "C: Kiểm tra nước sạch", "C: triển khai Nghị quyết của Hội đồng")
    assert found.subject == "Kiểm tra nước sạch triển khai Nghị quyết của Hội đồng"


@pytest.mark.parametrize(
    ("words", "urgency"),
    [
        ("HỎA TỐC", Urgency.HOA_TOC),
        ("HOẢ TỐC HẸN GIỜ 15 giờ", Urgency.HOA_TOC),
        ("HỎA TÔC |", Urgency.HOA_TOC),
        ("THƯỢNG KHẨN", Urgency.THUONG_KHAN),
        ("KHẨN", Urgency.KHAN),
        ("CÔNG ĐIỆN KHẨN", Urgency.KHAN),
        ("V/v khẩn trương rà soát", Urgency.REGULAR),
        ("KHUẨN", Urgency.REGULAR),
    ],
)
def test_a_printed_mark_of_urgency_counts_and_urgent_wording_does_not(words, urgency):
    assert read_letterhead(letter(("V/v rà soát công trình", words))).urgency is urgency


def test_a_stamp_seen_as_a_picture_counts_and_the_highest_wins():
    box = Box(0.1, 0.1, 0.2, 0.2)
    marks = (Mark("urgency", "KHẨN", 1, box), Mark("urgency", "HỎA TỐC", 1, box), Mark("seal", "HỎA TỐC", 1, box))
    found = read_letterhead(letter(marks=marks))
    assert found.urgency is Urgency.HOA_TOC
    assert found.places["urgency"].box == box
    assert read_letterhead(letter(marks=marks[2:])).urgency is Urgency.REGULAR


def test_a_dispatch_is_urgent_without_a_mark():
    assert titled("CÔNG ĐIỆN", "4/CĐ-UBND", "C: Về ứng phó bão").urgency is Urgency.KHAN


@pytest.mark.parametrize(("words", "degree"), [("MẬT", "Mật"), ("TỐI MẬT", "Tối mật"), ("TUYỆT MẬT", "Tuyệt mật")])
def test_a_degree_of_secrecy_is_printed_or_stamped(words, degree):
    assert read_letterhead(letter(("V/v rà soát công trình", words))).secrecy == degree
    mark = Mark("secrecy", words, 1, Box(0, 0, 1, 1))
    assert read_letterhead(letter(marks=(mark,))).secrecy == degree
    assert read_letterhead(letter(("V/v rà soát công trình", f"V/v bảo vệ bí {words.lower()}"))).secrecy is None


def test_addressees_of_a_dispatch_stand_after_its_verb():
    found = titled(
        "CÔNG ĐIỆN", "4/CĐ-UBND", "C: CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH điện:", "I: - Giám đốc các sở;", "I: - UBND các xã."
    )
    assert found.addressees == ("Giám đốc các sở", "UBND các xã")


def test_one_addressee_on_two_lines_is_one_and_the_text_is_none():
    found = read_letterhead(
        letter(("I: Kính gửi:", "I: Kính gửi: Ban Quản lý các khu công nghiệp"),
               ("I: - Các sở: Xây dựng, Tài chính;", "I: tỉnh An Hòa"),
               ("I: - UBND các xã, phường.", "F: Ngày mai họp."))
    )  # fmt: skip
    assert found.addressees == ("Ban Quản lý các khu công nghiệp tỉnh An Hòa",)


def test_addressees_without_dashes_are_parted_by_semicolons():
    found = read_letterhead(
        letter(("I: - Các sở", "I: Các sở"), ("I: - UBND các xã, phường.", "I: UBND các xã, phường."))
    )
    assert found.addressees == ("Các sở: Xây dựng, Tài chính", "UBND các xã, phường")


def test_recipients_end_with_the_archive_and_with_the_column():
    found = read_letterhead(letter(("- Lưu: VT, KTTH.", "PHỤ LỤC")))
    assert found.recipients == ("Như trên", "CT, PCT UBND tỉnh")
    found = read_letterhead(letter(("- Như trên;", "- Các sở, ban,"), ("- CT, PCT UBND tỉnh (b/c);", "ngành tỉnh;")))
    assert found.recipients[0] == "Các sở, ban, ngành tỉnh"


@pytest.mark.parametrize(
    ("name", "signer"),
    [("Trần Văn Bình", "Trần Văn Bình"), ("TS. Lê Thị Hoa", "TS. Lê Thị Hoa"), ("Fa~ Ầ~", None), ("(đã ký)", None)],
)
def test_the_signer_is_a_name_below_an_office(name, signer):
    found = read_letterhead(letter(("Trần Văn Bình", name)))
    assert found.signer == signer
    assert found.signer_title is not None
    assert found.signer_title.startswith("KT. CHỦ TỊCH PHÓ CHỦ TỊCH")


def test_two_columns_joined_in_one_line_are_parted_again():
    text = "UBND TỈNH AN HÒA CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    second = "Số: 12/UBND-TH An Hòa, ngày 05 tháng 3 năm 2031"

    def words(row: str, split: int, offset: int, y: float) -> tuple[Word, ...]:
        found, x = [], 0.1
        for number, piece in enumerate(row.split(" ")):
            x = 0.5 if number == split else x
            found.append(Word(piece, offset, offset + len(piece), Box(x, y, x + 0.03, y + 0.01)))
            offset, x = offset + len(piece) + 1, x + 0.035
        return tuple(found)

    rows = (
        (words(text, 4, 0, 0.1), Box(0.1, 0.1, 0.9, 0.11)),
        (words(second, 2, len(text) + 1, 0.13), Box(0.1, 0.13, 0.9, 0.14)),
    )
    lines = tuple(Line(found[0].start, found[-1].end, 1, box, found) for found, box in rows)
    page = Page(1, 595, 842, Origin.OCR, lines)
    found = read_letterhead(DocumentText(f"{text}\n{second}", (page,), "application/pdf", has_layout=True))
    assert found.issuer == "UBND tỉnh An Hòa"
    assert found.unread == ()
    assert (found.number, found.issued_on) == ("12/UBND-TH", date(2031, 3, 5))


def test_a_plain_file_with_a_letterhead_is_read_like_a_page():
    found = read_letterhead(
        plain(
            "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HẢI LONG\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
            "Số: 44/KH-UBND\n\nHải Long, ngày 09 tháng 11 năm 2031\n\nKẾ HOẠCH\n\n"
            "THỰC HIỆN NGHỊ QUYẾT SỐ 9/NQ-CP NGÀY 2/3/2031\n\n"
            "Thực hiện Nghị quyết số 9/NQ-CP ngày 2/3/2031 của Chính phủ, UBND:"
        )
    )
    assert (found.number, found.issued_on) == ("44/KH-UBND", date(2031, 11, 9))
    assert found.issuer == "UBND thành phố Hải Long"
    assert found.subject == "THỰC HIỆN NGHỊ QUYẾT SỐ 9/NQ-CP NGÀY 2/3/2031"


def test_a_title_that_holds_issuer_number_and_day_is_read():
    found = read_letterhead(
        plain("CHỈ THỊ\nCỦA BỘ NƯỚC SẠCH SỐ 07/2031/CT-BNS\nNGÀY 30 THÁNG 12 NĂM 2031\nVỀ TIẾT KIỆM NƯỚC\nĐể có nước:")
    )
    assert (found.number, found.issued_on) == ("07/2031/CT-BNS", date(2031, 12, 30))
    assert (found.issuer, found.subject) == ("Bộ Nước sạch", "VỀ TIẾT KIỆM NƯỚC")


@pytest.mark.parametrize(
    ("text", "number", "on", "issuer"),
    [
        (ARTICLE, "83/UBND-KTN", date(2031, 11, 17), "UBND tỉnh An Hòa"),
        ("Theo Công văn 83/UBND-KTN năm 2031 của UBND tỉnh An Hòa, các sở báo.", "83/UBND-KTN", None,
         "UBND tỉnh An Hòa"),
        ("Giao Sở A báo cáo.\n(Theo Công văn số 83/UBND-KT, ngày 23/11/2031)", "83/UBND-KT", date(2031, 11, 23), None),
        ("Công điện số 5/CĐ-UBND ngày 31 tháng 9 năm 2031 của Chủ tịch Ủy ban nhân dân tỉnh An Hòa yêu cầu",
         "5/CĐ-UBND", None, "UBND tỉnh An Hòa"),
    ],
)  # fmt: skip
def test_an_article_gives_the_identity_of_the_document_it_quotes(text, number, on, issuer):
    document = plain(text)
    found = read_letterhead(document)
    assert (found.number, found.issued_on, found.issuer) == (number, on, issuer)
    place = found.places["number"]
    assert document.slice(place.start, place.end) == number


def test_a_text_that_names_no_document_has_no_identity():
    found = read_letterhead(plain("Giao Sở A báo cáo."))
    assert (found.number, found.issued_on, found.issuer, found.kind, found.places) == (None, None, None, None, {})
    assert len(found.warnings) == 3


def test_an_empty_document_has_no_identity():
    assert read_letterhead(plain("")).number is None


@pytest.mark.parametrize("make", [letter, lambda: plain("Công văn 1/UBND-A")])
def test_reading_twice_gives_the_same(make: Callable[[], DocumentText]):
    assert read_letterhead(make()) == read_letterhead(make())


def test_a_number_that_ran_into_its_word_between_rules_is_no_part_of_the_issuer():
    document = scan(
        "L: UBND TỈNH AN HÒA", "L: SỞ NỘI VỤ", "L: _ Số4S/SNV-VP _", NATION, MOTTO,
        "R: An Hòa, ngày 05 tháng 3 năm 2031", "F: Kính gửi: Sở Y tế.",
    )  # fmt: skip
    found = read_letterhead(document)
    assert (found.number, found.issuer) == (None, "Sở Nội vụ tỉnh An Hòa")
    assert found.unread == ("number",)


def test_addressees_beside_a_letterhead_column_skip_the_other_column():
    document = scan(
        "L: UBND TỈNH AN HÒA", "L: Số: 3/UBND-TH", "L: Kính gửi:", NATION, MOTTO, "R: An Hòa, ngày 05 tháng 3 năm 2031",
        "L: - Sở A;", "L: - Sở B.", "F: Báo cáo.",
    )  # fmt: skip
    assert read_letterhead(document).addressees == ("Sở A", "Sở B")


def test_addressees_end_before_an_item_of_the_text_that_stands_further_left():
    found = read_letterhead(letter(("F: Thực hiện Công văn", "F: - Thực hiện Công văn")))
    assert found.addressees == ("Các sở: Xây dựng, Tài chính", "UBND các xã, phường")


def test_addressees_of_a_plain_file_end_with_their_paragraph():
    head = "UBND TỈNH AN HÒA\n\nSố: 3/UBND-TH\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\n"
    found = read_letterhead(plain(head + "Kính gửi: Sở Nội vụ\n\nSở Tài chính nhận được công văn."))
    assert found.addressees == ("Sở Nội vụ",)


def test_recipients_stop_at_the_next_page_of_the_file():
    first, second = letter(("L: - Lưu: VT, KTTH.", "L: - Các sở;")), scan("L: - Phụ lục kèm theo;")
    shift = len(first.text) + 1
    moved = [Line(line.start + shift, line.end + shift, 2, line.box, (), line.region) for line in second.pages[0].lines]
    pages = (first.pages[0], Page(2, 595, 842, Origin.TEXT_LAYER, tuple(moved)))
    document = DocumentText(f"{first.text}\n{second.text}", pages, "application/pdf", has_layout=True)
    assert read_letterhead(document).recipients == read_letterhead(first).recipients


def test_further_documents_in_the_file_are_named_and_an_annex_is_none():
    first = letter()
    second = scan("L: SỞ XÂY DỰNG", "L: Số: 9/SXD-QLN", NATION, MOTTO, "R: An Hòa, ngày 04 tháng 3 năm 2031")
    annex = scan("L: UBND TỈNH AN HÒA", "L: Số: 215/UBND-KTTH", NATION, MOTTO)
    blank = scan("F: Phụ lục")
    pages, texts, shift = [first.pages[0]], [first.text], len(first.text) + 1
    for number, part in enumerate((blank, annex, second), start=2):
        lines = tuple(
            line._replace(start=line.start + shift, end=line.end + shift, page=number, words=())
            for line in part.pages[0].lines
        )
        pages.append(replace(first.pages[0], number=number, lines=lines))
        texts.append(part.text)
        shift += len(part.text) + 1
    document = DocumentText("\n".join(texts), tuple(pages), "application/pdf", has_layout=True)
    found = read_letterhead(document)
    assert found.number == "215/UBND-KTTH"
    assert found.warnings == ("Tệp còn văn bản khác từ trang 4: 9/SXD-QLN.",)
    assert found.ends_at == pages[3].lines[0].start


FIRST = """ỦY BAN NHÂN DÂN TỈNH AN HÒA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 215/UBND-KTTH
An Hòa, ngày 05 tháng 3 năm 2031
Kính gửi: Sở Xây dựng
Yêu cầu Sở Xây dựng rà soát công trình."""
SECOND = """Nơi nhận:
- Như trên.
Lê Văn Bình
SỞ XÂY DỰNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: {}
An Hòa, ngày 02 tháng 3 năm 2031
Kính gửi: Ủy ban nhân dân tỉnh"""


@pytest.mark.parametrize(
    ("number", "warnings"),
    [
        ("9/SXD-QLN", ("Tệp còn văn bản khác: 9/SXD-QLN.",)),
        ("215/UBND-KTTH", ()),  # an annex of the same document
        ("...../SXD-QLN", ()),  # a form to fill in
    ],
)
def test_another_document_in_a_typed_file_is_named(number, warnings):
    found = read_letterhead(plain(f"{FIRST}\n{SECOND.format(number)}"))
    assert found.number == "215/UBND-KTTH"
    assert found.warnings == warnings


def test_a_plan_with_its_own_number_that_goes_with_the_first_document_is_its_annex():
    plan = SECOND.format("9/KH-UBND").replace("Kính gửi: Ủy ban nhân dân tỉnh", "(Kèm theo Công văn số 215/UBND-KTTH)")
    found = read_letterhead(plain(f"{FIRST}\n{plan}"))
    assert (found.warnings, found.ends_at) == ((), None)


def test_the_number_in_a_left_column_above_the_countrys_name_belongs_to_the_other_document():
    text = plain(f"{FIRST}\nSở Y tế\nSố: 7/SYT-NV\n{NATION[3:]}")
    page = text.pages[0]
    lines = (*page.lines[:-3], *(line._replace(region=Region.LEFT) for line in page.lines[-3:-1]), page.lines[-1])
    found = read_letterhead(replace(text, pages=(replace(page, lines=lines),)))
    assert found.warnings == ("Tệp còn văn bản khác: 7/SYT-NV.",)


def test_a_party_body_has_its_own_letterhead():
    found = read_letterhead(
        scan(
            "L: TỈNH ỦY AN HÒA", "L: VĂN PHÒNG", "L: *", "L: Số 123-CV/VPTU", "R: ĐẢNG CỘNG SẢN VIỆT NAM",
            "R: An Hòa, ngày 05 tháng 3 năm 2031", "F: Kính gửi: Các ban đảng",
        )
    )  # fmt: skip
    assert (found.number, found.issued_on, found.kind) == ("123-CV/VPTU", date(2031, 3, 5), "Công văn")
    assert found.issuer == "Văn phòng Tỉnh ủy An Hòa"


@pytest.mark.parametrize("place", ["Tu Mơ Rông", "TP. Hồ Chí Minh", "Thành phố Hồ Chí Minh", "Bà Rịa - Vũng Tàu"])
def test_any_place_name_may_stand_before_the_day(place):
    found = read_letterhead(letter(("An Hòa, ngày", f"{place}, ngày")))
    assert found.issued_on == date(2031, 3, 5)


def test_a_department_of_a_city_is_named_with_the_city():
    found = read_letterhead(
        scan("L: SỞ NỘI VỤ", "L: Số: 5/SNV-VP", NATION, MOTTO, "R: TP. Hồ Chí Minh, ngày 05 tháng 3 năm 2031", "F: x")
    )
    assert found.issuer == "Sở Nội vụ thành phố Hồ Chí Minh"


def test_a_letterhead_ends_in_the_middle_of_the_page_at_the_latest():
    rows = ["L: UBND TỈNH AN HÒA", NATION, MOTTO, *["F: chữ"] * 30, "L: Số: 99/UBND-TH"]
    assert read_letterhead(scan(*rows)).number is None


def test_two_bodies_parted_by_a_slash_are_no_number():
    found = read_letterhead(letter(("L: TỈNH AN HÒA", "L: SỞ TÀI CHÍNH/KHO BẠC"), ("Số: 215/UBND-KTTH", "Số: 7/LN")))
    assert found.number == "7/LN"


def test_the_day_of_a_cited_document_is_not_the_day_of_issue():
    found = read_letterhead(letter(("An Hòa, ngày 05 tháng 3 năm 2031", "Kế hoạch số 5, ngày 01 tháng 2 năm 2030")))
    assert found.issued_on is None


def test_a_wide_gap_away_from_the_middle_parts_no_columns():
    words = tuple(
        Word(text, at, at + 1, Box(x, 0.1, x + 0.03, 0.11)) for at, (text, x) in enumerate([("1", 0.1), ("a", 0.2)])
    )
    line = Line(0, 2, 1, Box(0.1, 0.1, 0.23, 0.11), words)
    assert columns(line, "1 a") == [line]
