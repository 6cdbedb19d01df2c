"""One late flag for each clock that ended without a valid entry; one return for each first entry that came late.

Set-based and exactly once: a unique key on (assignment, due instant) lets any number of sweepers run at the same time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, literal, null, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from compliance.deadlines.clocks import Clock, procedure_inputs
from compliance.deadlines.law import Law
from compliance.deadlines.models import Deadline
from compliance.deadlines.queries import is_bound
from compliance.deadlines.receipts import Ground, compute_receipt
from compliance.entries.models import Entry, LateFlag, OfficeFlag, Return
from core.audit import THE_SYSTEM, Actor, record
from core.database import Instant
from extraction.models import Assignment, Confirmation, Task
from extraction.values import Role
from ingest.models import Directive

LATE = "late"
OFFICE_COLUMNS = ["directive_id", "deadline_id", "due_on", "due_at", "written_at", "tam_tinh"]
FLAG_COLUMNS = ["assignment_id", "deadline_id", "return_id", "due_on", "due_at", "written_at", "tam_tinh"]


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep wrote: ids of the flags, and the returns."""

    flags: tuple[int, ...]
    returns: tuple[Return, ...]


def flag_and_return(
    session: Session, law: Law, now: datetime, *, assignment_id: int | None = None, directive_id: int | None = None
) -> Swept:
    """Write every flag and late return that is due by ``now``, within the given assignment or directive or everywhere.

    Only confirmed, live lead assignments of units subject to the regulation on the issue day are judged. A second
    call writes nothing. An entry judged on an unofficial calendar is flagged *tạm tính* and waits for review.
    """
    scope = _scope(assignment_id, directive_id)
    flags = [
        *_write_flags(session, _ended_entry_clocks(now, scope)),
        *_write_flags(session, _ended_reentry_clocks(now, scope)),
    ]
    for flag_id, flagged_assignment, due_at in flags:
        record(
            session,
            now,
            THE_SYSTEM,
            "assignment.flagged_late",
            ("assignment", flagged_assignment),
            flag=flag_id,
            due_at=due_at.isoformat(),
        )
    if assignment_id is None:
        _flag_office(session, now, directive_id)
    late = session.scalars(_late_entries(scope)).all()
    returns = tuple(write_return(session, entry, LATE, None, THE_SYSTEM, law, now) for entry in late)
    return Swept(tuple(flag_id for flag_id, _, _ in flags), returns)


def write_return(
    session: Session, entry: Entry, reason: str, missing: str | None, who: Actor, law: Law, now: datetime
) -> Return:
    """Return an entry: it stays, does not count, and its re-entry clock runs from now."""
    ground = Ground("Cập nhật bị trả lại", now.isoformat(), f"quyết định trả lại của {who.name}")
    receipt = compute_receipt(Clock.REENTRY, procedure_inputs(now), ground, law.rulebook, law.calendar)
    if receipt.due_on is None or receipt.unit_due_at is None:
        message = "A re-entry clock always has a day"
        raise AssertionError(message)
    row = Return(
        assignment_id=entry.assignment_id,
        entry_id=entry.id,
        reason=reason,
        missing=missing,
        made_at=now,
        account_id=who.account_id,
        reentry_due_on=receipt.due_on,
        reentry_due_at=receipt.unit_due_at,
        receipt=receipt.plain(),
    )
    session.add(row)
    session.flush()
    record(session, now, who, "entry.returned", ("assignment", entry.assignment_id), entry=entry.id, reason=reason)
    return row


def void_withdrawn(session: Session, directive_id: int, now: datetime) -> None:
    """Void the flags and returns that hang on assignments the Office has taken back; the rows stay in the record."""
    withdrawn = (
        select(Assignment.id)
        .join(Task, Task.id == Assignment.task_id)
        .where(Task.directive_id == directive_id, Assignment.withdrawn_at.is_not(None))
    )
    for table in (LateFlag, Return):
        session.execute(
            update(table).where(table.assignment_id.in_(withdrawn), table.voided_at.is_(None)).values(voided_at=now)
        )


