"""What the Office's program decides: confirmations, returns, extensions, contests, authority, waivers, requests."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.params import Path
from fastapi.responses import Response

from api.deps import DbSession, Now, TheSite
from api.rest import taken, words
from api.rest.acts import Id, Numbered, on_assignment
from api.rest.answers import LARGEST_NUMBER, TheWrite
from api.rest.caller import Decides, viewer_of
from api.rest.problems import WRITES
from compliance.entries.acting.service import By
from compliance.entries.acts import Actor as Part
from compliance.entries.authority.service import accept_not_ours, archive, refuse_not_ours, resume, suspend, withdraw
from compliance.entries.contests.service import decide_contest, waive
from compliance.entries.extensions.service import approve_extension, refuse_extension
from compliance.entries.following.service import ask_update
from compliance.entries.listing import queries as lists
from compliance.entries.listing.queries import EntryFilter
from compliance.entries.listing.queries import Part as ListPart
from compliance.entries.results.service import confirm_result, return_result
from compliance.entries.service import confirm_entry, return_entry
from core.errors import Conflict, Invalid, NotFound
from core.tokens import Caller

BY_AUTHORITY = {"suspend": suspend, "resume": resume, "withdraw": withdraw, "archive": archive}
Asked = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]

router = APIRouter(prefix="/api/v1", tags=["decisions of the Office"], responses=WRITES)


@router.post(
    "/entries/{entry_id}/confirmation", summary="Confirm an entry", response_model=words.Acted, status_code=201
)
def confirm_an_entry(
    session: DbSession, site: TheSite, now: Now, caller: Decides, write: TheWrite, entry_id: Asked
) -> Response:
    """Let an entry count as checked; the confirmation of a re-entry ends *incomplete*. A report: the result."""
    row = _entry(session, caller, entry_id)

    def do() -> Numbered:
        if row["kind"] == lists.REPORT:
            _refuse_older_report(session, caller, row)
            return confirm_result(session, row["assignment_id"], caller.actor, site.law, now)
        return confirm_entry(session, entry_id, caller.actor, now)

    return on_assignment(session, site, now, caller, write, row["assignment_id"], None, ("confirm", do))


@router.post("/entries/{entry_id}/return", summary="Return an entry", response_model=words.Acted, status_code=201)
def return_an_entry(
    session: DbSession, site: TheSite, now: Now, caller: Decides, write: TheWrite, entry_id: Asked,
    body: taken.ReturnTaken,
) -> Response:  # fmt: skip
    """Return an entry or a report with its typed reason and what is missing; a re-entry clock starts."""
    row = _entry(session, caller, entry_id)

    def do() -> Numbered:
        if row["kind"] == lists.REPORT:
            _refuse_older_report(session, caller, row)
            by = By(Part.OFFICE, caller.actor)
            return return_result(session, row["assignment_id"], body.reason, body.missing, by, site.law, now)
        return return_entry(session, entry_id, body.reason, body.missing, caller.actor, site.law, now)

    return on_assignment(session, site, now, caller, write, row["assignment_id"], body, ("return", do))


@router.post(
    "/extensions/{extension_id}/decision", summary="Decide an extension", response_model=words.Acted, status_code=201
)
def decide_extension(
    session: DbSession, site: TheSite, now: Now, caller: Decides, write: TheWrite, extension_id: Asked,
    body: taken.ExtensionDecision,
) -> Response:  # fmt: skip
    """Approve an extension by authority, for the day asked for or another; or refuse it with the reason."""
    assignment_id = lists.assignment_of(session, "extension", extension_id)

    def do() -> Numbered:
        if body.approve:
            return approve_extension(session, extension_id, body.said, body.until_on, caller.actor, site.law, now)
        return refuse_extension(session, extension_id, body.said, caller.actor, site.law, now)

    return on_assignment(session, site, now, caller, write, assignment_id, body, ("decide_extension", do))


@router.post("/contests/{contest_id}/decision", summary="Decide a contest", response_model=words.Acted, status_code=201)
def decide_a_contest(
    session: DbSession, site: TheSite, now: Now, caller: Decides, write: TheWrite, contest_id: Asked,
    body: taken.ContestDecision,
) -> Response:  # fmt: skip
    """Decide a contest, once: won, what it covers leaves the rates; lost, a full re-entry clock runs."""
    assignment_id = lists.assignment_of(session, "contest", contest_id)

    def do() -> Numbered:
        return decide_contest(
            session, contest_id, is_won=body.won, decision=body.decision, who=caller.actor, law=site.law, now=now
        )

    return on_assignment(session, site, now, caller, write, assignment_id, body, ("decide_contest", do))


@router.post("/not-ours/{not_ours_id}/answer", summary="Answer “not ours”", response_model=words.Acted, status_code=201)
def answer_a_not_ours(
    session: DbSession, site: TheSite, now: Now, caller: Decides, write: TheWrite, not_ours_id: Asked,
    body: taken.NotOursAnswer,
) -> Response:  # fmt: skip
    """Accept that an assignment is not the unit's, naming its new lead; or refuse with the reason."""
    assignment_id = lists.assignment_of(session, "not_ours", not_ours_id)

    def do() -> Numbered:
        if not body.accept:
            return refuse_not_ours(session, not_ours_id, body.said, caller.actor, site.law, now)
        unit_id = lists.unit_id_of(session, body.unit) if body.unit else None
        if body.unit and unit_id is None:
            message = f"Không có đơn vị mang mã “{body.unit}”."
            raise Invalid(message, fields={"unit": message})
        return accept_not_ours(session, not_ours_id, unit_id, body.said, caller.actor, site.law, now)

    return on_assignment(session, site, now, caller, write, assignment_id, body, ("answer_not_ours", do))


