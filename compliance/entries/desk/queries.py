"""What is asked of a unit's desk. Reads only."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.entries.desk.models import ReportDraft
from compliance.entries.models import Delegation
from core.access import Viewer
from core.organisation import Account


def people_of(session: Session, unit_id: int) -> Sequence[Account]:
    """Return who can sign in for a unit, in order of name."""
    question = select(Account).where(Account.unit_id == unit_id, Account.is_active)
    return session.scalars(question.order_by(Account.full_name, Account.id)).all()


def delegate_of(session: Session, assignment_id: int) -> Account | None:
    """Return who of the unit works on an assignment, or None."""
    question = select(Account).join(Delegation, Delegation.account_id == Account.id)
    return session.scalar(question.where(Delegation.assignment_id == assignment_id))


def delegates(session: Session, viewer: Viewer) -> dict[int, tuple[int, str]]:
    """Return who works on each assignment that a person of the viewer's unit was given: account and name, by id."""
    question = (
        select(Delegation.assignment_id, Account.id, Account.full_name)
        .join(Account, Account.id == Delegation.account_id)
        .where(Account.unit_id.in_(viewer.units))
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(question)}


def report_draft_of(session: Session, assignment_id: int) -> ReportDraft | None:
    """Return the report being written about an assignment, or None."""
    return session.get(ReportDraft, assignment_id)
