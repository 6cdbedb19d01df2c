"""The open assignments of an account as far as sorting them needs: two thousand of a unit are told apart at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Row,
    Select,
    Text,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from compliance.deadlines.models import Deadline
from compliance.entries.counters.models import CountedAssignment
from compliance.entries.models import Delegation
from compliance.entries.queries import (
    ARCHIVED,
    IS_DONE,
    LAST_RETURN,
    PROGRESS,
    REPORT,
    AnyEntry,
    LastReturn,
    TaskDeadline,
    current,
)
from core.access import Viewer
from core.database import among, dialect_of
from core.naming import fold
from extraction.models import Assignment, Task
from ingest.models import Directive

POSTGRES = "postgresql"


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Open assignments that owe the same until the same instants; as in `entries.queries.WorkRow`.

    ``entry_due_at``: only where nothing was entered yet.
    """

    role: str
    entry_due_at: datetime | None
    task_due_at: datetime | None
    is_entered: bool
    is_reported: bool
    is_returned: bool
    reentry_due_at: datetime | None
    assignment_ids: Sequence[int]


# The last entry that stops a clock or answers a return, and whether it is a report: one look tells both.
_LAST = (
    select(func.max(cast(AnyEntry.id, BigInteger) * 2 + case((AnyEntry.kind == REPORT, 1), else_=0)))
    .where(AnyEntry.assignment_id == Assignment.id, AnyEntry.made_at.is_not(None), AnyEntry.kind != PROGRESS)
    .where(AnyEntry.withdrawn_at.is_(None))
    .correlate(Assignment)
    .scalar_subquery()
)


def open_work(session: Session, viewer: Viewer, words: str = "", *, mine: bool = False) -> list[OpenWork]:
    """Return the open assignments that a unit's account may see, those whose result is confirmed left out.

    Args:
        words: each stands in the task or in its directive, diacritics aside.
        mine: only what was given to the account itself, or to whom it stands in for.
    """
    folded = fold(words).split()
    question = _question(dialect_of(session), given_only=mine or viewer.sees_given_only, words=len(folded))
    asked: dict[str, Any] = {f"word_{place}": word for place, word in enumerate(folded)}
    asked |= {"units": sorted(viewer.units), "accounts": sorted(viewer.accounts)}
    rows = session.execute(question, asked)
    return [OpenWork(*_read(row)) for row in rows]


def _read(row: Row[*tuple[Any, ...]]) -> list[Any]:
    *alike, numbers = row
    return [*alike, [int(each) for each in numbers.split(",")]]


@cache
def _question(dialect: str, *, given_only: bool, words: int) -> Select[*tuple[Any, ...]]:
    """Made once: it is asked with every look at a worklist. Clocks end at few instants, so it answers in few rows."""
    each = _each(dialect, given_only=given_only, words=words).cte("each").prefix_with("MATERIALIZED", dialect=POSTGRES)
    of = each.c
    entry_due = select(func.max(Deadline.due_at)).where(
        Deadline.assignment_id == of.id, Deadline.clock == "entry", Deadline.is_current
    )
    last_id = of.last - of.last % 2
    alike = (
        of.role,
        case((of.last.is_(None), entry_due.scalar_subquery())).label("entry_due_at"),
        of.task_due_at,
        of.last.is_not(None).label("is_entered"),
        func.coalesce(of.last % 2 == 1, false()).label("is_reported"),
        func.coalesce(last_id == cast(of.returned_id, BigInteger) * 2, false()).label("is_returned"),
        of.reentry_due_at,
    )
    return select(*alike, func.aggregate_strings(cast(of.id, Text), ",")).group_by(*alike)


def _each(dialect: str, *, given_only: bool, words: int) -> Select[*tuple[Any, ...]]:
    # Nearly all of a unit's assignments are done: those are known without a look at their entries.
    done = select(CountedAssignment.assignment_id).where(
        CountedAssignment.is_done, among(dialect, CountedAssignment.unit_id, "units")
    )
    question = (
        select(
            Assignment.id,
            Assignment.role,
            _LAST.label("last"),
            TaskDeadline.due_at.label("task_due_at"),
            LastReturn.entry_id.label("returned_id"),
            LastReturn.reentry_due_at,
        )
        .outerjoin(TaskDeadline, current(TaskDeadline, "task"))
        .outerjoin(LastReturn, LastReturn.id == LAST_RETURN)
        .where(among(dialect, Assignment.unit_id, "units"), Assignment.id.not_in(done), ~ARCHIVED, ~IS_DONE)
        .where(Assignment.opened_at.is_not(None), Assignment.withdrawn_at.is_(None))
        .where(*(_holds(bindparam(f"word_{place}", type_=Text())) for place in range(words)))
    )
    if not given_only:
        return question
    given = select(Delegation.assignment_id).where(among(dialect, Delegation.account_id, "accounts"))
    return question.where(Assignment.id.in_(given))


def _holds(word: BindParameter[str]) -> ColumnElement[bool]:
    return exists().where(
        Task.id == Assignment.task_id,
        Directive.id == Task.directive_id,
        or_(Task.folded.contains(word), Directive.folded.contains(word)),
    )