@router.post(
    "/assignments/{assignment_id}/standing", summary="Suspend, resume, withdraw, archive", response_model=words.Acted,
    status_code=201,
)  # fmt: skip
def set_standing(
    session: DbSession, site: TheSite, now: Now, caller: Decides, write: TheWrite, assignment_id: Id,
    body: taken.StandingTaken,
) -> Response:  # fmt: skip
    """Suspend, resume, withdraw or archive an assignment, by authority and with the reason."""

    def do() -> None:
        BY_AUTHORITY[body.doing](session, assignment_id, body.reason, body.authority, caller.actor, site.law, now)

    return on_assignment(session, site, now, caller, write, assignment_id, body, (body.doing, do))


@router.post("/assignments/{assignment_id}/waivers", summary="Waive", response_model=words.Acted, status_code=201)
def waive_verdicts(
    session: DbSession, site: TheSite, now: Now, caller: Decides, write: TheWrite, assignment_id: Id,
    body: taken.WaiverTaken,
) -> Response:  # fmt: skip
    """Let what stands against an assignment leave the rates, with a written cause; the record keeps it."""
    act = ("waive", lambda: waive(session, assignment_id, body.cause, caller.actor, site.law, now))
    return on_assignment(session, site, now, caller, write, assignment_id, body, act)


@router.post(
    "/assignments/{assignment_id}/update-requests", summary="Ask for an update", response_model=words.Acted,
    status_code=201,
)  # fmt: skip
def ask_for_update(
    session: DbSession, site: TheSite, now: Now, caller: Decides, write: TheWrite, assignment_id: Id,
    body: taken.RequestTaken,
) -> Response:  # fmt: skip
    """Ask a coordinating unit for its update; when it does not come, a reminder is all that follows."""
    act = ("ask_update", lambda: ask_update(session, assignment_id, body.what, caller.actor, site.law, now))
    return on_assignment(session, site, now, caller, write, assignment_id, body, act)


def _entry(session: DbSession, caller: Caller, entry_id: int) -> lists.Plain:
    found = lists.entries(session, viewer_of(caller), EntryFilter(id=entry_id), ListPart(1))
    if not found:
        message = "Không có cập nhật này."
        raise NotFound(message)
    return found[0]


def _refuse_older_report(session: DbSession, caller: Caller, row: lists.Plain) -> None:
    """A decision is about the report that was read, never about a newer one."""
    newest = EntryFilter(assignment=row["assignment_id"], kind=lists.REPORT)
    found = lists.entries(session, viewer_of(caller), newest, ListPart(1, newest_first=True))
    if found[0]["id"] != row["id"]:
        message = "Đã có báo cáo mới hơn của nhiệm vụ này. Đọc báo cáo mới rồi quyết định."
        raise Conflict(message, reason="newer_report")
