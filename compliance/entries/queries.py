"""What is asked about assignments and their entries. Reads only; a unit account sees its own rows and no others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from compliance.deadlines.models import Deadline
from compliance.entries.counters.models import CountedAssignment
from compliance.entries.models import Delegation, Entry, LateFlag, Return
from compliance.entries.procedures.models import Closure
from core.access import Viewer
from core.database import among, dialect_of
from core.errors import NotFound
from core.organisation import Unit
from extraction.models import Assignment, Task
from ingest.models import Directive

EntryDeadline = aliased(Deadline, name="entry_deadline")
TaskDeadline = aliased(Deadline, name="task_deadline")
LastEntry = aliased(Entry, name="last_entry")
LastReturn = aliased(Return, name="last_return")
AnyFlag = aliased(LateFlag, name="any_flag")
AnyEntry = aliased(Entry, name="any_entry")
AnyReturn = aliased(Return, name="any_return")


PROGRESS, REPORT = "progress", "report"
COUNTED_UP_TO = 1000

# The id of the last entry that stops a clock or answers a return, and of the last return that stands.
LAST_ENTRY = (
    select(func.max(AnyEntry.id))
    .where(AnyEntry.assignment_id == Assignment.id, AnyEntry.made_at.is_not(None), AnyEntry.kind != PROGRESS)
    .where(AnyEntry.withdrawn_at.is_(None))
    .correlate(Assignment)
    .scalar_subquery()
)
LAST_RETURN = (
    select(func.max(AnyReturn.id))
    .where(AnyReturn.assignment_id == Assignment.id, AnyReturn.voided_at.is_(None))
    .correlate(Assignment)
    .scalar_subquery()
)
N_FLAGS = (
    select(func.count(AnyFlag.id))
    .where(AnyFlag.assignment_id == Assignment.id, AnyFlag.voided_at.is_(None))
    .correlate(Assignment)
    .scalar_subquery()
)
# What the Office confirmed after the last return clears it; a progress note neither clears it nor brings it back.
_CLEARED = (
    exists()
    .where(
        AnyEntry.assignment_id == Assignment.id,
        AnyEntry.confirmed_at.is_not(None),
        AnyEntry.kind != PROGRESS,
        AnyEntry.id > func.coalesce(LastReturn.entry_id, 0),
    )
    .correlate(Assignment, LastReturn)
)
ARCHIVED = exists().where(Closure.assignment_id == Assignment.id).correlate(Assignment)
# The Office has confirmed its result: nothing is owed any more.
IS_DONE = (
    exists()
    .where(
        AnyEntry.assignment_id == Assignment.id,
        AnyEntry.kind == REPORT,
        AnyEntry.confirmed_at.is_not(None),
        AnyEntry.withdrawn_at.is_(None),
        AnyEntry.id.not_in(select(AnyReturn.entry_id).where(AnyReturn.voided_at.is_(None)).correlate(None)),
    )
    .correlate(Assignment)
)
IS_INCOMPLETE = and_(or_(N_FLAGS > 0, LastReturn.id.is_not(None)), ~_CLEARED)
# Made once: every act asks these, and to put a question together takes longer than to answer it.
_ID: BindParameter[int] = bindparam("assignment_id")
_MADE = select(Entry).where(Entry.assignment_id == _ID, Entry.made_at.is_not(None)).order_by(Entry.made_at, Entry.id)
_DRAFT = select(Entry).where(Entry.assignment_id == _ID, Entry.made_at.is_(None)).order_by(Entry.id.desc()).limit(1)
_RETURNS = select(Return).where(Return.assignment_id == _ID).order_by(Return.id)
_FLAGS = select(LateFlag).where(LateFlag.assignment_id == _ID).order_by(LateFlag.id)
# The unit whose name is shown: the one that the figures count it for, which follows mergers and renames.
_Holder = aliased(Unit)
UNIT_SHOWN = func.coalesce(
    select(_Holder.name)
    .join(CountedAssignment, CountedAssignment.unit_id == _Holder.id)
    .where(CountedAssignment.assignment_id == Assignment.id)
    .correlate(Assignment)
    .scalar_subquery(),
    Unit.name,
)
# In the order of the fields of `WorkRow`.
_COLUMNS = (
    Assignment.id,
    Assignment.role,
    Assignment.unit_id,
    UNIT_SHOWN,
    Task.id,
    Task.text,
    Task.page,
    Task.deadline_phrase,
    Task.deliverable,
    Directive.id,
    Directive.number,
    Directive.issued_on,
    Directive.subject,
    Assignment.opened_at,
    Assignment.confirmed_at,
    EntryDeadline.id,
    EntryDeadline.due_on,
    EntryDeadline.due_at,
    TaskDeadline.id,
    TaskDeadline.due_on,
    TaskDeadline.due_at,
    func.coalesce(EntryDeadline.tam_tinh, False),
    LastEntry.id,
    LastEntry.kind,
    LastEntry.made_at,
    LastEntry.officer,
    LastEntry.confirmed_at,
    LastReturn.id,
    LastReturn.entry_id,
    LastReturn.reason,
    LastReturn.missing,
    LastReturn.made_at,
    LastReturn.reentry_due_on,
    LastReturn.reentry_due_at,
    N_FLAGS,
    IS_INCOMPLETE,
)


@dataclass(frozen=True, slots=True)
class WorkRow:
    """An assignment as its unit and the Office see it: where it comes from, what is due, what was recorded last.

    ``is_returned``: the last entry was returned and not answered yet. ``is_incomplete``: a live flag or return whose
    re-entry the Office has not confirmed. ``is_provisional``: the Office has not confirmed the task.
    """

    assignment_id: int
    role: str
    unit_id: int
    unit: str
    task_id: int
    text: str
    page: int | None
    deadline_phrase: str | None
    deliverable: str | None
    directive_id: int
    number: str | None
    issued_on: date | None
    subject: str | None
    opened_at: datetime
    confirmed_at: datetime | None
    entry_deadline_id: int | None
    entry_due_on: date | None
    entry_due_at: datetime | None
    task_deadline_id: int | None
    task_due_on: date | None
    task_due_at: datetime | None
    tam_tinh: bool
    entry_id: int | None
    entry_kind: str | None
    entered_at: datetime | None
    officer: str | None
    entry_confirmed_at: datetime | None
    return_id: int | None
    return_entry_id: int | None
    return_reason: str | None
    return_missing: str | None
    returned_at: datetime | None
    reentry_due_on: date | None
    reentry_due_at: datetime | None
    n_flags: int
    is_incomplete: bool

    @property
    def is_provisional(self) -> bool:
        """Whether the Office has yet to confirm the task."""
        return self.confirmed_at is None

    @property
    def is_entered(self) -> bool:
        """Whether anything was entered, progress aside."""
        return self.entry_id is not None

    @property
    def is_reported(self) -> bool:
        """Whether what was entered last is a report."""
        return self.entry_kind == REPORT

    @property
    def is_returned(self) -> bool:
        """Whether a return waits for the unit's answer."""
        return self.return_entry_id is not None and self.return_entry_id == self.entry_id


