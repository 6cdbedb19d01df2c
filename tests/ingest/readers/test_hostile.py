"""Files made to hurt: each ends in a text or in a reason, within bounds of time and memory, and the readers go on."""

import io
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from PIL import Image

from ingest.readers.failures import Reason, Unreadable
from ingest.readers.isolated import ReaderProcesses
from ingest.readers.limits import ReadingLimits
from ingest.readers.pdf import BROKEN_PAGE
from ingest.readers.read import read_document
from tests.ingest.readers.word97 import line, make_doc

pytestmark = pytest.mark.no_cover  # in processes of their own, and nothing pure in it

SECONDS = 60
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
WORDS = "Giao So Y te kiem tra"
TEXT = f"BT /F 12 Tf 40 700 Td ({WORDS}) Tj ET".encode()
BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'


@pytest.fixture(scope="module")
def readers() -> Iterator[ReaderProcesses]:
    with ReaderProcesses(1, ReadingLimits(max_seconds=SECONDS, max_memory_bytes=1_200_000_000)) as found:
        yield found


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n" % (len(content), more) + content + b"\nendstream"


def packed(content: bytes, more: bytes = b"") -> bytes:
    return stream(zlib.compress(content, 9), more + b"/Filter/FlateDecode")


def page(box: bytes = b"[0 0 595 842]", contents: bytes = b"4 0 R", things: bytes = b"") -> bytes:
    resources = b"/Resources<</Font<</F 5 0 R>>/XObject<<" + things + b">>>>"
    return b"<</Type/Page/Parent 2 0 R/MediaBox" + box + b"/Contents " + contents + resources + b">>"


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1, the first its catalogue."""
    content, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table)
    return bytes(content)


def one_page(first: bytes = page(), content: bytes = stream(TEXT), *more: bytes) -> bytes:
    return pdf(CATALOG, PAGES, first, content, FONT, *more)


def package(**parts: bytes) -> bytes:
    """A Word file with parts put in place of its own, or beside them."""
    empty, written = io.BytesIO(), io.BytesIO()
    document = Document()
    document.add_paragraph(WORDS)
    document.save(empty)
    named = {"word/" + name.replace("__", "."): part for name, part in parts.items()}
    with ZipFile(empty) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in named:
                target.writestr(name, source.read(name))
        for name, part in named.items():
            target.writestr(name, part)
    return written.getvalue()


def word(body: str) -> bytes:
    return package(document__xml=(BODY % body).encode())


def picture(side: int) -> bytes:
    stream = io.BytesIO()
    Image.new("1", (side, side), 1).save(stream, "PNG")
    return stream.getvalue()


FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
MANY = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * 5_000
KIDS = b" ".join(b"%d 0 R" % (number + 3) for number in range(5_000))
LAUGHS = '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
) + "]>"  # fmt: skip

REFUSED = {
    "five thousand pages": ("a.pdf", pdf(
        CATALOG, b"<</Type/Pages/Count 5000/Kids[" + KIDS + b"]>>", *MANY), {Reason.TOO_MANY_PAGES}),
    "a page five metres wide": ("a.pdf", one_page(page(b"[0 0 14173 842]")), {Reason.TOO_LARGE}),
    "a million lines drawn on a page": ("a.pdf", one_page(
        page(), packed(TEXT + b" 0 0 m 9 9 l S" * 300_000)), {Reason.TOO_LARGE}),
    "a picture of 400 megapixels": ("a.png", picture(20_000), {Reason.TOO_LARGE}),
    "a blank picture called a PDF": ("a.pdf", picture(40), {Reason.NO_TEXT}),
    "a package that unpacks to a gigabyte": ("a.docx", package(
        document__xml=b" " * 350_000_000), {Reason.TOO_LARGE}),
    "a part packed beyond reason": ("a.docx", package(media=b"\0" * 60_000_000), {Reason.TOO_LARGE}),
    "a laugh a billion times": ("a.docx", package(
        document__xml=(LAUGHS + BODY % "<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>").encode()), {Reason.BROKEN}),
    "elements nested a hundred thousand deep": ("a.docx", word(
        "<w:sdt>" * 100_000 + "</w:sdt>" * 100_000), {Reason.BROKEN}),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_made_to_hurt_ends_in_a_reason(readers, name):
    file_name, content, reasons = REFUSED[name]
    started = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        readers.read(content, file_name)
    assert refused.value.reason in reasons
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize(("kids", "broken"), [(b"3 0 R 6 0 R", 2), (b"6 0 R 3 0 R", 1)])
def test_a_page_that_is_none_is_named_and_the_others_are_read(kids, broken):
    pages = b"<</Type/Pages/Kids[%s]/Count 2>>" % kids
    document = read_document(pdf(CATALOG, pages, page(), stream(TEXT), FONT, b"42"), "a.pdf", ReadingLimits())
    assert document.text == WORDS
    assert document.warnings == (BROKEN_PAGE.format(broken),)
    assert [bool(each.lines) for each in document.pages] == [broken != 1, broken != 2]


def test_pages_of_which_none_is_one_are_refused():
    pages = b"<</Type/Pages/Kids[6 0 R 6 0 R]/Count 2>>"
    with pytest.raises(Unreadable) as refused:
        read_document(pdf(CATALOG, pages, page(), stream(TEXT), FONT, b"42"), "a.pdf", ReadingLimits())
    assert refused.value.reason is Reason.BROKEN


READ = {
    "a page tree that holds itself": ("a.pdf", pdf(
        CATALOG, b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>", page(), stream(TEXT), FONT)),
    "a page a hair wide": ("a.pdf", one_page(page(b"[0 0 0.001 842]"))),
    "a page tree that is its own parent": ("a.pdf", pdf(
        CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1/Parent 2 0 R>>", page(), stream(TEXT), FONT)),
    "contents that hold their page": ("a.pdf", one_page(
        page(contents=b"[4 0 R 3 0 R 6 0 R]"), stream(TEXT), b"[6 0 R 4 0 R]")),
    "a stream whose length is itself": ("a.pdf", one_page(
        page(), b"<</Length 4 0 R>>stream\n" + TEXT + b"\nendstream")),
    "a page that unpacks to fifty megabytes": ("a.pdf", one_page(page(), packed(TEXT + b" " * 50_000_000))),
    "a cell that covers a billion columns": ("a.docx", word(
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
        f"<w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>")),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_what_runs_in_circles_is_read_once(readers, name):
    file_name, content = READ[name]
    started = time.monotonic()
    assert WORDS in readers.read(content, file_name).text
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize(
    ("name", "content", "step"),
    [
        ("a.pdf", one_page(page(b"[0 0 300 100]")), 1),
        ("a.docx", word(f"<w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p>"), 61),
        ("a.doc", make_doc([line(WORDS)]), 61),
        ("a.png", picture(40), 9),
    ],
)
def test_a_file_cut_at_any_byte_ends_in_a_text_or_a_reason(name, content, step, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))  # without LibreOffice: our own readers are to meet the cuts
    for size in range(0, len(content), step):
        with suppress(Unreadable):
            assert read_document(content[:size], name, ReadingLimits()).text


SCRIPT = b"<</S/JavaScript/JS(while\\(1\\){})>>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf(CATALOG[:-2] + b"/OpenAction" + SCRIPT + b">>", PAGES, page(), stream(TEXT), FONT)),
        ("a.docm", package(vbaProject__bin=b"\xcc\x61")),
    ],
)
def test_a_script_inside_is_not_run_and_is_told(readers, name, content):
    document = readers.read(content, name)
    assert WORDS in document.text
    assert any("mã lệnh" in warning for warning in document.warnings)


@pytest.mark.full
@pytest.mark.parametrize(
    "content",
    [
        one_page(page(things=b"/X 6 0 R"), stream(TEXT + b" /X Do"),
                 stream(b"/X Do /X Do", FORM + b"/Resources<</XObject<</X 6 0 R>>>>")),
        one_page(page(), packed(b"BT /F 12 Tf 40 700 Td " + b"(Giao So Y te kiem tra ) Tj " * 400_000 + b"ET")),
        one_page(page(), packed(TEXT + b" q Q" * 100_000_000)),
        one_page(page(things=b"/I 6 0 R"), stream(b"595 0 0 842 0 0 cm /I Do"),
                 packed(b"\xff" * (60_000 * 7_500), b"/Type/XObject/Subtype/Image/Width 60000/Height 60000"
                        b"/BitsPerComponent 1/ColorSpace/DeviceGray")),
    ],
    ids=["a drawing that draws itself twice", "nine million letters", "four hundred megabytes", "3,600 megapixels"],
)  # fmt: skip
def test_what_eats_time_or_memory_is_ended_and_the_readers_go_on(readers, content):
    try:
        readers.read(content, "a.pdf")
    except Unreadable as refused:
        assert refused.reason in (Reason.OUT_OF_MEMORY, Reason.OUT_OF_TIME, Reason.TOO_LARGE, Reason.NO_TEXT)  # noqa: PT017
    assert readers.read(one_page(), "a.pdf").text == WORDS
