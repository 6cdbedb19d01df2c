"""The state of an assignment as its rows give it. Reads only; who acts on it locks the assignment first."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from compliance.deadlines.models import Deadline
from compliance.deadlines.queries import is_subject
from compliance.entries import queries as entries
from compliance.entries.axes import ContestFact, Record, state_of
from compliance.entries.models import Entry
from compliance.entries.procedures.models import Closure, Contest, Extension, NotOurs, Suspension, TaskMonitor
from compliance.entries.procedures.queries import (
    ARCHIVED,
    contests_of,
    extensions_of,
    flag_number,
    not_ours_of,
    return_number,
    verdicts_of,
)
from compliance.entries.returns import EntryFact, EntryKind
from compliance.entries.states import Answer, AssignmentState, Standing
from compliance.entries.states import Extension as ExtensionAxis
from extraction.models import Assignment
from extraction.values import Role

COORDINATE = "coordinate"


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
    made = [row for row in entries.entries_of(session, assignment.id) if row.withdrawn_at is None]
    asked = extensions_of(session, assignment.id)
    reports = [row for row in made if row.kind == EntryKind.REPORT]
    monitored = exists().where(TaskMonitor.task_id == assignment.task_id)
    return Record(
        entries=[
            EntryFact(row.id, EntryKind(row.kind), row.made_at, row.confirmed_at)
            for row in made
            if row.made_at is not None and row.kind != COORDINATE
        ],
        verdicts=verdicts_of(entries.flags_of(session, assignment.id), entries.returns_of(session, assignment.id)),
        contests=[ContestFact(number_of(row), row.is_won) for row in contests_of(session, assignment.id)],
        standing=_standing(session, assignment),
        is_lead=assignment.role == Role.LEAD,
        is_definite=assignment.confirmed_at is not None,
        is_subject=is_subject(session, assignment.id),
        has_deadline=task_deadline(session, assignment.id) is not None,
        extension=_extension(asked),
        extensions=sum(row.is_approved is True for row in asked),
        not_ours=_answered(not_ours_of(session, assignment.id)),
        has_monitor=bool(session.scalar(select(monitored))),
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
    question = select(Deadline).where(
        Deadline.assignment_id == assignment_id, Deadline.clock == clock, Deadline.is_current
    )
    row = session.scalar(question.order_by(Deadline.id.desc()).limit(1))
    return None if row is None or row.due_at is None else row


def _standing(session: Session, assignment: Assignment) -> Standing:
    if session.scalar(select(Closure.kind).where(Closure.assignment_id == assignment.id)) == ARCHIVED:
        return Standing.ARCHIVED
    if assignment.withdrawn_at is not None:
        return Standing.WITHDRAWN
    held = exists().where(Suspension.assignment_id == assignment.id, Suspension.until_at.is_(None))
    return Standing.SUSPENDED if session.scalar(select(held)) else Standing.OPEN


def _extension(asked: Sequence[Extension]) -> ExtensionAxis:
    if not asked:
        return ExtensionAxis.NONE
    newest = asked[-1].is_approved
    if newest is None:
        return ExtensionAxis.ASKED
    return ExtensionAxis.APPROVED if newest else ExtensionAxis.REFUSED


def _answered(said: NotOurs | None) -> Answer:
    if said is None:
        return Answer.NONE
    if said.is_accepted is None:
        return Answer.ASKED
    return Answer.GRANTED if said.is_accepted else Answer.REFUSED
