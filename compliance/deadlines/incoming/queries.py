"""What is asked about incoming directives: the state of each, computed from every room's rows, never kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from compliance.deadlines.models import Classification, Deadline
from core.database import one_of
from core.naming import fold
from extraction.models import Assignment, Confirmation, ExtractionRun, Task
from extraction.values import Role
from ingest.models import Directive

OfficeDeadline = aliased(Deadline, name="office_deadline")
AnyRun = aliased(ExtractionRun, name="any_run")
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


COUNTED_UP_TO = 1000

# What needs the Office stands first, the unclear before the clear.
ORDER = tuple(IncomingState)
_WHOLE = and_(Directive.purged_at.is_(None), Directive.failure_reason.is_(None), Directive.duplicate_of_id.is_(None))
# Where nearly all are, or which nothing but the lack of a reading tells; and what may still become of a directive.
MANY = frozenset({IncomingState.READING, IncomingState.CONFIRMED})
APART = (IncomingState.SECRET, IncomingState.UNREADABLE, IncomingState.DUPLICATE)
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
SINCE = func.coalesce(
    Directive.purged_at, Directive.failed_at, Confirmation.at, ExtractionRun.at, Directive.read_at, Directive.arrived_at
)


@dataclass(frozen=True, slots=True)
class IncomingFilter:
    """What a list is narrowed to; None narrows nothing.

    ``words``: each stands in number, subject, issuer or file name, diacritics aside. ``late_at``: waits for the Office
    and was due by this instant.
    """

    state: IncomingState | None = None
    entry_class: str | None = None
    words: str = ""
    late_at: datetime | None = None


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


def incoming(session: Session, wanted: IncomingFilter, page: int = 1, size: int = PAGE_SIZE) -> list[IncomingRow]:
    """Return one page of directives: what needs the Office first, of these the sooner due; then the newest arrivals.

    Each state is asked by itself, in order, by the index that finds it: the many confirmed ones are not looked at for
    the few that wait.
    """
    skip, found = (page - 1) * size, list[IncomingRow]()
    for state in ORDER if wanted.state is None else (wanted.state,):
        ids = session.scalars(_ids(state, wanted).limit(size - len(found)).offset(skip))
        rows = _rows(session, state, list(ids))
        found += rows
        if len(found) >= size:
            break
        skip = max(0, skip - _passed(session, state, wanted)) if skip and not rows else 0
    return found


def _passed(session: Session, state: IncomingState, wanted: IncomingFilter) -> int:
    """How many of a state stand before the page that is asked for, all of them being before it."""
    return _number_of(session, _in(state), *_narrowed(wanted))


def state_of(session: Session, directive_id: int) -> IncomingState | None:
    """Return the state of one directive, or None if there is no such directive."""
    state = session.scalar(_joined(select(STATE)).where(Directive.id == directive_id))
    return None if state is None else IncomingState(state)


def next_waiting(session: Session, after_id: int) -> int | None:
    """Return the directive that waits most urgently for the Office's check, another than the given one; None: none."""
    question = _with_clock(select(Directive.id)).where(_open(), Directive.id != after_id)
    question = question.order_by(OfficeDeadline.due_at.is_(None), OfficeDeadline.due_at, Directive.id)
    found: int | None = session.scalar(question.limit(1))
    return found


def counts(
    session: Session, wanted: IncomingFilter, states: Sequence[IncomingState] = ORDER
) -> dict[IncomingState, int]:
    """Return how many directives are in each of the states, under the filter's class and words.

    Of a narrowed list no more than `COUNTED_UP_TO` are counted in a state.
    """
    narrowed = _narrowed(wanted)
    if narrowed:
        return {state: _n_narrowed(session, state, narrowed) for state in states}
    few = [state for state in ORDER if state not in MANY and (state in states or MANY & set(states))]
    asked = {state: _count(_in(state)) for state in few}
    # All in one question; of the many what is left of all directives and of all readings without the few others.
    every = [select(func.count(Directive.id)), select(func.count(AnyRun.id))] if MANY & set(states) else []
    told = session.execute(select(*(each.scalar_subquery() for each in (*asked.values(), *every)))).one()
    found = dict(zip(few, told[: len(few)], strict=True))
    if every:
        found |= _counts_of_many(session, found, *told[len(few) :])
    return {state: found[state] for state in states}


def _n_narrowed(session: Session, state: IncomingState, narrowed: Sequence[ColumnElement[bool]]) -> int:
    """How many of a state a narrowed list holds; the few without a reading are sought from the newest back."""
    if state is not IncomingState.READING:
        return _number_of(session, _in(state), *narrowed, most=COUNTED_UP_TO)
    n_reading = counts(session, IncomingFilter(), (state,))[state]
    if not n_reading:
        return 0
    those = select(Directive.id).where(_in(state)).order_by(Directive.id.desc()).limit(min(n_reading, COUNTED_UP_TO))
    return _number_of(session, Directive.id.in_(those.subquery().select()), *narrowed)


