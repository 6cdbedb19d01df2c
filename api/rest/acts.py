"""What a unit's program does about its assignments: entries, reports, requests; the monitor's review.

Each write is done once under its Idempotency-Key; If-Match refuses one whose assignment has changed since it was read.
"""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Protocol

from fastapi import APIRouter
from fastapi.params import Path
from fastapi.responses import Response
from pydantic import BaseModel

from api.deps import DbSession, Now, Site, TheSite
from api.rest import taken, words
from api.rest.answers import LARGEST_NUMBER, TheWrite, Write
from api.rest.caller import SpeaksForUnit, WritesEntries, viewer_of
from api.rest.problems import WRITES
from api.rest.tasks import assignment_told
from compliance.entries import queries as entries
from compliance.entries.acting.service import By
from compliance.entries.acts import Actor as Part
from compliance.entries.authority.service import say_not_ours
from compliance.entries.contests.service import contest
from compliance.entries.deciding.queries import reviewed
from compliance.entries.extensions.service import ask_extension
from compliance.entries.following.service import coordinate
from compliance.entries.results.evidence import SentFile
from compliance.entries.results.service import ReportForm, pass_review, report, return_result, withdraw_report
from compliance.entries.service import EntryForm, record_entry
from core.errors import Invalid
from core.tokens import Caller

Id = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
CREATED = HTTPStatus.CREATED

router = APIRouter(prefix="/api/v1", tags=["acts of units"], responses=WRITES)


class Numbered(Protocol):
    """Whatever an act wrote down."""

    id: int


def on_assignment(
    session: DbSession,
    site: Site,
    now: datetime,
    caller: Caller,
    write: Write,
    assignment_id: int,
    body: BaseModel | None,
    act: tuple[str, Callable[[], Numbered | None]],
) -> Response:
    """Do an act about an assignment that the account sees, once, and tell how the assignment stands after it."""
    name, do = act

    def told() -> dict[str, Any]:
        return assignment_told(session, site, viewer_of(caller), assignment_id, now)

    def done() -> dict[str, Any]:
        made = do()
        session.flush()
        session.expire_all()
        return {"act": name, "id": None if made is None else made.id, "assignment": told()}

    told()  # whose row it is, before anything else
    return write.once(caller, body, done, present=told, status=CREATED)


def _own(session: DbSession, caller: Caller, assignment_id: int) -> int:
    """The number of an assignment of the account's own unit; a closed one too: the act itself says why not."""
    return entries.assignment(session, viewer_of(caller), assignment_id, closed_too=True).assignment_id


@router.post("/assignments/{assignment_id}/entries", summary="Enter", response_model=words.Acted, status_code=201)
def make_entry(
    session: DbSession, site: TheSite, now: Now, caller: WritesEntries, write: TheWrite, assignment_id: Id,
    body: taken.EntryTaken,
) -> Response:  # fmt: skip
    """Make the first entry, the answer to a return, or progress: the state of the assignment says which.

    A first entry names officer, product, planned day and first action; a late one is returned at once (see `returns`).
    """
    own = _own(session, caller, assignment_id)
    form = EntryForm(body.officer, body.product, body.planned_on, body.planned_why, body.first_action, body.cause,
                     body.note)  # fmt: skip
    act = ("enter", lambda: record_entry(session, own, form, caller.actor, site.law, now)[0])
    return on_assignment(session, site, now, caller, write, own, body, act)


@router.post("/reports", summary="Report a result", response_model=words.Acted, status_code=201)
def send_result(
    session: DbSession, site: TheSite, now: Now, caller: WritesEntries, write: TheWrite, body: taken.ReportTaken
) -> Response:
    """Report the result of an assignment with its evidence; it carries whatever entry or re-entry is still owed."""
    own = _own(session, caller, body.assignment)
    form = ReportForm(body.result, body.cause, tuple(_file(file) for file in body.evidence))
    act = ("report", lambda: report(session, site.resources.store, own, form, caller.actor, site.law, now))
    return on_assignment(session, site, now, caller, write, own, body, act)


