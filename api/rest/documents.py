"""Where other systems push documents: one file a request, under a key of theirs, answered once it is stored."""

import hashlib
from asyncio import timeout
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from api.deps import DbSession, Now, Site, TheSite
from api.rest.caller import PushesDocuments, known_token
from api.rest.problems import problems
from core.errors import Invalid
from ingest import service as documents
from ingest.connectors.settling import shown
from ingest.models import Arrival
from ingest.packages.facts import is_package
from ingest.pushes.service import earlier_push, keep_push
from jobs.pipeline import READ, send
from jobs.unpacking import take_given

LONGEST_KEY = 200
LONGEST_SOURCE = 40
LONGEST_SECONDS = 300
FILE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}

router = APIRouter(tags=["documents"])


class PushedDocument(BaseModel):
    """What became of a pushed file."""

    model_config = ConfigDict(extra="forbid")

    outcome: Literal["new", "duplicate", "update", "replace", "withdraw", "status", "refused", "unreadable"]
    directive: int | None
    reason: str | None
    repeated: bool


async def whole_body(request: Request, _known: Annotated[None, Depends(known_token)]) -> bytes:
    """Return the body, whose size the guard has bounded.

    It comes before the request's transaction: a slow sender would hold that open, on SQLite with the write lock.

    Raises:
        Invalid: it did not come whole in time.
    """
    try:
        async with timeout(LONGEST_SECONDS):
            return await request.body()
    except TimeoutError as error:
        message = f"Nội dung không đến trọn vẹn trong {LONGEST_SECONDS} giây. Gửi lại với cùng khóa."
        raise Invalid(message, reason="too_slow") from error


@router.post(
    "/api/v1/documents",
    summary="Push one document",
    response_model=PushedDocument,
    status_code=201,
    openapi_extra={"requestBody": {"required": True, "content": FILE}},
    responses={
        200: {"model": PushedDocument, "description": "This key brought these bytes before: nothing was done again."},
        **problems(
            HTTPStatus.UNAUTHORIZED,
            HTTPStatus.FORBIDDEN,
            HTTPStatus.CONFLICT,
            HTTPStatus.LENGTH_REQUIRED,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.UNPROCESSABLE_ENTITY,
        ),
    },
)
def push(
    body: Annotated[bytes, Depends(whole_body)],  # first: what follows opens the transaction
    session: DbSession,
    site: TheSite,
    now: Now,
    caller: PushesDocuments,
    name: Annotated[str, Query(min_length=1, max_length=255, examples=["299.pdf"])],
    idempotency_key: Annotated[str, Header(min_length=1, max_length=LONGEST_KEY)],
) -> JSONResponse:
    """Store the body as one document (or package) and answer when it is durable; reading follows by itself."""
    if not body:
        message = "Tệp rỗng: nội dung văn bản phải nằm trong thân yêu cầu."
        raise Invalid(message, fields={"body": message})
    sha256 = hashlib.sha256(body).hexdigest()
    known = earlier_push(session, caller.token_id, idempotency_key, sha256)
    if known is not None:
        return _answer(known, repeated=True)
    plain = shown(name.replace("\\", "/").rpartition("/")[2].strip())
    if not plain:
        message = "Tên tệp không hợp lệ."
        raise Invalid(message, fields={"name": message})
    arrival = _take(session, site, _source(site, caller.name), plain, body)
    keep_push(
        session, caller.token_id, idempotency_key, name=arrival.name, sha256=sha256, arrival_id=arrival.id, now=now
    )
    return _answer(arrival, repeated=False)


def _source(site: Site, name: str) -> str:
    """The token's name; never a connector's, whose messages would seem to be here when they are only called alike."""
    connectors = {axis.name for axis in site.resources.axes} | {place.name for place in site.resources.places}
    return f"push {name}"[:LONGEST_SOURCE] if name in connectors else name


def _take(session: DbSession, site: Site, source: str, name: str, body: bytes) -> Arrival:
    resources, now = site.resources, site.clock.now()
    if is_package(name, body):
        return take_given(resources, session, source=source, name=name, content=body)
    stored = resources.store.put(body)
    arrival = documents.take_file(
        session, resources.store, source=source, name=name, size=len(body), sha256=stored, now=now
    )
    session.flush()
    if arrival.outcome == "new" and arrival.directive_id is not None:
        send(resources, session, READ.name, arrival.directive_id)
    return arrival


def _answer(arrival: Arrival, *, repeated: bool) -> JSONResponse:
    told = PushedDocument.model_validate(
        {
            "outcome": arrival.outcome,
            "directive": arrival.directive_id,
            "reason": arrival.reason,
            "repeated": repeated,
        }
    )
    return JSONResponse(told.model_dump(), 200 if repeated else 201)
