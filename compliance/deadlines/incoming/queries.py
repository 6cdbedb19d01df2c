"""What is asked about incoming directives: the state of each, computed from every room's rows, never kept."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from compliance.deadlines.models import Classification, Deadline
from core.naming import fold
from extraction.models import Assignment, Confirmation, ExtractionRun, Task
from extraction.values import Role
from ingest.models import Directive

OfficeDeadline = aliased(Deadline, name="office_deadline")
AnyClass = aliased(Classification, name="any_class")
PAGE_SIZE = 50


class IncomingState(StrEnum):
    """What a directive has reached, or what it waits for."""

    UNREADABLE = "unreadable"
    NO_IDENTITY = "no_identity"
    TO_CONFIRM = "to_confirm"
    READING = "reading"
    CONFIRMED = "confirmed"
    DUPLICATE = "duplicate"
    SECRET = "secret"


# What needs the Office stands first, the unclear before the clear.
ORDER = tuple(IncomingState)
NEEDS_OFFICE = frozenset({IncomingState.UNREADABLE, IncomingState.NO_IDENTITY, IncomingState.TO_CONFIRM})

STATE = case(
    (Directive.purged_at.is_not(None), IncomingState.SECRET.value),
    (Directive.failure_reason.is_not(None), IncomingState.UNREADABLE.value),
    (Directive.duplicate_of_id.is_not(None), IncomingState.DUPLICATE.value),
    (or_(Directive.read_at.is_(None), ExtractionRun.id.is_(None)), IncomingState.READING.value),
    (Confirmation.at.is_not(None), IncomingState.CONFIRMED.value),
    (Directive.identity_key.is_(None), IncomingState.NO_IDENTITY.value),
    else_=IncomingState.TO_CONFIRM.value,
)
RANK = case({state.value: rank for rank, state in enumerate(ORDER)}, value=STATE)
SINCE = func.coalesce(
    Directive.purged_at, Directive.failed_at, Confirmation.at, ExtractionRun.at, Directive.read_at, Directive.arrived_at
)


@dataclass(frozen=True, slots=True)
class IncomingFilter:
    """What a list is narrowed to; None narrows nothing.

    ``words``: each stands in number, subject, issuer or file name, diacritics aside.
    """

    state: IncomingState | None = None
    entry_class: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """One directive of the list; ``since`` is when it came into its state, ``n_unclear`` counts leads not yet known."""

    directive_id: int
    state: IncomingState
    since: datetime
    file_name: str
    number: str | None
    issued_on: date | None
    issuer: str | None
    kind: str | None
    subject: str | None
    urgency: str | None
    arrived_at: datetime
    failure_reason: str | None
    failure_message: str | None
    duplicate_of_id: int | None
    readability: float | None
    entry_class: str | None
    deadline_id: int | None
    due_on: date | None
    due_at: datetime | None
    tam_tinh: bool
    confirmed_at: datetime | None
    n_tasks: int
    n_unclear: int


def incoming(session: Session, wanted: IncomingFilter, page: int = 1) -> list[IncomingRow]:
    """Return one page of directives: what needs the Office first, of these the sooner due; then the newest arrivals."""
    question = (
        _joined(
            select(
                Directive.id,
                STATE,
                SINCE,
                Directive.file_name,
                Directive.number,
                Directive.issued_on,
                Directive.issuer,
                Directive.kind,
                Directive.subject,
                Directive.urgency,
                Directive.arrived_at,
                Directive.failure_reason,
                Directive.failure_message,
                Directive.duplicate_of_id,
                Directive.readability,
                Classification.entry_class,
                OfficeDeadline.id,
                OfficeDeadline.due_on,
                OfficeDeadline.due_at,
                func.coalesce(OfficeDeadline.tam_tinh, False),
                Confirmation.at,
                _n_tasks(),
                _n_unclear(),
            )
        )
        .where(*_conditions(wanted))
        .order_by(
            RANK,
            case((Confirmation.at.is_(None), OfficeDeadline.due_at)).is_(None),
            case((Confirmation.at.is_(None), OfficeDeadline.due_at)),
            Directive.arrived_at.desc(),
            Directive.id.desc(),
        )
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return [_row(*found) for found in session.execute(question)]


def state_of(session: Session, directive_id: int) -> IncomingState | None:
    """Return the state of one directive, or None if there is no such directive."""
    state = session.scalar(_joined(select(STATE)).where(Directive.id == directive_id))
    return None if state is None else IncomingState(state)


def next_waiting(session: Session, after_id: int) -> int | None:
    """Return the directive that waits most urgently for the Office's check, another than the given one; None: none."""
    waits = [IncomingState.NO_IDENTITY.value, IncomingState.TO_CONFIRM.value]
    question = _joined(select(Directive.id)).where(STATE.in_(waits), Directive.id != after_id)
    question = question.order_by(OfficeDeadline.due_at.is_(None), OfficeDeadline.due_at, Directive.id)
    found: int | None = session.scalar(question.limit(1))
    return found


def counts(session: Session, wanted: IncomingFilter) -> dict[IncomingState, int]:
    """Return how many directives are in each state, under the filter's class and words; every state is there."""
    narrowed = IncomingFilter(None, wanted.entry_class, wanted.words)
    question = _joined(select(STATE, func.count())).where(*_conditions(narrowed)).group_by(STATE)
    found = {IncomingState(state): n for state, n in session.execute(question)}
    return {state: found.get(state, 0) for state in ORDER}


def _joined(question: Select[tuple[Any, ...]]) -> Select[tuple[Any, ...]]:
    newest_class = (
        select(func.max(AnyClass.id))
        .where(AnyClass.directive_id == Directive.id)
        .correlate(Directive)
        .scalar_subquery()
    )
    office_clock = and_(
        OfficeDeadline.directive_id == Directive.id, OfficeDeadline.clock == "office", OfficeDeadline.is_current
    )
    return (
        question.select_from(Directive)
        .outerjoin(ExtractionRun, ExtractionRun.directive_id == Directive.id)
        .outerjoin(Confirmation, Confirmation.directive_id == Directive.id)
        .outerjoin(Classification, Classification.id == newest_class)
        .outerjoin(OfficeDeadline, office_clock)
    )


def _conditions(wanted: IncomingFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        conditions.append(STATE.in_([wanted.state.value]))
    if wanted.entry_class is not None:
        conditions.append(Classification.entry_class == wanted.entry_class)
    if wanted.words:
        conditions += [Directive.folded.contains(word) for word in fold(wanted.words).split()]
    return conditions


def _n_tasks() -> ColumnElement[int]:
    tasks = select(func.count(Task.id)).where(Task.directive_id == Directive.id, Task.removed_at.is_(None))
    return tasks.correlate(Directive).scalar_subquery()


def _n_unclear() -> ColumnElement[int]:
    unclear = (
        select(func.count(Assignment.id))
        .join(Task, Task.id == Assignment.task_id)
        .where(
            Task.directive_id == Directive.id,
            Task.removed_at.is_(None),
            Assignment.withdrawn_at.is_(None),
            Assignment.role == Role.LEAD.value,
            Assignment.unit_id.is_(None),
        )
    )
    return unclear.correlate(Directive).scalar_subquery()


def _row(directive_id: int, state: str, *others: Any) -> IncomingRow:  # noqa: ANN401 - the columns, in order
    return IncomingRow(directive_id, IncomingState(state), *others)
