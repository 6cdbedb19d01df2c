"""The state of an assignment as its rows give it. Reads only; who acts on it locks the assignment first."""

from collections.abc import Sequence

from sqlalchemy import BindParameter, bindparam, exists, select
from sqlalchemy.orm import Session

from compliance.deadlines.models import Deadline
from compliance.deadlines.queries import is_bound
from compliance.entries import queries as entries
from compliance.entries.axes import ContestFact, Record, state_of
from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.procedures.models import Closure, Contest, Extension, NotOurs, Suspension, TaskMonitor
from compliance.entries.procedures.queries import ARCHIVED, contests_of, extensions_of
from compliance.entries.returns import EntryFact, EntryKind
from compliance.entries.states import Answer, AssignmentState, Standing
from compliance.entries.states import Extension as ExtensionAxis
from compliance.entries.verdicts import flag_number, return_number, verdicts_of
from extraction.models import Assignment, Task
from extraction.values import Role
from ingest.models import Directive

COORDINATE = "coordinate"

# Made once: a state is asked before every act, and to put a question together takes longer than to answer it.
_ID: BindParameter[int] = bindparam("assignment_id")
_ENTRIES = (
    select(Entry.id, Entry.kind, Entry.made_at, Entry.confirmed_at, Entry.reviewed_at)
    .where(
        Entry.assignment_id == _ID, Entry.made_at.is_not(None), Entry.withdrawn_at.is_(None), Entry.kind != COORDINATE
    )
    .order_by(Entry.made_at, Entry.id)
)
# Most assignments have none of most of these: what the outline does not name is not asked for.
_OUTLINE = (
    select(
        is_bound().label("is_subject"),
        exists().where(TaskMonitor.task_id == Assignment.task_id).label("has_monitor"),
        exists()
        .where(
            Deadline.assignment_id == _ID, Deadline.clock == "task", Deadline.is_current, Deadline.due_at.is_not(None)
        )
        .label("has_deadline"),
        exists().where(LateFlag.assignment_id == _ID).label("has_flags"),
        exists().where(Return.assignment_id == _ID).label("has_returns"),
        exists().where(Contest.assignment_id == _ID).label("has_contests"),
        exists().where(Extension.assignment_id == _ID).label("has_extensions"),
        exists().where(Suspension.assignment_id == _ID, Suspension.until_at.is_(None)).label("is_held"),
        Closure.kind.label("closure"),
        NotOurs.id.label("not_ours"),
        NotOurs.is_accepted,
    )
    .select_from(Assignment)
    .join(Task, Task.id == Assignment.task_id)
    .join(Directive, Directive.id == Task.directive_id)
    .outerjoin(Closure, Closure.assignment_id == Assignment.id)
    .outerjoin(NotOurs, NotOurs.assignment_id == Assignment.id)
    .where(Assignment.id == _ID)
)
_DEADLINE = (
    select(Deadline)
    .where(Deadline.assignment_id == _ID, Deadline.clock == bindparam("clock"), Deadline.is_current)
    .order_by(Deadline.id.desc())
    .limit(1)
)


def state(session: Session, assignment: Assignment, verdict_id: int | None = None) -> AssignmentState:
    """Return where an assignment stands now.

    Args:
        verdict_id: the verdict that a contest is about; None: the newest one that stands.
    """
    return state_of(record_of(session, assignment), verdict_id)


def state_by_id(session: Session, assignment_id: int) -> AssignmentState:
    """Return where an assignment stands now, by its id; the caller knows that it is there."""
    return state(session, session.get_one(Assignment, assignment_id))


def record_of(session: Session, assignment: Assignment) -> Record:
    """Return all that the state of an assignment is read from."""
    of = {"assignment_id": assignment.id}
    outline = session.execute(_OUTLINE, of).one()
    made = session.execute(_ENTRIES, of).all()
    flags = entries.flags_of(session, assignment.id) if outline.has_flags else ()
    returns = entries.returns_of(session, assignment.id) if outline.has_returns else ()
    contests = contests_of(session, assignment.id) if outline.has_contests else ()
    asked = extensions_of(session, assignment.id) if outline.has_extensions else ()
    reports = [row for row in made if row.kind == EntryKind.REPORT]
    return Record(
        entries=[EntryFact(row.id, EntryKind(row.kind), row.made_at, row.confirmed_at) for row in made],
        verdicts=verdicts_of(flags, returns),
        contests=[ContestFact(number_of(row), row.is_won) for row in contests],
        standing=_standing(assignment, outline.closure, is_held=outline.is_held),
        is_lead=assignment.role == Role.LEAD,
        is_definite=assignment.confirmed_at is not None,
        is_subject=bool(outline.is_subject),
        has_deadline=outline.has_deadline,
        extension=_extension(asked),
        extensions=sum(row.is_approved is True for row in asked),
        not_ours=Answer.NONE if outline.not_ours is None else _answered(outline.is_accepted),
        has_monitor=outline.has_monitor,
        monitor_passed=bool(reports) and reports[-1].reviewed_at is not None,
    )


def number_of(contest: Contest) -> int:
    """Return the number of the verdict that a contest is about."""
    return flag_number(contest.flag_id) if contest.flag_id is not None else return_number(contest.return_id or 0)


def task_deadline(session: Session, assignment_id: int) -> Deadline | None:
    """Return the task deadline in force, or None."""
    return _current(session, assignment_id, "task")


def entry_deadline(session: Session, assignment_id: int) -> Deadline | None:
    """Return the entry deadline in force, or None."""
    return _current(session, assignment_id, "entry")


def last_report(session: Session, assignment_id: int) -> Entry | None:
    """Return the newest report that was not taken back, or None."""
    question = select(Entry).where(
        Entry.assignment_id == assignment_id, Entry.kind == EntryKind.REPORT, Entry.withdrawn_at.is_(None)
    )
    return session.scalar(question.order_by(Entry.id.desc()).limit(1))


def _current(session: Session, assignment_id: int, clock: str) -> Deadline | None:
    row = session.scalar(_DEADLINE, {"assignment_id": assignment_id, "clock": clock})
    return None if row is None or row.due_at is None else row


def _standing(assignment: Assignment, closure: str | None, *, is_held: bool) -> Standing:
    if closure == ARCHIVED:
        return Standing.ARCHIVED
    if assignment.withdrawn_at is not None:
        return Standing.WITHDRAWN
    return Standing.SUSPENDED if is_held else Standing.OPEN


def _extension(asked: Sequence[Extension]) -> ExtensionAxis:
    if not asked:
        return ExtensionAxis.NONE
    newest = asked[-1].is_approved
    if newest is None:
        return ExtensionAxis.ASKED
    return ExtensionAxis.APPROVED if newest else ExtensionAxis.REFUSED


def _answered(is_accepted: bool | None) -> Answer:  # noqa: FBT001 - the column
    if is_accepted is None:
        return Answer.ASKED
    return Answer.GRANTED if is_accepted else Answer.REFUSED
