"""What is asked about deadlines and classes. Reads only."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, Subquery, and_, bindparam, exists, false, func, or_, select
from sqlalchemy.orm import Session

from compliance.deadlines.models import Classification, Deadline
from compliance.deadlines.replays import StoredReceipt
from core.errors import NotFound
from core.organisation import UnitStanding
from extraction.models import Assignment, ExtractionRun, Task
from extraction.values import Role
from ingest.models import Directive

READ_AT_ONCE = 500


def waiting(session: Session, limit: int) -> list[int]:
    """Return the ids of directives split into tasks whose class, or a clock of an opened assignment, is not set yet."""
    unclassed = (
        select(ExtractionRun.directive_id)
        .outerjoin(Classification, Classification.directive_id == ExtractionRun.directive_id)
        .where(Classification.id.is_(None))
    )
    clocked = exists().where(Deadline.assignment_id == Assignment.id, Deadline.clock == "entry")
    # First what has no clock, which is nearly nothing; whether the regulation binds is dear to ask.
    unclocked = (
        select(Assignment.id)
        .where(
            Assignment.role == Role.LEAD,
            Assignment.opened_at.is_not(None),
            Assignment.withdrawn_at.is_(None),
            Assignment.instance_of_id.is_(None),
            ~clocked,
        )
        .cte("unclocked")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    lacking = (
        select(Task.directive_id)
        .join(Assignment, Assignment.task_id == Task.id)
        .join(unclocked, unclocked.c.id == Assignment.id)
        .join(Directive, Directive.id == Task.directive_id)
        .where(Task.removed_at.is_(None), is_bound())
    )
    question = (
        select(Directive.id)
        .where(Directive.duplicate_of_id.is_(None), Directive.id.in_(unclassed.union(lacking)))
        .where(exists().where(ExtractionRun.directive_id == Directive.id))
        .order_by(Directive.id)
        .limit(limit)
    )
    return list(session.scalars(question))


def is_bound() -> ColumnElement[bool]:
    """Return the condition on `Assignment` and `Directive` that the regulation binds the unit on the issue day."""
    newest = (
        select(UnitStanding.is_subject)
        .where(UnitStanding.unit_id == Assignment.unit_id, UnitStanding.from_on <= Directive.issued_on)
        .order_by(UnitStanding.from_on.desc())
        .limit(1)
        .correlate(Assignment, Directive)
        .scalar_subquery()
    )
    return func.coalesce(newest, false())


def standings_in_time() -> Subquery:
    """Return every standing of every unit, with the day on which its next one begins (None: it lasts)."""
    until_on = func.lead(UnitStanding.from_on).over(partition_by=UnitStanding.unit_id, order_by=UnitStanding.from_on)
    return select(
        UnitStanding.unit_id, UnitStanding.is_subject, UnitStanding.from_on, until_on.label("until_on")
    ).subquery("standing")


def bound_by(standing: Subquery) -> ColumnElement[bool]:
    """Return `is_bound` as the condition on which `Assignment` and `Directive` join `standings_in_time`."""
    held = standing.c
    is_last = or_(held.until_on.is_(None), held.until_on > Directive.issued_on)
    return and_(held.unit_id == Assignment.unit_id, held.from_on <= Directive.issued_on, is_last, held.is_subject)


def bound_assignments(session: Session, directive_id: int) -> frozenset[int]:
    """Return the ids of a directive's assignments whose units the regulation binds."""
    return frozenset(session.scalars(_BOUND, {"directive_id": directive_id}))


# Made once: every step of a directive's life asks these.
_ID: BindParameter[int] = bindparam("directive_id")
_BOUND = (
    select(Assignment.id)
    .join(Task, Task.id == Assignment.task_id)
    .join(Directive, Directive.id == Task.directive_id)
    .where(Directive.id == _ID, is_bound())
)
_CURRENT = select(Deadline).where(Deadline.directive_id == _ID, Deadline.is_current).order_by(Deadline.id)


def is_subject(session: Session, assignment_id: int) -> bool:
    """Return whether the regulation binds the unit of an assignment."""
    question = (
        select(is_bound())
        .select_from(Assignment)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .where(Assignment.id == assignment_id)
    )
    return bool(session.scalar(question))


def classification(session: Session, directive_id: int, at: datetime | None = None) -> Classification | None:
    """Return the class that counts for a directive, now or as of an instant; None before the first."""
    question = select(Classification).where(Classification.directive_id == directive_id)
    if at is not None:
        question = question.where(Classification.at <= at)
    return session.scalar(question.order_by(Classification.id.desc()).limit(1))


def current(session: Session, directive_id: int) -> Sequence[Deadline]:
    """Return the deadlines that count for a directive, the Office's own included, in order of id."""
    return session.scalars(_CURRENT, {"directive_id": directive_id}).all()


def current_of(session: Session, assignment_id: int, clock: str) -> Deadline:
    """Return the date in force of one clock of an assignment.

    Raises:
        NotFound: the clock never ran, or its date was taken away.
    """
    question = select(Deadline).where(
        Deadline.assignment_id == assignment_id, Deadline.clock == clock, Deadline.is_current
    )
    row = session.scalar(question.order_by(Deadline.id.desc()).limit(1))
    if row is None:
        message = "Nhiệm vụ này chưa có thời hạn để thay đổi."
        raise NotFound(message)
    return row


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
