"""The late flags of a period with all that inspection asks of each. Reads only."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import Session

from compliance.deadlines.law import Law
from compliance.deadlines.models import Classification
from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.returns import EntryKind
from compliance.reports.lateness.lines import Course, LateLine, held_by, late_days, remedy_of
from compliance.reports.periods import Period
from core.local_time import start_of_day
from core.organisation import Field, Unit
from extraction.dimensions.models import DirectiveDimensions
from extraction.models import Assignment, Task
from ingest.models import Directive

AT_ONCE = 500
AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which flags the report tells; empty is all."""

    unit_ids: frozenset[int] = frozenset()
    field_ids: frozenset[int] = frozenset()
    classes: frozenset[str] = frozenset()


def late_lines(session: Session, period: Period, wanted: Wanted, law: Law, known_at: datetime) -> list[LateLine]:
    """Return the flags written in a period that stand, by unit, then by due instant.

    Args:
        known_at: a flag that had ended by then is left out; an entry made by then is told.
    """
    found = [row for row in _flags(session, period, known_at) if _is_wanted(row, wanted)]
    until_at = min(known_at, period.cut_off_at)
    entries = _entries(session, {row.assignment_id for row in found}, known_at)
    returns = _returns(session, {row.assignment_id for row in found}, known_at)
    return [_line(row, entries.get(row.assignment_id, []), returns, until_at, law) for row in found]


def _flags(session: Session, period: Period, known_at: datetime) -> Sequence[AnyRow]:
    newest_class = _newest(Classification)
    newest_dimensions = _newest(DirectiveDimensions)
    question = (
        select(
            LateFlag.id.label("flag_id"), LateFlag.assignment_id, LateFlag.due_at, LateFlag.deadline_id,
            LateFlag.return_id, LateFlag.tam_tinh, Assignment.unit_id, Unit.name.label("unit"), Assignment.opened_at,
            Directive.number, Directive.issued_on, Directive.arrived_at, Task.text, Classification.entry_class,
            DirectiveDimensions.field_id, Field.name.label("field"), Return.made_at.label("returned_at"),
        )
        .join(Assignment, Assignment.id == LateFlag.assignment_id)
        .join(Unit, Unit.id == Assignment.unit_id)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .outerjoin(Classification, Classification.id == newest_class)
        .outerjoin(DirectiveDimensions, DirectiveDimensions.id == newest_dimensions)
        .outerjoin(Field, Field.id == DirectiveDimensions.field_id)
        .outerjoin(Return, Return.id == LateFlag.return_id)
        .where(
            LateFlag.written_at >= period.start_at,
            LateFlag.written_at < min(period.cut_off_at, known_at),
            or_(LateFlag.voided_at.is_(None), LateFlag.voided_at >= known_at),
        )
        .order_by(Unit.sort_key, LateFlag.due_at, LateFlag.id)
    )  # fmt: skip
    return session.execute(question).all()


def _newest(table: type[Classification | DirectiveDimensions]) -> Any:  # noqa: ANN401 - a scalar subquery of ids
    return select(func.max(table.id)).where(table.directive_id == Directive.id).correlate(Directive).scalar_subquery()


def _is_wanted(row: AnyRow, wanted: Wanted) -> bool:
    return (
        (not wanted.unit_ids or row.unit_id in wanted.unit_ids)
        and (not wanted.field_ids or row.field_id in wanted.field_ids)
        and (not wanted.classes or row.entry_class in wanted.classes)
    )


def _entries(session: Session, assignment_ids: Collection[int], before: datetime) -> dict[int, list[datetime]]:
    """When entries other than progress were made, by assignment, oldest first."""
    found: dict[int, list[datetime]] = {}
    ids = sorted(assignment_ids)
    for start in range(0, len(ids), AT_ONCE):
        question = select(Entry.assignment_id, Entry.made_at).where(
            Entry.assignment_id.in_(ids[start : start + AT_ONCE]),
            Entry.kind.in_((EntryKind.FIRST, EntryKind.REENTRY, EntryKind.REPORT)),
            and_(Entry.made_at.is_not(None), Entry.made_at < before),
        )
        for assignment_id, made_at in session.execute(question.order_by(Entry.made_at)):
            if made_at is not None:
                found.setdefault(assignment_id, []).append(made_at)
    return found


def _returns(session: Session, assignment_ids: Collection[int], before: datetime) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {}
    ids = sorted(assignment_ids)
    for start in range(0, len(ids), AT_ONCE):
        question = select(Return.assignment_id, Return.reason).where(
            Return.assignment_id.in_(ids[start : start + AT_ONCE]), Return.made_at < before
        )
        for assignment_id, reason in session.execute(question):
            found.setdefault(assignment_id, Counter())[reason] += 1
    return found


def _line(
    row: AnyRow, entries: Sequence[datetime], returns: dict[int, Counter[str]], until_at: datetime, law: Law
) -> LateLine:
    after = row.returned_at if row.return_id else row.opened_at
    course = Course(
        issued_at=None if row.issued_on is None else start_of_day(row.issued_on),
        arrived_at=row.arrived_at,
        opened_at=row.opened_at,
        due_at=row.due_at,
        entered_at=next((made_at for made_at in entries if made_at > after), None),
        is_reentry=row.return_id is not None,
        returned_at=row.returned_at,
    )
    return LateLine(
        flag_id=row.flag_id,
        assignment_id=row.assignment_id,
        unit_id=row.unit_id,
        unit=row.unit,
        field=row.field or "",
        entry_class=row.entry_class or "",
        number=row.number or "",
        clause=row.text,
        course=course,
        receipt=f"/returns/{row.return_id}/receipt" if row.return_id else f"/receipts/{row.deadline_id}",
        tam_tinh=row.tam_tinh,
        returns=dict(returns.get(row.assignment_id, {})),
        late_days=late_days(course, until_at, law.calendar),
        held=held_by(course, until_at, law.calendar),
        remedy=remedy_of(course, law.calendar),
    )
