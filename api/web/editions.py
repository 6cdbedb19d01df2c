"""The editions as those who make them see them: draft, preview by the units, approval, publication."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, TheActor, TheSite, TheViewer, allowed, check_form
from api.web.forms import SentForm, go_to, number_of, text_of
from api.web.pages import render
from compliance.reports.editions import queries as editions
from compliance.reports.editions.page import draft_page
from compliance.reports.editions.service import (
    WORDS,
    approve_edition,
    discard_edition,
    draft_edition,
    numbers_in,
    open_preview,
    publish_edition,
    redraft_edition,
)
from compliance.reports.hearing.service import answer_correction, answer_error, ask_correction
from compliance.reports.periods import read_period
from core.access import Action, Viewer
from core.errors import Invalid, NotFound
from jobs.portal import last_push

CAN_SEE = Depends(allowed(Action.SEE_FIGURES, Action.WRITE_ENTRY))
CAN_DRAFT = [Depends(check_form), Depends(allowed(Action.DRAFT_EDITION))]
CAN_APPROVE = [Depends(check_form), Depends(allowed(Action.APPROVE_EDITION))]
CAN_ASK = [Depends(check_form), Depends(allowed(Action.SPEAK_FOR_UNIT))]
SHOWN_TO_UNITS = frozenset({editions.PREVIEW, editions.APPROVED, editions.PUBLISHED})

router = APIRouter(include_in_schema=False)


@router.get("/editions", dependencies=[CAN_SEE])
def editions_page(request: Request, session: DbSession, viewer: TheViewer) -> Response:
    """List the editions, those on their way first in time; a unit sees what it may look through."""
    rows = [row for row in editions.editions(session) if _is_shown(row.state, viewer)]
    return render(request, "editions/list.html", rows=rows, state_words=WORDS, pushed=last_push(session))


@router.post("/editions", dependencies=CAN_DRAFT)
def draft(session: DbSession, site: TheSite, now: Now, who: TheActor, form: SentForm) -> Response:
    """Draft an edition of a period that has ended."""
    period = read_period(text_of(form, "period"))
    row = draft_edition(
        session, site.resources.store, period, text_of(form, "reason"), who, site.law, now, site.province
    )
    return go_to(f"/editions/{row.id}", "edition-drafted")


@router.get("/editions/{edition_id}", dependencies=[CAN_SEE])
def edition_page(
    request: Request, session: DbSession, site: TheSite, viewer: TheViewer, now: Now, edition_id: int
) -> Response:
    """Show an edition with its figures, the corrections asked for and the errors reported."""
    row = editions.edition(session, edition_id)
    if not _is_shown(row.state, viewer):
        message = f"Không có bản công bố số {edition_id}."
        raise NotFound(message)
    own = viewer.units if viewer.is_of_unit else None
    return render(
        request,
        "editions/edition.html",
        row=row,
        state_words=WORDS,
        tables=draft_page(numbers_in(site.resources.store, row)),
        corrections=editions.corrections(session, edition_id, own),
        errors=editions.error_reports(session, edition_id) if viewer.may(Action.DRAFT_EDITION) else [],
        may_ask=viewer.may(Action.SPEAK_FOR_UNIT)
        and row.state == editions.PREVIEW
        and row.preview_until_at is not None
        and now < row.preview_until_at,
        is_drafter=row.drafted_by_id == viewer.account_id,
    )


@router.post("/editions/{edition_id}/steps", dependencies=CAN_DRAFT)
def take_step(session: DbSession, site: TheSite, now: Now, who: TheActor, edition_id: int, form: SentForm) -> Response:
    """Let the Office count a draft anew, send it to the units, publish it or give it up."""
    store, step = site.resources.store, text_of(form, "step")
    if step == "redraft":
        redraft_edition(session, store, edition_id, who, site.law, now, site.province)
    elif step == "preview":
        open_preview(session, edition_id, who, site.law, now)
    elif step == "publish":
        publish_edition(session, store, edition_id, who, now)
    elif step == "discard":
        discard_edition(session, edition_id, who, now)
    else:
        message = "Biểu mẫu thiếu thông tin. Đề nghị tải lại trang rồi thực hiện lại."
        raise Invalid(message)
    return go_to(f"/editions/{edition_id}", f"edition-{step}")


@router.post("/editions/{edition_id}/approval", dependencies=CAN_APPROVE)
def approve(session: DbSession, now: Now, who: TheActor, edition_id: int) -> Response:
    """Let an edition be published; never by whoever drafted it."""
    approve_edition(session, edition_id, who, now)
    return go_to(f"/editions/{edition_id}", "edition-approved")


@router.post("/editions/{edition_id}/corrections", dependencies=CAN_ASK)
def ask(session: DbSession, viewer: TheViewer, now: Now, who: TheActor, edition_id: int, form: SentForm) -> Response:
    """Let a unit ask for a correction."""
    if viewer.unit_id is None:
        message = "Tài khoản này không gắn với đơn vị nào."
        raise Invalid(message)
    ask_correction(session, edition_id, viewer.unit_id, text_of(form, "text"), who, now)
    return go_to(f"/editions/{edition_id}", "correction-asked")


@router.post("/editions/{edition_id}/answers", dependencies=CAN_DRAFT)
def answer(session: DbSession, now: Now, who: TheActor, edition_id: int, form: SentForm) -> Response:
    """Let the Office answer a correction that was asked for, or an error that was reported."""
    said = text_of(form, "answer")
    if text_of(form, "kind") == "error":
        answer_error(session, number_of(form, "number"), said, who, now)
    else:
        is_accepted = text_of(form, "accepted") == "yes"
        answer_correction(session, number_of(form, "number"), is_accepted=is_accepted, answer=said, who=who, now=now)
    return go_to(f"/editions/{edition_id}", "edition-answered")


def _is_shown(state: str, viewer: Viewer) -> bool:
    return not viewer.is_of_unit or state in SHOWN_TO_UNITS
