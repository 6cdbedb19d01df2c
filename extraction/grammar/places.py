"""Where a stretch of a paragraph stands: offsets of the document, page and box."""

from extraction.grammar.structure import Paragraph
from extraction.values import Place
from ingest.text import Box, DocumentText, Line


def place_of(document: DocumentText, paragraph: Paragraph, start: int, end: int) -> Place:
    """Return the place of ``paragraph.text[start:end]``; the box is that of its words on the first of its pages."""
    first = paragraph.place(start)
    last = paragraph.place(max(start, end - 1)) + 1 if end > start else first
    return lines_place(paragraph.lines, first, last)


def lines_place(lines: tuple[Line, ...], first: int, last: int) -> Place:
    """Return the place of ``first:last`` of the document, which lies in ``lines``."""
    inside = [l for l in lines if l.start < last and first < l.end] or list(lines[:1])
    page = inside[0].page
    box: Box | None = None
    for line in inside:
        if line.page != page:
            break
        words = [w.box for w in line.words if w.start < last and first < w.end] or [line.box]
        for each in words:
            box = each if box is None else box.union(each)
    assert box is not None
    return Place(first, last, page, box)
