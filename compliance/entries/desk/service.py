"""What a unit does at its own desk: gives an assignment to one of its people, keeps a report that is not sent yet."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from compliance.entries.acting.service import locked
from compliance.entries.desk.models import ReportDraft
from compliance.entries.desk.queries import people_of
from compliance.entries.models import Delegation
from core.audit import Actor, record
from core.errors import Invalid
from core.local_time import local_day
from core.succession import acts_for
from extraction.models import Assignment


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written so far."""

    result: str
    obstacle: str = ""
    cause: str = ""
    asked_for: date | None = None


def delegate(session: Session, assignment_id: int, account_id: int | None, who: Actor, now: datetime) -> None:
    """Give an assignment to a person of its unit, or back to the unit; who had it before is in the trail.

    Of a merged or renamed unit it may also be a person of the one that has its work today.

    Raises:
        NotFound: no such assignment.
        Invalid: the person is none of the unit's.
    """
    assignment: Assignment = locked(session, assignment_id)
    kept = session.get(Delegation, assignment_id)
    before = None if kept is None else kept.account_id
    if account_id == before:
        return
    if account_id is None:
        session.delete(kept)
    else:
        units = acts_for(session, assignment.unit_id or 0, local_day(now))
        if account_id not in {person.id for person in people_of(session, units)}:
            message = "Chỉ giao được cho người đang có tài khoản của đơn vị. Chọn lại trong danh sách."
            raise Invalid(message, fields={"delegate": message})
        kept = kept or Delegation(assignment_id=assignment_id)
        kept.account_id, kept.given_at, kept.given_by_id = account_id, now, who.account_id
        session.add(kept)
    session.flush()
    record(session, now, who, "assignment.delegated", ("assignment", assignment_id), to=account_id, before=before)


def save_report_draft(session: Session, assignment_id: int, draft: Draft, who: Actor, now: datetime) -> ReportDraft:
    """Keep a report that is not sent yet; it stops no clock.

    Raises:
        NotFound: no such assignment.
    """
    locked(session, assignment_id)
    kept = session.get(ReportDraft, assignment_id) or ReportDraft(assignment_id=assignment_id)
    kept.result, kept.obstacle, kept.cause, kept.asked_for = draft.result, draft.obstacle, draft.cause, draft.asked_for
    kept.saved_at, kept.account_id = now, who.account_id
    session.add(kept)
    session.flush()
    return kept


def end_report_draft(session: Session, assignment_id: int) -> None:
    """Forget the draft of a report that was sent."""
    session.execute(delete(ReportDraft).where(ReportDraft.assignment_id == assignment_id))
