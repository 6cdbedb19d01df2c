"""What is asked about tasks. Reads only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Date, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from core.audit import AuditEvent
from core.errors import NotFound
from core.organisation import Unit, UnitName, UnitSuccession
from extraction.grammar.register import Register, RegisteredUnit, ResolutionStatus, make_register
from extraction.lessons.queries import aliases
from extraction.models import Assignment, Confirmation, ExtractionRun, Task
from ingest.models import Directive

FORMER = "former"
LOCAL_KINDS = frozenset({"commune", "ward"})
_UNIT = (Unit.id, Unit.code, Unit.name, Unit.kind, Unit.valid_from, Unit.valid_to)
_NAME = (UnitName.unit_id, UnitName.name, UnitName.kind)
_SUCCESSION = (UnitSuccession.unit_id, UnitSuccession.successor_id)
# Made once: every step of a directive's life asks these.
_ID: BindParameter[int] = bindparam("directive_id")
_TASKS = select(Task).where(Task.directive_id == _ID, Task.removed_at.is_(None)).order_by(Task.ordinal)
_ASSIGNMENTS = (
    select(Assignment)
    .join(Task, Task.id == Assignment.task_id)
    .where(Task.directive_id == _ID, Task.removed_at.is_(None), Assignment.withdrawn_at.is_(None))
    .order_by(Task.ordinal, Assignment.role.desc(), Assignment.id)
)
_RUN = select(ExtractionRun).where(ExtractionRun.directive_id == _ID)
_DAY: BindParameter[date] = bindparam("day", type_=Date())
_UNITS_ON = (
    select(Unit.id, Unit.code, Unit.name)
    .where(or_(Unit.valid_from.is_(None), Unit.valid_from <= _DAY), or_(Unit.valid_to.is_(None), Unit.valid_to > _DAY))
    .order_by(Unit.sort_key)
)
# Below this share of legible text nothing is opened before a person has looked.
READABLE_ENOUGH = 0.8


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit as forms offer it and pages name it."""

    id: int
    code: str
    name: str


def waiting(session: Session, limit: int) -> list[int]:
    """Return the ids of directives that are read, no duplicate, and not yet split into tasks; oldest first."""
    question = (
        select(Directive.id)
        .where(
            Directive.read_at.is_not(None),
            Directive.duplicate_of_id.is_(None),
            ~exists().where(ExtractionRun.directive_id == Directive.id),
        )
        .order_by(Directive.read_at, Directive.id)
        .limit(limit)
    )
    return list(session.scalars(question))


def tasks_of(session: Session, directive_id: int) -> list[Task]:
    """Return the tasks of a directive that were not removed, in the document's order."""
    return list(session.scalars(_TASKS, {"directive_id": directive_id}))


def assignments_of(session: Session, directive_id: int) -> list[Assignment]:
    """Return the live assignments of a directive's live tasks, by task, leads first, then as written."""
    return list(session.scalars(_ASSIGNMENTS, {"directive_id": directive_id}))


def confirmation(session: Session, directive_id: int) -> Confirmation | None:
    """Return when and by whom a directive was confirmed, or None."""
    return session.get(Confirmation, directive_id)


def run_of(session: Session, directive_id: int) -> ExtractionRun | None:
    """Return the extraction of a directive, or None."""
    return session.scalar(_RUN, {"directive_id": directive_id})


def task(session: Session, task_id: int) -> Task:
    """Return one live task.

    Raises:
        NotFound: there is none of this id, or it was removed.
    """
    row = session.get(Task, task_id)
    if row is None or row.removed_at is not None:
        message = f"Không có nhiệm vụ số thứ tự {task_id}."
        raise NotFound(message)
    return row


def directives_of(session: Session, task_ids: Collection[int]) -> dict[int, int]:
    """Return the directive of each task by id."""
    question = select(Task.id, Task.directive_id).where(Task.id.in_(task_ids))
    return {row.id: row.directive_id for row in session.execute(question)}


def parts_of(session: Session, assignment_ids: Collection[int]) -> dict[int, tuple[str, int]]:
    """Return of each assignment by id whose it is, as written where no unit is known, and its task."""
    question = (
        select(Assignment.id, func.coalesce(Unit.name, Assignment.name), Assignment.task_id)
        .outerjoin(Unit, Unit.id == Assignment.unit_id)
        .where(Assignment.id.in_(assignment_ids))
    )
    return {number: (unit, task_id) for number, unit, task_id in session.execute(question)}


def concerns(directives: Select[int]) -> ColumnElement[bool]:
    """Return the condition that an event of the trail concerns one of some directives, its tasks or its parts."""
    tasks = select(Task.id).where(Task.directive_id.in_(directives))
    parts = select(Assignment.id).where(Assignment.task_id.in_(tasks))
    whose = (("directive", directives), ("task", tasks), ("assignment", parts))
    return or_(*(and_(AuditEvent.subject == kind, AuditEvent.subject_id.in_(ids)) for kind, ids in whose))


def register(session: Session) -> Register:
    """Return every unit with all its names, taught ones included, as the grammar needs them."""
    taught = aliases(session)
    codes = {row.id: row.code for row in session.execute(select(Unit.id, Unit.code))}
    successors = {row[0]: codes[row[1]] for row in session.execute(select(*_SUCCESSION))}
    names: dict[tuple[int, bool], list[str]] = {}
    for unit_id, name, kind in session.execute(select(*_NAME).order_by(UnitName.id)):
        names.setdefault((unit_id, kind == FORMER), []).append(name)
    return make_register(
        RegisteredUnit(
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            aliases=(*names.get((unit.id, False), ()), *taught.get(unit.code, ())),
            valid_from=_first_day(unit.kind, unit.valid_from),
            valid_to=unit.valid_to,
            former_names=tuple(names.get((unit.id, True), ())),
            successor=successors.get(unit.id),
        )
        for unit in session.execute(select(*_UNIT).order_by(Unit.id))
    )


def unit_ids(session: Session, codes: list[str]) -> dict[str, int]:
    """Return the ids of units by code."""
    rows = session.execute(select(Unit.code, Unit.id).where(Unit.code.in_(codes)))
    return {row.code: row.id for row in rows}


def units_on(session: Session, day: date) -> list[KnownUnit]:
    """Return the units that exist on a day, in Vietnamese order of name."""
    return [KnownUnit(*row) for row in session.execute(_UNITS_ON, {"day": day})]


def waiting_to_open(session: Session, limit: int) -> list[int]:
    """Return the ids of unconfirmed directives with a known identity and a certain unit that is not opened yet."""
    question = (
        select(Directive.id)
        .where(
            Directive.identity_key.is_not(None),
            Directive.readability >= READABLE_ENOUGH,
            Directive.id.in_(select(ExtractionRun.directive_id).where(ExtractionRun.confirmed_at.is_(None))),
            exists().where(
                Task.directive_id == Directive.id,
                Task.removed_at.is_(None),
                Assignment.task_id == Task.id,
                Assignment.opened_at.is_(None),
                Assignment.withdrawn_at.is_(None),
                Assignment.resolution == ResolutionStatus.RESOLVED,
            ),
        )
        .order_by(Directive.id)
        .limit(limit)
    )
    return list(session.scalars(question))


def _first_day(kind: str, valid_from: date | None) -> date | None:
    """A department goes on under its name through a merger; a commune of the two-tier order is a new body."""
    return valid_from if kind in LOCAL_KINDS else None
