"""A reading packed for the database comes back whole."""

import json
import zlib

import pytest

from ingest.packing import pack, unpack
from ingest.text import Box, Cell, DocumentText, Line, Mark, Origin, Page, Region, Table, Word


def document() -> DocumentText:
    box = Box(0.1, 0.2, 0.5, 0.25)
    word = Word("Giao", 0, 4, box, 0.913)
    lines = (
        Line(0, 11, 1, box, (word, Word("Sở Y tế", 5, 11, box)), Region.LEFT, bold=True, italic=True, centred=True),
        Line(12, 15, 1, box, cell=(0, 1, 2), paragraph=4),
    )
    table = Table(1, 2, 3, box, (Cell(1, 2, 12, 15, box, 1, 2),))
    page = Page(1, 595.0, 842.0, Origin.OCR, lines, (table,), 0.97, 90)
    mark = Mark("urgency", "HỎA TỐC", 1, box, 0.8)
    return DocumentText("Giao Sở Ytế\nabc", (page,), "application/pdf", True, 0.97, (mark,), ("Trang mờ.",))


def test_what_is_unpacked_equals_what_was_packed() -> None:
    packed = pack(document())
    again = unpack(packed)
    assert again.text == document().text
    assert again.pages[0].lines[0].words[0] == document().pages[0].lines[0].words[0]
    assert again.pages[0].lines[1] == document().pages[0].lines[1]
    assert again.pages[0].tables == document().pages[0].tables
    assert (again.marks, again.warnings, again.readability) == (document().marks, ("Trang mờ.",), 0.97)
    assert pack(again) == packed


def test_a_reading_of_another_version_is_refused_with_what_to_do() -> None:
    content = json.loads(zlib.decompress(pack(document())))
    content["version"] = 0
    with pytest.raises(ValueError, match="read the original again"):
        unpack(zlib.compress(json.dumps(content).encode()))
