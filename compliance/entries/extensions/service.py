"""What is done for a new task deadline: asked by the unit, approved or refused by the Office; the old day is kept."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.deadlines.clocks import Clock, extension_inputs
from compliance.deadlines.law import Law
from compliance.deadlines.service import set_decided
from compliance.entries.acting.queries import task_deadline
from compliance.entries.acting.service import By, act, locked
from compliance.entries.acts import Act, Given
from compliance.entries.acts import Actor as Part
from compliance.entries.procedures.models import Extension
from compliance.entries.procedures.receipts import computed
from core.audit import Actor
from core.errors import Conflict, Invalid, NotFound


def ask_extension(
    session: Session, assignment_id: int, until_on: date | None, reason: str, who: Actor, law: Law, now: datetime
) -> Extension:
    """Ask for a later task deadline; nothing moves until the Office approves it.

    Raises:
        NotFound: no such assignment.
        Invalid: no day or no reason, or a day that is not after the deadline or not in the calendar.
        Conflict: no deadline, one is asked already, all that are allowed were approved, or the deadline has passed.
    """
    if until_on is None or not law.reaches(until_on):
        message = "Nêu ngày đề nghị gia hạn đến, trong các năm mà lịch làm việc có."
        raise Invalid(message, fields={"asked_for": message})
    locked(session, assignment_id)
    deadline = task_deadline(session, assignment_id)
    given = Given(
        in_time=deadline is not None and deadline.due_at is not None and now < deadline.due_at,
        is_later_day=deadline is not None and deadline.due_on is not None and until_on > deadline.due_on,
        reason=reason,
    )
    with act(session, assignment_id, Act.ASK_EXTENSION, By(Part.LEAD, who), given, law, now):
        row = Extension(
            assignment_id=assignment_id,
            asked_for=until_on,
            reason=reason.strip(),
            asked_at=now,
            account_id=who.account_id,
            former_deadline_id=None if deadline is None else deadline.id,
        )
        session.add(row)
    return row


def approve_extension(
    session: Session,
    extension_id: int,
    authority: str,
    until_on: date | None,
    who: Actor,
    law: Law,
    now: datetime,
) -> Extension:
    """Approve an extension: the task deadline is the asked day, or ``until_on`` if the Office gives another.

    Raises:
        NotFound: no such extension.
        Invalid: no authority, or a day that is not after the deadline in force.
        Conflict: it was answered already, or all that are allowed were approved.
    """
    row = _asked(session, extension_id)
    day = until_on or row.asked_for
    deadline = task_deadline(session, row.assignment_id)
    is_later = deadline is not None and deadline.due_on is not None and day > deadline.due_on and law.reaches(day)
    given = Given(is_later_day=is_later, authority=authority)
    with act(session, row.assignment_id, Act.APPROVE_EXTENSION, By(Part.OFFICE, who), given, law, now):
        evidence = f"gia hạn do {who.name} duyệt, thẩm quyền: {authority.strip()}"
        receipt = computed(Clock.EXTENSION, extension_inputs(day, now), now, "Duyệt gia hạn", evidence, law)
        row.former_deadline_id = None if deadline is None else deadline.id
        row.deadline_id = set_decided(session, row.assignment_id, Clock.TASK, receipt, now).id
        row.decided_at, row.is_approved, row.decided_by_id = now, True, who.account_id
        row.authority = authority.strip()
    return row


def refuse_extension(
    session: Session, extension_id: int, reason: str, who: Actor, law: Law, now: datetime
) -> Extension:
    """Refuse an extension: the deadline stays.

    Raises:
        NotFound: no such extension.
        Invalid: no reason.
        Conflict: it was answered already.
    """
    row = _asked(session, extension_id)
    given = Given(reason=reason)
    with act(session, row.assignment_id, Act.REFUSE_EXTENSION, By(Part.OFFICE, who), given, law, now):
        row.decided_at, row.is_approved, row.decided_by_id = now, False, who.account_id
        row.decision = reason.strip()
    return row


def _asked(session: Session, extension_id: int) -> Extension:
    """Return an extension that waits for its answer, its assignment locked."""
    assignment_id = session.scalar(select(Extension.assignment_id).where(Extension.id == extension_id))
    if assignment_id is None:
        message = "Không có đề nghị gia hạn này."
        raise NotFound(message)
    locked(session, assignment_id)
    row = session.get_one(Extension, extension_id, populate_existing=True)
    if row.decided_at is not None:
        message = "Đề nghị gia hạn này đã được trả lời."
        raise Conflict(message, reason="no_extension")
    return row
