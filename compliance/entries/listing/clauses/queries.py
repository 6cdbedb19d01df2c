"""Lists of directives and tasks, in order of number: columns straight from the tables, no objects made. Reads only."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session

from compliance.deadlines.incoming.queries import STATE as INCOMING_STATE
from compliance.deadlines.models import Classification
from compliance.entries.listing.queries import Part, Plain, directives_of, given, holds, part_of
from compliance.entries.queries import seen_by
from core.access import Action, Viewer
from core.organisation import Field, Unit
from extraction.dimensions.models import DirectiveDimensions
from extraction.models import Assignment, Confirmation, ExtractionRun, Task
from ingest.models import Directive


@dataclass(frozen=True, slots=True)
class DirectiveFilter:
    """What a list of directives is narrowed to; None narrows nothing."""

    id: int | None = None
    state: str | None = None
    entry_class: str | None = None
    field: str | None = None
    leader: int | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    number: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What a list of tasks is narrowed to; None narrows nothing."""

    id: int | None = None
    directive: int | None = None
    unit: str | None = None
    field: str | None = None
    leader: int | None = None
    period: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    text: str | None = None


_NEWEST_DIMENSIONS = (
    select(func.max(DirectiveDimensions.id))
    .where(DirectiveDimensions.directive_id == Directive.id)
    .correlate(Directive)
    .scalar_subquery()
)
_NEWEST_CLASS = (
    select(func.max(Classification.id))
    .where(Classification.directive_id == Directive.id)
    .correlate(Directive)
    .scalar_subquery()
)


def directives(session: Session, viewer: Viewer, wanted: DirectiveFilter, part: Part) -> list[Plain]:
    """Return a part of the directives that an account may see; a unit sees those that gave it work."""
    n_tasks = select(func.count(Task.id)).where(Task.directive_id == Directive.id, Task.removed_at.is_(None))
    question = (
        select(
            Directive.id, Directive.number, Directive.issued_on, Directive.issuer, Directive.kind, Directive.subject,
            Directive.urgency, Directive.arrived_at, INCOMING_STATE.label("state"), Classification.entry_class,
            Confirmation.at.label("confirmed_at"), Field.code.label("field"),
            DirectiveDimensions.leader_id.label("leader"), Directive.duplicate_of_id.label("duplicate_of"),
            Directive.file_name, Directive.n_pages, Directive.readability,
            n_tasks.correlate(Directive).scalar_subquery().label("n_tasks"),
        )
        .outerjoin(ExtractionRun, ExtractionRun.directive_id == Directive.id)
        .outerjoin(Confirmation, Confirmation.directive_id == Directive.id)
        .outerjoin(Classification, Classification.id == _NEWEST_CLASS)
        .outerjoin(DirectiveDimensions, DirectiveDimensions.id == _NEWEST_DIMENSIONS)
        .outerjoin(Field, Field.id == DirectiveDimensions.field_id)
        .where(_directive_seen(viewer))
    )  # fmt: skip
    told = (
        (wanted.id, lambda value: Directive.id == value),
        (wanted.state, lambda value: INCOMING_STATE.in_([value])),
        (wanted.entry_class, lambda value: Classification.entry_class == value),
        (wanted.field, lambda value: Field.code == value),
        (wanted.leader, lambda value: DirectiveDimensions.leader_id == value),
        (wanted.issued_from, lambda value: Directive.issued_on >= value),
        (wanted.issued_to, lambda value: Directive.issued_on <= value),
        (wanted.number, lambda value: Directive.number == value),
        (wanted.text, lambda value: holds(Directive.folded, value)),
    )
    return part_of(session, question.where(*given(told)), Directive.id, part)


def tasks(session: Session, viewer: Viewer, wanted: TaskFilter, part: Part) -> list[Plain]:
    """Return a part of the live tasks that an account may see; a unit sees those that it has a part in."""
    question = (
        select(
            Task.id, Task.directive_id, Directive.number.label("directive_number"), Directive.issued_on, Task.ordinal,
            Task.text, Task.mode, Task.deadline_phrase, Task.deadline_on, Task.period, Task.deliverable, Task.channel,
            Task.page, Task.box, Task.ground, Task.created_at, Task.confirmed_at, Task.version,
        )
        .join(Directive, Directive.id == Task.directive_id)
        .where(Task.removed_at.is_(None), _task_seen(viewer))
    )  # fmt: skip
    told = (
        (wanted.id, lambda value: Task.id == value),
        (wanted.directive, lambda value: Task.directive_id == value),
        (wanted.unit, lambda value: Task.id.in_(_tasks_of_unit(value))),
        (wanted.field, lambda value: Directive.id.in_(directives_of(Field.code == value))),
        (wanted.leader, lambda value: Directive.id.in_(directives_of(DirectiveDimensions.leader_id == value))),
        (wanted.period, lambda value: Task.period == value),
        (wanted.due_from, lambda value: Task.deadline_on >= value),
        (wanted.due_to, lambda value: Task.deadline_on <= value),
        (wanted.text, lambda value: holds(Task.folded, value)),
    )
    return part_of(session, question.where(*given(told)), Task.id, part)


def _tasks_of_unit(code: str) -> Select[Any]:
    return (
        select(Assignment.task_id)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(Unit.code == code, Assignment.opened_at.is_not(None), Assignment.withdrawn_at.is_(None))
    )


def _task_seen(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.may(Action.SEE_ALL_DIRECTIVES):
        return true()
    mine = select(Assignment.task_id).where(Assignment.opened_at.is_not(None), seen_by(viewer))
    return Task.id.in_(mine)


def _directive_seen(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.may(Action.SEE_ALL_DIRECTIVES):
        return true()
    mine = (
        select(Task.directive_id)
        .join(Assignment, Assignment.task_id == Task.id)
        .where(Assignment.opened_at.is_not(None), seen_by(viewer), Task.removed_at.is_(None))
    )
    return Directive.id.in_(mine)
