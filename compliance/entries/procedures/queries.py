"""What the procedures say of assignments, as counting and the choke point ask it. Reads only."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
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

from compliance.deadlines.replays import StoredReceipt
from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.procedures.done import Procedures
from compliance.entries.procedures.models import Closure, Contest, Extension, NotOurs, Suspension, UpdateRequest
from compliance.entries.returns import Ending, ReturnReason, Verdict, VerdictKind
from core.database import Instant
from core.errors import NotFound
from extraction.models import Assignment, Task

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


def flag_number(flag_id: int) -> int:
    """Return the number of a flag among the verdicts of an assignment: an even one."""
    return 2 * flag_id


def return_number(return_id: int) -> int:
    """Return the number of a return among the verdicts of an assignment: an odd one."""
    return 2 * return_id + 1


def verdicts_of(flags: Iterable[LateFlag], returns: Iterable[Return]) -> Sequence[Verdict]:
    """Return the flags and returns of one assignment as verdicts, oldest first."""
    kept = list(flags)
    first = next((flag_number(flag.id) for flag in kept if flag.return_id is None and flag.voided_at is None), None)
    found = [
        Verdict(
            flag_number(flag.id),
            VerdictKind.FLAG,
            flag.written_at,
            flag.due_at,
            hangs_on=None if flag.return_id is None else return_number(flag.return_id),
            ending=None if flag.voided_at is None else Ending(flag.ending or Ending.VOIDED),
            ended_at=flag.voided_at,
        )
        for flag in kept
    ]
    first = first or next((verdict.verdict_id for verdict in found if verdict.hangs_on is None), None)
    found += [
        Verdict(
            return_number(row.id),
            VerdictKind.RETURN,
            row.made_at,
            row.reentry_due_at,
            reason=ReturnReason(row.reason),
            hangs_on=first if row.reason == ReturnReason.LATE else None,
            entry_id=row.entry_id,
            ending=None if row.voided_at is None else Ending(row.ending or Ending.VOIDED),
            ended_at=row.voided_at,
        )
        for row in returns
    ]
    return sorted(found, key=lambda verdict: (verdict.made_at, verdict.verdict_id))


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


# -- receipts ----------------------------------------------------------------------------------------------------------

_FIELDS: dict[str, tuple[type[Contest | NotOurs | UpdateRequest], str, str]] = {
    "contest-filing": (Contest, "filing", "filed_at"),
    "contest-decision": (Contest, "decision", "filed_at"),
    "contest-outcome": (Contest, "new", "decided_at"),
    "contest-former": (Contest, "former", "filed_at"),
    "not-ours": (NotOurs, "answer", "said_at"),
    "update": (UpdateRequest, "", "asked_at"),
}
RECEIPT_NAMES = tuple(_FIELDS)


def stored_receipts(session: Session) -> Iterator[StoredReceipt]:
    """Give the receipt of every date that a procedure computed, by name, then id."""
    for name, (table, _, _) in _FIELDS.items():
        for row, directive_id in session.execute(_with_directive(table).order_by(table.id)):
            found = _stored(name, row, directive_id)
            if found is not None:
                yield found


def stored_receipt(session: Session, name: str, number: int) -> StoredReceipt:
    """Return one of them; ``name`` is one of `RECEIPT_NAMES`.

    Raises:
        NotFound: there is none.
    """
    table = _FIELDS[name][0]
    row = session.execute(_with_directive(table).where(table.id == number)).one_or_none()
    found = None if row is None else _stored(name, *row)
    if found is None:
        message = f"Không có phiếu tính hạn {name}:{number}."
        raise NotFound(message)
    return found


def _with_directive(table: type[Contest | NotOurs | UpdateRequest]) -> Select[*tuple[Any, ...]]:
    return (
        select(table, Task.directive_id)
        .join(Assignment, Assignment.id == table.assignment_id)
        .join(Task, Task.id == Assignment.task_id)
    )


def _stored(name: str, row: Contest | NotOurs | UpdateRequest, directive_id: int) -> StoredReceipt | None:
    """Return a row's receipt with the columns beside it, or None where it has none; a former one has no columns."""
    _, prefix, at = _FIELDS[name]
    begin = f"{prefix}_" if prefix else ""
    plain = getattr(row, f"{begin}receipt")
    if plain is None:
        return None
    is_former = prefix == "former"
    due_at = datetime.fromisoformat(plain["unit_due_at"]) if is_former else getattr(row, f"{begin}due_at")
    due_on = date.fromisoformat(plain["due_on"]) if is_former else getattr(row, f"{begin}due_on")
    return StoredReceipt(
        name=f"{name}:{row.id}",
        directive_id=directive_id,
        assignment_id=row.assignment_id,
        computed_at=getattr(row, at),
        is_current=not is_former,
        plain=plain,
        due_on=due_on,
        due_at=due_at,
    )
