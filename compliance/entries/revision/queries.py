"""Which clocks a change of the law can touch, each with what became of it. Reads only, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import Session

from compliance.deadlines.models import Deadline
from compliance.entries.models import Entry, LateFlag, OfficeFlag, Return
from compliance.entries.revision.effects import Clocked, Reach
from core.local_time import start_of_day
from core.organisation import Unit
from extraction.models import Assignment, Confirmation, Task
from ingest.models import Directive

AT_ONCE = 2000
FIRST, REENTRY, REPORT = "first", "reentry", "report"


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A date in force with the receipt it was computed by, whose it is, and the flag that hangs on it.

    ``deadline_id`` is None for the re-entry clock of a return, which ``return_id`` names.
    """

    deadline_id: int | None
    directive_id: int
    assignment_id: int | None
    number: str | None
    unit: str | None
    clocked: Clocked
    receipt: dict[str, Any]
    flag_id: int | None
    return_id: int | None = None
    unit_id: int | None = None


def clocks_within(session: Session, reach: Reach) -> Iterator[ClockRow]:
    """Give every date in force that a change can touch, in order of id.

    Those of withdrawn assignments and of duplicates are left out: they count no more.
    """
    # Whoever applies the change writes new rows meanwhile: those are not asked about again.
    newest = session.scalar(select(func.max(Deadline.id))) or 0
    question = _question().where(_touched(reach)).order_by(Deadline.id)
    for start in range(1, newest + 1, AT_ONCE):
        for row in session.execute(question.where(Deadline.id.between(start, min(start + AT_ONCE - 1, newest)))):
            yield _clock_row(row)


def reentries_within(session: Session, reach: Reach) -> Iterator[ClockRow]:
    """Give every re-entry clock of a standing return that a change can touch, in order of id."""
    newest = session.scalar(select(func.max(Return.id))) or 0
    question = _reentries().where(_reentry_touched(reach)).order_by(Return.id)
    for start in range(1, newest + 1, AT_ONCE):
        for row in session.execute(question.where(Return.id.between(start, min(start + AT_ONCE - 1, newest)))):
            clocked = Clocked(
                REENTRY, row.reentry_due_on, row.reentry_due_at, bool(row.receipt["tam_tinh"]), row.answered_at,
                row.written_at,
            )  # fmt: skip
            yield ClockRow(
                None,
                row.directive_id,
                row.assignment_id,
                row.number,
                row.name,
                clocked,
                row.receipt,
                row.flag_id,
                row.id,
                row.unit_id,
            )


def _reentries() -> Select[*tuple[Any, ...]]:
    answered = (
        select(func.min(Entry.made_at))
        .where(
            Entry.assignment_id == Return.assignment_id,
            Entry.kind.in_((REENTRY, REPORT)),
            Entry.made_at >= Return.made_at,
            Entry.withdrawn_at.is_(None),
        )
        .correlate(Return)
        .scalar_subquery()
    )
    return (
        select(
            Return.id, Task.directive_id, Return.assignment_id, Directive.number, Unit.name, Return.reentry_due_on,
            Return.reentry_due_at, Return.receipt, answered.label("answered_at"), LateFlag.id.label("flag_id"),
            LateFlag.written_at, Assignment.unit_id,
        )
        .join(Assignment, Assignment.id == Return.assignment_id)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .outerjoin(Unit, Unit.id == Assignment.unit_id)
        .outerjoin(LateFlag, and_(LateFlag.return_id == Return.id, LateFlag.voided_at.is_(None)))
        .where(Return.voided_at.is_(None), Assignment.withdrawn_at.is_(None), Directive.duplicate_of_id.is_(None))
    )  # fmt: skip


def _reentry_touched(reach: Reach) -> ColumnElement[bool]:
    touched: ColumnElement[bool] = false()
    if reach.days:
        touched = Return.reentry_due_on >= date.fromisoformat(reach.days[0])
    if reach.rules_from is not None:
        touched = or_(touched, Return.reentry_due_on >= reach.rules_from)
    return touched


