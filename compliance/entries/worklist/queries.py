"""The open assignments of an account as far as sorting them needs: two thousand of a unit are told apart at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from compliance.entries.models import Delegation
from compliance.entries.queries import (
    ARCHIVED,
    IS_DONE,
    LAST_ENTRY,
    LAST_RETURN,
    EntryDeadline,
    LastEntry,
    LastReturn,
    TaskDeadline,
    current,
    seen_by,
)
from core.access import Viewer
from core.naming import fold
from extraction.models import Assignment, Task
from ingest.models import Directive


@dataclass(frozen=True, slots=True)
class WorkBrief:
    """An open assignment with its clocks and what was recorded last; as in `entries.queries.WorkRow`."""

    assignment_id: int
    role: str
    entry_due_at: datetime | None
    task_due_at: datetime | None
    entry_id: int | None
    entry_kind: str | None
    return_entry_id: int | None
    reentry_due_at: datetime | None

    @property
    def is_returned(self) -> bool:
        """Whether a return waits for the unit's answer."""
        return self.return_entry_id is not None and self.return_entry_id == self.entry_id


# Made once, as it is asked with every look at a worklist.
_BRIEFS = (
    select(
        Assignment.id, Assignment.role, EntryDeadline.due_at, TaskDeadline.due_at, LastEntry.id, LastEntry.kind,
        LastReturn.entry_id, LastReturn.reentry_due_at,
    )
    .outerjoin(EntryDeadline, current(EntryDeadline, "entry"))
    .outerjoin(TaskDeadline, current(TaskDeadline, "task"))
    .outerjoin(LastEntry, LastEntry.id == LAST_ENTRY)
    .outerjoin(LastReturn, LastReturn.id == LAST_RETURN)
    .where(Assignment.opened_at.is_not(None), Assignment.withdrawn_at.is_(None), ~ARCHIVED, ~IS_DONE)
    .order_by(Assignment.id)
)  # fmt: skip


def open_work(session: Session, viewer: Viewer, words: str = "", *, mine: bool = False) -> list[WorkBrief]:
    """Return the open assignments that an account may see, those whose result is confirmed left out.

    Args:
        words: each stands in the task or in its directive, diacritics aside.
        mine: only what was given to the account itself, or to whom it stands in for.
    """
    question = _BRIEFS.where(seen_by(viewer), *(_holds(word) for word in fold(words).split()))
    if mine:
        given = select(Delegation.assignment_id).where(Delegation.account_id.in_(sorted(viewer.accounts)))
        question = question.where(Assignment.id.in_(given))
    return [WorkBrief(*row) for row in session.execute(question)]


def _holds(word: str) -> ColumnElement[bool]:
    return exists().where(
        Task.id == Assignment.task_id,
        Directive.id == Task.directive_id,
        or_(Task.folded.contains(word), Directive.folded.contains(word)),
    )
