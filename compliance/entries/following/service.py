"""What only reminds: an update asked of a coordinating unit, and progress that did not come in its period."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from compliance.deadlines.clocks import Clock
from compliance.deadlines.law import Law
from compliance.entries.acting.service import By, act, locked
from compliance.entries.acts import Act, Given
from compliance.entries.acts import Actor as Part
from compliance.entries.following.cadence import last_period
from compliance.entries.models import Entry
from compliance.entries.procedures.models import Closure, StaleFlag, Suspension, UpdateRequest
from compliance.entries.procedures.receipts import ends, started
from core.audit import Actor, record
from core.errors import Conflict, Invalid
from core.local_time import end_of_day, local_day, start_of_day
from core.wording import is_blank
from extraction.models import Assignment, Task
from extraction.values import Period, Role

COORDINATE = "coordinate"


def ask_update(session: Session, assignment_id: int, what: str, who: Actor, law: Law, now: datetime) -> UpdateRequest:
    """Ask a coordinating unit for its update; when it does not come, a reminder is all that follows.

    Raises:
        NotFound: no such assignment.
        Invalid: it is not told what is asked for.
        Conflict: the unit leads the task.
    """
    if is_blank(what):
        message = "Nêu nội dung cần đơn vị phối hợp cập nhật."
        raise Invalid(message, fields={"what": message})
    if locked(session, assignment_id).role == Role.LEAD:
        message = "Đây là đơn vị chủ trì: yêu cầu cập nhật chỉ gửi đơn vị phối hợp."
        raise Conflict(message, reason="not_coordinating")
    receipt = started(Clock.COORDINATING, now, "Yêu cầu đơn vị phối hợp cập nhật", f"yêu cầu của {who.name}", law)
    due_on, due_at, plain = ends(receipt)
    row = UpdateRequest(
        assignment_id=assignment_id,
        what=what.strip(),
        asked_at=now,
        account_id=who.account_id,
        due_on=due_on,
        due_at=due_at,
        receipt=plain,
    )
    session.add(row)
    session.flush()
    record(session, now, who, "update.asked", ("assignment", assignment_id), request=row.id)
    return row


def coordinate(session: Session, assignment_id: int, note: str, who: Actor, law: Law, now: datetime) -> Entry:
    """Record a coordinating unit's update; it answers every request that waits.

    Raises:
        NotFound: no such assignment.
        Invalid: nothing is told.
        Conflict: the unit leads the task, or it is closed.
    """
    if is_blank(note):
        message = "Nêu nội dung đơn vị đã phối hợp thực hiện."
        raise Invalid(message, fields={"note": message})
    with act(session, assignment_id, Act.COORDINATE, By(Part.COORDINATING, who), Given(), law, now):
        entry = Entry(
            assignment_id=assignment_id,
            kind=COORDINATE,
            note=note.strip(),
            saved_at=now,
            made_at=now,
            account_id=who.account_id or 0,
        )
        session.add(entry)
        session.flush()
        waiting = select(UpdateRequest).where(
            UpdateRequest.assignment_id == assignment_id, UpdateRequest.entry_id.is_(None)
        )
        for request in session.scalars(waiting):
            request.entry_id = entry.id
    return entry


def flag_stale(session: Session, law: Law, now: datetime) -> Sequence[int]:
    """Flag each open lead assignment without progress in the last whole period; a second call writes nothing.

    The period is the directive's own cadence, else the rulebook's. One opened or entered within it is not stale.
    """
    today = local_day(now)
    default = Period(law.on(today).entry.progress_cadence)
    found: list[int] = []
    for cadence in (Period.WEEKLY, Period.MONTHLY, Period.QUARTERLY, Period.HALF_YEARLY, Period.YEARLY):
        first_on, last_on = last_period(cadence, today)
        for assignment_id in session.scalars(_silent(cadence, default, first_on, last_on)):
            session.add(StaleFlag(assignment_id=assignment_id, period_ends_on=last_on, written_at=now))
            found.append(assignment_id)
    session.flush()
    return found


def _silent(cadence: Period, default: Period, first_on: date, last_on: date) -> Select[int]:
    from_at, until_at = start_of_day(first_on), end_of_day(last_on)
    own = Task.period == cadence.value
    if cadence is default:
        known = [period.value for period in Period if period is not Period.OTHER]
        own = own | Task.period.is_(None) | Task.period.not_in(known)
    return (
        select(Assignment.id)
        .join(Task, Task.id == Assignment.task_id)
        .where(
            own,
            Assignment.role == Role.LEAD,
            Assignment.opened_at < from_at,
            Assignment.confirmed_at.is_not(None),
            Assignment.withdrawn_at.is_(None),
            ~exists().where(
                Entry.assignment_id == Assignment.id,
                Entry.withdrawn_at.is_(None),
                Entry.made_at.is_not(None),
                (Entry.made_at.between(from_at, until_at - timedelta(microseconds=1)))
                | ((Entry.kind == "report") & Entry.confirmed_at.is_not(None)),
            ),
            ~exists().where(Closure.assignment_id == Assignment.id),
            ~exists().where(Suspension.assignment_id == Assignment.id, Suspension.until_at.is_(None)),
            ~exists().where(StaleFlag.assignment_id == Assignment.id, StaleFlag.period_ends_on == last_on),
        )
        .order_by(Assignment.id)
    )
