"""What is done when a change by the Office moves an entry clock later: a flag that it overtakes lapses."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from compliance.deadlines.models import Deadline
from compliance.entries import queries as entries
from compliance.entries.counters.service import count
from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.returns import Ending, covered_by_contest
from compliance.entries.verdicts import flag_number, return_number, verdicts_of
from core.audit import THE_SYSTEM, record


def clear_overtaken(session: Session, directive_id: int, now: datetime) -> Sequence[int]:
    """Let the first-clock flags lapse whose clock now ends later, after the entry or after this instant.

    A verdict may so be cleared, never made. Late returns and flags that hung on one lapse with it; the rows stay.

    Returns:
        The ids of the flags that lapsed; a second call clears nothing.
    """
    session.flush()
    entered = (
        select(func.min(Entry.made_at))
        .where(Entry.assignment_id == LateFlag.assignment_id, Entry.kind.in_(("first", "report")))
        .where(Entry.withdrawn_at.is_(None))
        .correlate(LateFlag)
        .scalar_subquery()
    )
    question = (
        select(LateFlag)
        .join(
            Deadline,
            and_(Deadline.assignment_id == LateFlag.assignment_id, Deadline.clock == "entry", Deadline.is_current),
        )
        .where(
            Deadline.directive_id == directive_id,
            LateFlag.return_id.is_(None),
            LateFlag.voided_at.is_(None),
            Deadline.due_at > LateFlag.due_at,
            Deadline.due_at > func.coalesce(entered, now),
        )
        .order_by(LateFlag.id)
    )
    overtaken = session.scalars(question).all()
    for flag in overtaken:
        let_lapse(session, flag, now)
    session.flush()
    count(session, [flag.assignment_id for flag in overtaken], now)
    return [flag.id for flag in overtaken]


def let_lapse(session: Session, flag: LateFlag, now: datetime) -> None:
    """Let a flag lapse with every late return and flag that hung on it; the rows stay in the record."""
    flags = entries.flags_of(session, flag.assignment_id)
    returns = entries.returns_of(session, flag.assignment_id)
    hung = covered_by_contest(flag_number(flag.id), verdicts_of(flags, returns))
    against: list[LateFlag | Return] = [one for one in flags if flag_number(one.id) in hung]
    for verdict in [*against, *(one for one in returns if return_number(one.id) in hung)]:
        if verdict.voided_at is None:
            verdict.voided_at, verdict.ending = now, Ending.LAPSED
    record(session, now, THE_SYSTEM, "assignment.flag_lapsed", ("assignment", flag.assignment_id), flag=flag.id)
