"""What every stretch of a directive was taken for: nothing of the document disappears unseen."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.accesses import opening
from api.deps import DbSession, allowed
from api.web.pages import render
from core.access import Action
from core.errors import NotFound
from extraction import queries as tasks
from extraction.models import ExtractionRun
from extraction.values import PartKind
from ingest import queries as documents
from ingest.text import DocumentText

WORDS: Mapping[PartKind, str] = {
    PartKind.TASK: "nhiệm vụ",
    PartKind.UNCLAIMED: "câu giao việc chưa thuộc nhiệm vụ",
    PartKind.LEAD_IN: "câu dẫn",
    PartKind.HEADING: "đề mục",
    PartKind.LETTERHEAD: "phần đầu văn bản",
    PartKind.ADDRESSEES: "kính gửi",
    PartKind.BASIS: "căn cứ",
    PartKind.ASSESSMENT: "đánh giá, tình hình",
    PartKind.TABLE: "bảng không giao việc",
    PartKind.RECIPIENTS: "nơi nhận",
    PartKind.SIGNATURE: "chữ ký",
    PartKind.OTHER: "nội dung khác",
}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring parts of one kind; ``letters`` counts their characters."""

    kind: PartKind
    words: str
    page: int
    text: str
    letters: int


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the document is of one kind; ``start`` and ``width`` are percent of the bar."""

    kind: PartKind
    words: str
    start: float
    width: float


@router.get(
    "/directives/{directive_id}/coverage",
    dependencies=[Depends(allowed(Action.SEE_ALL_DIRECTIVES)), Depends(opening("page"), scope="function")],
)
def coverage_page(request: Request, session: DbSession, directive_id: int) -> Response:
    """Show the document from top to bottom, each stretch with what it was taken for, and how much of each there is."""
    directive = documents.directive(session, directive_id)
    run = tasks.run_of(session, directive_id)
    document = documents.document_text(session, directive_id)
    if run is None or document is None:
        message = "Văn bản này chưa được đọc và tách nhiệm vụ."
        raise NotFound(message)
    stretches = stretches_of(run, document)
    return render(
        request, "directives/coverage.html", directive=directive, stretches=stretches, shares=shares_of(stretches)
    )


def stretches_of(run: ExtractionRun, document: DocumentText) -> list[Stretch]:
    """Return the ledger in the order of the text, what no task claims marked as such."""
    missed = [(place["start"], place["end"]) for place in run.unclaimed]
    found: list[Stretch] = []
    for name, place in run.parts:
        start, end = place["start"], place["end"]
        kind = PartKind.UNCLAIMED if any(a < end and start < b for a, b in missed) else PartKind(name)
        text = document.slice(start, end).strip()
        if not text:
            continue
        if found and (found[-1].kind, found[-1].page) == (kind, place["page"]) and kind is not PartKind.TASK:
            before = found.pop()
            text = f"{before.text}\n{text}"
        found.append(Stretch(kind, WORDS[kind], place["page"], text, len(text)))
    return found


def shares_of(stretches: list[Stretch]) -> list[Share]:
    """Return the bar: one share a kind that occurs, in the order of `WORDS`, together the whole."""
    total = sum(stretch.letters for stretch in stretches) or 1
    shares: list[Share] = []
    start = 0.0
    for kind, words in WORDS.items():
        width = 100 * sum(stretch.letters for stretch in stretches if stretch.kind is kind) / total
        if width:
            shares.append(Share(kind, words, round(start, 2), round(width, 2)))
            start += width
    return shares
