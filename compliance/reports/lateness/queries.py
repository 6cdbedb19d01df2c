"""The late flags of a period with all that inspection asks of each. Reads only."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, distinct, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from compliance.deadlines.law import Law
from compliance.deadlines.models import Classification
from compliance.entries.models import LateFlag, Return
from compliance.reports.lateness.lines import Course, LateLine, Totals, draw, held_by, late_days, remedy_of, totals_from
from compliance.reports.periods import Period
from core.database import Instant, one_of
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

    @property
    def joins(self) -> bool:
        """Whether more than the flags themselves must be asked."""
        return bool(self.field_ids or self.classes)


_ORDER = (Unit.sort_key, LateFlag.due_at, LateFlag.id)


def late_lines(
    session: Session,
    period: Period,
    wanted: Wanted,
    law: Law,
    known_at: datetime,
    flag_ids: Sequence[int] | None = None,
) -> list[LateLine]:
    """Return the flags written in a period that stand, by unit, then by due instant.

    Args:
        known_at: a flag that had ended by then is left out; an entry made by then is told.
        flag_ids: only these of them, in this order.
    """
    found = _flags(session, period, wanted, known_at, flag_ids)
    until_at = min(known_at, period.cut_off_at)
    returns = _returns(session, {row.assignment_id for row in found}, known_at)
    lines = [_line(row, returns, known_at, until_at, law) for row in found]
    if flag_ids is None:
        return lines
    place = {flag_id: number for number, flag_id in enumerate(flag_ids)}
    return sorted(lines, key=lambda line: place[line.flag_id])


def page_ids(
    session: Session, period: Period, wanted: Wanted, known_at: datetime, page: int, size: int
) -> Sequence[int]:
    """Return the flags of one page of the lines, and one more if there is a next page, in the order of `late_lines`."""
    question = _asked(select(LateFlag.id), wanted).where(*_among(period, known_at))
    if not wanted.joins:
        question = question.join(Unit, Unit.id == LateFlag.unit_id)
    return session.scalars(question.order_by(*_ORDER).limit(size + 1).offset((page - 1) * size)).all()


def drawn_ids(
    session: Session, period: Period, wanted: Wanted, known_at: datetime, sample: tuple[int, int]
) -> list[int]:
    """Return the flags of a sample, in the order drawn; ``sample``: its size and seed."""
    question = _asked(select(LateFlag.assignment_id, LateFlag.id), wanted).where(*_among(period, known_at))
    return [flag_id for _, flag_id in draw([(row[0], row[1]) for row in session.execute(question)], *sample)]


def late_totals(session: Session, period: Period, wanted: Wanted, law: Law, known_at: datetime) -> Totals:
    """Return the totals of all lines, as `lines.totals_of` counts them, without making a line."""
    among = _among(period, known_at)
    came_on = case((LateFlag.answered_at < known_at, _start_of_day(session, LateFlag.answered_at)))
    groups = _asked(select(LateFlag.due_at, came_on, func.count()), wanted).where(*among)
    kinds = _asked(
        select(func.count(distinct(LateFlag.assignment_id)), func.count(distinct(LateFlag.unit_id))), wanted
    ).where(*among)
    assignments, units = session.execute(kinds).one()
    came = [(row[0], row[1], row[2]) for row in session.execute(groups.group_by(LateFlag.due_at, came_on))]
    return totals_from(came, assignments, units, min(known_at, period.cut_off_at), law.calendar)


def _start_of_day(session: Session, instant: InstrumentedAttribute[datetime | None]) -> ColumnElement[datetime]:
    """Return the first instant of an instant's local day; the province's clocks are never changed."""
    if session.get_bind().dialect.name == "sqlite":
        return func.datetime(instant, "+7 hours", "start of day", "-7 hours", type_=Instant())
    return func.date_bin(timedelta(days=1), instant, start_of_day(date(2000, 1, 1)), type_=Instant())


def _among(period: Period, known_at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        LateFlag.written_at >= period.start_at,
        LateFlag.written_at < min(period.cut_off_at, known_at),
        or_(LateFlag.voided_at.is_(None), LateFlag.voided_at >= known_at),
    )


def _asked(question: Select[*tuple[Any, ...]], wanted: Wanted) -> Select[*tuple[Any, ...]]:
    """Keep a question about flags to those asked for; only what needs it asks more than the flags themselves."""
    return _narrowed(_joined(question) if wanted.joins else question, wanted)


def _narrowed(question: Select[*tuple[Any, ...]], wanted: Wanted) -> Select[*tuple[Any, ...]]:
    for column, those in (
        (LateFlag.unit_id, wanted.unit_ids),
        (DirectiveDimensions.field_id, wanted.field_ids),
        (Classification.entry_class, wanted.classes),
    ):
        if those:
            question = question.where(column.in_(sorted(those)))
    return question


def _joined(question: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        question.join(Assignment, Assignment.id == LateFlag.assignment_id)
        .join(Unit, Unit.id == LateFlag.unit_id)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .outerjoin(Classification, Classification.id == _newest(Classification))
        .outerjoin(DirectiveDimensions, DirectiveDimensions.id == _newest(DirectiveDimensions))
    )


def _flags(
    session: Session, period: Period, wanted: Wanted, known_at: datetime, flag_ids: Sequence[int] | None
) -> Sequence[AnyRow]:
    question = (
        _joined(
            select(
                LateFlag.id.label("flag_id"), LateFlag.assignment_id, LateFlag.due_at, LateFlag.deadline_id,
                LateFlag.return_id, LateFlag.tam_tinh, LateFlag.answered_at, LateFlag.unit_id,
                Unit.name.label("unit"), Assignment.opened_at, Directive.number, Directive.issued_on,
                Directive.arrived_at, Task.text, Classification.entry_class, DirectiveDimensions.field_id,
                Field.name.label("field"), Return.made_at.label("returned_at"),
            )
        )
        .outerjoin(Field, Field.id == DirectiveDimensions.field_id)
        .outerjoin(Return, Return.id == LateFlag.return_id)
        .order_by(*_ORDER)
    )  # fmt: skip
    if flag_ids is not None:
        return session.execute(question.where(one_of(session, LateFlag.id, flag_ids))).all()
    return session.execute(_narrowed(question, wanted).where(*_among(period, known_at))).all()


def _newest(table: type[Classification | DirectiveDimensions]) -> Any:  # noqa: ANN401 - a scalar subquery of ids
    return select(func.max(table.id)).where(table.directive_id == Directive.id).correlate(Directive).scalar_subquery()


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


def _line(row: AnyRow, returns: dict[int, Counter[str]], known_at: datetime, until_at: datetime, law: Law) -> LateLine:
    is_answered = row.answered_at is not None and row.answered_at < known_at
    course = Course(
        issued_at=None if row.issued_on is None else start_of_day(row.issued_on),
        arrived_at=row.arrived_at,
        opened_at=row.opened_at,
        due_at=row.due_at,
        entered_at=row.answered_at if is_answered else None,
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
