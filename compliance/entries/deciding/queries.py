"""What waits for a decision of the Office or of a monitor, the oldest first. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from compliance.entries.models import Entry, Return
from compliance.entries.procedures.models import (
    Closure,
    Contest,
    Extension,
    NotOurs,
    StaleFlag,
    Suspension,
    TaskMonitor,
    UpdateRequest,
)
from compliance.entries.queries import COUNTED_UP_TO, UNIT_SHOWN, seen_by
from core.access import Viewer
from core.errors import NotFound
from core.organisation import Unit
from extraction.models import Assignment, Task
from ingest.models import Directive

REPORT = "report"
RESULTS_PAGE = 25
STALE_SHOWN = 100
Asked = TypeVar("Asked", Contest, Extension, NotOurs, Entry, StaleFlag, UpdateRequest)


@dataclass(frozen=True, slots=True)
class Case:
    """The assignment that something is to be decided about."""

    assignment_id: int
    unit: str
    task_id: int
    text: str
    directive_id: int
    number: str | None
    issued_on: date | None


def contests(session: Session, most: int | None = None) -> list[tuple[Case, Contest]]:
    """Return the contests that wait, or so many, the one to be decided first on top."""
    question = (
        _cases(Contest).where(Contest.decided_at.is_(None), lives()).order_by(Contest.decision_due_at, Contest.id)
    )
    return _pairs(session, question.limit(most))


def extensions(session: Session, most: int | None = None) -> list[tuple[Case, Extension]]:
    """Return the extensions that wait, or so many, oldest first."""
    question = _cases(Extension).where(Extension.decided_at.is_(None), lives())
    return _pairs(session, question.order_by(Extension.asked_at, Extension.id).limit(most))


def not_ours(session: Session) -> list[tuple[Case, NotOurs]]:
    """Return what units said about their authority and the Office has not answered, most pressing first."""
    question = _cases(NotOurs).where(NotOurs.answered_at.is_(None), lives())
    return _pairs(session, question.order_by(NotOurs.answer_due_at, NotOurs.id))


def asked_counts(session: Session) -> dict[str, int]:
    """Return how many contests, extensions and words of "not ours" wait, as `contests` and its fellows list them."""
    return dict(zip(_ASKED, session.execute(_N_ASKED).one(), strict=True))


def results(
    session: Session, viewer: Viewer, *, task_id: int | None = None, page: int | None = None
) -> list[tuple[Case, Entry]]:
    """Return the reports that wait: for a unit those that it reviews as the monitor, for the Office the others.

    Args:
        task_id: only those of one task.
        page: only so many as `RESULTS_PAGE`, and one more if there is a next page; None: all of them.
    """
    question = _cases(Entry).where(*_waiting_results(viewer))
    if task_id is not None:
        question = question.where(Assignment.task_id == task_id)
    if page is not None:
        question = question.limit(RESULTS_PAGE + 1).offset((page - 1) * RESULTS_PAGE)
    return _pairs(session, question.order_by(Entry.made_at, Entry.id))


def n_results(session: Session, viewer: Viewer) -> int:
    """Return how many reports wait; above `COUNTED_UP_TO` only that there are so many."""
    some = select(Entry.id).join(Assignment, Assignment.id == Entry.assignment_id).where(*_waiting_results(viewer))
    first = some.order_by(Entry.made_at, Entry.id).limit(COUNTED_UP_TO)  # in order of the index of what waits
    return session.scalar(select(func.count()).select_from(first.subquery())) or 0


def _waiting_results(viewer: Viewer) -> list[ColumnElement[bool]]:
    monitored = exists().where(TaskMonitor.task_id == Assignment.task_id)
    passed = or_(~monitored, Entry.reviewed_at.is_not(None))
    if viewer.is_of_unit:
        passed = and_(_reviewed_by(viewer), Entry.reviewed_at.is_(None))
    return [
        Entry.kind == REPORT,
        Entry.made_at.is_not(None),
        Entry.withdrawn_at.is_(None),
        Entry.confirmed_at.is_(None),
        ~exists().where(Return.entry_id == Entry.id, Return.voided_at.is_(None)),
        Assignment.confirmed_at.is_not(None),
        lives(),
        passed,
    ]


def with_monitor(session: Session, task_id: int) -> int:
    """Return how many results of a task its monitor has yet to review."""
    question = (
        select(func.count(Entry.id))
        .join(Assignment, Assignment.id == Entry.assignment_id)
        .join(TaskMonitor, TaskMonitor.task_id == Assignment.task_id)
        .where(
            Assignment.task_id == task_id,
            Entry.kind == REPORT,
            Entry.made_at.is_not(None),
            Entry.withdrawn_at.is_(None),
            Entry.reviewed_at.is_(None),
            Entry.confirmed_at.is_(None),
            ~exists().where(Return.entry_id == Entry.id, Return.voided_at.is_(None)),
        )
    )
    return session.scalar(question) or 0


def is_monitor(session: Session, viewer: Viewer, task_id: int) -> bool:
    """Return whether the viewer's unit reviews the results of a task."""
    monitor = session.get(TaskMonitor, task_id)
    return monitor is not None and monitor.unit_id in viewer.units


