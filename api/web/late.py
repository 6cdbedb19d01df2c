"""The late list: every live late flag, with the receipt behind its date."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, TheViewer, allowed
from api.web.forms import asked_day
from api.web.pages import render
from compliance.entries import queries as entries
from compliance.entries.counters.queries import n_incomplete
from core.access import Action
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
    rows = entries.late_list(session, viewer, known_at, incomplete=only_open, page=page)
    return render(
        request,
        "late/list.html",
        rows=rows[: entries.LATE_PAGE],
        has_next=len(rows) > entries.LATE_PAGE,
        page_number=page,
        n_all=entries.n_late(session, viewer, known_at),
        n_open=n_incomplete(session, None if viewer.may(Action.SEE_ALL_DIRECTIVES) else viewer.units, now),
        only_open=only_open,
        known_on=known_on,
        office_rows=entries.office_late_list(session, page) if viewer.may(Action.SEE_ALL_DIRECTIVES) else [],
    )
