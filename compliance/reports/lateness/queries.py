"""The late flags of a period with all that inspection asks of each. Reads only."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, null, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

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
Came = tuple[datetime, datetime | None, int]
Other = aliased(LateFlag, name="other_flag")
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


@dataclass(frozen=True, slots=True)
class LateSums:
    """How many lines there are, by due instant and day of the entry, and by unit; of how many assignments."""

    came: Sequence[Came]
    by_unit: Mapping[int, int]
    assignments: int

    def sizes(self, order: Iterable[int]) -> dict[int, int]:
        """Return how many lines each unit has that has any, in an order of all units: that of their names."""
        return {unit_id: self.by_unit[unit_id] for unit_id in order if unit_id in self.by_unit}

    def totals(self, period: Period, law: Law, known_at: datetime) -> Totals:
        """Return the totals, as `lines.totals_of` counts them."""
        until_at = min(known_at, period.cut_off_at)
        return totals_from(self.came, self.assignments, len(self.by_unit), until_at, law.calendar)


_ORDER = (Unit.sort_key, Unit.id, LateFlag.due_at, LateFlag.id)


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
    session: Session, period: Period, wanted: Wanted, known_at: datetime, sizes: Mapping[int, int], shown: range
) -> Sequence[int]:
    """Return the flags of some places among the lines, in the order of `late_lines`.

    Only the units that the places fall to are asked for theirs, each by its own index.

    Args:
        sizes: how many lines each unit has, in the order of the lines; see `LateSums.sizes`.
        shown: the places, from 0.
    """
    place, passed, units = 0, 0, list[int]()
    for unit_id, n in sizes.items():
        if place + n <= shown.start:
            passed = place + n
        elif place < shown.stop:
            units.append(unit_id)
        place += n
    theirs = (*_among(period, known_at), LateFlag.unit_id.in_(units))
    question = _asked(select(LateFlag.id), wanted).where(*theirs)
    if not wanted.joins:
        question = question.join(Unit, Unit.id == LateFlag.unit_id)
    return session.scalars(question.order_by(*_ORDER).limit(len(shown)).offset(shown.start - passed)).all()


def drawn_ids(
    session: Session, period: Period, wanted: Wanted, known_at: datetime, sample: tuple[int, int]
) -> list[int]:
    """Return the flags of a sample, in the order drawn; ``sample``: its size and seed."""
    question = _asked(select(LateFlag.assignment_id, LateFlag.id), wanted).where(*_among(period, known_at))
    return [flag_id for _, flag_id in draw([(row[0], row[1]) for row in session.execute(question)], *sample)]


def late_sums(session: Session, period: Period, wanted: Wanted, known_at: datetime) -> LateSums:
    """Return how many lines there are by unit and by how late they came, without making a line."""
    among = (*_among(period, known_at), LateFlag.unit_id.is_not(None))
    came_on = case((LateFlag.answered_at < known_at, _start_of_day(session, LateFlag.answered_at)))
    n = func.count()
    by_time = _asked(select(LateFlag.due_at, came_on, null(), n), wanted).where(*among)
    by_time = by_time.group_by(LateFlag.due_at, came_on)
    by_unit = _asked(select(null(), null(), LateFlag.unit_id, n), wanted).where(*among).group_by(LateFlag.unit_id)
    again = _asked(select(null(), null(), null(), n).select_from(LateFlag), wanted).where(
        *among, _is_another(period, known_at, wanted)
    )
    came, units, others = list[Came](), dict[int, int](), 0
    for due_at, on, unit_id, count in session.execute(union_all(by_time, by_unit, again)):
        if due_at is not None:
            came.append((due_at, on, count))
        elif unit_id is not None:
            units[unit_id] = count
        else:
            others = count
    return LateSums(came, units, sum(units.values()) - others)


def _is_another(period: Period, known_at: datetime, wanted: Wanted) -> ColumnElement[bool]:
    """Return the condition that a flag is not the only line, nor the first one counted, of its assignment.

    Of the first clock one flag stands at most (`returns.watched_clock`): another is that of a re-entry.
    """
    mine = [Other.unit_id.in_(sorted(wanted.unit_ids))] if wanted.unit_ids else []
    first = or_(Other.return_id.is_(None), Other.id < LateFlag.id)
    same = exists().where(Other.assignment_id == LateFlag.assignment_id, first, *_among(period, known_at, Other), *mine)
    return and_(LateFlag.return_id.is_not(None), same)


def _start_of_day(session: Session, instant: InstrumentedAttribute[datetime | None]) -> ColumnElement[datetime]:
    """Return the first instant of an instant's local day; the province's clocks are never changed."""
    if session.get_bind().dialect.name == "sqlite":
        return func.datetime(instant, "+7 hours", "start of day", "-7 hours", type_=Instant())
    return func.date_bin(timedelta(days=1), instant, start_of_day(date(2000, 1, 1)), type_=Instant())


def _among(period: Period, known_at: datetime, flag: type[LateFlag] = LateFlag) -> tuple[ColumnElement[bool], ...]:
    return (
        flag.written_at >= period.start_at,
        flag.written_at < min(period.cut_off_at, known_at),
        or_(flag.voided_at.is_(None), flag.voided_at >= known_at),
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
