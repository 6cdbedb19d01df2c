"""Tasks without a document on their way to their units: recorded, confirmed, clocked, and what was done so far kept."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from compliance.deadlines.law import Law
from compliance.entries.service import EntryForm, record_entry, save_draft
from core.audit import Actor
from core.errors import Invalid
from core.storage import FileStore
from extraction.by_hand.record import HandOrder
from extraction.by_hand.service import accept_sheet, record_order
from extraction.by_hand.sheet import SheetTask
from extraction.models import Assignment, Task
from extraction.queries import assignments_of
from extraction.values import Role
from jobs.pipeline import confirm


def enter_order(session: Session, store: FileStore, order: HandOrder, who: Actor, law: Law, now: datetime) -> int:
    """Record an order and open its tasks, definite from the start; return its directive's id.

    Raises:
        Invalid: something is missing or cannot be.
        Conflict: a directive of this identity is there already.
    """
    _refuse_beyond_calendar(order.issued_on, law)
    directive, _ = record_order(session, store, order, who, now)
    confirm(session, directive.id, expand={}, knows_unclaimed=True, who=who, law=law, now=now)
    return directive.id


def accept_tasks(session: Session, store: FileStore, sheet_id: int, who: Actor, law: Law, now: datetime) -> list[int]:
    """Write every task of a workbook in this one transaction; return the ids of their directives.

    What a row says was done so far becomes the unit's first entry where it is complete, else a draft to finish.

    Raises:
        NotFound: there is no such workbook.
        Conflict: it was accepted before.
        Invalid: it has an error; nothing is written.
    """
    ids = []
    for directive, rows in accept_sheet(session, store, sheet_id, who, now):
        if directive.issued_on is not None:
            _refuse_beyond_calendar(directive.issued_on, law)
        confirm(session, directive.id, expand={}, knows_unclaimed=True, who=who, law=law, now=now)
        _keep_progress(session, directive.id, rows, who, law, now)
        ids.append(directive.id)
    return ids


def _refuse_beyond_calendar(day: date, law: Law) -> None:
    if not law.reaches(day):
        message = f"Ngày giao {day:%d/%m/%Y} nằm ngoài các năm của lịch làm việc; kiểm tra lại ngày đã nhập."
        raise Invalid(message, fields={"issued_on": message})


def _keep_progress(
    session: Session, directive_id: int, rows: list[tuple[Task, SheetTask]], who: Actor, law: Law, now: datetime
) -> None:
    told = {task.id: row for task, row in rows if row.officer or row.progress}
    if not told:
        return
    for assignment in assignments_of(session, directive_id):
        if assignment.task_id in told and assignment.role == Role.LEAD:
            _first_entry(session, assignment, told[assignment.task_id], who, law, now)


def _first_entry(session: Session, assignment: Assignment, row: SheetTask, who: Actor, law: Law, now: datetime) -> None:
    """Make the entry that the row amounts to; where it lacks something, a draft that the unit finishes."""
    due_on = row.term.on if row.term else None
    form = EntryForm(
        officer=row.officer,
        product=row.product,
        planned_on=row.planned_on or due_on,
        planned_why="",
        first_action=row.progress,
    )
    try:
        with session.begin_nested():
            record_entry(session, assignment.id, form, who, law, now)
    except Invalid:
        save_draft(session, assignment.id, form, who, now)
