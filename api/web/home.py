"""The first page after signing in: for each role, what needs a decision now."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.deps import DbSession, Now, TheSite, TheViewer
from api.web.directives import signals_of
from api.web.pages import render
from compliance.deadlines.incoming.queries import NEEDS_OFFICE, IncomingFilter, counts, incoming
from compliance.entries import queries as entries
from core.access import AccountRole, Action

router = APIRouter(include_in_schema=False)
FIRST_ROWS = 8


@router.get("/")
def home(request: Request, session: DbSession, site: TheSite, viewer: TheViewer, now: Now) -> Response:
    """Show what waits; a unit's first page is its worklist, a leader's the dashboard."""
    first_pages = {AccountRole.UNIT: "worklist_page", AccountRole.LEADER: "dashboard"}
    if viewer.role in first_pages:
        return RedirectResponse(request.app.url_path_for(first_pages[viewer.role]), HTTPStatus.SEE_OTHER)
    everything = IncomingFilter()
    waiting = entries.awaiting(session, viewer) if viewer.may(Action.JUDGE_ENTRY) else []
    first = [row for row in incoming(session, everything)[:FIRST_ROWS] if row.state in NEEDS_OFFICE]
    return render(
        request,
        "home/home.html",
        counts=counts(session, everything),
        waiting=waiting,
        n_reentries=sum(row.entry_kind == "reentry" for row in waiting),
        n_late=len({row.assignment_id for row, _ in entries.late_list(session, viewer) if row.is_incomplete}),
        first=first,
        signals=signals_of(first, site, now),
        questions=site.law.calendar.open_questions,
    )
