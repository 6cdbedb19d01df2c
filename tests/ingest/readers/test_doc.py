import struct

import pytest

from ingest.readers.doc import _Story, read_doc, without_fields
from ingest.readers.doc_parts import Look, Looks, Piece, looks, pieces
from ingest.readers.failures import Reason, Unreadable
from ingest.readers.flow import OLD_CODING
from ingest.readers.legacy import _TCVN3_LETTERS
from ingest.readers.ole import BrokenCompound, Compound, CutCompound
from ingest.text import DocumentText, Origin, Region
from tests.ingest.readers.word97 import (
    BOLD,
    CENTRED,
    DELETED,
    HIDDEN,
    IN_TABLE,
    ITALIC,
    Extras,
    Run,
    Stored,
    level,
    line,
    listed,
    make_compound,
    make_doc,
    one_list,
    row,
    row_definition,
    sprm,
)


def texts(document: DocumentText) -> list[str]:
    return [document.slice(found.start, found.end) for found in document.lines()]


def test_paragraphs_come_in_order_with_their_looks():
    document = read_doc(
        make_doc(
            [line("KẾ HOẠCH", CENTRED, BOLD), line("Kiểm tra phòng cháy năm 2031", CENTRED, ITALIC), line("Nội dung")]
        )
    )
    title, subject, body = document.lines()
    assert texts(document) == ["KẾ HOẠCH", "Kiểm tra phòng cháy năm 2031", "Nội dung"]
    assert (title.bold, title.centred, subject.italic, subject.bold) == (True, True, True, False)
    assert (body.bold, body.italic, body.centred) == (False, False, False)
    assert document.pages[0].origin is Origin.CONVERTED
    assert document.warnings


def test_text_of_one_byte_a_character_is_read():
    assert texts(read_doc(make_doc([line("Khoan 1 tai xa An Nhon")], narrow=True))) == ["Khoan 1 tai xa An Nhon"]


def test_a_table_has_its_cells_and_a_merged_cell_stands_once():
    stored = [
        line("Biểu 1"),
        *row(["TT", "Nhiệm vụ", "Cơ quan"], row_definition([0, 0, 0])),
        *row(["I", "Nhóm chung", ""], row_definition([0, 1, 2])),
        *row(["1", "Rà soát", "Sở A"], row_definition([64 | 32, 0, 0])),
        *row(["", "Báo cáo", "Sở B"], row_definition([32, 0, 0])),
        line("Sau bảng"),
    ]
    document = read_doc(make_doc(stored))
    table = document.pages[0].tables[0]
    assert (table.n_rows, table.n_columns) == (4, 3)
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in table.cells}
    assert spans[1, 1] == (1, 2)
    assert (1, 2) not in spans
    assert spans[2, 0] == (2, 1)
    assert (3, 0) not in spans
    assert texts(document)[-1] == "Sau bảng"
    assert (
        next(document.slice(cell.start, cell.end) for cell in table.cells if (cell.row, cell.column) == (3, 2))
        == "Sở B"
    )


def test_a_row_whose_properties_are_too_long_for_a_page_is_found_in_the_data_stream():
    huge = sprm(0x2416, b"\1") + sprm(0x2417, b"\1")
    data = struct.pack("<H", len(huge)) + huge
    cells = [Stored([Run(text)], "\x07", IN_TABLE) for text in ("a", "b")]
    end = Stored([], "\x07", sprm(0x6646, struct.pack("<I", 0)))
    document = read_doc(make_doc([*cells, end, *cells, end], Extras(data=data)))
    assert (document.pages[0].tables[0].n_rows, document.pages[0].tables[0].n_columns) == (2, 2)