def worklist(session: Session, viewer: Viewer) -> list[WorkRow]:
    """Return the open assignments that the viewer may see, sooner due first; those without any date last.

    What the Office has confirmed as done is open no longer.
    """
    owed = func.coalesce(LastReturn.reentry_due_at, EntryDeadline.due_at)
    question = _question(viewer).where(~IS_DONE)
    return _rows(session, question.order_by(owed.is_(None), owed, Directive.issued_on, Assignment.id))


def assignment(session: Session, viewer: Viewer, assignment_id: int, *, closed_too: bool = False) -> WorkRow:
    """Return one assignment.

    Args:
        closed_too: also one that was withdrawn: its receipts stay to be seen.

    Raises:
        NotFound: there is none of this id that the viewer may see.
    """
    rows = _those(session, viewer, [assignment_id], closed_too=closed_too)
    if not rows:
        message = "Không có nhiệm vụ này trong phạm vi của tài khoản."
        raise NotFound(message)
    return rows[0]


def rows_of(session: Session, viewer: Viewer, assignment_ids: Sequence[int]) -> list[WorkRow]:
    """Return these assignments as far as the viewer may see them, closed ones too, in the order of the ids."""
    if not assignment_ids:
        return []
    found = {row.assignment_id: row for row in _those(session, viewer, assignment_ids, closed_too=True)}
    return [found[each] for each in assignment_ids if each in found]


