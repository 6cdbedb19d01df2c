"""What the Office's decision on a withdrawn, updated or replaced document does to the tasks made from it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from compliance.deadlines.law import Law
from compliance.deadlines.service import set_deadlines
from compliance.entries.authority.service import suspend
from compliance.entries.authority.service import withdraw as take_back
from compliance.entries.sweep.service import void_withdrawn
from core.audit import Actor
from core.errors import Conflict, Invalid
from extraction import queries as tasks
from extraction.models import Assignment
from extraction.service import close_duplicate, open_provisional, withdraw
from extraction.side_by_side import Pair, Side, beside
from extraction.values import Role
from ingest.updates import queries as updates
from ingest.updates.models import UpdateReview
from ingest.updates.service import CARRY, CLOSE, FREEZE, decide

AUTHORITIES = {
    "withdraw": "Thông điệp thu hồi văn bản",
    "update": "Thông điệp cập nhật văn bản",
    "replace": "Văn bản thay thế",
}

CARRIED = "Nhiệm vụ của bản cũ tiếp tục được theo dõi."


def decide_review(
    session: Session,
    review_id: int,
    *,
    decisions: Mapping[int, str],
    adopted: bool,
    note: str,
    who: Actor,
    law: Law,
    now: datetime,
) -> UpdateReview:
    """Carry a decision out: tasks carried on stay as they are, frozen ones have their clocks held, closed ones end.

    What is done already stays done. A new version that takes over opens its tasks, provisional until confirmed; one
    that does not is a duplicate. Nothing is deleted.

    Args:
        decisions: task id of the old document → carry, freeze or close. The new task beside one that is carried on is
            left out: a unit owes the same work once.
        adopted: the new version takes over; asked only where the review has one.

    Raises:
        NotFound: no such review.
        Conflict: decided already, or the old document has not arrived.
        Invalid: a task is left out, or no reason is given.
    """
    review = updates.review(session, review_id)
    owed = {task.id for task in tasks.tasks_of(session, review.old_id)} if review.old_id else set()
    if review.old_id is not None and owed != set(decisions):
        message = "Cần chọn cách xử lý cho từng nhiệm vụ của văn bản cũ."
        raise Invalid(message)
    review = decide(session, review_id, decisions=decisions, adopted=adopted, note=note, who=who, now=now)
    old_id = review.old_id or 0
    authority = AUTHORITIES[review.act]
    for part in tasks.assignments_of(session, old_id):
        _carry_out(session, part, decisions.get(part.task_id, CARRY), note.strip(), authority, who, law, now)
    session.flush()
    void_withdrawn(session, old_id, now)
    if review.adopted:
        _leave_out_carried(session, review, decisions, now)
    if review.new_id is not None and review.adopted is not None:
        _settle_new(session, review.new_id, law, now, adopted=review.adopted)
    return review


def pairs_of(session: Session, review: UpdateReview) -> list[Pair]:
    """Return the tasks of the old document, each beside what it became in the new one."""
    return beside(_sides(session, review.old_id), _sides(session, review.new_id))


def _sides(session: Session, directive_id: int | None) -> Sequence[Side]:
    if directive_id is None:
        return []
    leads: dict[int, list[str]] = {}
    for part in tasks.assignments_of(session, directive_id):
        if part.role == Role.LEAD:
            leads.setdefault(part.task_id, []).append(part.name)
    return [
        Side(task.id, task.ordinal, task.text, tuple(leads.get(task.id, [])), task.deadline_on, task.deadline_phrase)
        for task in tasks.tasks_of(session, directive_id)
    ]


def _leave_out_carried(session: Session, review: UpdateReview, decisions: Mapping[int, str], now: datetime) -> None:
    """Take out of the new version the tasks whose old ones go on."""
    doubled = {
        pair.new.task_id
        for pair in pairs_of(session, review)
        if pair.old and pair.new and decisions.get(pair.old.task_id) != CLOSE
    }
    for part in tasks.assignments_of(session, review.new_id or 0):
        if part.task_id in doubled:
            withdraw(part, CARRIED, now)
    for task_id in doubled:
        task = tasks.task(session, task_id)
        task.removed_at, task.removed_reason = now, CARRIED
    session.flush()


def _carry_out(
    session: Session, part: Assignment, how: str, reason: str, authority: str, who: Actor, law: Law, now: datetime
) -> None:
    if how == CARRY or part.withdrawn_at is not None:
        return
    if part.opened_at is None:
        if how == CLOSE:
            withdraw(part, reason, now)
        return
    act = {FREEZE: suspend, CLOSE: take_back}[how]
    try:
        act(session, part.id, reason, authority, who, law, now)
    except Conflict:
        # Its result is confirmed, or it is frozen or closed already: what is done stays done.
        return


def _settle_new(session: Session, new_id: int, law: Law, now: datetime, *, adopted: bool) -> None:
    if not adopted:
        close_duplicate(session, new_id, now)
        return
    session.flush()
    open_provisional(session, new_id, now)
    if tasks.run_of(session, new_id) is not None:
        set_deadlines(session, new_id, law, now)
