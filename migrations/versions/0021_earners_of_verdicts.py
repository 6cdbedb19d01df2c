"""flags and returns stay in the figures of the unit that earned them when an assignment goes over to another

Revision: 0021_earners_of_verdicts, after 0020_stuck_items.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

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
_flag = sa.table("late_flag", sa.column("assignment_id"), sa.column("written_at", _AT), sa.column("ending"))
_return = sa.table(
    "entry_return", *map(sa.column, ("assignment_id", "reason", "ending")), sa.column("made_at", _AT)
)  # fmt: skip


def upgrade() -> None:
    """Tell each flag and return of the unit that held the assignment on its day; what is asked as of before stays."""
    if op.get_context().as_sql:
        return  # printed for an empty database: there are no figures to follow
    asked = _counted.join(_assignment, _assignment.c.id == _counted.c.assignment_id)
    passed_on = sa.select(_holding.c.unit_id)
    rows = op.get_bind().execute(
        sa.select(_counted, _assignment.c.unit_id.label("given_to"))
        .select_from(asked)
        .where(_assignment.c.unit_id.in_(passed_on))
    )
    verdicts, holders = _verdicts(), _holders()
    for row in rows.all():
        kept = [word for word in row.parts.split() if not _is_verdict(word)]
        told = [word.split("/") for word in row.parts.split() if _is_verdict(word)]
        if told:
            closed_on = told[0][1]
            words: Counter[tuple[str, str, int]] = Counter()
            for measure, at in verdicts[row.assignment_id]:
                on = at.astimezone(_LOCAL).date()
                earner = _holder_on(holders[row.given_to], row.given_to, on)
                words[measure, on.replace(day=1).isoformat(), 0 if earner == row.unit_id else earner] += 1
            for (measure, month, earner), n in words.items():
                kept.append(f"{measure}/{closed_on}/{month}//{n}" + (f"/{earner}" if earner else ""))
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


def _verdicts() -> dict[int, list[tuple[str, datetime]]]:
    """Return by assignment the flags and returns that stand, as measures, each with its instant."""
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for assignment_id, measure, at in _standing():
        found[assignment_id].append((measure, at if at.tzinfo else at.replace(tzinfo=UTC)))
    return found


def _standing() -> Iterator[tuple[int, str, datetime]]:
    bind = op.get_bind()
    for row in bind.execute(sa.select(_flag).where(_flag.c.ending.is_(None))).all():
        yield row.assignment_id, "flags", row.written_at
    for row in bind.execute(sa.select(_return).where(_return.c.ending.is_(None))).all():
        yield row.assignment_id, f"returned_{row.reason}", row.made_at


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
