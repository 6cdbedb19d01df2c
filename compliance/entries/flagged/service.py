"""What a late flag tells of its assignment for the lists of a whole province: its unit, and when it was answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.orm import Session

from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.returns import EntryKind
from core.database import Instant
from extraction.models import Assignment

ANSWERS = (EntryKind.FIRST, EntryKind.REENTRY, EntryKind.REPORT)
_ANSWERED = (
    update(LateFlag)
    .where(LateFlag.assignment_id == bindparam("owner"), LateFlag.answered_at.is_(None))
    .values(answered_at=bindparam("made_at", type_=Instant()))
)


def answer_flags(session: Session, assignment_id: int, made_at: datetime) -> None:
    """Let the flags of an assignment that nothing has answered yet know of an entry."""
    session.flush()
    session.connection().execute(_ANSWERED, {"owner": assignment_id, "made_at": made_at})


def answer_to(assignment_id: ColumnElement[int], return_id: ColumnElement[int | None]) -> ColumnElement[Any]:
    """Return when the first entry after the clock's start was made: some come before the flag can be written."""
    returned_at = select(Return.made_at).where(Return.id == return_id).correlate_except(Return).scalar_subquery()
    opened = select(Assignment.opened_at).where(Assignment.id == assignment_id)
    opened_at = opened.correlate_except(Assignment).scalar_subquery()
    return (
        select(func.min(Entry.made_at))
        .where(
            Entry.assignment_id == assignment_id,
            Entry.kind.in_(ANSWERS),
            Entry.made_at > func.coalesce(returned_at, opened_at),
        )
        .correlate_except(Entry)
        .scalar_subquery()
    )