def _scope(assignment_id: int | None, directive_id: int | None) -> ColumnElement[bool]:
    """The live, confirmed lead assignments in question, of units that the regulation binds."""
    conditions = [
        Assignment.role == Role.LEAD,
        Assignment.confirmed_at.is_not(None),
        Assignment.withdrawn_at.is_(None),
        Directive.duplicate_of_id.is_(None),
        is_bound(),
    ]
    if assignment_id is not None:
        conditions.append(Assignment.id == assignment_id)
    if directive_id is not None:
        conditions.append(Task.directive_id == directive_id)
    return and_(*conditions)


def _ended_entry_clocks(now: datetime, scope: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    known = aliased(LateFlag)
    entered = aliased(Entry)
    return (
        select(
            Deadline.assignment_id,
            Deadline.id,
            null(),
            Deadline.due_on,
            Deadline.due_at,
            literal(now, Instant),
            Deadline.tam_tinh,
        )
        .join(Assignment, Assignment.id == Deadline.assignment_id)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .where(
            Deadline.is_current,
            Deadline.clock == "entry",
            Deadline.due_at <= now,
            scope,
            ~exists().where(
                entered.assignment_id == Assignment.id, entered.kind == "first", entered.made_at < Deadline.due_at
            ),
            ~exists().where(known.assignment_id == Assignment.id, known.return_id.is_(None)),
        )
    )


def _ended_reentry_clocks(now: datetime, scope: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    known = aliased(LateFlag)
    answered = aliased(Entry)
    return (
        select(
            Return.assignment_id,
            null(),
            Return.id,
            Return.reentry_due_on,
            Return.reentry_due_at,
            literal(now, Instant),
            false(),
        )
        .join(Assignment, Assignment.id == Return.assignment_id)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .where(
            Return.voided_at.is_(None),
            Return.reentry_due_at <= now,
            scope,
            ~exists().where(
                answered.assignment_id == Assignment.id,
                answered.kind == "reentry",
                answered.made_at >= Return.made_at,
                answered.made_at < Return.reentry_due_at,
            ),
            ~exists().where(known.return_id == Return.id),
        )
    )


def _late_entries(scope: ColumnElement[bool]) -> Select[Entry]:
    """First entries made after the flagged instant and not returned yet; *tạm tính* ones wait for a person."""
    known = aliased(Return)
    return (
        select(Entry)
        .join(LateFlag, and_(LateFlag.assignment_id == Entry.assignment_id, LateFlag.return_id.is_(None)))
        .join(Assignment, Assignment.id == Entry.assignment_id)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .where(
            scope,
            Entry.kind == "first",
            Entry.made_at >= LateFlag.due_at,
            LateFlag.voided_at.is_(None),
            ~LateFlag.tam_tinh,
            ~exists().where(known.entry_id == Entry.id),
        )
        .order_by(Entry.id)
    )


def _flag_office(session: Session, now: datetime, directive_id: int | None) -> None:
    """Write the Office's own flags: its clock ended before it had confirmed the directive."""
    ended = (
        select(
            Deadline.directive_id,
            Deadline.id,
            Deadline.due_on,
            Deadline.due_at,
            literal(now, Instant),
            Deadline.tam_tinh,
        )
        .join(Directive, Directive.id == Deadline.directive_id)
        .where(
            Deadline.is_current,
            Deadline.clock == "office",
            Deadline.due_at <= now,
            Directive.duplicate_of_id.is_(None),
            ~exists().where(Confirmation.directive_id == Directive.id, Confirmation.at < Deadline.due_at),
            ~exists().where(OfficeFlag.directive_id == Directive.id),
            *([Directive.id == directive_id] if directive_id is not None else []),
        )
    )
    statement = _insert(session, OfficeFlag).from_select(OFFICE_COLUMNS, ended)
    for flag_id, flagged in session.execute(statement.returning(OfficeFlag.id, OfficeFlag.directive_id)):
        record(session, now, THE_SYSTEM, "office.flagged_late", ("directive", flagged), flag=flag_id)


def _write_flags(session: Session, ended: Select[*tuple[Any, ...]]) -> Sequence[tuple[int, int, datetime]]:
    statement = (
        _insert(session, LateFlag)
        .from_select(FLAG_COLUMNS, ended)
        .returning(LateFlag.id, LateFlag.assignment_id, LateFlag.due_at)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def _insert(session: Session, table: type[LateFlag | OfficeFlag]) -> Any:  # noqa: ANN401 - one of two dialects' own Insert
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()
