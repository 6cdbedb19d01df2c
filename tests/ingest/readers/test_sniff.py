from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from ingest.readers.failures import Reason, Unreadable
from ingest.readers.limits import ReadingLimits
from ingest.readers.sniff import Format, named_format, sniff
from tests.ingest.readers.word97 import make_compound

LIMITS = ReadingLimits()


def package(*names: str, content: bytes = b"<x/>") -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, content)
    return stream.getvalue()


def reason(content: bytes, limits: ReadingLimits = LIMITS) -> Reason:
    with pytest.raises(Unreadable) as refused:
        sniff(content, limits)
    return refused.value.reason


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7\n...", Format.PDF),
        (b"\r\n\r\n%PDF-1.4\n...", Format.PDF),
        (package("word/document.xml"), Format.DOCX),
        (package("xl/workbook.xml"), Format.XLSX),
        (package("anh.txt"), Format.OTHER),
        (make_compound({"WordDocument": b"x" * 10}), Format.DOC),
        (make_compound({"Workbook": b"x" * 10}), Format.OTHER),
        (b"\x89PNG\r\n\x1a\n....", Format.PICTURE),
        (b"\xff\xd8\xff\xe0....", Format.PICTURE),
        (b"BM\x00\x01\x02", Format.PICTURE),
        (b"BM la viet tat", Format.TEXT),
        (b"{\\rtf1\\ansi}", Format.RTF),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", Format.HTML),
        ("Giao Sở A".encode(), Format.TEXT),
        ("Giao Sở A".encode("utf-16"), Format.TEXT),
        (("Giao So A " * 5).encode("utf-16-le"), Format.TEXT),
        (bytes(range(1, 32)) * 40, Format.OTHER),
        (b"\x01" + b"\0\0\0\0abc" * 50, Format.OTHER),
    ],
)
def test_a_file_is_what_its_bytes_say(content, found):
    assert sniff(content, LIMITS) is found


def test_a_name_only_promises():
    assert named_format("Công văn số 5.SIGNED.PDF") is Format.PDF
    assert named_format("bang.xlsx") is Format.XLSX
    assert named_format("khong-co-duoi") is Format.OTHER


def test_nothing_and_blanks_are_empty():
    assert reason(b"") is Reason.EMPTY
    assert reason(b"\0\0 \r\n") is Reason.EMPTY


def test_more_bytes_than_allowed_are_too_large():
    assert reason(b"abc", ReadingLimits(max_bytes=2)) is Reason.TOO_LARGE


def test_a_package_with_too_many_entries_or_too_much_inside_is_refused_unpacked():
    assert reason(package("word/a.xml", "b", "c"), ReadingLimits(max_entries=2)) is Reason.TOO_LARGE
    big = package("word/document.xml", content=b"0" * 5000)
    assert reason(big, ReadingLimits(max_unpacked_bytes=4000)) is Reason.TOO_LARGE


def test_a_zip_bomb_below_the_size_limit_is_known_by_its_density():
    assert reason(package("word/document.xml", content=b"0" * 30_000_000)) is Reason.TOO_LARGE


def test_a_cut_package_is_truncated():
    assert reason(package("word/document.xml")[:40]) is Reason.TRUNCATED


def test_a_locked_package_is_encrypted():
    locked = bytearray(package("word/document.xml"))
    central = locked.rindex(b"PK\x01\x02")
    locked[central + 8] |= 1
    assert reason(bytes(locked)) is Reason.ENCRYPTED
    assert reason(make_compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"})) is Reason.ENCRYPTED


def test_a_damaged_compound_file_says_whether_it_was_cut():
    whole = make_compound({"WordDocument": b"x" * 5000})
    assert reason(whole[:1000]) is Reason.TRUNCATED
    assert reason(whole[:30] + b"\xff\xff" + whole[32:]) is Reason.BROKEN
