"""What a unit does about an assignment beside entries and reports: not ours, contest, ask for time, coordinate."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from api.deps import DbSession, Now, Site, TheActor, TheSite, TheViewer, allowed, check_form
from api.web.forms import SentForm, day_of, go_to, text_of
from compliance.entries import queries as entries
from compliance.entries.access.speaking import check_open_to, open_to
from compliance.entries.acting.queries import state_by_id
from compliance.entries.acts import Act, Actor, possible_acts
from compliance.entries.authority.service import say_not_ours
from compliance.entries.completeness import Clarity, FirstEntry, six_clear
from compliance.entries.contests.service import contest, filed_until
from compliance.entries.deciding import queries as deciding
from compliance.entries.desk import queries as desk
from compliance.entries.desk.models import ReportDraft
from compliance.entries.extensions.service import ask_extension
from compliance.entries.following.service import coordinate
from compliance.entries.procedures import queries as procedures
from compliance.entries.procedures.models import Contest, Extension, NotOurs, Suspension, UpdateRequest
from compliance.entries.queries import WorkRow
from compliance.entries.results.evidence import LIMITS
from compliance.entries.results.service import withdraw_report
from compliance.entries.states import AssignmentState
from core.access import Action, Viewer
from core.errors import Invalid
from core.local_time import local_day
from core.organisation import Account
from extraction.values import Role
from ingest.models import Directive

CAN_ACT = [Depends(check_form), Depends(allowed(Action.WRITE_ENTRY))]

ACTS = {"not_ours": Act.SAY_NOT_OURS, "contest": Act.CONTEST, "extension": Act.ASK_EXTENSION}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Procedure:
    """What can be done about an assignment now by who looks at it, what was asked before, and what is being written.

    ``ended_at``: until when "not ours" could have been said, where nothing but the time forbids it. ``filed_until``:
    until when what stands may, or could, be contested.
    """

    state: AssignmentState
    acts: frozenset[str]
    contests: list[Contest]
    extensions: list[Extension]
    not_ours: NotOurs | None
    suspensions: list[Suspension]
    requests: list[UpdateRequest]
    people: list[Account]
    delegate: Account | None
    draft: ReportDraft | None
    hangs: frozenset[str] = frozenset()
    ended_at: datetime | None = None
    filed_until: datetime | None = None
    limits: str = LIMITS


def procedure_of(session: DbSession, site: Site, viewer: Viewer, row: WorkRow, now: datetime) -> Procedure:
    """Return the procedures of an assignment as the account may see them; what is possible, by the one table."""
    found = state_by_id(session, row.assignment_id)
    part = Actor.OFFICE
    if viewer.may(Action.WRITE_ENTRY):
        part = Actor.LEAD if row.role == Role.LEAD else Actor.COORDINATING
    hangs, each = desk.hanging_on(session, row.assignment_id), row.assignment_id
    may = viewer.may(Action.WRITE_ENTRY) or viewer.may(Action.JUDGE_ENTRY)
    acts = open_to(viewer, possible_acts(found, part, site.law.on(local_day(now)))) if may else frozenset[Act]()
    is_over = Act.SAY_NOT_OURS in acts and row.entry_due_at is not None and now >= row.entry_due_at
    acts -= {Act.SAY_NOT_OURS} if is_over else frozenset()
    until = filed_until(session, each, site.law) if Act.CONTEST in acts else None
    acts -= {Act.CONTEST} if until is not None and now >= until else frozenset()
    return Procedure(
        found,
        frozenset(act.value for act in acts),
        list(procedures.contests_of(session, each)) if "contest" in hangs else [],
        list(procedures.extensions_of(session, each)) if "extension" in hangs else [],
        procedures.not_ours_of(session, each) if "not_ours" in hangs else None,
        list(deciding.suspensions(session, each)) if "suspension" in hangs else [],
        list(deciding.requests(session, each)) if "update_request" in hangs else [],
        list(desk.people_of(session, viewer.units)) if viewer.may(Action.WRITE_ENTRY) else [],
        desk.delegate_of(session, each) if "delegation" in hangs else None,
        desk.report_draft_of(session, each) if "report_draft" in hangs and viewer.may(Action.WRITE_ENTRY) else None,
        hangs,
        row.entry_due_at if is_over else None,
        until,
    )


def clarity_of(row: WorkRow, entry: FirstEntry, directive: Directive) -> tuple[Clarity, ...]:
    """Return the six things that must be clear about a task, as the form stands; told before anything is sent."""
    return six_clear(entry, row.text, row.unit, directive.signer_title or directive.issuer, row.task_due_on)


@router.post("/assignments/{assignment_id}/procedures", dependencies=CAN_ACT)
def act_on(
    session: DbSession, site: TheSite, viewer: TheViewer, now: Now, who: TheActor, assignment_id: int, form: SentForm
) -> Response:
    """Do what the pressed button names: not ours, contest, ask for time, take the report back, or coordinate.

    Raises:
        Invalid: it names nothing.
        NotAllowed: it is for who speaks for the unit.
    """
    entries.assignment(session, viewer, assignment_id)
    reason, law, doing = text_of(form, "reason"), site.law, text_of(form, "doing")
    if doing in ACTS:
        check_open_to(viewer, ACTS[doing])
    match doing:
        case "not_ours":
            say_not_ours(session, assignment_id, reason, who, law, now)
        case "contest":
            contest(session, assignment_id, None, reason, who, law, now)
        case "extension":
            until_on = day_of(form, "asked_for", "Ngày đề nghị gia hạn đến")
            ask_extension(session, assignment_id, until_on, reason, who, law, now)
        case "withdraw_report":
            withdraw_report(session, assignment_id, reason, who, law, now)
        case "coordinate":
            coordinate(session, assignment_id, reason, who, law, now)
        case _:
            message = "Chọn việc cần làm rồi gửi lại."
            raise Invalid(message, fields={"doing": message})
    return go_to(f"/assignments/{assignment_id}", "asked")
