import unicodedata

import pytest

from ingest.readers.flow import OLD_CODING
from ingest.readers.legacy import _TCVN3_LETTERS
from ingest.readers.plain import clean, decode, read_plain

TEXT = "Giao Sở Xây dựng báo cáo trước ngày 05/3/2031"


def lines(content: bytes) -> list[str]:
    document = read_plain(content)
    return [document.slice(line.start, line.end) for line in document.lines()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_in_any_unicode_encoding(encoding):
    assert lines((TEXT * 3).encode(encoding)) == [TEXT * 3]


TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def windows_1258(text: str) -> bytes:
    """The code page holds vowels with circumflex, breve and horn whole, and tones as signs of their own."""
    found = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(sign for sign in parts if sign in TONES)
        found.append(unicodedata.normalize("NFC", "".join(sign for sign in parts if sign not in TONES)) + tones)
    return "".join(found).encode("cp1258")


def test_old_windows_vietnamese_is_guessed_and_said():
    document = read_plain(windows_1258(TEXT))
    assert document.text == TEXT
    assert document.warnings == ("Bảng mã được đoán là Windows-1258.",)


def test_unicode_without_a_mark_is_guessed_and_said():
    assert decode("Sở A".encode("utf-16-be") * 9)[1] == ("Bảng mã được đoán là UTF-16.",)


def test_text_is_composed_and_its_invisible_signs_are_gone():
    assert clean(unicodedata.normalize("NFD", "Đề nghị\u200b  các\u00a0sở")) == "Đề nghị các sở"


def test_a_wrapped_line_stays_in_its_paragraph_and_an_item_begins_one():
    content = b"- Bao cao ket qua\nthuc hien thang.\n- Gui So A;\n\nMuc khac"
    assert [line.paragraph for line in read_plain(content).lines()] == [0, 0, 1, 2]


def test_rules_of_dashes_are_no_text():
    assert lines("UBND TỈNH AN HÒA\n-------\n\n***\nSố: 1/UBND".encode()) == ["UBND TỈNH AN HÒA", "Số: 1/UBND"]


def test_markdown_loses_its_stars_and_keeps_its_headings():
    content = "## Nội dung\n\n**1. UBND xã An Phú:**\n\nBáo cáo **trước ngày 01/02/2031** để *tổng hợp*.\n\n* mục"
    document = read_plain(content.encode())
    assert lines(content.encode()) == [
        "## Nội dung",
        "1. UBND xã An Phú:",
        "Báo cáo trước ngày 01/02/2031 để tổng hợp.",
        "- mục",
    ]
    assert [line.bold for line in document.lines()] == [True, True, False, False]
    assert document.media_type == "text/markdown"


def test_a_text_file_in_an_old_coding_becomes_unicode():
    order = "Giao Sở Nông nghiệp chủ trì kiểm tra đê điều, xử lý nghiêm vi phạm, báo cáo trước ngày 15 tháng 12"
    content = order.translate(str.maketrans(*_TCVN3_LETTERS)).encode("cp1252")
    document = read_plain(content)
    assert document.text == order
    assert document.warnings == (OLD_CODING,)
