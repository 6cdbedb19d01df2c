"""Every date that a return or a procedure computed, with its receipt. Reads only."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from compliance.deadlines.replays import StoredReceipt
from compliance.entries.models import Return
from compliance.entries.procedures.models import Contest, NotOurs, UpdateRequest
from core.errors import NotFound
from extraction.models import Assignment, Task

READ_AT_ONCE = 500
Table = type[Return | Contest | NotOurs | UpdateRequest]


class Columns(NamedTuple):
    """Where a receipt stands, its date (``begin`` followed by due_on and due_at), and when it was computed."""

    table: Table
    receipt: str
    begin: str
    computed_at: str


_COLUMNS = {
    "return": Columns(Return, "receipt", "reentry_", "made_at"),
    "contest-filing": Columns(Contest, "filing_receipt", "filing_", "filed_at"),
    "contest-decision": Columns(Contest, "decision_receipt", "decision_", "filed_at"),
    "contest-outcome": Columns(Contest, "new_receipt", "new_", "decided_at"),
    "contest-former": Columns(Contest, "former_receipt", "", "filed_at"),
    "not-ours": Columns(NotOurs, "answer_receipt", "answer_", "said_at"),
    "update": Columns(UpdateRequest, "receipt", "", "asked_at"),
}
FORMER = "contest-former"  # the re-entry clock before a contest was lost: its date stands in the receipt alone
NAMES = tuple(_COLUMNS)


def stored_receipts(session: Session) -> Iterator[StoredReceipt]:
    """Give the receipt of every date that a return or a procedure computed, by name, then id."""
    for name, columns in _COLUMNS.items():
        rows = session.execute(_with_directive(columns.table).execution_options(yield_per=READ_AT_ONCE))
        for row, directive_id in rows:
            found = _stored(name, row, directive_id)
            if found is not None:
                yield found


def stored_receipt(session: Session, name: str, number: int) -> StoredReceipt:
    """Return one of them; ``name`` is one of `NAMES`.

    Raises:
        NotFound: there is none.
    """
    table = _COLUMNS[name].table
    row = session.execute(_with_directive(table).where(table.id == number)).one_or_none()
    found = None if row is None else _stored(name, *row)
    if found is None:
        message = f"Không có phiếu tính hạn {name}:{number}."
        raise NotFound(message)
    return found


def _with_directive(table: Table) -> Select[*tuple[Any, ...]]:
    return (
        select(table, Task.directive_id)
        .join(Assignment, Assignment.id == table.assignment_id)
        .join(Task, Task.id == Assignment.task_id)
        .order_by(table.id)
    )


def _stored(name: str, row: Return | Contest | NotOurs | UpdateRequest, directive_id: int) -> StoredReceipt | None:
    """Return a row's receipt with the date beside it, or None where it has none."""
    columns = _COLUMNS[name]
    plain = getattr(row, columns.receipt)
    if plain is None:
        return None
    if name == FORMER:
        due_on, due_at = date.fromisoformat(plain["due_on"]), datetime.fromisoformat(plain["unit_due_at"])
    else:
        due_on, due_at = getattr(row, f"{columns.begin}due_on"), getattr(row, f"{columns.begin}due_at")
    return StoredReceipt(
        name=f"{name}:{row.id}",
        directive_id=directive_id,
        assignment_id=row.assignment_id,
        computed_at=getattr(row, columns.computed_at),
        is_current=name != FORMER and getattr(row, "voided_at", None) is None,
        plain=plain,
        due_on=due_on,
        due_at=due_at,
    )
