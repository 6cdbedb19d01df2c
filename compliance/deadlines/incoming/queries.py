"""What is asked about incoming directives: the state of each, computed from every room's rows, never kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from compliance.deadlines.models import Classification, Deadline
from core.appended import Settled, settled
from core.database import among, dialect_of
from core.errors import NotFound
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
_FEW = (*APART, IncomingState.NO_IDENTITY)
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
_OPEN = and_(_WHOLE, Directive.id.in_(select(AnyRun.directive_id).where(AnyRun.confirmed_at.is_(None))))
# The condition of `STATE` being this one, put so that an index answers it.
_IN: dict[IncomingState, ColumnElement[bool]] = {
    IncomingState.SECRET: Directive.purged_at.is_not(None),
    IncomingState.UNREADABLE: and_(Directive.failure_reason.is_not(None), Directive.purged_at.is_(None)),
    IncomingState.DUPLICATE: and_(
        Directive.duplicate_of_id.is_not(None), Directive.failure_reason.is_(None), Directive.purged_at.is_(None)
    ),
    IncomingState.READING: and_(_WHOLE, ~exists().where(AnyRun.directive_id == Directive.id)),
    IncomingState.CONFIRMED: and_(_WHOLE, exists().where(Confirmation.directive_id == Directive.id)),
    IncomingState.NO_IDENTITY: and_(_OPEN, Directive.identity_key.is_(None)),
    IncomingState.TO_CONFIRM: and_(_OPEN, Directive.identity_key.is_not(None)),
}
_N_OPEN = select(func.count(ExtractionRun.id)).where(ExtractionRun.confirmed_at.is_(None))
_APART_AND_SPLIT = (
    select(func.count(AnyRun.id), func.count(AnyRun.id).filter(AnyRun.confirmed_at.is_(None)))
    .join(Directive, Directive.id == AnyRun.directive_id)
    .where(or_(*(_IN[state] for state in APART)))
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


@dataclass(frozen=True, slots=True)
class Known:
    """One directive with its state, and what there is one of: splitting, confirmation, class, the Office's clock."""

    state: IncomingState
    directive: Directive
    run: ExtractionRun | None
    confirmation: Confirmation | None
    classification: Classification | None
    office_deadline: Deadline | None


def incoming(
    session: Session,
    wanted: IncomingFilter,
    page: int = 1,
    size: int = PAGE_SIZE,
    *,
    counted: Mapping[IncomingState, int] | None = None,
) -> list[IncomingRow]:
    """Return one page of directives: what needs the Office first, of these the sooner due; then the newest arrivals.

    Each state is asked by itself, in order, by the index that finds it: the many confirmed ones are not looked at for
    the few that wait.

    Args:
        counted: what `counts` has found under the same filter: states of which there are none are not asked.
    """
    skip, found = (page - 1) * size, list[IncomingRow]()
    for state in ORDER if wanted.state is None else (wanted.state,):
        if counted is not None and not counted.get(state, 1):
            continue
        ids = session.scalars(_ids(state, wanted), {"most": size - len(found), "skip": skip})
        rows = _rows(session, state, list(ids))
        found += rows
        if len(found) >= size:
            break
        skip = max(0, skip - _passed(session, state, wanted)) if skip and not rows else 0
    return found


def _passed(session: Session, state: IncomingState, wanted: IncomingFilter) -> int:
    """How many of a state stand before the page that is asked for, all of them being before it."""
    return _number_of(session, _IN[state], *_narrowed(wanted, state))


def known_of(session: Session, directive_id: int) -> Known:
    """Return one directive with its state and what is kept of it once.

    Raises:
        NotFound: there is none of this id.
    """
    row = session.execute(_known(), {"directive_id": directive_id}).first()
    if row is None:
        message = f"Không có văn bản số thứ tự {directive_id}."
        raise NotFound(message)
    state, *others = row
    return Known(IncomingState(state), *others)


@cache
def _known() -> Select[*tuple[Any, ...]]:
    whole = select(STATE, Directive, ExtractionRun, Confirmation, Classification, OfficeDeadline)
    return _joined(whole).where(Directive.id == bindparam("directive_id"))


def next_waiting(session: Session, after_id: int) -> int | None:
    """Return the directive that waits most urgently for the Office's check, another than the given one; None: none."""
    question = _with_clock(select(Directive.id)).where(_OPEN, Directive.id != after_id)
    question = question.order_by(OfficeDeadline.due_at.is_(None), OfficeDeadline.due_at, Directive.id)
    found: int | None = session.scalar(question.limit(1))
    return found


