"""How many rows a table has to which rows are only ever added: what is old is counted once, not with every page.

Numbers are given out in order, but a transaction that still runs may hold a smaller one than is to be seen. So a number
is noted first; once every transaction of that moment has ended, no more rows come before it, and they are counted.
"""

import time
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import BigInteger, Text

SETTLES_SECONDS = 10.0  # beyond what lies between a number's being taken and its transaction's being known
KEPT_SECONDS = 3600.0
_SNAPSHOT = func.pg_current_snapshot()
_OLDEST = select(cast(cast(func.pg_snapshot_xmin(_SNAPSHOT), Text), BigInteger))
_NEXT = select(cast(cast(func.pg_snapshot_xmax(_SNAPSHOT), Text), BigInteger))


@dataclass(frozen=True, slots=True)
class Settled:
    """So many rows have a number up to this one, now and for ever."""

    up_to: int = 0
    n: int = 0


@dataclass(slots=True)
class _Known:
    """What is settled of a table, and the number that is noted: with the next transaction then, and when it was."""

    settled: Settled = field(default_factory=Settled)
    settled_at: float | None = None
    noted: tuple[int, int, float] | None = None


_KNOWN: WeakKeyDictionary[Engine, dict[tuple[object, str], _Known]] = WeakKeyDictionary()


def settled(session: Session, number: InstrumentedAttribute[int], *, after: float = SETTLES_SECONDS) -> Settled:
    """Return up to which number the rows of a table are counted, and how many they are; the others are for the caller.

    Args:
        number: the table's key, given out in order; no row is ever removed.
        after: seconds that must have passed since a number was noted.
    """
    engine = session.get_bind()
    if not isinstance(engine, Engine):  # a transaction that may be undone as a whole: nothing in it has settled
        return Settled()
    known = _KNOWN.setdefault(engine, {}).setdefault((number.class_, number.key), _Known())
    now = time.monotonic()
    if known.settled_at is not None and now - known.settled_at < KEPT_SECONDS:
        return known.settled
    has_turns = engine.dialect.name == "postgresql"  # SQLite lets one write at a time: what is to be seen is all
    noted = known.noted
    if noted is None:
        newest, following = session.scalar(select(func.max(number))) or 0, session.scalar(_NEXT) if has_turns else 0
        known.noted = newest, following or 0, now
    elif now - noted[2] >= after and (not has_turns or (session.scalar(_OLDEST) or 0) >= noted[1]):
        # SQLite gives a number that was taken back to another row: nothing above the newest row there has settled.
        n, newest = session.execute(select(func.count(number), func.max(number)).where(number <= noted[0])).one()
        known.settled, known.settled_at, known.noted = Settled(newest or 0, n), now, None
    return known.settled
