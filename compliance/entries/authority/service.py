"""What is done about whose an assignment is and whether it lives: not ours, held, resumed, withdrawn, archived."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.deadlines.clocks import Clock, not_ours_refused_inputs, resumed_inputs
from compliance.deadlines.law import Law
from compliance.deadlines.models import Deadline
from compliance.deadlines.queries import classification
from compliance.deadlines.service import set_deadlines, set_decided
from compliance.entries import queries as entries
from compliance.entries.acting.queries import entry_deadline, task_deadline
from compliance.entries.acting.service import By, act, locked
from compliance.entries.acts import Act, Given
from compliance.entries.acts import Actor as Part
from compliance.entries.counters.service import count
from compliance.entries.deciding.queries import lives
from compliance.entries.models import LateFlag, Return
from compliance.entries.procedures.models import Closure, NotOurs, Suspension
from compliance.entries.procedures.queries import ARCHIVED, WITHDRAWN
from compliance.entries.procedures.receipts import computed, ends, started
from compliance.entries.returns import Ending
from core.audit import THE_SYSTEM, Actor, record
from core.errors import Conflict, Invalid, NotFound
from core.organisation import Unit
from extraction.models import Assignment, Task
from extraction.values import EntryClass, Role


def say_not_ours(session: Session, assignment_id: int, reason: str, who: Actor, law: Law, now: datetime) -> NotOurs:
    """Say that an assignment is not within the unit's authority; the entry clock is held until the Office answers.

    Raises:
        NotFound: no such assignment.
        Invalid: no reason.
        Conflict: said already, an entry was made, or the entry clock has ended.
    """
    locked(session, assignment_id)
    deadline = entry_deadline(session, assignment_id)
    in_time = deadline is None or (deadline.due_at is not None and now < deadline.due_at)
    given = Given(in_time=in_time, reason=reason)
    with act(session, assignment_id, Act.SAY_NOT_OURS, By(Part.LEAD, who), given, law, now):
        receipt = started(Clock.NOT_OURS_ANSWER, now, "Đơn vị báo không thuộc thẩm quyền", f"báo của {who.name}", law)
        due_on, due_at, plain = ends(receipt)
        row = NotOurs(
            assignment_id=assignment_id,
            reason=reason.strip(),
            said_at=now,
            account_id=who.account_id,
            answer_due_on=due_on,
            answer_due_at=due_at,
            answer_receipt=plain,
        )
        session.add(row)
    return row


def accept_not_ours(
    session: Session, not_ours_id: int, new_unit_id: int | None, answer: str, who: Actor, law: Law, now: datetime
) -> NotOurs:
    """Accept it: the assignment is withdrawn; a new lead's clock counts from its own opening, which is now.

    No task is left without a lead: until the Office knows the new one it has not answered, and its own clock runs.

    Args:
        new_unit_id: the unit that leads from now on; None: those that lead the task beside this unit go on alone.

    Raises:
        NotFound: no such saying, or no such unit.
        Invalid: nobody would lead the task.
        Conflict: it was answered already, or the unit leads this task already.
    """
    row = _unanswered(session, not_ours_id)
    if new_unit_id is None and not _has_other_leads(session, row.assignment_id):
        message = "Chọn đơn vị chủ trì mới: nhiệm vụ không có đơn vị nào khác chủ trì."
        raise Invalid(message, reason="no_new_lead", fields={"unit": message})
    given = Given(reason=answer)
    with act(session, row.assignment_id, Act.ACCEPT_NOT_OURS, By(Part.OFFICE, who), given, law, now) as moved:
        row.answered_at, row.is_accepted, row.answer, row.answered_by_id = now, True, answer.strip(), who.account_id
        _withdraw(session, moved.assignment, "Không thuộc thẩm quyền của đơn vị", now)
        if new_unit_id is not None:
            new = _new_lead(session, moved.assignment, new_unit_id, now)
            row.new_assignment_id = new.id
    if new_unit_id is not None:
        directive_id = session.get_one(Task, moved.assignment.task_id).directive_id
        set_deadlines(session, directive_id, law, now)
        count(session, [row.new_assignment_id or 0], now)
    return row


def refuse_not_ours(session: Session, not_ours_id: int, answer: str, who: Actor, law: Law, now: datetime) -> NotOurs:
    """Refuse it: the unit's entry is due anew, never earlier than before, with its own receipt.

    Raises:
        NotFound: no such saying.
        Invalid: no reason.
        Conflict: it was answered already.
    """
    row = _unanswered(session, not_ours_id)
    with act(session, row.assignment_id, Act.REFUSE_NOT_OURS, By(Part.OFFICE, who), Given(reason=answer), law, now):
        row.answered_at, row.is_accepted, row.answer, row.answered_by_id = now, False, answer.strip(), who.account_id
        before = entry_deadline(session, row.assignment_id)
        if before is not None and before.due_at is not None:
            found = classification(session, before.directive_id)
            entry_class = EntryClass(found.entry_class) if found else EntryClass.REGULAR
            inputs = not_ours_refused_inputs(entry_class, now, before.due_at)
            evidence = f"trả lời của {who.name}"
            receipt = computed(
                Clock.NOT_OURS_REFUSED, inputs, now, "Văn phòng trả lời: thuộc thẩm quyền", evidence, law
            )
            row.deadline_id = set_decided(session, row.assignment_id, Clock.ENTRY, receipt, now).id
    return row


def flag_unanswered(session: Session, now: datetime) -> Sequence[int]:
    """Write the Office's own flag for each "not ours" whose answer is overdue; a second call writes nothing."""
    late = session.scalars(
        select(NotOurs)
        .join(Assignment, Assignment.id == NotOurs.assignment_id)
        .where(NotOurs.answered_at.is_(None), NotOurs.flagged_at.is_(None), NotOurs.answer_due_at <= now, lives())
        .order_by(NotOurs.id)
        .with_for_update(skip_locked=True, of=NotOurs)
    ).all()
    for row in late:
        row.flagged_at = now
        record(session, now, THE_SYSTEM, "office.flagged_late", ("assignment", row.assignment_id), not_ours=row.id)
    return [row.id for row in late]