def test_a_letterhead_table_becomes_two_columns_of_text():
    stored = [
        *row(["UBND TỈNH AN HÒA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]),
        *row(["Số: 12/UBND-TH", "An Hòa, ngày 05 tháng 3 năm 2031"]),
    ]
    document = read_doc(make_doc(stored))
    assert document.pages[0].tables == ()
    assert [found.region for found in document.lines()] == [Region.LEFT, Region.RIGHT, Region.LEFT, Region.RIGHT]


def test_numbers_that_word_only_shows_are_written_out():
    lists, overrides = one_list([level(0, "\0."), level(4, "\1)"), *[level(255, "")] * 7])
    stored = [
        line("Việc thứ nhất", listed(1)),
        line("Phần a", listed(1, 1)),
        line("Phần b", listed(1, 1)),
        line("Việc thứ hai", listed(1)),
    ]
    document = read_doc(make_doc(stored, Extras(lists=lists, overrides=overrides)))
    assert texts(document) == ["1. Việc thứ nhất", "a) Phần a", "b) Phần b", "2. Việc thứ hai"]


def test_a_list_may_change_the_levels_of_its_definition():
    lists, _ = one_list([level(0, "\0.", follow=2)])
    changed = struct.pack("<iI", 5, 16) + struct.pack("<iI", 0, 32) + level(1, "\0)")
    overrides = struct.pack("<I", 1) + struct.pack("<i8sBBBB", 7, b"\0" * 8, 2, 0, 0, 0) + b"\xff" * 4 + changed
    stored = [line("Việc", listed(1)), line("Việc", listed(1))]
    document = read_doc(make_doc(stored, Extras(lists=lists, overrides=overrides)))
    assert texts(document) == ["V) Việc", "VI) Việc"]


def test_properties_whose_length_is_not_stated_end_the_list_of_properties():
    tabs = sprm(0xC615, b"\xff")
    shading = sprm(0xC64D, b"\2ab")
    document = read_doc(make_doc([line("x", CENTRED + tabs + BOLD), line("y", shading + CENTRED)]))
    assert [found.centred for found in document.lines()] == [True, True]


def test_an_unfinished_table_keeps_its_cells():
    stored = [Stored([Run("a")], "\x07", IN_TABLE), Stored([Run("b")], "\r", IN_TABLE)]
    document = read_doc(make_doc(stored))
    assert texts(document) == ["a", "b"]
    assert document.pages[0].tables[0].n_columns == 2


def test_text_before_any_known_look_is_plain():
    found = Looks([10], [Look(bold=True)])
    assert found.at(4) == Look()
    assert [look.bold for _, _, look in found.span(4, 12)] == [False, True]


def test_pieces_stand_behind_changes_kept_beside_them():
    plain = struct.pack("<II", 0, 3) + struct.pack("<HIH", 0, 2048, 0)
    table = b"\1" + struct.pack("<h", 2) + b"xx" + b"\2" + struct.pack("<I", len(plain)) + plain
    assert pieces(table) == [Piece(0, 3, 2048, 2)]


def test_a_damaged_list_table_leaves_the_text_readable():
    lists, overrides = one_list([level(0, "\0.")])
    document = read_doc(make_doc([line("Việc", listed(1))], Extras(lists=lists[:10], overrides=overrides)))
    assert texts(document) == ["Việc"]


def test_deleted_and_hidden_text_is_left_out():
    stored = [Stored([Run("Giao Sở A "), Run("Sở B ", DELETED), Run("ghi chú", HIDDEN), Run("chủ trì")])]
    assert texts(read_doc(make_doc(stored))) == ["Giao Sở A chủ trì"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs():
    stored = [Stored([Run("Giao Sở A "), Run("", DELETED)], "\r"), line("chủ trì")]
    assert texts(read_doc(make_doc(stored))) == ["Giao Sở A chủ trì"]


def test_footnotes_stand_at_the_end():
    document = read_doc(make_doc([line("Nội dung")], Extras(footnotes=[line("Chú thích")])))
    assert texts(document) == ["Nội dung", "Chú thích"]


def test_fields_show_their_result_only():
    assert without_fields("Trang \x13 PAGE \x14" + "3\x15.") == "Trang 3."
    assert without_fields("\x13 TOC \x13 X \x14y\x15\x14Mục lục\x15") == "Mục lục"


def test_special_signs_become_plain_ones():
    assert texts(read_doc(make_doc([line("dòng một\x0bdòng hai\x1eba\x1f")]))) == ["dòng một", "dòng hai-ba"]


@pytest.mark.parametrize(
    ("extras", "reason"),
    [
        (Extras(flags=0x0300), Reason.ENCRYPTED),
        (Extras(version=0x65), Reason.UNSUPPORTED),
    ],
)
def test_a_file_that_cannot_be_read_says_why(extras, reason):
    with pytest.raises(Unreadable) as refused:
        read_doc(make_doc([line("x")], extras))
    assert refused.value.reason is reason


def test_any_truncation_ends_in_a_reason_or_a_text():
    whole = make_doc([line("Nội dung " * 20), *row(["a", "b"])])
    outcomes = {outcome(whole[:length]) for length in range(0, len(whole), 97)}
    assert outcomes <= {None, Reason.TRUNCATED, Reason.BROKEN}
    assert Reason.TRUNCATED in outcomes


def outcome(content: bytes) -> Reason | None:
    try:
        read_doc(content)
    except Unreadable as refused:
        return refused.reason
    return None


def test_a_compound_file_gives_small_and_large_streams():
    compound = Compound(make_compound({"small": b"s" * 100, "large": b"L" * 5000, "WordDocument": b""}))
    assert compound.stream("small") == b"s" * 100
    assert compound.stream("large") == b"L" * 5000
    assert compound.names() >= {"small", "large"}


def test_a_circle_of_sectors_is_refused():
    content = bytearray(make_compound({"large": b"L" * 5000}))
    struct.pack_into("<I", content, 512 + 4 * 2, 1)  # the second sector of the stream leads back to the first
    with pytest.raises(BrokenCompound):
        Compound(bytes(content)).stream("large")


def test_the_table_of_a_large_file_goes_on_in_further_sectors():
    content = bytearray(make_compound({"large": b"L" * 5000}))
    further = (len(content) - 512) // 512
    struct.pack_into("<II", content, 44, 110, struct.unpack_from("<I", content, 48)[0])
    struct.pack_into("<I", content, 68, further)
    content += struct.pack("<128I", *[0xFFFFFFFF] * 127, 0xFFFFFFFE)
    assert Compound(bytes(content)).stream("large") == b"L" * 5000
    struct.pack_into("<I", content, len(content) - 4, further)
    with pytest.raises(BrokenCompound, match="circle"):
        Compound(bytes(content))


def test_a_table_shorter_than_stated_and_unknown_sectors_are_refused():
    for place, value in ((44, 500), (30, 77)):
        content = bytearray(make_compound({"large": b"L" * 5000}))
        struct.pack_into("<I", content, place, value)
        with pytest.raises(BrokenCompound):
            Compound(bytes(content))


def test_a_circle_of_small_sectors_is_refused():
    content = bytearray(make_compound({"small": b"s" * 200}))
    table_at = 512 * (1 + struct.unpack_from("<I", content, 60)[0])
    struct.pack_into("<I", content, table_at + 4, 0)
    with pytest.raises(BrokenCompound):
        Compound(bytes(content)).stream("small")


def test_a_missing_sector_is_told_apart_from_nonsense():
    with pytest.raises(CutCompound):
        Compound(make_compound({"large": b"L" * 5000})[:2000])
    with pytest.raises(BrokenCompound):
        Compound(b"no compound file at all" * 100)


def test_only_the_pieces_of_a_stretch_are_read_and_missing_pages_of_looks_are_passed_over():
    nowhere = looks(b"", struct.pack("<III", 0, 100, 7), b"", of_paragraphs=True)
    story = _Story(b"abc\rdef\r", [Piece(0, 4, 0, 1), Piece(4, 8, 4, 1)], nowhere, nowhere)
    assert [mark.text for mark in story.paragraphs(4, 8)] == ["def"]
    assert [mark.text for mark in story.paragraphs(0, 2)] == ["ab"]


def test_a_file_set_in_an_old_font_becomes_unicode():
    order = "Giao Sở Nông nghiệp chủ trì kiểm tra đê điều, xử lý nghiêm vi phạm, báo cáo trước ngày 15 tháng 12"
    document = read_doc(make_doc([line(order.translate(str.maketrans(*_TCVN3_LETTERS)))]))
    assert document.text == order
    assert OLD_CODING in document.warnings
