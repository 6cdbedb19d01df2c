"""Take back the last change to a directive's tasks, as long as the Office has not confirmed it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import Actor, record
from core.errors import Conflict
from extraction import queries
from extraction.lessons.models import Lesson
from extraction.models import Assignment, Task
from extraction.review.models import ReviewStep
from extraction.review.queries import last_step

UNDONE = "Hoàn tác trước khi xác nhận."
TASK_COLUMNS = (
    "text", "mode", "deadline_phrase", "deadline_on", "deadline_place", "term", "period", "deliverable", "channel",
    "field", "removed_at", "removed_reason", "merged_into_id",
)  # fmt: skip
ASSIGNMENT_COLUMNS = ("task_id", "withdrawn_at", "withdrawn_reason")
READ_BACK: Mapping[str, Callable[[str], Any]] = {
    "deadline_on": date.fromisoformat,
    "removed_at": datetime.fromisoformat,
    "withdrawn_at": datetime.fromisoformat,
}
Key = tuple[str, int]


@contextmanager
def undoable(session: Session, directive_id: int, did: str, who: Actor, now: datetime) -> Iterator[None]:
    """Keep what the block changes in a directive's tasks and units, so that it can be taken back until confirmation."""
    if queries.confirmation(session, directive_id) is not None:
        yield
        return
    before = _as_it_stands(session, directive_id)
    yield
    session.flush()
    after = _as_it_stands(session, directive_id)
    changes = [
        {"table": table, "id": row_id, "before": before.get((table, row_id)), "after": stands}
        for (table, row_id), stands in after.items()
        if before.get((table, row_id)) != stands
    ]
    if changes:
        session.add(
            ReviewStep(directive_id=directive_id, did=did, at=now, account_id=who.account_id or 0, changes=changes)
        )


def undo_last(session: Session, directive_id: int, who: Actor, now: datetime) -> ReviewStep:
    """Take the newest change back: values as they were, rows it added ended, lessons it taught forgotten.

    Raises:
        Conflict: nothing to take back, the directive is confirmed, or someone changed the same since.
    """
    step = last_step(session, directive_id)
    if step is None:
        message = "Không còn thay đổi nào để hoàn tác."
        raise Conflict(message, reason="nothing_to_undo")
    if queries.confirmation(session, directive_id) is not None:
        message = "Văn bản đã được xác nhận: không hoàn tác nữa, sửa bằng quyết định có lý do."
        raise Conflict(message, reason="confirmed")
    stands = _as_it_stands(session, directive_id)
    if any(stands.get((each["table"], each["id"])) != each["after"] for each in step.changes):
        message = "Nội dung đã thay đổi sau thao tác đó nên không hoàn tác được. Xem lại hiện trạng."
        raise Conflict(message, reason="stale")
    for each in step.changes:
        _restore(session, each, now)
    for lesson in session.scalars(select(Lesson).where(Lesson.directive_id == directive_id, Lesson.at == step.at)):
        session.delete(lesson)
    step.undone_at = now
    session.flush()
    record(session, now, who, "review.undone", ("directive", directive_id), step=step.id, undid=step.did)
    return step


def _restore(session: Session, change: Mapping[str, Any], now: datetime) -> None:
    is_task = change["table"] == "task"
    row = session.get_one(Task, change["id"]) if is_task else session.get_one(Assignment, change["id"])
    if isinstance(row, Task):
        row.version += 1
    if change["before"] is not None:
        for name, value in change["before"].items():
            read = READ_BACK.get(name)
            setattr(row, name, read(value) if read and value is not None else value)
    elif isinstance(row, Task):
        row.removed_at, row.removed_reason = now, UNDONE
    else:
        row.withdrawn_at, row.withdrawn_reason = now, UNDONE


def _as_it_stands(session: Session, directive_id: int) -> dict[Key, dict[str, Any]]:
    tasks = session.scalars(select(Task).where(Task.directive_id == directive_id).order_by(Task.id)).all()
    question = select(Assignment).join(Task, Task.id == Assignment.task_id).where(Task.directive_id == directive_id)
    found = {("task", row.id): _plain(row, TASK_COLUMNS) for row in tasks}
    return found | {
        ("assignment", row.id): _plain(row, ASSIGNMENT_COLUMNS)
        for row in session.scalars(question.order_by(Assignment.id))
    }


def _plain(row: Task | Assignment, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
