"""What is done with recurring duties: each period's instance opens once, officer, product and day carried over."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.deadlines.clocks import term_from
from compliance.deadlines.law import Law
from compliance.deadlines.service import set_deadlines
from compliance.entries.counters.service import count
from compliance.entries.models import Entry
from compliance.entries.periods import queries
from compliance.entries.periods.instances import Instance, instances_to_open
from core.audit import THE_SYSTEM, record
from core.local_time import end_of_day, local_day
from extraction.grammar.register import ResolutionStatus
from extraction.models import Assignment, Task
from ingest.models import Directive

FIRST = "first"
LEAST = timedelta(microseconds=1)
CARRIED = "Chuyển từ kỳ trước."


def open_instances(session: Session, first_id: int, law: Law, now: datetime) -> list[int]:
    """Open the instances of one duty whose time has come; return their ids. A second call opens nothing.

    The first instance is locked: of two at once one finds nothing left to do. An instance opens at the end of the day
    on which the one before was due, whenever this is called: what it owes does not depend on who was late to open it.
    """
    first = session.scalar(select(Assignment).where(Assignment.id == first_id).with_for_update(skip_locked=True))
    if first is None or first.opened_at is None or first.withdrawn_at is not None:
        return []
    newest = queries.newest(session, first_id)
    if not queries.goes_on(session, first_id if newest is None else newest.id):
        return []
    task = session.get_one(Task, first.task_id)
    directive = session.get_one(Directive, task.directive_id)
    if task.term is None or directive.issued_on is None:
        return []
    wanted = instances_to_open(
        term_from(task.term),
        directive.issued_on,
        local_day(first.opened_at),
        newest.instance_on if newest else None,
        local_day(now),
    )
    made = [_open(session, first, each, first.opened_at, now) for each in wanted if law.reaches(each.due_on)]
    if made:
        session.flush()
        set_deadlines(session, directive.id, law, now)
        count(session, made, now)
    return made


def _open(session: Session, first: Assignment, instance: Instance, first_opened_at: datetime, now: datetime) -> int:
    opened_at = max(end_of_day(instance.opens_after), first_opened_at + LEAST)
    row = Assignment(
        task_id=first.task_id,
        role=first.role,
        name=first.name,
        unit_id=first.unit_id,
        resolution=ResolutionStatus.RESOLVED,
        place=first.place,
        instance_of_id=first.id,
        instance_on=instance.due_on,
        created_at=now,
        opened_at=opened_at,
        confirmed_at=opened_at,
    )
    session.add(row)
    session.flush()
    _carry_over(session, first.id, row, instance, now)
    detail = {"first": first.id, "due_on": instance.due_on.isoformat()}
    record(session, now, THE_SYSTEM, "assignment.instance_opened", ("assignment", row.id), **detail)
    return row.id


def _carry_over(session: Session, first_id: int, row: Assignment, instance: Instance, now: datetime) -> None:
    """Let the instance start with the officer and product of the one before; the day is its own."""
    known = queries.last_named(session, first_id)
    if known is None:
        return
    session.add(
        Entry(
            assignment_id=row.id,
            kind=FIRST,
            officer=known.officer,
            product=known.product,
            planned_on=instance.due_on,
            planned_why="",
            first_action=known.first_action,
            note=CARRIED,
            evidence=[],
            saved_at=now,
            made_at=row.opened_at,
            account_id=known.account_id,
            confirmed_at=row.opened_at,
        )
    )