def suspend(
    session: Session, assignment_id: int, reason: str, authority: str, who: Actor, law: Law, now: datetime
) -> Suspension:
    """Hold every clock of an assignment.

    Raises:
        NotFound: no such assignment.
        Invalid: no reason or no authority.
        Conflict: it is not open.
    """
    given = Given(reason=reason, authority=authority)
    with act(session, assignment_id, Act.SUSPEND, By(Part.OFFICE, who), given, law, now):
        row = Suspension(
            assignment_id=assignment_id,
            from_at=now,
            reason=reason.strip(),
            authority=authority.strip(),
            account_id=who.account_id,
        )
        session.add(row)
    return row


def resume(
    session: Session, assignment_id: int, reason: str, authority: str, who: Actor, law: Law, now: datetime
) -> Suspension:
    """Let the clocks run again: each has as many working days left as on the day it was held, with its own receipt.

    Raises:
        NotFound: no such assignment.
        Invalid: no reason or no authority.
        Conflict: it is not suspended.
    """
    given = Given(reason=reason, authority=authority)
    with act(session, assignment_id, Act.RESUME, By(Part.OFFICE, who), given, law, now):
        running = select(Suspension).where(Suspension.assignment_id == assignment_id, Suspension.until_at.is_(None))
        row = session.scalars(running).one()
        row.until_at, row.resumed_why = now, reason.strip()
        row.resumed_by_authority, row.resumed_by_id = authority.strip(), who.account_id
        for column, deadline in (
            (Clock.ENTRY, entry_deadline(session, assignment_id)), (Clock.TASK, task_deadline(session, assignment_id))
        ):  # fmt: skip
            if deadline is not None:
                _run_on(session, deadline, column, row, law, now)
        _run_reentry_on(session, assignment_id, row, law, now)
    return row


def withdraw(
    session: Session, assignment_id: int, reason: str, authority: str, who: Actor, law: Law, now: datetime
) -> Closure:
    """Take an assignment back from its unit; what hung on it is void and stays in the record.

    Raises:
        NotFound: no such assignment.
        Invalid: no reason or no authority.
        Conflict: its result is confirmed, or it is closed already.
    """
    given = Given(reason=reason, authority=authority)
    with act(session, assignment_id, Act.WITHDRAW, By(Part.OFFICE, who), given, law, now) as moved:
        _withdraw(session, moved.assignment, reason, now)
        return _close(session, assignment_id, WITHDRAWN, given, who, now)


