"""What the administrator looks at: the units."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import Field

from api.deps import DbSession, Now, allowed
from api.web.pages import render
from core import queries as register
from core.access import Action
from core.local_time import local_day

CAN_ADMINISTER = [Depends(allowed(Action.ADMINISTER))]
Words = Annotated[str, Field(max_length=200)]

router = APIRouter(include_in_schema=False)


@router.get("/units", dependencies=CAN_ADMINISTER)
def units_page(
    request: Request,
    session: DbSession,
    now: Now,
    q: Words = "",
    kind: str = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """Show the units with their other names, and whether the regulation binds them, a page at a time."""
    found = register.units(session, q.strip(), kind or None, page=page)
    rows = found[: register.UNITS_PAGE]
    return render(
        request,
        "administration/units.html",
        rows=rows,
        has_next=len(found) > register.UNITS_PAGE,
        page_number=page,
        counts=register.unit_counts(session, q.strip()),
        today=local_day(now),
        names=register.other_names(session, [row.id for row in rows]),
        standings=register.standings(session),
        q=q.strip(),
        kind=kind,
    )