def _question() -> Select[*tuple[Any, ...]]:
    is_office = Deadline.assignment_id.is_(None)
    return (
        select(
            Deadline.id,
            Deadline.directive_id,
            Deadline.assignment_id,
            Directive.number,
            Unit.name,
            Assignment.unit_id,
            Deadline.clock,
            Deadline.due_on,
            Deadline.due_at,
            Deadline.tam_tinh,
            Deadline.receipt,
            _first_made(FIRST, REPORT).label("entered_at"),
            _first_made(REPORT).label("reported_at"),
            Confirmation.at.label("confirmed_at"),
            case((is_office, OfficeFlag.id), else_=LateFlag.id).label("flag_id"),
            LateFlag.written_at,
            OfficeFlag.written_at.label("office_written_at"),
            and_(func.coalesce(LateFlag.tam_tinh, False), LateFlag.official_at.is_(None)).label("flag_tam_tinh"),
        )
        .join(Directive, Directive.id == Deadline.directive_id)
        .outerjoin(Assignment, Assignment.id == Deadline.assignment_id)
        .outerjoin(Unit, Unit.id == Assignment.unit_id)
        .outerjoin(Confirmation, and_(Confirmation.directive_id == Directive.id, is_office))
        .outerjoin(LateFlag, _its_flag())
        .outerjoin(OfficeFlag, and_(OfficeFlag.directive_id == Directive.id, is_office, OfficeFlag.lapsed_at.is_(None)))
        # By id alone: an index on the flag would be sorted anew for every stretch of ids.
        .where(
            func.coalesce(Deadline.is_current, false()),
            Directive.duplicate_of_id.is_(None),
            Assignment.withdrawn_at.is_(None),
        )
    )


def _its_flag() -> ColumnElement[bool]:
    """The living flag of an entry deadline itself, not one of a re-entry clock."""
    return and_(
        LateFlag.assignment_id == Deadline.assignment_id,
        LateFlag.return_id.is_(None),
        LateFlag.voided_at.is_(None),
        Deadline.clock == "entry",
    )


def _first_made(*kinds: str) -> Any:  # noqa: ANN401 - a scalar subquery of instants
    return (
        select(func.min(Entry.made_at))
        .where(Entry.assignment_id == Deadline.assignment_id, Entry.kind.in_(kinds), Entry.withdrawn_at.is_(None))
        .correlate(Deadline)
        .scalar_subquery()
    )


def _touched(reach: Reach) -> ColumnElement[bool]:
    """A date that lies before every changed day, or was counted from after the last one, cannot move."""
    touched: ColumnElement[bool] = false()
    if reach.days:
        first_on, last_on = date.fromisoformat(reach.days[0]), date.fromisoformat(reach.days[-1])
        ends_after = or_(
            Deadline.due_on >= first_on,
            Deadline.due_at > start_of_day(first_on),
            Deadline.due_at.is_(None),
        )
        begins_before = or_(Directive.issued_on.is_(None), Directive.issued_on <= last_on)
        touched = or_(touched, and_(ends_after, or_(begins_before, Deadline.assignment_id.is_(None))))
    if reach.rules_from is not None:
        from_at = start_of_day(reach.rules_from)
        touched = or_(
            touched,
            Directive.issued_on >= reach.rules_from,
            Directive.arrived_at >= from_at,
            Deadline.computed_at >= from_at,
        )
    return touched


def _clock_row(row: Any) -> ClockRow:  # noqa: ANN401 - a row of `_question`
    is_office = row.assignment_id is None
    clocked = Clocked(
        row.clock,
        row.due_on,
        row.due_at,
        row.tam_tinh,
        _answered(row),
        row.office_written_at if is_office else row.written_at,
        bool(row.flag_tam_tinh),
    )
    return ClockRow(
        row.id, row.directive_id, row.assignment_id, row.number, row.name, clocked, row.receipt, row.flag_id,
        unit_id=row.unit_id,
    )  # fmt: skip


def _answered(row: Any) -> datetime | None:  # noqa: ANN401 - a row of `_question`
    answers: dict[str, datetime | None] = {
        "entry": row.entered_at, "task": row.reported_at, "office": row.confirmed_at
    }  # fmt: skip
    return answers.get(row.clock)
