"""What is asked about the Office's checking of a directive. Reads only."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import AuditEvent
from core.organisation import Account
from extraction.models import Task
from extraction.review.models import ReviewPresence, ReviewStep, SentenceCheck, TaskCheck

UNITS, TEXT = "units", "text"


def checked_tasks(session: Session, directive_id: int) -> set[int]:
    """Return the ids of the tasks that were accepted as they now stand."""
    question = (
        select(TaskCheck.task_id)
        .join(Task, Task.id == TaskCheck.task_id)
        .where(Task.directive_id == directive_id, Task.version == TaskCheck.version)
    )
    return set(session.scalars(question))


def checked_sentences(session: Session, directive_id: int) -> set[tuple[int, int]]:
    """Return the places of the sentences in which the Office found no task."""
    question = select(SentenceCheck.start, SentenceCheck.end).where(SentenceCheck.directive_id == directive_id)
    return {(row.start, row.end) for row in session.execute(question)}


def corrected_values(session: Session, tasks: Sequence[Task]) -> dict[int, set[str]]:
    """Return by task the names of the values that the Office has changed, as the trail tells; ``units``: its units."""
    found: dict[int, set[str]] = {}
    task_ids = [task.id for task in tasks]
    question = select(AuditEvent.subject_id, AuditEvent.did, AuditEvent.detail).where(
        AuditEvent.subject == "task",
        AuditEvent.subject_id.in_(task_ids),
        AuditEvent.did.in_(("task.corrected", "task.units_set", "task.split")),
    )
    for task_id, did, detail in session.execute(question):
        names = {UNITS} if did == "task.units_set" else {TEXT} if did == "task.split" else set(detail.get("before", ()))
        found.setdefault(task_id, set()).update(names)
    parts = [task.id for task in tasks if task.split_from_id is not None]
    merged = session.scalars(select(Task.merged_into_id).where(Task.merged_into_id.in_(task_ids)))
    for recut in {*parts, *merged} - {None}:
        found.setdefault(recut, set()).add(TEXT)
    return found


def last_step(session: Session, directive_id: int) -> ReviewStep | None:
    """Return the newest change that was not taken back, or None."""
    question = select(ReviewStep).where(ReviewStep.directive_id == directive_id, ReviewStep.undone_at.is_(None))
    return session.scalar(question.order_by(ReviewStep.id.desc()).limit(1))


def present(session: Session, directive_id: int, now: datetime) -> list[tuple[ReviewPresence, str]]:
    """Return who has a directive open now, with names, who came first on top."""
    question = (
        select(ReviewPresence, Account.full_name)
        .join(Account, Account.id == ReviewPresence.account_id)
        .where(ReviewPresence.directive_id == directive_id, ReviewPresence.until_at > now)
        .order_by(ReviewPresence.since_at, ReviewPresence.account_id)
    )
    return [(row, name) for row, name in session.execute(question)]
