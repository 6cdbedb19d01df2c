"""Directives for other programs: lists, one with its tasks, the original file; every access to one is kept."""

from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.params import Path
from fastapi.responses import Response
from pydantic import Field

from api.accesses import keep_access
from api.deps import DbSession, Now, TheSite
from api.rest import words
from api.rest.answers import LARGEST_NUMBER, NO_NUL, Known, Listed, answer, listed
from api.rest.caller import ReadsDirectives, viewer_of
from api.rest.problems import READS
from compliance.deadlines.incoming.queries import IncomingState
from compliance.entries.listing import queries as lists
from compliance.entries.listing.clauses import queries as clauses
from compliance.entries.listing.clauses.queries import DirectiveFilter, TaskFilter
from compliance.entries.listing.queries import AssignmentFilter, Part
from core.errors import NotFound
from extraction.values import EntryClass
from ingest import queries as documents

ALL = Part(10_000)
Id = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
Words = Annotated[str | None, Field(min_length=1, max_length=200, pattern=NO_NUL)]

router = APIRouter(prefix="/api/v1/directives", tags=["directives"], responses=READS)


class DirectivesAsked(Listed):
    """Which directives."""

    state: IncomingState | None = None
    entry_class: EntryClass | None = None
    field: Annotated[Words, Field(description="Mã lĩnh vực.")] = None
    leader: Annotated[int | None, Field(ge=1, le=LARGEST_NUMBER)] = None
    issued_from: date | None = None
    issued_to: date | None = None
    number: Annotated[Words, Field(description="Số, ký hiệu đúng như trên văn bản.")] = None
    text: Annotated[
        Words,
        Field(description="Các từ trong số, trích yếu, cơ quan ban hành, tên tệp; không cần dấu."),
    ] = None


@router.get("", summary="Directives, in order of number", response_model=words.Listing[words.DirectiveRow])
def list_directives(
    session: DbSession, caller: ReadsDirectives, known: Known, asked: Annotated[DirectivesAsked, Query()]
) -> Response:
    """Return a part of the directives that the account sees; a unit sees those that gave it work."""
    wanted = DirectiveFilter(**asked.model_dump(exclude={"limit", "cursor", "newest_first"}))
    return listed(clauses.directives(session, viewer_of(caller), wanted, asked.part()), asked, known)


@router.get("/{directive_id}", summary="One directive with its tasks", response_model=words.Directive)
def show_directive(
    session: DbSession, site: TheSite, now: Now, caller: ReadsDirectives, known: Known, directive_id: Id
) -> Response:
    """Return one directive, its live tasks and the numbers of its assignments; the access is kept."""
    row = _seen(session, caller, directive_id)
    keep_access(site, caller.actor, directive_id, "interface", now)
    viewer = viewer_of(caller)
    row["tasks"] = clauses.tasks(session, viewer, TaskFilter(directive=directive_id), ALL)
    found = lists.assignments(session, viewer, AssignmentFilter(directive=directive_id), ALL, now)
    row["assignments"] = [each["id"] for each in found]
    return answer(row, known)


@router.get(
    "/{directive_id}/file",
    summary="The original file",
    response_class=Response,
    responses={200: {"description": "The file as it came.", "content": {"application/octet-stream": {}}}},
)
def directive_file(session: DbSession, site: TheSite, now: Now, caller: ReadsDirectives, directive_id: Id) -> Response:
    """Return the original as it came, always as a download; the access is kept. A secret document has none."""
    _seen(session, caller, directive_id)
    row = documents.directive(session, directive_id)
    if row.purged_at is not None:
        message = "Bản gốc của văn bản này không được lưu."
        raise NotFound(message)
    keep_access(site, caller.actor, directive_id, "original", now)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.file_name)}"}
    return Response(site.resources.store.get(row.sha256), headers=headers, media_type="application/octet-stream")


def _seen(session: DbSession, caller: ReadsDirectives, directive_id: int) -> lists.Plain:
    found = clauses.directives(session, viewer_of(caller), DirectiveFilter(id=directive_id), Part(1))
    if not found:
        message = "Không có văn bản này trong phạm vi của tài khoản."
        raise NotFound(message)
    return found[0]
