"""What is asked of a unit's desk. Reads only."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from compliance.entries.desk.models import ReportDraft
from compliance.entries.models import Delegation, LateFlag, Return
from compliance.entries.procedures.models import Contest, Extension, NotOurs, Suspension, UpdateRequest
from core.access import Viewer
from core.organisation import Account

# Most assignments have few of these: what there is none of need not be read.
_HANGING = select(
    *(
        exists().where(table.assignment_id == bindparam("assignment_id")).label(table.__tablename__)
        for table in (Contest, Extension, NotOurs, Suspension, UpdateRequest, ReportDraft, Delegation, LateFlag, Return)
    )
)


def hanging_on(session: Session, assignment_id: int) -> frozenset[str]:
    """Return the tables in which something hangs on an assignment, by name."""
    row = session.execute(_HANGING, {"assignment_id": assignment_id}).mappings().one()
    return frozenset(name for name, is_there in row.items() if is_there)


def people_of(session: Session, unit_ids: Collection[int]) -> Sequence[Account]:
    """Return who can sign in for some units, in order of name."""
    question = select(Account).where(Account.unit_id.in_(unit_ids), Account.is_active)
    return session.scalars(question.order_by(Account.full_name, Account.id)).all()


def delegate_of(session: Session, assignment_id: int) -> Account | None:
    """Return who of the unit works on an assignment, or None."""
    question = select(Account).join(Delegation, Delegation.account_id == Account.id)
    return session.scalar(question.where(Delegation.assignment_id == assignment_id))


def delegates(session: Session, viewer: Viewer, assignment_ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Return who of the viewer's unit works on each of some assignments that was given: account and name, by id."""
    question = (
        select(Delegation.assignment_id, Account.id, Account.full_name)
        .join(Account, Account.id == Delegation.account_id)
        .where(Account.unit_id.in_(viewer.units), Delegation.assignment_id.in_(assignment_ids))
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(question)} if assignment_ids else {}


def n_given_to(session: Session, viewer: Viewer) -> int:
    """Return how many assignments were given to the viewer himself, or to whom he stands in for."""
    question = select(func.count()).select_from(Delegation).where(Delegation.account_id.in_(sorted(viewer.accounts)))
    return session.scalar(question) or 0


def report_draft_of(session: Session, assignment_id: int) -> ReportDraft | None:
    """Return the report being written about an assignment, or None."""
    return session.get(ReportDraft, assignment_id)