@router.post(
    "/assignments/{assignment_id}/report-withdrawals",
    summary="Take a report back",
    response_model=words.Acted,
    status_code=201,
)
def take_report_back(
    session: DbSession, site: TheSite, now: Now, caller: WritesEntries, write: TheWrite, assignment_id: Id,
    body: taken.Reasoned,
) -> Response:  # fmt: skip
    """Take back a report that nobody has answered; it stays in the record."""
    own = _own(session, caller, assignment_id)
    act = ("withdraw_report", lambda: withdraw_report(session, own, body.reason, caller.actor, site.law, now))
    return on_assignment(session, site, now, caller, write, own, body, act)


@router.post(
    "/assignments/{assignment_id}/coordination", summary="Tell what was coordinated", response_model=words.Acted,
    status_code=201,
)  # fmt: skip
def tell_coordination(
    session: DbSession, site: TheSite, now: Now, caller: WritesEntries, write: TheWrite, assignment_id: Id,
    body: taken.NoteTaken,
) -> Response:  # fmt: skip
    """Record a coordinating unit's own update; it answers every request that waits."""
    own = _own(session, caller, assignment_id)
    act = ("coordinate", lambda: coordinate(session, own, body.note, caller.actor, site.law, now))
    return on_assignment(session, site, now, caller, write, own, body, act)


@router.post(
    "/assignments/{assignment_id}/not-ours", summary="Say that it is not ours", response_model=words.Acted,
    status_code=201,
)  # fmt: skip
def tell_not_ours(
    session: DbSession, site: TheSite, now: Now, caller: SpeaksForUnit, write: TheWrite, assignment_id: Id,
    body: taken.Reasoned,
) -> Response:  # fmt: skip
    """Say that it is not within the unit's authority: once, before the entry deadline; the clock is held."""
    own = _own(session, caller, assignment_id)
    act = ("say_not_ours", lambda: say_not_ours(session, own, body.reason, caller.actor, site.law, now))
    return on_assignment(session, site, now, caller, write, own, body, act)


@router.post(
    "/assignments/{assignment_id}/extensions", summary="Ask for a later deadline", response_model=words.Acted,
    status_code=201,
)  # fmt: skip
def ask_for_time(
    session: DbSession, site: TheSite, now: Now, caller: SpeaksForUnit, write: TheWrite, assignment_id: Id,
    body: taken.ExtensionTaken,
) -> Response:  # fmt: skip
    """Ask for a later task deadline; nothing moves until the Office approves it."""
    own = _own(session, caller, assignment_id)
    asked = body.asked_for
    act = ("ask_extension", lambda: ask_extension(session, own, asked, body.reason, caller.actor, site.law, now))
    return on_assignment(session, site, now, caller, write, own, body, act)


@router.post(
    "/assignments/{assignment_id}/contests", summary="Contest a flag or return", response_model=words.Acted,
    status_code=201,
)  # fmt: skip
def file_contest(
    session: DbSession, site: TheSite, now: Now, caller: SpeaksForUnit, write: TheWrite, assignment_id: Id,
    body: taken.Reasoned,
) -> Response:  # fmt: skip
    """Object to the newest flag or return that stands; until it is decided, the re-entry clock is held."""
    own = _own(session, caller, assignment_id)
    act = ("contest", lambda: contest(session, own, None, body.reason, caller.actor, site.law, now))
    return on_assignment(session, site, now, caller, write, own, body, act)


@router.post(
    "/assignments/{assignment_id}/reviews", summary="Review a result as the monitor", response_model=words.Acted,
    status_code=201,
)  # fmt: skip
def review_as_monitor(
    session: DbSession, site: TheSite, now: Now, caller: SpeaksForUnit, write: TheWrite, assignment_id: Id,
    body: taken.ReviewTaken,
) -> Response:  # fmt: skip
    """Pass a reported result on to the Office, or return it with its reason and what is missing."""
    own = reviewed(session, viewer_of(caller), assignment_id).id

    def do() -> Numbered:
        if body.passes:
            return pass_review(session, own, caller.actor, site.law, now)
        by = By(Part.MONITOR, caller.actor)
        return return_result(session, own, body.reason or "", body.missing, by, site.law, now)

    return on_assignment(session, site, now, caller, write, own, body, ("review", do))


def _file(file: taken.EvidenceTaken) -> SentFile:
    try:
        return SentFile(file.name, base64.b64decode(file.content, validate=True))
    except binascii.Error as error:
        message = f"Nội dung của tệp “{file.name}” không phải là base64."
        raise Invalid(message, fields={"evidence": message}) from error
