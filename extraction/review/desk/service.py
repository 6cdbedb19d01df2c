"""What is done at the desk: a task accepted, a sentence dismissed, a directive taken up and laid down."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import Actor, record
from core.errors import Conflict, NotFound
from extraction import queries
from extraction.grammar.register import ResolutionStatus
from extraction.models import Assignment, Task
from extraction.review.models import ReviewPresence, SentenceCheck, TaskCheck
from extraction.values import Role

# A browser gives a sign every twenty seconds; one that shows pages without script says once that it is at work.
SIGN_LASTS = timedelta(seconds=60)
CLAIM_LASTS = timedelta(minutes=15)


def check_task(session: Session, task_id: int, version: int, who: Actor, now: datetime) -> Task:
    """Accept a task as it stands; a later change asks for it again.

    Raises:
        NotFound: no such task.
        Conflict: someone else changed it since ``version``, or its lead unit is not known.
    """
    task = queries.task(session, task_id)
    if task.version != version:
        message = "Nhiệm vụ đã được người khác sửa. Xem lại nội dung mới rồi chấp nhận."
        raise Conflict(message, reason="stale")
    leads = session.scalars(
        select(Assignment).where(
            Assignment.task_id == task_id, Assignment.withdrawn_at.is_(None), Assignment.role == Role.LEAD.value
        )
    ).all()
    open_leads = [lead for lead in leads if lead.unit_id is None and lead.resolution != ResolutionStatus.COLLECTIVE]
    if not leads or open_leads:
        message = f"Nhiệm vụ {task.ordinal} chưa rõ đơn vị chủ trì. Chọn đơn vị trước rồi chấp nhận."
        raise Conflict(message, reason="open_units")
    row = session.get(TaskCheck, task_id) or TaskCheck(task_id=task_id)
    row.version, row.at, row.account_id = version, now, who.account_id or 0
    session.add(row)
    record(session, now, who, "task.checked", ("task", task_id), version=version)
    return task


def uncheck_task(session: Session, task_id: int, who: Actor, now: datetime) -> Task:
    """Take the acceptance of a task back; where there is none, nothing changes.

    Raises:
        NotFound: no such task.
    """
    task = queries.task(session, task_id)
    row = session.get(TaskCheck, task_id)
    if row is not None:
        session.delete(row)
        record(session, now, who, "task.unchecked", ("task", task_id))
    return task


def check_sentence(session: Session, directive_id: int, number: int, who: Actor, now: datetime) -> None:
    """Keep that the sentence of this number among those without a task was looked at and charges nobody.

    Raises:
        NotFound: there is no such sentence.
    """
    run = queries.run_of(session, directive_id)
    if run is None or not 1 <= number <= len(run.unclaimed):
        message = "Không có câu này trong danh sách câu chưa thuộc nhiệm vụ nào."
        raise NotFound(message)
    place = run.unclaimed[number - 1]
    known = select(SentenceCheck.id).where(
        SentenceCheck.directive_id == directive_id,
        SentenceCheck.start == place["start"],
        SentenceCheck.end == place["end"],
    )
    if session.scalar(known) is None:
        session.add(
            SentenceCheck(
                directive_id=directive_id,
                start=place["start"],
                end=place["end"],
                at=now,
                account_id=who.account_id or 0,
            )
        )
        record(session, now, who, "sentence.checked", ("directive", directive_id), start=place["start"])


def come(session: Session, directive_id: int, who: Actor, now: datetime, *, stays: bool) -> None:
    """Keep that someone has a directive open.

    Args:
        stays: for a quarter of an hour without another sign, not only for a minute.
    """
    row = session.get(ReviewPresence, (directive_id, who.account_id or 0))
    if row is None:
        row = ReviewPresence(directive_id=directive_id, account_id=who.account_id or 0, since_at=now, until_at=now)
        session.add(row)
    elif row.until_at <= now:
        row.since_at = now
    row.until_at = max(row.until_at, now + (CLAIM_LASTS if stays else SIGN_LASTS))


def leave(session: Session, directive_id: int, who: Actor, now: datetime) -> None:
    """Keep that someone has laid a directive down."""
    row = session.get(ReviewPresence, (directive_id, who.account_id or 0))
    if row is not None:
        row.until_at = now
