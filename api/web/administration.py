"""What the administrator looks at: units, the audit trail."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.deps import DbSession, Now, allowed
from api.web.language import catalogue
from api.web.pages import language_of, render
from api.web.trail_words import detail_words
from core import queries as register
from core.access import Action
from core.local_time import end_of_day, local_day, start_of_day
from core.queries import PAGE_SIZE, TrailFilter

CAN_ADMINISTER = [Depends(allowed(Action.ADMINISTER))]
CAN_SEE_AUDIT = [Depends(allowed(Action.SEE_AUDIT))]
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


class TrailQuery(BaseModel):
    """The filters of the trail as they stand in the address."""

    actor: Words = ""
    did: Words = ""
    subject: Words = ""
    number: Words = ""
    since: Words = ""
    until: Words = ""
    page: Annotated[int, Field(ge=1, le=100_000)] = 1


@router.get("/audit", dependencies=CAN_SEE_AUDIT)
def audit_page(request: Request, session: DbSession, asked: Annotated[TrailQuery, Query()]) -> Response:
    """Show the audit trail, newest first."""
    first_on, last_on = _day(asked.since), _day(asked.until)
    wanted = TrailFilter(
        asked.actor.strip(),
        asked.did,
        asked.subject,
        int(asked.number) if asked.number.isdecimal() else None,
        start_of_day(first_on) if first_on else None,
        end_of_day(last_on) if last_on else None,
    )
    found = register.trail(session, wanted, asked.page)
    names, told = register.unit_names(session), catalogue(language_of(request)).sentence
    return render(
        request,
        "administration/audit.html",
        rows=found[:PAGE_SIZE],
        has_next=len(found) > PAGE_SIZE,
        page_number=asked.page,
        asked=asked.model_dump(exclude={"page"}),
        details={row.id: detail_words(row.detail, names, told) for row in found},
    )


def _day(text: str) -> date | None:
    """A day of the filter; what is none narrows nothing."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
