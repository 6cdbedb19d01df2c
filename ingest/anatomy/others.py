"""Pure: further documents in the same file, each known by a letterhead with a number of its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.anatomy.number import find_number
from ingest.anatomy.spelling import FoldedText, is_capital
from ingest.anatomy.zone import Zone, find_zone, is_nation
from ingest.text import DocumentText, Line, Page, Region

_TOP_LINES = 20
_LINES_ABOVE = 6
_ENCLOSED = re.compile(r"\W*(?:ban hanh )?kem theo\b")


@dataclass(frozen=True, slots=True)
class OtherDocument:
    """Where another document begins (no page in a file without layout), and its number as best read.

    ``start`` is the offset of its first line.
    """

    start: int
    page: int | None
    number: str


def find_others(document: DocumentText, body: FoldedText, zone: Zone, own_number: str) -> tuple[OtherDocument, ...]:
    """Return the documents that begin further on.

    An annex is none of them: it repeats the first one's number, or says under its title what it goes with.
    In a file without layout the form of a document with its number left open is none either.

    Args:
        document: the whole file.
        body: its text.
        zone: the letterhead of the first document.
        own_number: number of the first document as best read, empty where it has none.
    """
    found: list[OtherDocument] = []
    for page in _on_pages(document, body) if document.has_layout else _in_text(document, body, zone.body_from):
        number = find_number(find_zone(replace(document, pages=(page,)), body))
        if number is None or (number.is_blank and not document.has_layout):
            continue
        if any(_ENCLOSED.match(_folded(body, line)) for line in page.lines[:_TOP_LINES]):
            continue
        if number.best not in (own_number, *(other.number for other in found)):
            found.append(OtherDocument(page.lines[0].start, page.number if document.has_layout else None, number.best))
    return tuple(found)


def _on_pages(document: DocumentText, body: FoldedText) -> Iterator[Page]:
    """Yield the later pages that open with the country's name."""
    for page in document.pages[1:]:
        if any(is_nation(_folded(body, line)) for line in page.lines[:_TOP_LINES]):
            yield page


def _in_text(document: DocumentText, body: FoldedText, body_from: int) -> Iterator[Page]:
    """Yield what stands around the country's name wherever it comes again, as a page of its own."""
    for page in document.pages:
        for place, line in enumerate(page.lines):
            if place < body_from or not is_nation(_folded(body, line)):
                continue
            first = place
            while first > max(body_from, place - _LINES_ABOVE) and _is_head(document, page.lines[first - 1]):
                first -= 1
            yield replace(page, lines=page.lines[first : place + _TOP_LINES])


def _is_head(document: DocumentText, line: Line) -> bool:
    """Whether a line above the country's name may belong to the same letterhead: its left column, or a name."""
    return line.region is Region.LEFT or is_capital(document.slice(line.start, line.end))


def _folded(body: FoldedText, line: Line) -> str:
    return body.folded[line.start : line.end]
