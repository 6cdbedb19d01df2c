"""The audit trail as its readers look through it: each event a sentence, its details in words, narrowed by filters."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.deps import DbSession, TheViewer, allowed
from api.web.event_words import ACTED
from api.web.pages import render, told_to
from api.web.trail_subjects import subjects_of
from api.web.trail_words import detail_words
from core import queries as register
from core.access import Action
from core.audit import AuditEvent
from core.local_time import end_of_day, start_of_day
from core.queries import PAGE_SIZE, TrailFilter
from extraction.queries import concerns
from ingest.queries import named

Words = Annotated[str, Field(max_length=200)]

router = APIRouter(include_in_schema=False)


class TrailQuery(BaseModel):
    """The filters of the trail as they stand in the address."""

    actor: Words = ""
    did: Words = ""
    document: Words = ""
    subject: Words = ""
    number: Words = ""
    since: Words = ""
    until: Words = ""
    page: Annotated[int, Field(ge=1, le=100_000)] = 1


@router.get("/audit", dependencies=[Depends(allowed(Action.SEE_AUDIT))])
def audit_page(
    request: Request, session: DbSession, viewer: TheViewer, asked: Annotated[TrailQuery, Query()]
) -> Response:
    """Show the audit trail, newest first."""
    found = register.trail(session, _wanted(asked), asked.page)
    rows = found[:PAGE_SIZE]
    unit_names, told = register.unit_names(session), told_to(request)
    return render(
        request,
        "administration/audit.html",
        rows=rows,
        has_next=len(found) > PAGE_SIZE,
        page_number=asked.page,
        asked=asked.model_dump(exclude={"page"}),
        subjects=subjects_of(session, rows, told, administers=viewer.may(Action.ADMINISTER)),
        details={row.id: detail_words(_beside(row), unit_names, told) for row in rows},
    )


def _wanted(asked: TrailQuery) -> TrailFilter:
    first_on, last_on = _day(asked.since), _day(asked.until)
    return TrailFilter(
        asked.actor.strip(),
        asked.did,
        asked.subject,
        int(asked.number) if asked.number.isdecimal() else None,
        start_of_day(first_on) if first_on else None,
        end_of_day(last_on) if last_on else None,
        concerns(named(asked.document)) if asked.document.strip() else None,
    )


def _beside(event: AuditEvent) -> dict[str, Any]:
    """What an event's sentence does not say yet."""
    return {key: value for key, value in event.detail.items() if key != "act" or event.did != ACTED}


def _day(text: str) -> date | None:
    """A day of the filter; what is none narrows nothing."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
