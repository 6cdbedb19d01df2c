"""The late list: every live late flag, with the receipt behind its date."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.deps import DbSession, TheViewer, allowed
from api.web.forms import asked_day
from api.web.pages import render
from compliance.entries import queries as entries
from core.access import Action
from core.local_time import end_of_day

router = APIRouter(include_in_schema=False)


@router.get("/late", dependencies=[Depends(allowed(Action.SEE_LATE_LIST))])
def late_page(
    request: Request, session: DbSession, viewer: TheViewer, incomplete: str = "", as_known_on: str = ""
) -> Response:
    """Show who was late with an entry, since when, and what has become of it; a unit sees its own flags.

    ``as_known_on``: the flags that stood at the end of that day instead.
    """
    known_on = asked_day(as_known_on)
    every = entries.late_list(session, viewer, end_of_day(known_on) if known_on else None)
    only_open = incomplete == "1"
    return render(
        request,
        "late/list.html",
        rows=[(row, flag) for row, flag in every if row.is_incomplete or not only_open],
        n_all=len(every),
        n_open=sum(row.is_incomplete for row, _ in every),
        only_open=only_open,
        known_on=known_on,
        office_rows=entries.office_late_list(session) if viewer.may(Action.SEE_ALL_DIRECTIVES) else [],
    )
