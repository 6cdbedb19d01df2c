"""Lists for other programs, in order of number: columns straight from the tables, no objects made. Reads only.

Each gives plain dictionaries in the words of the interface. The next part of a list is asked for by the number of its
last row: what comes or goes meanwhile shifts nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    any_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from compliance.entries.deciding.queries import asked_counts
from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.procedures.models import Closure, Contest, Extension, NotOurs, Suspension, TaskMonitor
from compliance.entries.queries import (
    ARCHIVED,
    IS_DONE,
    IS_INCOMPLETE,
    N_FLAGS,
    EntryDeadline,
    LastEntry,
    LastReturn,
    TaskDeadline,
    opened,
    seen_by,
)
from core.access import Viewer
from core.database import Instant
from core.errors import NotFound
from core.naming import fold
from core.organisation import Field, Unit
from extraction.dimensions.models import DirectiveDimensions
from extraction.models import Assignment, Task
from ingest.models import Directive

Plain = dict[str, Any]
Narrowings = Iterable[tuple[Any, Callable[[Any], ColumnElement[bool]]]]
REPORT = "report"


class AssignmentState(StrEnum):
    """What a list of assignments may be narrowed to."""

    OPEN = "open"
    PROVISIONAL = "provisional"
    AWAITING = "awaiting"
    RETURNED = "returned"
    LATE = "late"
    OVERDUE = "overdue"
    CONTESTED = "contested"
    EXTENSION_ASKED = "extension_asked"
    SUSPENDED = "suspended"
    DONE = "done"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a list: so many rows after (or before) the one of this number; None: from the beginning."""

    limit: int
    last_id: int | None = None
    newest_first: bool = False


@dataclass(frozen=True, slots=True)
class AssignmentFilter:
    """What a list of assignments is narrowed to; None narrows nothing. Units and fields go by their codes."""

    id: int | None = None
    state: AssignmentState | None = None
    role: str | None = None
    unit: str | None = None
    field: str | None = None
    leader: int | None = None
    directive: int | None = None
    task: int | None = None
    monitored: bool | None = None
    due_from: date | None = None
    due_to: date | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What a list of entries is narrowed to; None narrows nothing. ``awaiting``: the Office has yet to answer."""

    id: int | None = None
    assignment: int | None = None
    kind: str | None = None
    unit: str | None = None
    awaiting: bool | None = None
    made_from: datetime | None = None
    made_to: datetime | None = None


_RETURNED_ENTRIES = select(Return.entry_id).where(Return.voided_at.is_(None))
_REPORT = and_(
    Entry.assignment_id == Assignment.id,
    Entry.kind == REPORT,
    Entry.made_at.is_not(None),
    Entry.withdrawn_at.is_(None),
    Entry.id.not_in(_RETURNED_ENTRIES.correlate(None)),
)
_IN_TIME = exists().where(_REPORT, Entry.made_at < TaskDeadline.due_at).correlate(Assignment, TaskDeadline)
_HELD = exists().where(Suspension.assignment_id == Assignment.id, Suspension.until_at.is_(None)).correlate(Assignment)
IS_RETURNED = and_(LastReturn.id.is_not(None), LastReturn.entry_id == LastEntry.id)
_LIVES = and_(Assignment.withdrawn_at.is_(None), ~ARCHIVED)


def is_overdue(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Return whether the task clock ended without a report made in time; never of what is done, held or closed."""
    return func.coalesce(and_(TaskDeadline.due_at <= now, ~_IN_TIME, ~IS_DONE, ~_HELD, _LIVES), False)


# Which rows, and then what is told of these alone: what a list tells is never computed for rows that it leaves out.
# Made once: a statement of so many columns takes longer to put together than to answer.
_OPENED = select(Assignment.id).where(Assignment.opened_at.is_not(None), Assignment.unit_id.is_not(None))
_TOLD = opened(
    Assignment.id, Assignment.task_id, Task.directive_id, Directive.number.label("directive_number"),
    Directive.issued_on, Unit.code.label("unit"), Unit.name.label("unit_name"), Assignment.role, Task.text,
    Task.mode, Task.deliverable, Task.deadline_phrase, EntryDeadline.due_on.label("entry_due_on"),
    EntryDeadline.due_at.label("entry_due_at"), TaskDeadline.due_on.label("task_due_on"),
    TaskDeadline.due_at.label("task_due_at"), EntryDeadline.id.label("entry_receipt"),
    TaskDeadline.id.label("task_receipt"), Assignment.opened_at, Assignment.confirmed_at,
    Assignment.withdrawn_at, LastEntry.id.label("last_entry"), LastEntry.kind.label("last_entry_kind"),
    LastEntry.made_at.label("last_entry_at"), LastReturn.reentry_due_at, N_FLAGS.label("n_flags"),
    Assignment.confirmed_at.is_(None).label("is_provisional"), IS_RETURNED.label("is_returned"),
    IS_INCOMPLETE.label("is_incomplete"), is_overdue(bindparam("now", type_=Instant())).label("is_overdue"),
    IS_DONE.label("is_done"),
)  # fmt: skip
_TOLD_BY = {  # as `one_of` puts it
    "postgresql": _TOLD.where(Assignment.id == any_(bindparam("ids", type_=ARRAY(Integer)))),
    "sqlite": _TOLD.where(Assignment.id.in_(bindparam("ids", expanding=True))),
}


