"""What is asked about deadlines and classes. Reads only."""

from collections.abc import Iterator, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from compliance.deadlines.models import Classification, Deadline
from compliance.deadlines.replays import StoredReceipt
from core.errors import NotFound
from extraction.models import Assignment, ExtractionRun, Task
from ingest.models import Directive

READ_AT_ONCE = 500


def waiting(session: Session, limit: int) -> list[int]:
    """Return the ids of directives split into tasks whose class, or a clock of an opened assignment, is not set yet."""
    unclassed = ~exists().where(Classification.directive_id == Directive.id)
    unclocked = exists().where(
        Task.directive_id == Directive.id,
        Task.removed_at.is_(None),
        Assignment.task_id == Task.id,
        Assignment.role == "lead",
        Assignment.opened_at.is_not(None),
        Assignment.withdrawn_at.is_(None),
        ~exists().where(Deadline.assignment_id == Assignment.id, Deadline.clock == "entry"),
    )
    question = (
        select(Directive.id)
        .join(ExtractionRun, ExtractionRun.directive_id == Directive.id)
        .where(unclassed | unclocked)
        .order_by(Directive.id)
        .limit(limit)
    )
    return list(session.scalars(question))


def classification(session: Session, directive_id: int) -> Classification | None:
    """Return the class that counts for a directive: the newest one, or None before the first."""
    question = select(Classification).where(Classification.directive_id == directive_id)
    return session.scalar(question.order_by(Classification.id.desc()).limit(1))


def current(session: Session, directive_id: int) -> Sequence[Deadline]:
    """Return the deadlines that count for a directive, the Office's own included, in order of id."""
    question = select(Deadline).where(Deadline.directive_id == directive_id, Deadline.is_current)
    return session.scalars(question.order_by(Deadline.id)).all()


def office_deadline(session: Session, directive_id: int) -> Deadline | None:
    """Return until when the Office must confirm a directive, or None before it is split."""
    question = select(Deadline).where(
        Deadline.directive_id == directive_id, Deadline.clock == "office", Deadline.is_current
    )
    return session.scalar(question)


def deadline(session: Session, deadline_id: int) -> Deadline:
    """Return one computed deadline, current or not.

    Raises:
        NotFound: there is none of this id.
    """
    row = session.get(Deadline, deadline_id)
    if row is None:
        message = f"Không có phiếu tính hạn số {deadline_id}."
        raise NotFound(message)
    return row


def stored_receipt(row: Deadline) -> StoredReceipt:
    """Return the receipt of a deadline with the columns beside it."""
    return StoredReceipt(
        name=str(row.id),
        directive_id=row.directive_id,
        assignment_id=row.assignment_id,
        computed_at=row.computed_at,
        is_current=row.is_current,
        plain=row.receipt,
        due_on=row.due_on,
        due_at=row.due_at,
        sha256=row.receipt_sha256,
    )


def stored_receipts(session: Session) -> Iterator[StoredReceipt]:
    """Give the receipt of every deadline ever computed, in force or former, in order of id."""
    rows = session.scalars(select(Deadline).order_by(Deadline.id).execution_options(yield_per=READ_AT_ONCE))
    return map(stored_receipt, rows)
