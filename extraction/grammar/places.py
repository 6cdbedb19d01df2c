"""Where a stretch of a paragraph stands: offsets of the document, page and box."""

from functools import reduce

from extraction.grammar.structure import Paragraph
from extraction.values import Place
from ingest.text import Box, Line


def place_of(paragraph: Paragraph, start: int, end: int) -> Place:
    """Return the place of ``paragraph.text[start:end]``; the box is that of its words on the first of its pages."""
    first = paragraph.place(start)
    last = paragraph.place(max(start, end - 1)) + 1 if end > start else first
    return lines_place(paragraph.lines, first, last)


def lines_place(lines: tuple[Line, ...], first: int, last: int) -> Place:
    """Return the place of ``first:last`` of the document, which lies in ``lines``."""
    inside = [line for line in lines if line.start < last and first < line.end] or list(lines[:1])
    page = inside[0].page
    boxes: list[Box] = []
    for line in inside:
        if line.page != page:
            break
        words = [w.box for w in line.words if w.start < last and first < w.end]
        boxes += words or [line.box]
    return Place(first, last, page, reduce(Box.union, boxes))