def assignments(session: Session, viewer: Viewer, wanted: AssignmentFilter, part: Part, now: datetime) -> list[Plain]:
    """Return a part of the opened assignments that an account may see."""
    narrowed = _narrowed(session, wanted, now)
    question = opened(Assignment.id).where(*narrowed) if narrowed else _OPENED
    ids = session.scalars(_ordered(question.where(_seen(viewer, wanted)), Assignment.id, part)).all()
    connection = session.connection()
    told = connection.execute(_TOLD_BY[connection.dialect.name], {"ids": list(ids), "now": now})
    names = tuple(told.keys())
    found = {row[0]: dict(zip(names, row, strict=True)) for row in told.all()}
    return [found[each] for each in ids]


def entries(session: Session, viewer: Viewer, wanted: EntryFilter, part: Part) -> list[Plain]:
    """Return a part of the entries that an account may see; drafts are left out."""
    question = (
        select(
            Entry.id, Entry.assignment_id, Entry.kind, Entry.officer, Entry.product, Entry.planned_on,
            Entry.planned_why, Entry.first_action, Entry.cause, Entry.note, Entry.evidence, Entry.made_at,
            Entry.reviewed_at, Entry.confirmed_at, Entry.withdrawn_at, Unit.code.label("unit"),
            Return.id.label("return"), Return.reason.label("return_reason"), Return.missing.label("return_missing"),
        )
        .join(Assignment, Assignment.id == Entry.assignment_id)
        .outerjoin(Unit, Unit.id == Assignment.unit_id)
        .outerjoin(Return, and_(Return.entry_id == Entry.id, Return.voided_at.is_(None)))
        .where(Entry.made_at.is_not(None), or_(seen_by(viewer), _monitored(viewer)))
    )  # fmt: skip
    told = (
        (wanted.id, lambda value: Entry.id == value),
        (wanted.assignment, lambda value: Entry.assignment_id == value),
        (wanted.kind, lambda value: Entry.kind == value),
        (wanted.unit, lambda value: Unit.code == value),
        (wanted.awaiting, _awaits),
        (wanted.made_from, lambda value: Entry.made_at >= value),
        (wanted.made_to, lambda value: Entry.made_at < value),
    )
    found = part_of(session, question.where(*given(told)), Entry.id, part)
    for row in found:
        row["evidence"] = [
            {"place": place, "name": file["name"], "size": file["size"], "media_type": file["media_type"]}
            for place, file in enumerate(row["evidence"] or [])
        ]
    return found


def part_of(
    session: Session, question: Select[*tuple[Any, ...]], number: InstrumentedAttribute[int], part: Part
) -> list[Plain]:
    """Return the asked part of a list in order of number, as plain rows."""
    return [dict(row) for row in session.execute(_ordered(question, number, part)).mappings()]


def _ordered(
    question: Select[*tuple[Any, ...]], number: InstrumentedAttribute[int], part: Part
) -> Select[*tuple[Any, ...]]:
    if part.last_id is not None:
        question = question.where(number < part.last_id if part.newest_first else number > part.last_id)
    return question.order_by(number.desc() if part.newest_first else number).limit(part.limit)


def given(told: Narrowings) -> list[ColumnElement[bool]]:
    """Return the conditions of the filters that are set."""
    return [condition(value) for value, condition in told if value is not None]


def holds(folded: InstrumentedAttribute[str], words: str) -> ColumnElement[bool]:
    """Return whether each of some words stands in a folded column, diacritics and case aside, as in the search."""
    return and_(true(), *(folded.contains(word, autoescape=True) for word in fold(words).split()))


def _narrowed(session: Session, wanted: AssignmentFilter, now: datetime) -> list[ColumnElement[bool]]:
    told = (
        (wanted.id, lambda value: Assignment.id == value),
        (wanted.state, lambda value: _in_state(AssignmentState(value), is_overdue(now))),
        (wanted.role, lambda value: Assignment.role == value),
        (wanted.unit, lambda value: Assignment.unit_id == (unit_id_of(session, value) or 0)),
        (wanted.field, lambda value: Directive.id.in_(directives_of(Field.code == value))),
        (wanted.leader, lambda value: Directive.id.in_(directives_of(DirectiveDimensions.leader_id == value))),
        (wanted.directive, lambda value: Task.directive_id == value),
        (wanted.task, lambda value: Assignment.task_id == value),
        (wanted.due_from, lambda value: TaskDeadline.due_on >= value),
        (wanted.due_to, lambda value: TaskDeadline.due_on <= value),
        (wanted.text, lambda value: holds(Task.folded, value)),
    )
    return given(told)