def stale(session: Session) -> list[tuple[Case, StaleFlag]]:
    """Return open assignments without progress since the period they were flagged for, newest period first.

    No more than `STALE_SHOWN`, and one more if there are others.
    """
    since = exists().where(Entry.assignment_id == StaleFlag.assignment_id, Entry.made_at >= StaleFlag.written_at)
    question = _cases(StaleFlag).where(~since, lives())
    newest = question.order_by(StaleFlag.period_ends_on.desc(), StaleFlag.assignment_id)
    return _pairs(session, newest.limit(STALE_SHOWN + 1))


def requests(session: Session, assignment_id: int) -> Sequence[UpdateRequest]:
    """Return the updates asked of a coordinating unit, oldest first."""
    question = select(UpdateRequest).where(UpdateRequest.assignment_id == assignment_id)
    return session.scalars(question.order_by(UpdateRequest.id)).all()


def suspensions(session: Session, assignment_id: int) -> Sequence[Suspension]:
    """Return the stretches in which an assignment was held, oldest first."""
    question = select(Suspension).where(Suspension.assignment_id == assignment_id)
    return session.scalars(question.order_by(Suspension.id)).all()


def reviewed(session: Session, viewer: Viewer, assignment_id: int) -> Assignment:
    """Return an assignment whose results the viewer's unit reviews as the monitor.

    Raises:
        NotFound: it reviews none of this id.
    """
    row = session.scalar(select(Assignment).where(Assignment.id == assignment_id, _reviewed_by(viewer)))
    if row is None:
        message = "Đơn vị không được giao theo dõi, thẩm định nhiệm vụ này."
        raise NotFound(message)
    return row


def evidence(session: Session, viewer: Viewer, entry_id: int, place: int) -> tuple[int, dict[str, Any]]:
    """Return the directive that a report is about, and one file of it as kept: SHA-256, name, size and media type.

    Raises:
        NotFound: there is none that the account may see.
    """
    question = (
        select(Task.directive_id, Entry.evidence)
        .join(Assignment, Assignment.id == Entry.assignment_id)
        .join(Task, Task.id == Assignment.task_id)
        .where(Entry.id == entry_id, Entry.kind == REPORT, or_(seen_by(viewer), _reviewed_by(viewer)))
    )
    row = session.execute(question).first()
    if row is None or not 0 <= place < len(row.evidence):
        message = "Không có tệp này trong phạm vi của tài khoản."
        raise NotFound(message)
    return row.directive_id, row.evidence[place]


def lives() -> ColumnElement[bool]:
    """Return, for SQL, whether an assignment is neither closed nor held: nothing else can be decided about it."""
    closed = exists().where(Closure.assignment_id == Assignment.id)
    held = exists().where(Suspension.assignment_id == Assignment.id, Suspension.until_at.is_(None))
    return and_(Assignment.withdrawn_at.is_(None), ~closed, ~held)


def _reviewed_by(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.sees_given_only:
        return false()
    return exists().where(TaskMonitor.task_id == Assignment.task_id, TaskMonitor.unit_id.in_(viewer.units))


def _n_waiting(asked: type[Contest | Extension | NotOurs], answered: InstrumentedAttribute[Any]) -> ColumnElement[int]:
    question = select(func.count(asked.id)).join(Assignment, Assignment.id == asked.assignment_id)
    return question.where(answered.is_(None), lives()).scalar_subquery()


_ASKED = ("contests", "extensions", "not_ours")
_N_ASKED = select(
    _n_waiting(Contest, Contest.decided_at),
    _n_waiting(Extension, Extension.decided_at),
    _n_waiting(NotOurs, NotOurs.answered_at),
)


def _cases(asked: type[Asked]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Assignment.id, UNIT_SHOWN, Task.id, Task.text, Directive.id, Directive.number, Directive.issued_on, asked
        )
        .join(Assignment, Assignment.id == asked.assignment_id)
        .join(Task, Task.id == Assignment.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .join(Unit, Unit.id == Assignment.unit_id)
    )


def _pairs(session: Session, question: Select[*tuple[Any, ...]]) -> list[tuple[Case, Any]]:
    return [(Case(*row[:-1]), row[-1]) for row in session.execute(question)]
