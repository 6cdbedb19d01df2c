"""What is asked of the titles of tasks: which may be published, which nobody has read yet. Reads only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from compliance.reports.titles.models import TitleCheck
from core.errors import NotFound
from extraction.models import Assignment, Task
from extraction.values import Role
from ingest.models import Directive

AT_ONCE = 20


class TitleState(StrEnum):
    """How far a title is: nobody has read it, it may be published, it is kept back."""

    UNREAD = "unread"
    CLEARED = "cleared"
    KEPT_BACK = "kept_back"


@dataclass(frozen=True, slots=True)
class TitleRow:
    """A task with what was decided of its title."""

    task_id: int
    number: str
    text: str
    title: str | None
    checked_at: datetime | None


def cleared_titles(session: Session, before: datetime) -> dict[int, str]:
    """Return the titles that may be published, by task, as they were checked by an instant."""
    newest = (
        select(func.max(TitleCheck.id)).where(TitleCheck.at <= before).group_by(TitleCheck.task_id).scalar_subquery()
    )
    question = (
        select(TitleCheck.task_id, TitleCheck.title)
        .join(Task, Task.id == TitleCheck.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .where(TitleCheck.id.in_(newest), TitleCheck.title.is_not(None), Directive.purged_at.is_(None))
    )
    return {task_id: title for task_id, title in session.execute(question) if title is not None}


def titles(session: Session, state: TitleState, after: int = 0) -> list[TitleRow]:
    """Return tasks of a state, newest first: confirmed ones, of directives that still have their text.

    Args:
        after: only those older than this task; 0: from the newest.
    """
    newest = select(func.max(TitleCheck.id)).where(TitleCheck.task_id == Task.id).correlate(Task).scalar_subquery()
    question = (
        select(Task.id, Directive.number, Task.text, TitleCheck.title, TitleCheck.at)
        .join(Directive, Directive.id == Task.directive_id)
        .outerjoin(TitleCheck, TitleCheck.id == newest)
        .where(may_be_read(), _is_in(state))
        .order_by(Task.id.desc())
        .limit(AT_ONCE + 1)
    )
    if after:
        question = question.where(Task.id < after)
    return [TitleRow(row[0], row[1] or "", row[2], row[3], row[4]) for row in session.execute(question)]


def readable_task(session: Session, task_id: int) -> Task:
    """Return a task whose title may be read for publication.

    Raises:
        NotFound: there is none, it is not confirmed, or its directive was purged.
    """
    question = select(Task).join(Directive, Directive.id == Task.directive_id).where(Task.id == task_id, may_be_read())
    found = session.scalar(question)
    if found is None:
        message = "Không có nhiệm vụ này trong số được xét công bố: chưa xác nhận, hoặc văn bản thuộc diện hạn chế."
        raise NotFound(message)
    return found


def may_be_read() -> ColumnElement[bool]:
    """Return the condition on `Task` and `Directive`: definite, not removed, and the directive not restricted."""
    led = exists().where(
        Assignment.task_id == Task.id,
        Assignment.role == Role.LEAD,
        Assignment.confirmed_at.is_not(None),
        Assignment.withdrawn_at.is_(None),
    )
    return and_(Task.removed_at.is_(None), Directive.purged_at.is_(None), Directive.duplicate_of_id.is_(None), led)


def _is_in(state: TitleState) -> ColumnElement[bool]:
    if state is TitleState.UNREAD:
        return TitleCheck.id.is_(None)
    title = TitleCheck.title
    return and_(TitleCheck.id.is_not(None), title.is_not(None) if state is TitleState.CLEARED else title.is_(None))
