"""What is asked about the instances of recurring duties. Reads only."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from compliance.entries.models import Entry
from compliance.entries.procedures.models import Closure, Suspension
from core.local_time import local_day
from extraction.models import Assignment, Task
from extraction.values import Role
from ingest.models import Directive

Later = aliased(Assignment, name="later")

_NEWEST_ON = (
    select(func.max(Later.instance_on))
    .where(Later.instance_of_id == Assignment.id)
    .correlate(Assignment)
    .scalar_subquery()
)


def waiting(session: Session, now: datetime) -> list[int]:
    """Return the ids of the first instances of going duties whose newest instance was due before today; oldest first.

    Those whose first instance has no later one are all given: when they are due follows from their words.
    """
    question = (
        select(Assignment.id)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .where(
            Task.period.is_not(None),
            Task.term.is_not(None),
            Task.removed_at.is_(None),
            Directive.duplicate_of_id.is_(None),
            Assignment.role == Role.LEAD,
            Assignment.instance_of_id.is_(None),
            Assignment.confirmed_at.is_not(None),
            Assignment.withdrawn_at.is_(None),
            or_(_NEWEST_ON.is_(None), local_day(now) > _NEWEST_ON),
        )
        .order_by(Assignment.id)
    )
    return list(session.scalars(question))


def newest(session: Session, first_id: int) -> Assignment | None:
    """Return the newest instance after the first, or None."""
    question = select(Assignment).where(Assignment.instance_of_id == first_id)
    return session.scalar(question.order_by(Assignment.instance_on.desc()).limit(1))


def goes_on(session: Session, assignment_id: int) -> bool:
    """Return whether a duty goes on after this instance: not withdrawn, not closed for good, not suspended."""
    ended = exists().where(Closure.assignment_id == assignment_id)
    held = exists().where(Suspension.assignment_id == assignment_id, Suspension.until_at.is_(None))
    question = select(Assignment.id).where(
        Assignment.id == assignment_id, Assignment.withdrawn_at.is_(None), ~ended, ~held
    )
    return session.scalar(question) is not None


def instances(session: Session, assignment_id: int) -> Sequence[Assignment]:
    """Return every instance of the duty that an assignment is one of, the first before the others, by day."""
    own = session.get_one(Assignment, assignment_id)
    first_id = own.instance_of_id or own.id
    question = select(Assignment).where(or_(Assignment.id == first_id, Assignment.instance_of_id == first_id))
    return session.scalars(question.order_by(Assignment.instance_on.is_not(None), Assignment.instance_on)).all()


def last_named(session: Session, first_id: int) -> Entry | None:
    """Return the newest entry of a duty's instances that names officer and product, or None."""
    question = (
        select(Entry)
        .join(Assignment, Assignment.id == Entry.assignment_id)
        .where(
            or_(Assignment.id == first_id, Assignment.instance_of_id == first_id),
            Entry.made_at.is_not(None),
            Entry.officer.is_not(None),
            Entry.officer != "",
        )
    )
    return session.scalar(question.order_by(Entry.id.desc()).limit(1))
