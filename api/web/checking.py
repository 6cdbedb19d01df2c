"""The Office at its desk: accept a task, dismiss a sentence, take a change back, tell who else is here, pick words."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.params import Path as InPath
from fastapi.responses import JSONResponse, RedirectResponse, Response

from api.accesses import keep_access
from api.deps import DbSession, Now, TheActor, TheSite, TheViewer, allowed, check_form
from api.web.forms import SentForm, go_to, number_of, text_of
from api.web.pages import render
from api.web.review_page import load_review, stamp
from compliance.deadlines.incoming.queries import known_of
from core.access import Action
from core.errors import NotFound
from core.local_time import LOCAL
from extraction import queries as tasks
from extraction.review.desk.service import check_sentence, check_task, come, leave, uncheck_task
from extraction.review.progress import next_to_check
from extraction.review.queries import last_step, present
from extraction.review.undo.service import undo_last
from extraction.side_by_side import Row, lines_beside
from ingest import queries as documents
from jobs import pipeline

CAN_SEE = [Depends(allowed(Action.SEE_ALL_DIRECTIVES))]
CAN_REVIEW = [Depends(check_form), Depends(allowed(Action.REVIEW_DIRECTIVE))]

router = APIRouter(include_in_schema=False)


@router.post("/tasks/{task_id}/check", dependencies=CAN_REVIEW)
def accept(request: Request, session: DbSession, now: Now, who: TheActor, task_id: int, form: SentForm) -> Response:
    """Accept a task as it stands and go on to the next one; when all are accepted, to the check-list."""
    task = check_task(session, task_id, number_of(form, "version"), who, now)
    session.flush()
    page = load_review(session, task.directive_id, by_document=_by_document(request))
    following = next_to_check([view.standing for view in page.tasks], task.ordinal)
    return back_to(request, task.directive_id, "", f"#task-{following}" if following else "#confirm-form")


@router.post("/tasks/{task_id}/uncheck", dependencies=CAN_REVIEW)
def take_back(request: Request, session: DbSession, now: Now, who: TheActor, task_id: int) -> Response:
    """Take the acceptance of a task back."""
    task = uncheck_task(session, task_id, who, now)
    return back_to(request, task.directive_id, "", f"#task-{task.ordinal}")


@router.post("/directives/{directive_id}/sentences/{number}", dependencies=CAN_REVIEW)
def dismiss(request: Request, session: DbSession, now: Now, who: TheActor, directive_id: int, number: int) -> Response:
    """Keep that a sentence which no task claims charges nobody."""
    check_sentence(session, directive_id, number, who, now)
    return back_to(request, directive_id, "", "#unclaimed")


@router.post("/directives/{directive_id}/undo", dependencies=CAN_REVIEW)
def undo(request: Request, session: DbSession, site: TheSite, now: Now, who: TheActor, directive_id: int) -> Response:
    """Take the last change back; dates and openings follow."""
    undo_last(session, directive_id, who, now)
    pipeline.after_correction(session, directive_id, site.law, now)
    return back_to(request, directive_id, "undone", "#tasks")


@router.post("/directives/{directive_id}/presence", dependencies=CAN_REVIEW)
def tell_presence(
    session: DbSession, viewer: TheViewer, now: Now, who: TheActor, directive_id: int, form: SentForm
) -> Response:
    """Keep that this account has a directive open; tell a page with script who else has, and whether it changed."""
    documents.directive(session, directive_id)
    if text_of(form, "leaves"):
        leave(session, directive_id, who, now)
        return Response(status_code=HTTPStatus.NO_CONTENT)
    with_script = bool(text_of(form, "stamp"))
    come(session, directive_id, who, now, stays=not with_script)
    if not with_script:
        return go_to(f"/directives/{directive_id}", "taken-up")
    session.flush()
    others = others_present(session, directive_id, viewer.account_id, now)
    return JSONResponse({"others": others, "stamp": stamp_of(session, directive_id)})


@router.get("/directives/{directive_id}/pages/{number}/words", dependencies=CAN_SEE)
def words_of_page(session: DbSession, directive_id: int, number: Annotated[int, InPath(ge=1)]) -> Response:
    """Give the words of a page with their boxes, in reading order: what is picked on the picture fills a field.

    Raises:
        NotFound: no such page with positions.
    """
    directive = documents.directive(session, directive_id)
    document = None if directive.purged_at else documents.document_text(session, directive_id)
    if document is None or not document.has_layout or number > len(document.pages):
        message = f"Văn bản không có vị trí chữ của trang {number}."
        raise NotFound(message)
    words = [
        [word.text, *(round(side, 4) for side in word.box)]
        for line in document.pages[number - 1].lines
        for word in line.words
    ]
    return JSONResponse(words)


@router.get("/directives/{directive_id}/beside/{other_id}", dependencies=CAN_SEE)
def beside_page(
    request: Request, session: DbSession, site: TheSite, who: TheActor, now: Now, directive_id: int, other_id: int
) -> Response:
    """Show two documents side by side: what identifies them, their pages, and the lines in which they differ."""
    sides = [documents.directive(session, each) for each in (directive_id, other_id)]
    for side in sides:
        keep_access(site, who, side.id, "page", now)
    texts = [None if side.purged_at else documents.document_text(session, side.id) for side in sides]
    lines: list[Row] = []
    if all(text is not None for text in texts):
        lines = lines_beside(*(text.text.splitlines() for text in texts if text is not None))
    return render(request, "directives/beside.html", sides=sides, texts=texts, lines=lines)


def others_present(session: DbSession, directive_id: int, account_id: int, now: datetime) -> list[str]:
    """Return in words who else has the directive open, the one who came first named as at work on it."""
    here = present(session, directive_id, now)
    return [
        f"{name} ({'đang kiểm tra' if place == 0 else 'đang xem'} từ {row.since_at.astimezone(LOCAL):%H:%M})"
        for place, (row, name) in enumerate(here)
        if row.account_id != account_id
    ]


def stamp_of(session: DbSession, directive_id: int) -> str:
    """Return what the page of a directive carries, so that it may tell whether it is still as it was shown."""
    known = known_of(session, directive_id)
    return stamp(known, last_step(session, directive_id), tasks.tasks_of(session, directive_id))


def back_to(request: Request, directive_id: int, done: str, anchor: str) -> RedirectResponse:
    """Send the browser back to the directive, in the order of tasks in which it was shown."""
    path = f"/directives/{directive_id}"
    if not _by_document(request):
        return go_to(path, done or None, anchor)
    query = f"?order=document&done={done}" if done else "?order=document"
    return go_to(f"{path}{query}", None, anchor)


def _by_document(request: Request) -> bool:
    query = parse_qs(urlsplit(request.headers.get("referer", "")).query)
    return query.get("order") == ["document"]
