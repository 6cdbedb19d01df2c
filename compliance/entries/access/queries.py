"""What an account may see beside its own assignments: the directive they come from, and the receipts of their dates."""

from sqlalchemy import and_, exists, select, true
from sqlalchemy.orm import Session

from compliance.deadlines.models import Deadline
from compliance.entries.models import Return
from compliance.entries.queries import seen_by
from core.access import Action, Viewer
from core.errors import NotFound
from extraction.models import Assignment, Task


def may_see_directive(session: Session, viewer: Viewer, directive_id: int) -> bool:
    """Return whether the account sees every directive, or has an opened assignment in this one."""
    if viewer.may(Action.SEE_ALL_DIRECTIVES):
        return True
    mine = exists().where(
        Task.directive_id == directive_id,
        Assignment.task_id == Task.id,
        Assignment.opened_at.is_not(None),
        seen_by(viewer),
    )
    return bool(session.scalar(select(mine)))


def deadline(session: Session, viewer: Viewer, deadline_id: int) -> Deadline:
    """Return one computed date with its receipt; the Office's own clocks are for those who see every directive.

    Raises:
        NotFound: there is none of this id that the account may see.
    """
    sees_all = viewer.may(Action.SEE_ALL_DIRECTIVES)
    seen = true() if sees_all else and_(Assignment.opened_at.is_not(None), seen_by(viewer))
    question = (
        select(Deadline)
        .outerjoin(Assignment, Assignment.id == Deadline.assignment_id)
        .where(Deadline.id == deadline_id, seen)
    )
    row = session.scalar(question)
    if row is None:
        raise _not_found()
    return row


def returned(session: Session, viewer: Viewer, return_id: int) -> Return:
    """Return one return with the receipt of its re-entry clock.

    Raises:
        NotFound: there is none of this id that the account may see.
    """
    question = (
        select(Return)
        .join(Assignment, Assignment.id == Return.assignment_id)
        .where(Return.id == return_id, seen_by(viewer))
    )
    row = session.scalar(question)
    if row is None:
        raise _not_found()
    return row


def _not_found() -> NotFound:
    message = "Không có phiếu tính hạn này trong phạm vi của tài khoản."
    return NotFound(message)
