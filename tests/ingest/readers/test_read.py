import shutil
import subprocess
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import Workbook
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest.readers.doc import CONVERTED, read_doc
from ingest.readers.failures import Reason, Unreadable
from ingest.readers.limits import ReadingLimits
from ingest.readers.office import is_installed
from ingest.readers.read import read_document, render
from tests.ingest.readers.word97 import Extras, line, make_doc

LIMITS = ReadingLimits()


def docx(text: str = "Giao Sở A") -> bytes:
    stream = BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(stream)
    return stream.getvalue()


def xlsx(value: str = "Giao Sở A") -> bytes:
    stream = BytesIO()
    workbook = Workbook()
    workbook.active["A1"] = value
    workbook.save(stream)
    return stream.getvalue()


def picture(kind: str = "PNG") -> bytes:
    stream = BytesIO()
    Image.new("L", (60, 80), 255).save(stream, kind)
    return stream.getvalue()


def one_page_pdf() -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(200, 300))
    canvas.drawString(20, 200, "Giao So A")
    canvas.save()
    return stream.getvalue()


def reason(content: bytes, name: str, limits: ReadingLimits = LIMITS) -> Reason:
    with pytest.raises(Unreadable) as refused:
        read_document(content, name, limits)
    assert refused.value.message
    return refused.value.reason


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (docx(), "a.docx"),
        (xlsx(), "a.xlsx"),
        (make_doc([line("Giao Sở A")]), "a.doc"),
        ("Giao Sở A".encode(), "a.txt"),
        ("Giao Sở A".encode(), "khong-duoi"),
    ],
)
def test_each_format_is_read_by_its_reader_without_a_warning_on_the_name(content, name, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))  # no other program takes part
    document = read_document(content, name, LIMITS)
    assert document.text == "Giao Sở A"
    assert not any("Tên tệp" in warning for warning in document.warnings)


def test_a_supported_file_under_another_name_is_read_with_a_warning():
    document = read_document(docx(), "van-ban.pdf", LIMITS)
    assert document.text == "Giao Sở A"
    assert "DOCX" in document.warnings[-1]


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "a.pdf", Reason.EMPTY),
        (b"Not a PDF at all", "a.pdf", Reason.MISLABELLED),
        (b"<html>abc</html>", "a.doc", Reason.MISLABELLED),
        (b"<html>abc</html>", "a.html", Reason.UNSUPPORTED),
        (b"\x7fELF\x01\x02\x03\x04\x05\x06", "a.docx", Reason.MISLABELLED),
        (b"\x7fELF\x01\x02\x03\x04\x05\x06", "a.bin", Reason.UNSUPPORTED),
        (b"----------\n", "a.txt", Reason.NO_TEXT),
        (b"\x89PNG\r\n\x1a\nnonsense", "a.pdf", Reason.BROKEN),
    ],
)
def test_a_file_that_cannot_be_read_has_its_reason(content, name, why):
    assert reason(content, name) is why


def test_too_much_text_is_refused():
    assert reason("Giao Sở A".encode(), "a.txt", ReadingLimits(max_characters=4)) is Reason.TOO_LARGE


def replaced(content: bytes, name: str, with_: bytes) -> bytes:
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(stream, "w") as package:
        for entry in source.namelist():
            package.writestr(entry, with_ if entry == name else source.read(entry))
    return stream.getvalue()


def test_entity_bombs_broken_xml_and_missing_parts_are_broken():
    bomb = b'<!DOCTYPE x [<!ENTITY a "a"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert reason(replaced(docx(), "word/document.xml", bomb), "a.docx") is Reason.BROKEN
    assert reason(replaced(docx(), "word/document.xml", b"<w:document"), "a.docx") is Reason.BROKEN
    assert reason(replaced(docx(), "_rels/.rels", b"<Relationships"), "a.docx") is Reason.BROKEN
    assert reason(replaced(xlsx(), "xl/workbook.xml", bomb), "a.xlsx") is Reason.BROKEN


