"""Pure: further documents in the same file, each known by a letterhead with a number of its own."""

from dataclasses import dataclass, replace

from ingest.anatomy.number import find_number
from ingest.anatomy.spelling import FoldedText
from ingest.anatomy.zone import find_zone, is_nation
from ingest.text import DocumentText

_TOP_LINES = 20


@dataclass(frozen=True, slots=True)
class OtherDocument:
    """Where another document begins, and its number as best read."""

    page: int
    number: str


def find_others(document: DocumentText, body: FoldedText, own_number: str) -> tuple[OtherDocument, ...]:
    """Return the documents that begin on later pages; an annex repeats the first one's number and is none of them.

    Args:
        document: the whole file.
        body: its text.
        own_number: number of the first document as best read, empty where it has none.
    """
    found: list[OtherDocument] = []
    for page in document.pages[1:]:
        top = [body.folded[line.start : line.end] for line in page.lines[:_TOP_LINES]]
        if not any(map(is_nation, top)):
            continue
        number = find_number(find_zone(replace(document, pages=(page,)), body))
        if number and number.best not in (own_number, *(other.number for other in found)):
            found.append(OtherDocument(page.number, number.best))
    return tuple(found)
