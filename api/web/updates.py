"""Documents that were withdrawn, updated or replaced: what waits for the Office, and the two versions side by side."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, TheActor, TheSite, allowed, check_form
from api.web.forms import SentForm, go_to, text_of
from api.web.pages import render
from core.access import Action
from ingest import queries as documents
from ingest.models import Directive
from ingest.packages.facts import in_words
from ingest.updates import queries as updates
from jobs.deciding import decide_review, pairs_of

CAN_SEE = [Depends(allowed(Action.SEE_ALL_DIRECTIVES))]
CAN_DECIDE = [Depends(check_form), Depends(allowed(Action.REVIEW_DIRECTIVE))]
ACTS = {"withdraw": "Thu hồi", "update": "Cập nhật", "replace": "Thay thế"}
HOW = {
    "carry": "Tiếp tục",
    "freeze": "Tạm dừng",
    "close": "Chấm dứt",
}

router = APIRouter(include_in_schema=False)


@router.get("/updates", dependencies=CAN_SEE)
def updates_page(request: Request, session: DbSession) -> Response:
    """Show the reviews, those that wait first."""
    rows = updates.reviews(session)
    return render(
        request,
        "updates/list.html",
        rows=rows,
        names={row.id: in_words(row.named) for row in rows},
        old={row.id: _directive(session, row.old_id) for row in rows},
        acts=ACTS,
    )


@router.get("/updates/{review_id}", dependencies=CAN_SEE)
def update_page(request: Request, session: DbSession, review_id: int) -> Response:
    """Show the old document's tasks beside the new one's, and the form of the decision."""
    review = updates.review(session, review_id)
    old, new = _directive(session, review.old_id), _directive(session, review.new_id)
    return render(
        request,
        "updates/show.html",
        review=review,
        old=old,
        new=new,
        named=in_words(review.named),
        pairs=pairs_of(session, review),
        asks_version=new is not None and new.revises_id is not None,
        acts=ACTS,
        how=HOW,
    )


@router.post("/updates/{review_id}", dependencies=CAN_DECIDE)
def decide(session: DbSession, site: TheSite, now: Now, who: TheActor, review_id: int, form: SentForm) -> Response:
    """Carry out what the Office decided about each task of the old document."""
    decisions = {
        int(name.removeprefix("task-")): text_of(form, name)
        for name in form
        if name.startswith("task-") and name.removeprefix("task-").isdecimal()
    }
    decide_review(
        session,
        review_id,
        decisions=decisions,
        adopted=text_of(form, "adopted") == "yes",
        note=text_of(form, "note"),
        who=who,
        law=site.law,
        now=now,
    )
    return go_to(f"/updates/{review_id}", "update-decided")


def _directive(session: DbSession, directive_id: int | None) -> Directive | None:
    return documents.directive(session, directive_id) if directive_id is not None else None