def counts(
    session: Session, wanted: IncomingFilter, states: Sequence[IncomingState] = ORDER
) -> dict[IncomingState, int]:
    """Return how many directives are in each of the states, under the filter's class and words.

    Of a narrowed list no more than `COUNTED_UP_TO` are counted in a state.
    """
    if wanted != IncomingFilter(wanted.state):
        return _n_narrowed(session, wanted, states)
    many = bool(MANY & set(states))
    arrived, split = (
        (settled(session, Directive.id), settled(session, ExtractionRun.id)) if many else (Settled(), Settled())
    )
    since = {"arrived_after": arrived.up_to, "split_after": split.up_to} if many else {}
    *few, n_open, directives, readings = session.execute(_told(many=many), since).one()
    found = dict(zip(_FEW, few, strict=True))
    apart = sum(found[state] for state in APART)
    split_apart, open_apart = session.execute(_APART_AND_SPLIT).one() if apart else (0, 0)
    n_split = split.n + readings - split_apart
    found[IncomingState.TO_CONFIRM] = n_open - open_apart - found[IncomingState.NO_IDENTITY]
    found[IncomingState.READING] = arrived.n + directives - apart - n_split
    found[IncomingState.CONFIRMED] = n_split - (n_open - open_apart)
    return {state: found[state] for state in states}


@cache
def _told(*, many: bool) -> Select[*tuple[int, ...]]:
    """How many are in each of `_FEW`, which an index tells, how many wait, and all that came and was split lately."""
    asked = [*(_count(_IN[state]) for state in _FEW), _N_OPEN]
    if many:
        asked.append(select(func.count(Directive.id)).where(Directive.id > bindparam("arrived_after")))
        asked.append(select(func.count(ExtractionRun.id)).where(ExtractionRun.id > bindparam("split_after")))
    nothing = [] if many else [literal(0), literal(0)]
    return select(*(each.scalar_subquery() for each in asked), *nothing)


def _n_narrowed(session: Session, wanted: IncomingFilter, states: Sequence[IncomingState]) -> dict[IncomingState, int]:
    """How many of each state a narrowed list holds; the few without a reading are sought from the newest back."""
    asked: dict[IncomingState, Select[int]] = {
        state: _count(_IN[state], *_narrowed(wanted, state), most=COUNTED_UP_TO)
        for state in states
        if state is not IncomingState.READING
    }
    if IncomingState.READING in states:
        n_reading = counts(session, IncomingFilter(), (IncomingState.READING,))[IncomingState.READING]
        most = min(n_reading, COUNTED_UP_TO)
        newest = select(Directive.id).where(_IN[IncomingState.READING]).order_by(Directive.id.desc()).limit(most)
        if n_reading:
            those = Directive.id.in_(newest.subquery().select())
            asked[IncomingState.READING] = _count(those, *_narrowed(wanted, IncomingState.READING))
    told = session.execute(select(*(each.scalar_subquery() for each in asked.values()))).one() if asked else ()
    return dict.fromkeys(states, 0) | dict(zip(asked, told, strict=True))


def _number_of(session: Session, *conditions: ColumnElement[bool], most: int | None = None) -> int:
    return session.scalar(_count(*conditions, most=most)) or 0


def _count(*conditions: ColumnElement[bool], most: int | None = None) -> Select[int]:
    if most is None:
        return select(func.count(Directive.id)).where(*conditions)
    some = select(Directive.id).where(*conditions).limit(most).subquery()
    return select(func.count()).select_from(some)


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


def _ids(state: IncomingState, wanted: IncomingFilter) -> Select[int]:
    narrowed = _narrowed(wanted, state)
    return _ordered(state).where(*narrowed) if narrowed else _ordered(state)


@cache
def _ordered(state: IncomingState) -> Select[int]:
    """The clock of what waits for the Office runs; of the others the newest stand first."""
    question = select(Directive.id).where(_IN[state]).limit(bindparam("most")).offset(bindparam("skip"))
    newest = Directive.arrived_at.desc(), Directive.id.desc()
    if state is IncomingState.CONFIRMED:
        return question.order_by(*newest)
    return _with_clock(question).order_by(OfficeDeadline.due_at.is_(None), OfficeDeadline.due_at, *newest)


def _rows(session: Session, state: IncomingState, ids: Sequence[int]) -> list[IncomingRow]:
    asked = session.execute(_those(dialect_of(session)), {"ids": ids}) if ids else ()
    found = {row[0]: IncomingRow(row[0], state, *row[1:]) for row in asked}
    return [found[each] for each in ids]


@cache
def _those(dialect: str) -> Select[*tuple[Any, ...]]:
    """Made once: a question of so many columns takes longer to put together than to answer."""
    return _joined(
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
    ).where(among(dialect, Directive.id))


def _narrowed(wanted: IncomingFilter, state: IncomingState = IncomingState.CONFIRMED) -> list[ColumnElement[bool]]:
    """The filter put for one state: only among the many confirmed ones are words sought by their index.

    What a word stands in may be nearly all; the few of another state are found by their own index and then looked at.
    """
    place = Directive.folded if state is IncomingState.CONFIRMED else Directive.folded.concat("")
    conditions: list[ColumnElement[bool]] = []
    if wanted.entry_class is not None:
        conditions.append(_newest_class(AnyClass.entry_class) == wanted.entry_class)
    if wanted.words:
        conditions += [place.contains(word) for word in fold(wanted.words).split()]
    if wanted.late_at is not None:
        conditions += [_OPEN, Directive.id.in_(_ended_by(wanted.late_at))]
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
