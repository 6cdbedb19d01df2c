"""Where a stretch of a paragraph stands: offsets of the document, page and box."""

from bisect import bisect_left, bisect_right
from operator import attrgetter

from extraction.grammar.structure import Paragraph
from extraction.values import Place
from ingest.text import Box, Line

_START, _END = attrgetter("start"), attrgetter("end")


def place_of(paragraph: Paragraph, start: int, end: int) -> Place:
    """Return the place of ``paragraph.text[start:end]``; the box is that of its words on the first of its pages."""
    first = paragraph.place(start)
    last = paragraph.place(max(start, end - 1)) + 1 if end > start else first
    return lines_place(paragraph.lines, first, last)


def lines_place(lines: tuple[Line, ...], first: int, last: int) -> Place:
    """Return the place of ``first:last`` of the document, which lies in ``lines``."""
    inside = [line for line in lines if line.start < last and first < line.end] or lines[:1]
    page = inside[0].page
    boxes: list[Box] = []  # joined once: a union for each word is felt in long tables
    for line in inside:
        if line.page != page:
            break
        if first <= line.start and line.end <= last:
            boxes.append(line.box)
            continue
        begin, end = bisect_right(line.words, first, key=_END), bisect_left(line.words, last, key=_START)
        boxes += [word.box for word in line.words[begin:end]] or [line.box]
    if len(boxes) == 1:
        return Place(first, last, page, boxes[0])
    x0s, y0s, x1s, y1s = zip(*boxes, strict=True)
    return Place(first, last, page, Box(min(x0s), min(y0s), max(x1s), max(y1s)))