def _counts_of_many(
    session: Session, few: Mapping[IncomingState, int], directives: int, readings: int
) -> dict[IncomingState, int]:
    """How many are read and confirmed: what is left of all directives and of all readings without the few others."""
    split = exists().where(AnyRun.directive_id == Directive.id)
    apart = sum(few[state] for state in APART)
    apart_and_split = _number_of(session, or_(*(_in(state) for state in APART)), split) if apart else 0
    n_split = readings - apart_and_split
    return {
        IncomingState.READING: directives - apart - n_split,
        IncomingState.CONFIRMED: n_split - few[IncomingState.NO_IDENTITY] - few[IncomingState.TO_CONFIRM],
    }


def _number_of(session: Session, *conditions: ColumnElement[bool], most: int | None = None) -> int:
    return session.scalar(_count(*conditions, most=most)) or 0


def _count(*conditions: ColumnElement[bool], most: int | None = None) -> Select[int]:
    if most is None:
        return select(func.count(Directive.id)).where(*conditions)
    some = select(Directive.id).where(*conditions).limit(most).subquery()
    return select(func.count()).select_from(some)


def _open() -> ColumnElement[bool]:
    """Return the condition that a directive is split and waits for the Office."""
    return and_(_WHOLE, Directive.id.in_(select(AnyRun.directive_id).where(AnyRun.confirmed_at.is_(None))))


def _in(state: IncomingState) -> ColumnElement[bool]:
    """Return the condition of `STATE` being this one, put so that an index answers it."""
    return {
        IncomingState.SECRET: Directive.purged_at.is_not(None),
        IncomingState.UNREADABLE: and_(Directive.failure_reason.is_not(None), Directive.purged_at.is_(None)),
        IncomingState.DUPLICATE: and_(
            Directive.duplicate_of_id.is_not(None), Directive.failure_reason.is_(None), Directive.purged_at.is_(None)
        ),
        IncomingState.READING: and_(_WHOLE, ~exists().where(AnyRun.directive_id == Directive.id)),
        IncomingState.CONFIRMED: and_(_WHOLE, exists().where(Confirmation.directive_id == Directive.id)),
        IncomingState.NO_IDENTITY: and_(_open(), Directive.identity_key.is_(None)),
        IncomingState.TO_CONFIRM: and_(_open(), Directive.identity_key.is_not(None)),
    }[state]


def _with_clock(question: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    office_clock = and_(
        OfficeDeadline.directive_id == Directive.id,
        OfficeDeadline.assignment_id.is_(None),
        OfficeDeadline.clock == "office",
        OfficeDeadline.is_current,
    )
    return question.select_from(Directive).outerjoin(OfficeDeadline, office_clock)


def _joined(question: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        _with_clock(question)
        .outerjoin(ExtractionRun, ExtractionRun.directive_id == Directive.id)
        .outerjoin(Confirmation, Confirmation.directive_id == Directive.id)
        .outerjoin(Classification, Classification.id == _newest_class(AnyClass.id))
    )


def _newest_class(what: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """Return a column of a directive's newest class, looked up for each directive that is left."""
    newest = select(what).where(AnyClass.directive_id == Directive.id).order_by(AnyClass.id.desc()).limit(1)
    return newest.correlate(Directive).scalar_subquery()


def _ids(state: IncomingState, wanted: IncomingFilter) -> Select[*tuple[Any, ...]]:
    """The clock of what waits for the Office runs; of the others the newest stand first."""
    question = select(Directive.id).where(_in(state), *_narrowed(wanted))
    newest = Directive.arrived_at.desc(), Directive.id.desc()
    if state is IncomingState.CONFIRMED:
        return question.order_by(*newest)
    return _with_clock(question).order_by(OfficeDeadline.due_at.is_(None), OfficeDeadline.due_at, *newest)


def _rows(session: Session, state: IncomingState, ids: Sequence[int]) -> list[IncomingRow]:
    question = _joined(
        select(
            Directive.id,
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
    ).where(one_of(session, Directive.id, ids))
    found = {row[0]: IncomingRow(row[0], state, *row[1:]) for row in session.execute(question)} if ids else {}
    return [found[each] for each in ids]


def _narrowed(wanted: IncomingFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.entry_class is not None:
        conditions.append(_newest_class(AnyClass.entry_class) == wanted.entry_class)
    if wanted.words:
        conditions += [Directive.folded.contains(word) for word in fold(wanted.words).split()]
    if wanted.late_at is not None:
        conditions += [_open(), Directive.id.in_(_ended_by(wanted.late_at))]
    return conditions


def _ended_by(instant: datetime) -> Select[int | None]:
    """The directives whose clock of the Office had ended, as `overview.queries.office_holds` counts them."""
    office = Deadline.assignment_id.is_(None), Deadline.clock == "office", Deadline.is_current
    return select(Deadline.directive_id).where(*office, Deadline.due_at <= instant)


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