def unit_id_of(session: Session, code: str) -> int | None:
    """Return the number of the unit of this code, or None."""
    return session.scalar(select(Unit.id).where(Unit.code == code))


def _in_state(state: AssignmentState, overdue: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition of a state; what is rare is looked up from its own table, not asked of every assignment."""
    undecided = Assignment.id.in_(select(Contest.assignment_id).where(Contest.decided_at.is_(None)))
    asked = Assignment.id.in_(select(Extension.assignment_id).where(Extension.decided_at.is_(None)))
    held = Assignment.id.in_(select(Suspension.assignment_id).where(Suspension.until_at.is_(None)))
    flagged = Assignment.id.in_(select(LateFlag.assignment_id).where(LateFlag.voided_at.is_(None)))
    waits = select(Entry.assignment_id).where(_awaits(awaiting=True))
    archived = select(Closure.assignment_id).where(Closure.kind == "archived")
    return {
        AssignmentState.OPEN: and_(_LIVES, ~IS_DONE),
        AssignmentState.PROVISIONAL: and_(_LIVES, Assignment.confirmed_at.is_(None)),
        AssignmentState.AWAITING: and_(_LIVES, Assignment.id.in_(waits)),
        AssignmentState.RETURNED: and_(_LIVES, IS_RETURNED),
        AssignmentState.LATE: and_(_LIVES, flagged, IS_INCOMPLETE),
        AssignmentState.OVERDUE: overdue,
        AssignmentState.CONTESTED: undecided,
        AssignmentState.EXTENSION_ASKED: asked,
        AssignmentState.SUSPENDED: and_(_LIVES, held),
        AssignmentState.DONE: and_(_LIVES, IS_DONE),
        AssignmentState.ARCHIVED: Assignment.id.in_(archived),
        AssignmentState.WITHDRAWN: Assignment.withdrawn_at.is_not(None),
    }[state]


def _awaits(awaiting: bool) -> ColumnElement[bool]:  # noqa: FBT001 - the filter's own value
    """The Office has neither confirmed nor returned it, and a first entry was not made in time and left alone."""
    condition = and_(
        Entry.kind.in_(("first", "reentry", REPORT)),
        Entry.made_at.is_not(None),
        Entry.withdrawn_at.is_(None),
        Entry.confirmed_at.is_(None),
        Entry.id.not_in(_RETURNED_ENTRIES),
    )
    return condition if awaiting else ~condition


def directives_of(condition: ColumnElement[bool]) -> Select[Any]:
    """Return the numbers of the directives whose field or leader meets a condition."""
    newest = select(func.max(DirectiveDimensions.id)).group_by(DirectiveDimensions.directive_id)
    return (
        select(DirectiveDimensions.directive_id)
        .outerjoin(Field, Field.id == DirectiveDimensions.field_id)
        .where(condition, DirectiveDimensions.id.in_(newest))
    )


def _seen(viewer: Viewer, wanted: AssignmentFilter) -> ColumnElement[bool]:
    if wanted.monitored:
        return _monitored(viewer)
    return seen_by(viewer) if wanted.id is None else or_(seen_by(viewer), _monitored(viewer))


def _monitored(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.sees_given_only:
        return false()
    return Assignment.task_id.in_(select(TaskMonitor.task_id).where(TaskMonitor.unit_id.in_(sorted(viewer.units))))


def assignment_of(session: Session, kind: str, number: int) -> int:
    """Return the assignment that an extension, a contest or a "not ours" is about.

    Raises:
        NotFound: there is none of this number.
    """
    tables: dict[str, type[Extension | Contest | NotOurs]] = {
        "extension": Extension, "contest": Contest, "not_ours": NotOurs
    }  # fmt: skip
    table = tables[kind]
    assignment_id = session.scalar(select(table.assignment_id).where(table.id == number))
    if assignment_id is None:
        message = f"Không có đề nghị số {number}."
        raise NotFound(message)
    return assignment_id


def waiting_counts(session: Session) -> dict[str, int]:
    """Return how much waits for the Office, by kind: contests, extensions, "not ours", results, entries."""
    reported = and_(Entry.kind == REPORT, _awaits(awaiting=True))
    reentered = and_(Entry.kind == "reentry", _awaits(awaiting=True))
    sent = {
        "results": select(func.count(Entry.id)).where(reported),
        "entries": select(func.count(Entry.id)).where(reentered),
    }
    return asked_counts(session) | {kind: session.scalar(question) or 0 for kind, question in sent.items()}