def archive(
    session: Session, assignment_id: int, reason: str, authority: str, who: Actor, law: Law, now: datetime
) -> Closure:
    """Close an assignment without a result owed; it is followed no longer, its record stays as it is.

    Raises:
        NotFound: no such assignment.
        Invalid: no reason or no authority.
        Conflict: its result is confirmed, or it is closed already.
    """
    given = Given(reason=reason, authority=authority)
    with act(session, assignment_id, Act.ARCHIVE, By(Part.OFFICE, who), given, law, now):
        return _close(session, assignment_id, ARCHIVED, given, who, now)


def _close(session: Session, assignment_id: int, kind: str, given: Given, who: Actor, now: datetime) -> Closure:
    row = Closure(
        assignment_id=assignment_id,
        kind=kind,
        at=now,
        reason=given.reason.strip(),
        authority=given.authority.strip(),
        account_id=who.account_id,
    )
    session.add(row)
    return row


def _withdraw(session: Session, assignment: Assignment, reason: str, now: datetime) -> None:
    """Withdraw an assignment and void what hung on it."""
    assignment.withdrawn_at, assignment.withdrawn_reason = now, reason.strip()
    against: list[LateFlag | Return] = [*entries.flags_of(session, assignment.id)]
    for verdict in [*against, *entries.returns_of(session, assignment.id)]:
        if verdict.voided_at is None:
            verdict.voided_at, verdict.ending = now, Ending.VOIDED


def _new_lead(session: Session, former: Assignment, unit_id: int, now: datetime) -> Assignment:
    unit = session.get(Unit, unit_id)
    if unit is None:
        message = "Không có đơn vị này trong danh mục."
        raise NotFound(message)
    holds = select(Assignment.id).where(
        Assignment.task_id == former.task_id,
        Assignment.unit_id == unit_id,
        Assignment.role == Role.LEAD,
        Assignment.withdrawn_at.is_(None),
    )
    if unit_id == former.unit_id or session.scalar(holds) is not None:
        message = f"{unit.name} đã được giao chủ trì nhiệm vụ này. Chọn đơn vị khác."
        raise Conflict(message, reason="already_lead")
    new = Assignment(
        task_id=former.task_id,
        role=Role.LEAD,
        name=unit.name,
        unit_id=unit.id,
        resolution="resolved",
        place=former.place,
        created_at=now,
        opened_at=now,
        confirmed_at=now if former.confirmed_at is not None else None,
    )
    session.add(new)
    session.flush()
    return new


def _has_other_leads(session: Session, assignment_id: int) -> bool:
    task_id = select(Assignment.task_id).where(Assignment.id == assignment_id).scalar_subquery()
    other = select(Assignment.id).where(
        Assignment.task_id == task_id, Assignment.id != assignment_id, Assignment.role == Role.LEAD, lives()
    )
    return session.scalar(other.limit(1)) is not None


def _run_on(session: Session, deadline: Deadline, column: Clock, held: Suspension, law: Law, now: datetime) -> None:
    if deadline.due_on is None or deadline.due_at is None:
        return
    inputs = resumed_inputs(deadline.due_on, deadline.due_at, held.from_at, now)
    receipt = computed(Clock.RESUMED, inputs, now, "Nhiệm vụ được tiếp tục", f"tạm dừng số {held.id}", law)
    if receipt.unit_due_at != deadline.due_at:
        set_decided(session, deadline.assignment_id or 0, column, receipt, now)


def _run_reentry_on(session: Session, assignment_id: int, held: Suspension, law: Law, now: datetime) -> None:
    for row in entries.returns_of(session, assignment_id):
        if row.voided_at is None and row.made_at < held.from_at:
            inputs = resumed_inputs(row.reentry_due_on, row.reentry_due_at, held.from_at, now)
            receipt = computed(Clock.RESUMED, inputs, now, "Nhiệm vụ được tiếp tục", f"tạm dừng số {held.id}", law)
            if receipt.unit_due_at != row.reentry_due_at:
                row.reentry_due_on, row.reentry_due_at, row.receipt = ends(receipt)


def _unanswered(session: Session, not_ours_id: int) -> NotOurs:
    assignment_id = session.scalar(select(NotOurs.assignment_id).where(NotOurs.id == not_ours_id))
    if assignment_id is None:
        message = "Không có báo cáo về thẩm quyền này."
        raise NotFound(message)
    locked(session, assignment_id)
    row = session.get_one(NotOurs, not_ours_id, populate_existing=True)
    if row.answered_at is not None:
        message = "Báo cáo về thẩm quyền này đã được trả lời."
        raise Conflict(message, reason="no_not_ours")
    return row
