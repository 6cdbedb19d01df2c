"""The first page after signing in: for each role, what needs a decision now."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.deps import DbSession, Now, TheSite, TheViewer
from api.web.directives import signals_of
from api.web.menu import FIRST
from api.web.pages import render
from compliance.deadlines.incoming.queries import NEEDS_OFFICE, IncomingFilter, counts, incoming
from compliance.entries import queries as entries
from compliance.entries.counters.queries import n_incomplete
from compliance.entries.deciding import queries as deciding
from core.access import AccountRole
from core.local_time import local_day

router = APIRouter(include_in_schema=False)
FIRST_ROWS = 8
KINDS = ("first", "reentry")


@router.get("/")
def home(request: Request, session: DbSession, site: TheSite, viewer: TheViewer, now: Now) -> Response:
    """Show what waits for the Office; everyone else begins with the page that is the role's own."""
    if viewer.role is not AccountRole.OFFICE:
        return RedirectResponse(FIRST[viewer.role][0], HTTPStatus.SEE_OTHER)
    everything = IncomingFilter()
    n_first, n_reentries = (entries.n_awaiting(session, viewer, kind) for kind in KINDS)
    first = [row for row in incoming(session, everything, size=FIRST_ROWS) if row.state in NEEDS_OFFICE]
    return render(
        request,
        "home/home.html",
        counts=counts(session, everything, tuple(NEEDS_OFFICE)),
        n_waiting=min(n_first + n_reentries, entries.COUNTED_UP_TO),
        n_reentries=n_reentries,
        counted_up_to=entries.COUNTED_UP_TO,
        n_asked=sum(deciding.asked_counts(session).values()),
        n_results=deciding.n_results(session, viewer),
        n_late=n_incomplete(session, None, now),
        first=first,
        signals=signals_of(first, site, now),
        questions=site.law.calendar.open_questions,
        today=local_day(now),
    )