def waiting_ids(
    session: Session, viewer: Viewer, limit: int = COUNTED_UP_TO, task_id: int | None = None
) -> list[tuple[int, int]]:
    """Return the assignments whose last entry waits for the Office, with their tasks, as `awaiting` lists them."""
    found: list[tuple[int, int]] = []
    among = true() if task_id is None else Assignment.task_id == task_id
    for kind in ("reentry", "first"):
        question = _waiting(viewer, kind).where(among).order_by(Entry.made_at, Entry.id).limit(limit - len(found))
        if len(found) < limit:
            found += [(row.assignment_id, row.task_id) for row in session.execute(question)]
    return found


def awaiting(session: Session, viewer: Viewer, limit: int = COUNTED_UP_TO, task_id: int | None = None) -> list[WorkRow]:
    """Return so many assignments whose last entry waits for the Office: re-entries first, then the oldest.

    Reported results wait in a queue of their own, `deciding.queries`.

    Args:
        task_id: only those of one task.
    """
    found = [assignment_id for assignment_id, _ in waiting_ids(session, viewer, limit, task_id)]
    return rows_of(session, viewer, found)


def n_awaiting(session: Session, viewer: Viewer, kind: str) -> int:
    """Return how many of a kind wait as `awaiting` lists them; above `COUNTED_UP_TO` only that there are so many."""
    some = _waiting(viewer, kind).limit(COUNTED_UP_TO).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def entries_of(session: Session, assignment_id: int) -> Sequence[Entry]:
    """Return the entries made about an assignment, oldest first; drafts are left out."""
    return session.scalars(_MADE, {"assignment_id": assignment_id}).all()


def entries_of_each(session: Session, assignment_ids: Sequence[int]) -> dict[int, list[Entry]]:
    """Return the entries made about some assignments, by assignment, oldest first; drafts are left out."""
    found: dict[int, list[Entry]] = {each: [] for each in assignment_ids}
    question = select(Entry).where(Entry.assignment_id.in_(assignment_ids), Entry.made_at.is_not(None))
    for entry in session.scalars(question.order_by(Entry.made_at, Entry.id)) if found else ():
        found[entry.assignment_id].append(entry)
    return found


def entries_by_id(session: Session, entry_ids: Sequence[int]) -> dict[int, Entry]:
    """Return some entries by their ids."""
    return {row.id: row for row in session.scalars(select(Entry).where(Entry.id.in_(entry_ids)))}


def returns_of(session: Session, assignment_id: int) -> Sequence[Return]:
    """Return the returns of an assignment's entries, oldest first."""
    return session.scalars(_RETURNS, {"assignment_id": assignment_id}).all()


def flags_of(session: Session, assignment_id: int) -> Sequence[LateFlag]:
    """Return the late flags of an assignment, oldest first."""
    return session.scalars(_FLAGS, {"assignment_id": assignment_id}).all()


