"""flags and returns stay in the figures of the unit that earned them when an assignment goes over to another

Revision: 0021_earners_of_verdicts, after 0020_stuck_items.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

revision: str = "0021_earners_of_verdicts"
down_revision: str | Sequence[str] | None = "0020_stuck_items"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_LOCAL = timezone(timedelta(hours=7))
_AT = sa.DateTime(timezone=True)
_counted = sa.table(
    "counted_assignment", *map(sa.column, ("assignment_id", "unit_id", "field_id", "leader_id", "parts"))
)
_move = sa.table(
    "count_move", sa.column("at", _AT),
    *map(sa.column, ("unit_id", "field_id", "leader_id", "taken", "given", "n")),
)  # fmt: skip
_assignment = sa.table("assignment", sa.column("id"), sa.column("unit_id"))
_holding = sa.table(
    "unit_holding", sa.column("unit_id"), sa.column("holder_id"),
    sa.column("from_on", sa.Date()), sa.column("until_on", sa.Date()),
)  # fmt: skip
_flag = sa.table(
    "late_flag", *map(sa.column, ("id", "assignment_id", "unit_id", "ending")),
    sa.column("due_at", _AT), sa.column("written_at", _AT),
)  # fmt: skip
_return = sa.table(
    "entry_return", *map(sa.column, ("assignment_id", "entry_id", "reason", "ending")), sa.column("made_at", _AT)
)  # fmt: skip
_entry = sa.table("entry", sa.column("id"), sa.column("made_at", _AT))


class _Verdict(NamedTuple):
    """A flag or return that stands: its measure, when it was written, and the day that tells whose it is."""

    measure: str
    written_at: datetime
    earned_on: date


def upgrade() -> None:
    """Tell each flag and return of the unit that earned it; what is asked as of before stays as it was told."""
    if op.get_context().as_sql:
        return  # printed for an empty database: there are no figures to follow
    holders = _holders()
    _tell_flags(holders)
    asked = _counted.join(_assignment, _assignment.c.id == _counted.c.assignment_id)
    passed_on = _assignment.c.unit_id.in_(sa.select(_holding.c.unit_id))
    question = sa.select(_counted, _assignment.c.unit_id.label("given_to")).select_from(asked).where(passed_on)
    verdicts = _verdicts()
    for row in op.get_bind().execute(question).all():
        kept = [word for word in row.parts.split() if not _is_verdict(word)]
        told = [word.split("/") for word in row.parts.split() if _is_verdict(word)]
        words: Counter[tuple[str, str, int]] = Counter()
        for verdict in verdicts[row.assignment_id] if told else ():
            earner = _holder_on(holders[row.given_to], row.given_to, verdict.earned_on)
            month = verdict.written_at.astimezone(_LOCAL).date().replace(day=1).isoformat()
            words[verdict.measure, month, 0 if earner == row.unit_id else earner] += 1
        for (measure, month, earner), n in words.items():
            kept.append(f"{measure}/{told[0][1]}/{month}//{n}" + (f"/{earner}" if earner else ""))
        _replace(row, kept)


def downgrade() -> None:
    """Tell all of them of the unit to which the assignment belongs."""
    if op.get_context().as_sql:
        return
    rows = op.get_bind().execute(sa.select(_counted).where(_counted.c.parts.like("%/%/%/%/%/%")))
    for row in rows.all():
        words: Counter[str] = Counter()
        for word in row.parts.split():
            *of_what, n = word.split("/")[:5]
            words["/".join(of_what)] += int(n)
        _replace(row, [f"{of_what}/{n}" for of_what, n in words.items()])


def _replace(row: sa.Row[Any], words: list[str]) -> None:
    """Write an assignment's parts anew, with the move that lets the figures follow."""
    before, after = row.parts.split(), sorted(words)
    if sorted(before) == after:
        return
    op.execute(_counted.update().where(_counted.c.assignment_id == row.assignment_id).values(parts=" ".join(after)))
    moved = {
        "taken": " ".join(word for word in before if word not in after),
        "given": " ".join(word for word in after if word not in before),
    }
    owner = {"unit_id": row.unit_id, "field_id": row.field_id, "leader_id": row.leader_id}
    op.execute(_move.insert().values(at=datetime.now(UTC), n=1, **owner, **moved))


def _is_verdict(word: str) -> bool:
    return word.startswith(("flags/", "returned_"))


def _verdicts() -> dict[int, list[_Verdict]]:
    """Return the flags and returns that stand, by assignment."""
    found: dict[int, list[_Verdict]] = defaultdict(list)
    bind = op.get_bind()
    for row in bind.execute(sa.select(_flag).where(_flag.c.ending.is_(None))).all():
        found[row.assignment_id].append(_Verdict("flags", _aware(row.written_at), _last_day(row.due_at)))
    entries = _return.join(_entry, _entry.c.id == _return.c.entry_id)
    question = sa.select(_return, _entry.c.made_at.label("entered_at")).select_from(entries)
    for row in bind.execute(question.where(_return.c.ending.is_(None))).all():
        earned_on = _aware(row.entered_at or row.made_at).astimezone(_LOCAL).date()
        found[row.assignment_id].append(_Verdict(f"returned_{row.reason}", _aware(row.made_at), earned_on))
    return found


def _tell_flags(holders: dict[int, list[tuple[date, date | None, int]]]) -> None:
    """Let every flag be told of the unit that held its assignment when the clock ended."""
    asked = _flag.join(_assignment, _assignment.c.id == _flag.c.assignment_id)
    question = sa.select(_flag, _assignment.c.unit_id.label("given_to")).select_from(asked)
    for row in op.get_bind().execute(question.where(_assignment.c.unit_id.in_(sa.select(_holding.c.unit_id)))).all():
        earner = _holder_on(holders[row.given_to], row.given_to, _last_day(row.due_at))
        if earner != row.unit_id:
            op.execute(_flag.update().where(_flag.c.id == row.id).values(unit_id=earner))


def _last_day(due_at: datetime) -> date:
    return (_aware(due_at) - timedelta(microseconds=1)).astimezone(_LOCAL).date()


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _holders() -> dict[int, list[tuple[date, date | None, int]]]:
    found: dict[int, list[tuple[date, date | None, int]]] = defaultdict(list)
    for row in op.get_bind().execute(sa.select(_holding)).all():
        found[row.unit_id].append((row.from_on, row.until_on, row.holder_id))
    return found


def _holder_on(line: list[tuple[date, date | None, int]], given_to: int, on: date) -> int:
    for from_on, until_on, holder_id in line:
        if from_on <= on and (until_on is None or on < until_on):
            return holder_id
    return given_to