def test_any_truncation_of_a_package_ends_in_a_reason():
    content = docx()
    for length in range(0, len(content), len(content) // 60):
        with pytest.raises(Unreadable):
            read_document(content[:length], "a.docx", LIMITS)


def outcome(content: bytes) -> Reason | None:
    try:
        read_document(content, "a.docx", LIMITS)
    except Unreadable as refused:
        return refused.reason
    return None


def test_any_changed_byte_of_a_package_ends_in_a_text_or_a_reason():
    content = docx("Giao Sở Xây dựng báo cáo")
    places = range(0, len(content), len(content) // 120)
    outcomes = {outcome(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]) for place in places}
    assert None in outcomes
    assert Reason.BROKEN in outcomes


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A stand-in for LibreOffice that does as the shell lines say."""

    def install(*lines: str) -> None:
        program = tmp_path / "soffice"
        program.write_text("\n".join(("#!/bin/sh", 'for last; do :; done; out="$7"; mkdir -p "$out"', *lines)))
        program.chmod(0o755)
        (tmp_path / "made.docx").write_bytes(docx("Từ RTF"))
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return install


OLD_WORD = make_doc([line("x")], Extras(version=0x65))


WORD_97 = make_doc([line("Giao Sở A")])


@pytest.mark.parametrize(("content", "name"), [(b"{\\rtf1 abc}", "a.rtf"), (OLD_WORD, "a.doc"), (WORD_97, "a.doc")])
def test_old_formats_are_read_through_libreoffice_where_it_is(content, name, office, tmp_path):
    office(f'cp {tmp_path}/made.docx "$out/in.docx"')
    document = read_document(content, name, LIMITS)
    assert document.text == "Từ RTF"
    assert "LibreOffice" in document.warnings[-1]


def test_old_formats_without_libreoffice_are_not_supported(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert reason(b"{\\rtf1 abc}", "a.rtf") is Reason.UNSUPPORTED
    assert reason(OLD_WORD, "a.doc") is Reason.UNSUPPORTED


def test_word_97_is_read_here_with_a_warning_where_libreoffice_is_missing_or_fails(office, tmp_path, monkeypatch):
    office("exit 1")
    failed = read_document(WORD_97, "a.doc", LIMITS)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    missing = read_document(WORD_97, "a.doc", LIMITS)
    assert failed == missing
    assert (missing.text, missing.warnings) == ("Giao Sở A", (CONVERTED,))


@pytest.mark.full
@pytest.mark.skipif(not is_installed(), reason="LibreOffice is not installed")
def test_the_real_libreoffice_reads_old_word_and_rtf(tmp_path):
    (tmp_path / "a.docx").write_bytes(docx())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    made = [shutil.which("soffice") or "libreoffice", profile, "--headless", "--convert-to", "doc", "--outdir"]
    subprocess.run([*made, str(tmp_path), str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=120)
    rich = rb"{\rtf1\ansi Giao S\u7903? A}"
    for content, name in (((tmp_path / "a.doc").read_bytes(), "a.doc"), (rich, "a.rtf")):
        document = read_document(content, name, LIMITS)
        assert document.text == "Giao Sở A"
        assert "LibreOffice" in document.warnings[-1]
    assert read_doc((tmp_path / "a.doc").read_bytes()).text == "Giao Sở A"


def test_a_conversion_that_fails_or_hangs_has_its_reason(office):
    office("exit 1")
    assert reason(b"{\\rtf1 abc}", "a.rtf") is Reason.BROKEN
    office("sleep 30")
    assert reason(b"{\\rtf1 abc}", "a.rtf", ReadingLimits(max_seconds=0.3)) is Reason.OUT_OF_TIME


def test_pages_of_a_pdf_and_of_a_picture_are_drawn():
    for content in (one_page_pdf(), picture(), picture("TIFF")):
        assert render(content, 1, 50, LIMITS).startswith(b"\x89PNG")


def test_a_file_without_pages_is_not_drawn():
    with pytest.raises(Unreadable) as refused:
        render(b"Giao So A", 1, 50, LIMITS)
    assert refused.value.reason is Reason.UNSUPPORTED
