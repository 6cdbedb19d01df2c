"""What an assignment has on record, written again for one that continues it: entries, clocks, what stands against it.

The copy says the same as the original, instants included, so that a part of a split is judged as the whole was.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.deadlines.models import Deadline
from compliance.entries.models import Entry, LateFlag, Return
from compliance.entries.procedures.models import Extension
from core.database import Base

Row = TypeVar("Row", bound=Base)


def carry_record(session: Session, from_id: int, to_id: int) -> None:
    """Write the record of an assignment again for another one: made entries, clocks in force, live flags and returns.

    What was taken back, lapsed or void stays with the original alone, and so does a draft.
    """
    deadlines = _copies(session, _rows(session, Deadline, from_id, Deadline.is_current), to_id)
    entries = carry_entries(session, from_id, to_id)
    returns = _copies(session, _rows(session, Return, from_id, Return.voided_at.is_(None)), to_id, entry_id=entries)
    flags = _rows(session, LateFlag, from_id, LateFlag.voided_at.is_(None))
    _copies(session, flags, to_id, deadline_id=deadlines, return_id=returns)
    extensions = _rows(session, Extension, from_id, Extension.is_approved)
    _copies(session, extensions, to_id, deadline_id=deadlines, former_deadline_id=deadlines)


def carry_entries(session: Session, from_id: int, to_id: int) -> dict[int, int]:
    """Write the made entries of an assignment again for another one; return the new ids by the old."""
    made = _rows(session, Entry, from_id, Entry.made_at.is_not(None), Entry.withdrawn_at.is_(None))
    return _copies(session, made, to_id)


def _rows(session: Session, table: type[Row], assignment_id: int, *conditions: Any) -> Sequence[Row]:  # noqa: ANN401 - conditions of SQL
    columns = table.__table__.c
    question = select(table).where(columns.assignment_id == assignment_id, *conditions)
    return session.scalars(question.order_by(columns.id)).all()


def _copies(session: Session, rows: Sequence[Base], to_id: int, **mapped: dict[int, int]) -> dict[int, int]:
    """Write rows again for another assignment, ids that they name replaced where those were written again too."""
    ids = {}
    for row in rows:
        values = {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key != "id"}
        values["assignment_id"] = to_id
        for name, known in mapped.items():
            values[name] = known.get(values[name])
        copy = type(row)(**values)
        session.add(copy)
        session.flush()
        ids[row.id] = copy.id  # type: ignore[attr-defined]  # every table of the record has a number
    return ids
