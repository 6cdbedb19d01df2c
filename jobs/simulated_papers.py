"""A simulated directive as the reader and the grammar would give it: text with lines, letterhead, tasks; pure."""

from extraction.values import (
    DeadlineMention,
    EntryClass,
    Extraction,
    Mode,
    Place,
    TaskDraft,
    Term,
    TermKind,
    UnitMention,
)
from ingest.letterhead import FieldPlace, Letterhead
from ingest.text import Box, DocumentText, Line, Origin, Page
from jobs.simulated_life import Order, Paper

ISSUER = "UBND tỉnh Thanh Hóa"
KIND = "Công văn"


def text_of(paper: Paper) -> DocumentText:
    """Return the text of a directive: one line for the letterhead, one for each task."""
    written = [_heading(paper), *(order.text for order in paper.orders)]
    lines, start = [], 0
    for n, text in enumerate(written):
        lines.append(Line(start, start + len(text), 1, _box(n, len(written))))
        start += len(text) + 1
    page = Page(1, 595.0, 842.0, Origin.TEXT_LAYER, tuple(lines), readability=1.0)
    return DocumentText("\n".join(written), (page,), "text/plain", has_layout=False)


def letterhead_of(paper: Paper) -> Letterhead:
    """Return the identity of a directive, its ground the first line."""
    place = FieldPlace(0, len(_heading(paper)), 1, _box(0, len(paper.orders) + 1))
    return Letterhead(
        number=_number(paper),
        issued_on=paper.issued_on,
        issuer=ISSUER,
        kind=KIND,
        subject=paper.subject,
        urgency=paper.urgency,
        secrecy=None,
        signer=None,
        signer_title=None,
        addressees=(),
        recipients=(),
        unread=(),
        warnings=(),
        places={"number": place, "issued_on": place, "issuer": place},
    )


def extraction_of(paper: Paper) -> Extraction:
    """Return the tasks of a directive, each grounded to its line."""
    start, drafts = len(_heading(paper)) + 1, []
    for n, order in enumerate(paper.orders, start=1):
        place = Place(start, start + len(order.text), 1, _box(n, len(paper.orders) + 1))
        mention = UnitMention(order.lead, place)
        drafts.append(TaskDraft(order.text, place, Mode.ASSIGN, (mention,), deadline=_deadline(order, place)))
        start += len(order.text) + 1
    return Extraction(tuple(drafts), EntryClass.REGULAR, (), ())


def _deadline(order: Order, place: Place) -> DeadlineMention | None:
    if order.due_on is None:
        return None
    phrase = f"trước ngày {order.due_on:%d/%m/%Y}"
    return DeadlineMention(order.due_on, phrase, Term(TermKind.DAY, phrase, on=order.due_on), place)


def _heading(paper: Paper) -> str:
    return f"{ISSUER}, số {_number(paper)}, ngày {paper.issued_on:%d/%m/%Y}, {paper.subject}"


def _number(paper: Paper) -> str:
    return f"{paper.number}/UBND-VX"


def _box(line: int, lines: int) -> Box:
    return Box(0.0, line / lines, 1.0, (line + 1) / lines)
