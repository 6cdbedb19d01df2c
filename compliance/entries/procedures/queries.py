"""What the procedures say of assignments, as counting and the choke point ask it. Reads only."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from compliance.deadlines.replays import StoredReceipt
from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.procedures.done import Procedures
from compliance.entries.procedures.models import Closure, Contest, Extension, NotOurs, Suspension, UpdateRequest
from compliance.entries.returns import Ending, ReturnReason, Verdict, VerdictKind
from core.errors import NotFound
from extraction.models import Assignment, Task

ARCHIVED, WITHDRAWN = "archived", "withdrawn"

Among = Callable[[InstrumentedAttribute[Any]], ColumnElement[bool]]


def procedures_of(session: Session, among: Among) -> dict[int, Procedures]:
    """Return what the procedures did to assignments, by id; those to which nothing was done are left out.

    Args:
        among: the condition on the column of assignments' ids.
    """
    found: defaultdict[int, Procedures] = defaultdict(Procedures)
    for table, is_open in (
        (Contest, Contest.decided_at.is_(None)),
        (NotOurs, NotOurs.answered_at.is_(None)),
    ):
        for assignment_id in session.scalars(select(table.assignment_id).where(among(table.assignment_id), is_open)):
            found[assignment_id].is_held = True
    for held in session.scalars(select(Suspension).where(among(Suspension.assignment_id)).order_by(Suspension.from_at)):
        found[held.assignment_id].suspensions.append((held.from_at, held.until_at))
        found[held.assignment_id].is_held |= held.until_at is None
    for closure in session.scalars(select(Closure).where(among(Closure.assignment_id), Closure.kind == ARCHIVED)):
        found[closure.assignment_id].archived_at = closure.at
        found[closure.assignment_id].is_held = True
    taken_back = select(Entry.assignment_id, Entry.id, Entry.withdrawn_at).where(
        among(Entry.assignment_id), Entry.withdrawn_at.is_not(None)
    )
    for assignment_id, entry_id, withdrawn_at in session.execute(taken_back):
        if withdrawn_at is not None:
            found[assignment_id].withdrawn_reports[entry_id] = withdrawn_at
    extended = select(Extension.assignment_id, Extension.deadline_id).where(
        among(Extension.assignment_id), Extension.deadline_id.is_not(None)
    )
    for assignment_id, deadline_id in session.execute(extended):
        if deadline_id is not None:
            found[assignment_id].extended.add(deadline_id)
    return dict(found)


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
