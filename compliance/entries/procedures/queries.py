"""What the procedures say of assignments, as counting and the choke point ask it. Reads only."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    Select,
    bindparam,
    cast,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from compliance.entries.models import Entry
from compliance.entries.procedures.done import Procedures
from compliance.entries.procedures.models import Closure, Contest, Extension, NotOurs, Suspension
from core.database import Instant

ARCHIVED, WITHDRAWN = "archived", "withdrawn"

Among = Callable[[InstrumentedAttribute[Any]], ColumnElement[bool]]
_NO_NUMBER, _NO_INSTANT = cast(null(), Integer), cast(null(), Instant)


def among_ids(column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of ``ids``."""
    return column.in_(bindparam("ids", expanding=True))


def in_span(column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Return the condition that a column lies from ``first`` to ``last``."""
    return column.between(bindparam("first"), bindparam("last"))


def procedures_of(columns: Connection, among: Among, given: Mapping[str, object]) -> dict[int, Procedures]:
    """Return what the procedures did to assignments, by id; those to which nothing was done are left out.

    Args:
        among: the condition on the column of assignments' ids, `among_ids` or `in_span`.
        given: what the condition asks for.
    """
    found: defaultdict[int, Procedures] = defaultdict(Procedures)
    for what, assignment_id, number, at, until_at in columns.execute(_done(among), given):
        done = found[assignment_id]
        if what == "suspended":
            done.suspensions.append((at, until_at))
            done.is_held |= until_at is None
        elif what == ARCHIVED:
            done.archived_at, done.is_held = at, True
        elif what == "taken_back":
            done.withdrawn_reports[number] = at
        elif what == "extended":
            done.extended.add(number)
        else:
            done.is_held = True
    for done in found.values():
        done.suspensions.sort(key=itemgetter(0))
    return dict(found)


@cache
def _done(among: Among) -> CompoundSelect[*tuple[Any, ...]]:
    """Everything in one question: of most assignments it finds nothing. It is made once for each condition."""

    def of(
        what: str,
        table: type[Suspension | Closure | Entry | Extension | Contest | NotOurs],
        *condition: ColumnElement[bool],
        number: Any = _NO_NUMBER,  # noqa: ANN401 - a column
        at: Any = _NO_INSTANT,  # noqa: ANN401
        until_at: Any = _NO_INSTANT,  # noqa: ANN401
    ) -> Select[*tuple[Any, ...]]:
        return select(literal(what), table.assignment_id, number, at, until_at).where(
            among(table.assignment_id), *condition
        )

    return union_all(
        of("suspended", Suspension, at=Suspension.from_at, until_at=Suspension.until_at),
        of(ARCHIVED, Closure, Closure.kind == ARCHIVED, at=Closure.at),
        of("taken_back", Entry, Entry.withdrawn_at.is_not(None), number=Entry.id, at=Entry.withdrawn_at),
        of("extended", Extension, Extension.deadline_id.is_not(None), number=Extension.deadline_id),
        of("contested", Contest, Contest.decided_at.is_(None)),
        of("not_ours", NotOurs, NotOurs.answered_at.is_(None)),
    )


def contests_of(session: Session, assignment_id: int) -> Sequence[Contest]:
    """Return the contests of an assignment, oldest first."""
    return session.scalars(select(Contest).where(Contest.assignment_id == assignment_id).order_by(Contest.id)).all()


def extensions_of(session: Session, assignment_id: int) -> Sequence[Extension]:
    """Return the extensions asked for an assignment, oldest first."""
    question = select(Extension).where(Extension.assignment_id == assignment_id)
    return session.scalars(question.order_by(Extension.id)).all()


def not_ours_of(session: Session, assignment_id: int) -> NotOurs | None:
    """Return what the unit said about its authority, or None."""
    return session.scalar(select(NotOurs).where(NotOurs.assignment_id == assignment_id))
