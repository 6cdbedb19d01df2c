"""Tasks, assignments and entries for other programs: lists with their filters, and one assignment whole."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.params import Path
from fastapi.responses import Response
from pydantic import AwareDatetime, Field

from api.accesses import keep_access
from api.deps import DbSession, Now, Site, TheSite
from api.rest import words
from api.rest.answers import LARGEST_NUMBER, NO_NUL, Known, Listed, answer, listed
from api.rest.caller import ReadsTasks, viewer_of
from api.rest.problems import READS
from compliance.entries import queries as kept
from compliance.entries.access.speaking import open_to
from compliance.entries.acting.queries import state_by_id
from compliance.entries.acts import Actor, possible_acts
from compliance.entries.deciding.queries import evidence
from compliance.entries.listing import queries as lists
from compliance.entries.listing.clauses import queries as clauses
from compliance.entries.listing.clauses.queries import TaskFilter
from compliance.entries.listing.queries import AssignmentFilter, AssignmentState, EntryFilter, Part
from compliance.entries.procedures import queries as procedures
from core.access import Action, Viewer
from core.errors import NotFound
from core.local_time import local_day
from extraction.values import Period, Role

Id = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
Place = Annotated[int, Path(ge=0, le=LARGEST_NUMBER)]
Words = Annotated[str | None, Field(min_length=1, max_length=200, pattern=NO_NUL)]
Number = Annotated[int | None, Field(ge=1, le=LARGEST_NUMBER)]
PAGING = {"limit", "cursor", "newest_first"}

router = APIRouter(prefix="/api/v1", tags=["tasks"], responses=READS)


class TasksAsked(Listed):
    """Which tasks."""

    directive: Number = None
    unit: Annotated[Words, Field(description="Mã đơn vị có phần trong nhiệm vụ.")] = None
    field: Annotated[Words, Field(description="Mã lĩnh vực.")] = None
    leader: Number = None
    period: Period | None = None
    due_from: date | None = None
    due_to: date | None = None
    text: Annotated[Words, Field(description="Các từ trong nội dung nhiệm vụ; có dấu hay không đều được.")] = None


class AssignmentsAsked(Listed):
    """Which assignments."""

    state: AssignmentState | None = None
    role: Role | None = None
    unit: Annotated[Words, Field(description="Mã đơn vị.")] = None
    field: Annotated[Words, Field(description="Mã lĩnh vực.")] = None
    leader: Number = None
    directive: Number = None
    task: Number = None
    monitored: Annotated[bool | None, Field(description="true: những việc đơn vị theo dõi, thẩm định.")] = None
    due_from: Annotated[date | None, Field(description="Thời hạn nhiệm vụ từ ngày này.")] = None
    due_to: Annotated[date | None, Field(description="Thời hạn nhiệm vụ đến ngày này.")] = None
    text: Annotated[Words, Field(description="Các từ trong nội dung nhiệm vụ; có dấu hay không đều được.")] = None


class EntriesAsked(Listed):
    """Which entries."""

    assignment: Number = None
    kind: Literal["first", "reentry", "progress", "report", "coordinate"] | None = None
    unit: Annotated[Words, Field(description="Mã đơn vị.")] = None
    awaiting: Annotated[bool | None, Field(description="true: Văn phòng chưa xác nhận, chưa trả lại.")] = None
    made_from: AwareDatetime | None = None
    made_to: AwareDatetime | None = None


@router.get("/tasks", summary="Tasks, in order of number", response_model=words.Listing[words.TaskRow])
def list_tasks(session: DbSession, caller: ReadsTasks, known: Known, asked: Annotated[TasksAsked, Query()]) -> Response:
    """Return a part of the live tasks that the account sees; a unit sees those that it has a part in."""
    wanted = TaskFilter(**asked.model_dump(exclude=PAGING))
    return listed(clauses.tasks(session, viewer_of(caller), wanted, asked.part()), asked, known)


@router.get("/tasks/{task_id}", summary="One task", response_model=words.TaskRow)
def show_task(session: DbSession, site: TheSite, now: Now, caller: ReadsTasks, known: Known, task_id: Id) -> Response:
    """Return one task, with its clause and where it stands on the page; the access to its document is kept."""
    found = clauses.tasks(session, viewer_of(caller), TaskFilter(id=task_id), Part(1))
    if not found:
        message = "Không có nhiệm vụ này trong phạm vi của tài khoản."
        raise NotFound(message)
    keep_access(site, caller.actor, found[0]["directive_id"], "interface", now)
    return answer(found[0], known)


@router.get(
    "/assignments", summary="Assignments, in order of number", response_model=words.Listing[words.AssignmentRow]
)
def list_assignments(
    session: DbSession, now: Now, caller: ReadsTasks, known: Known, asked: Annotated[AssignmentsAsked, Query()]
) -> Response:
    """Return a part of the opened assignments that the account sees, with both clocks and where each stands now."""
    wanted = AssignmentFilter(**asked.model_dump(exclude=PAGING))
    return listed(lists.assignments(session, viewer_of(caller), wanted, asked.part(), now), asked, known)


@router.get("/assignments/{assignment_id}", summary="One assignment", response_model=words.Assignment)
def show_assignment(
    session: DbSession, site: TheSite, now: Now, caller: ReadsTasks, known: Known, assignment_id: Id
) -> Response:
    """Return one assignment with its axes, the acts that are possible now, and its flags, returns and requests.

    Its ETag is what If-Match of a write is held against.
    """
    row = assignment_told(session, site, viewer_of(caller), assignment_id, now)
    keep_access(site, caller.actor, row["directive_id"], "interface", now)
    return answer(row, known)


@router.get("/entries", summary="Entries, in order of number", response_model=words.Listing[words.EntryRow])
def list_entries(
    session: DbSession, caller: ReadsTasks, known: Known, asked: Annotated[EntriesAsked, Query()]
) -> Response:
    """Return a part of the entries, reports among them, that the account sees; drafts are left out."""
    wanted = EntryFilter(**asked.model_dump(exclude=PAGING))
    return listed(lists.entries(session, viewer_of(caller), wanted, asked.part()), asked, known)


@router.get("/entries/{entry_id}", summary="One entry", response_model=words.EntryRow)
def show_entry(session: DbSession, caller: ReadsTasks, known: Known, entry_id: Id) -> Response:
    """Return one entry with what was said of it."""
    found = lists.entries(session, viewer_of(caller), EntryFilter(id=entry_id), Part(1))
    if not found:
        message = "Không có cập nhật này trong phạm vi của tài khoản."
        raise NotFound(message)
    return answer(found[0], known)


@router.get(
    "/entries/{entry_id}/evidence/{place}",
    summary="A file of a report",
    response_class=Response,
    responses={200: {"description": "The file as it was sent.", "content": {"application/octet-stream": {}}}},
)
def entry_evidence(
    session: DbSession, site: TheSite, now: Now, caller: ReadsTasks, entry_id: Id, place: Place
) -> Response:
    """Return one file of a report, always as a download; the access is kept."""
    viewer = viewer_of(caller)
    directive_id, file = evidence(session, viewer, entry_id, place)
    keep_access(site, caller.actor, directive_id, "evidence", now)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(str(file['name']))}"}
    content = site.resources.store.get(str(file["sha256"]))
    return Response(content, headers=headers, media_type="application/octet-stream")


def assignment_told(
    session: DbSession, site: Site, viewer: Viewer, assignment_id: int, now: datetime
) -> dict[str, Any]:
    """Return one assignment whole, as the interface tells it.

    Raises:
        NotFound: there is none that the account may see.
    """
    found = lists.assignments(session, viewer, AssignmentFilter(id=assignment_id), Part(1), now)
    if not found:
        message = "Không có nhiệm vụ này trong phạm vi của tài khoản."
        raise NotFound(message)
    state = state_by_id(session, assignment_id)
    part = _part_of(viewer, found[0])
    acts = possible_acts(state, part, site.law.on(local_day(now))) if part is not None else ()
    return found[0] | {
        "work": state.work.value,
        "review": state.review.value,
        "extension": state.extension.value,
        "standing": state.standing.value,
        "acts": sorted(act.value for act in open_to(viewer, acts)),
        **_hanging_on(session, assignment_id),
    }


def _part_of(viewer: Viewer, row: dict[str, Any]) -> Actor | None:
    if viewer.may(Action.JUDGE_ENTRY):
        return Actor.OFFICE
    if not viewer.may(Action.WRITE_ENTRY):
        return None
    return Actor.LEAD if row["role"] == Role.LEAD else Actor.COORDINATING


def _hanging_on(session: DbSession, assignment_id: int) -> dict[str, Any]:
    said = procedures.not_ours_of(session, assignment_id)
    return {
        "flags": [
            {"id": row.id, "due_on": row.due_on, "due_at": row.due_at, "written_at": row.written_at,
             "ended_at": row.voided_at}
            for row in kept.flags_of(session, assignment_id)
        ],
        "returns": [
            {"id": row.id, "entry": row.entry_id, "reason": row.reason, "missing": row.missing,
             "made_at": row.made_at, "reentry_due_on": row.reentry_due_on, "reentry_due_at": row.reentry_due_at,
             "ended_at": row.voided_at}
            for row in kept.returns_of(session, assignment_id)
        ],
        "extensions": [
            {"id": row.id, "asked_for": row.asked_for, "reason": row.reason, "asked_at": row.asked_at,
             "decided_at": row.decided_at, "is_approved": row.is_approved}
            for row in procedures.extensions_of(session, assignment_id)
        ],
        "contests": [
            {"id": row.id, "reason": row.reason, "filed_at": row.filed_at, "decision_due_at": row.decision_due_at,
             "decided_at": row.decided_at, "is_won": row.is_won}
            for row in procedures.contests_of(session, assignment_id)
        ],
        "not_ours": None if said is None else {
            "id": said.id, "reason": said.reason, "said_at": said.said_at, "answer_due_at": said.answer_due_at,
            "answered_at": said.answered_at, "is_accepted": said.is_accepted,
        },
    }  # fmt: skip
