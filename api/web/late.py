"""The late list: every live late flag, with the receipt behind its date."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, TheViewer, allowed
from api.web.forms import asked_day
from api.web.pages import render
from compliance.entries.counters.queries import n_incomplete
from compliance.entries.flagged import queries as flagged
from core.access import Action, Viewer
from core.local_time import end_of_day

router = APIRouter(include_in_schema=False)


@router.get("/late", dependencies=[Depends(allowed(Action.SEE_LATE_LIST))])
def late_page(
    request: Request,
    session: DbSession,
    viewer: TheViewer,
    now: Now,
    incomplete: str = "",
    as_known_on: str = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """Show who was late with an entry, since when, and what has become of it; a unit sees its own flags.

    ``as_known_on``: the flags that stood at the end of that day instead.
    """
    known_on = asked_day(as_known_on)
    known_at = end_of_day(known_on) if known_on else None
    only_open = incomplete == "1"
    rows = flagged.late_list(session, viewer, known_at, incomplete=only_open, page=page)
    return render(
        request,
        "late/list.html",
        rows=rows[: flagged.LATE_PAGE],
        has_next=len(rows) > flagged.LATE_PAGE,
        page_number=page,
        n_all=flagged.n_late(session, viewer, known_at),
        n_open=_n_open(session, viewer, now),
        only_open=only_open,
        known_on=known_on,
        office_rows=flagged.office_late_list(session, page) if viewer.may(Action.SEE_ALL_DIRECTIVES) else [],
    )


def _n_open(session: DbSession, viewer: Viewer, now: datetime) -> int:
    if viewer.sees_given_only:
        return flagged.n_incomplete_of(session, viewer)
    return n_incomplete(session, viewer.units if viewer.is_of_unit else None, now)