def draft_of(session: Session, assignment_id: int) -> Entry | None:
    """Return the draft kept for an assignment, or None."""
    return session.scalar(_DRAFT, {"assignment_id": assignment_id})


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition on `Assignment` that keeps an account to the rows it may see."""
    if not viewer.is_of_unit:
        return true()
    own = Assignment.unit_id.in_(sorted(viewer.units))
    if not viewer.sees_given_only:
        return own
    given = select(Delegation.assignment_id).where(Delegation.account_id.in_(sorted(viewer.accounts)))
    return and_(own, Assignment.id.in_(given))


def current(deadline: type[Deadline], clock: str) -> ColumnElement[bool]:
    """Return the condition that a deadline is the one in force on a clock of `Assignment`."""
    return and_(deadline.assignment_id == Assignment.id, deadline.clock == clock, deadline.is_current)


def opened(*columns: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - columns of any table named here
    """Return the question for columns of every opened assignment.

    Beside it stand its task, directive and unit, the entry and task deadlines in force, its last entry and return.
    """
    return (
        select(*columns)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .join(Unit, Unit.id == Assignment.unit_id)
        .outerjoin(EntryDeadline, current(EntryDeadline, "entry"))
        .outerjoin(TaskDeadline, current(TaskDeadline, "task"))
        .outerjoin(LastEntry, LastEntry.id == LAST_ENTRY)
        .outerjoin(LastReturn, LastReturn.id == LAST_RETURN)
        .where(Assignment.opened_at.is_not(None))
    )


def _question(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return _OPEN.where(seen_by(viewer))


def _those(session: Session, viewer: Viewer, assignment_ids: Sequence[int], *, closed_too: bool) -> list[WorkRow]:
    question = _by_id(
        dialect_of(session), closed_too=closed_too, of_units=viewer.is_of_unit, given_only=viewer.sees_given_only
    )
    asked = {"ids": list(assignment_ids), "units": sorted(viewer.units), "accounts": sorted(viewer.accounts)}
    return [WorkRow(*row) for row in session.execute(question, asked)]


@cache
def _by_id(dialect: str, *, closed_too: bool, of_units: bool, given_only: bool) -> Select[*tuple[Any, ...]]:
    """The rows of some assignments as far as `seen_by` lets an account see them; made once for each kind of account."""
    question = (_EVERY if closed_too else _OPEN).where(among(dialect, Assignment.id))
    if of_units:
        question = question.where(among(dialect, Assignment.unit_id, "units"))
    if given_only:
        given = select(Delegation.assignment_id).where(among(dialect, Delegation.account_id, "accounts"))
        question = question.where(Assignment.id.in_(given))
    return question


# Made once: a statement of so many columns takes longer to put together than to answer.
_EVERY = opened(*_COLUMNS)
_OPEN = _EVERY.where(Assignment.withdrawn_at.is_(None), ~ARCHIVED)


def _waiting(viewer: Viewer, kind: str) -> Select[*tuple[Any, ...]]:
    """The entries of a kind that the Office has not answered and nothing newer has replaced; asked from the entries."""
    newer = exists().where(
        AnyEntry.assignment_id == Entry.assignment_id,
        AnyEntry.id > Entry.id,
        AnyEntry.made_at.is_not(None),
        AnyEntry.kind != PROGRESS,
        AnyEntry.withdrawn_at.is_(None),
    )
    return (
        select(Entry.assignment_id, Entry.id, Assignment.task_id)
        .join(Assignment, Assignment.id == Entry.assignment_id)
        .where(
            Entry.kind == kind,
            Entry.made_at.is_not(None),
            Entry.confirmed_at.is_(None),
            Entry.withdrawn_at.is_(None),
            ~exists().where(AnyReturn.entry_id == Entry.id, AnyReturn.voided_at.is_(None)),
            ~newer,
            Assignment.opened_at.is_not(None),
            Assignment.confirmed_at.is_not(None),
            Assignment.withdrawn_at.is_(None),
            ~ARCHIVED,
            seen_by(viewer),
        )
    )


def _rows(session: Session, question: Select[*tuple[Any, ...]]) -> list[WorkRow]:
    return [WorkRow(*row) for row in session.execute(question)]
