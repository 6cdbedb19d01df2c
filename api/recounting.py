"""What ``dondoc recount`` does: counts every figure anew from the record, and tells what the counters say otherwise."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from compliance.deadlines.law import load_law
from compliance.entries.counters import queries
from compliance.entries.counters.parts import known_before
from compliance.entries.counters.recount import differences, grouped, recounted, starts
from core.clock import SystemClock
from core.database import make_engine, make_sessions, transaction
from core.local_time import LOCAL, end_of_day, local_day


def recount_stored(database_url: str, as_of: datetime | None) -> Iterator[dict[str, Any]]:
    """Give each difference as JSON values, and at last how much was compared and how much differs.

    Args:
        as_of: compare the figures as they were just before this instant; None: as they are now, with the clocks that
            the sweep watches.
    """
    engine = make_engine(database_url)
    try:
        with transaction(make_sessions(engine), writes=False) as session:
            yield from recount(session, as_of or SystemClock().now(), is_now=as_of is None)
    finally:
        engine.dispose()


def instant_of(text: str) -> datetime:
    """Return the instant that a person writes: a day (its first instant) or day and time, local unless it says so.

    Raises:
        ValueError: it is neither.
    """
    day, _, time = text.strip().partition("T")
    if time == "24:00":
        return end_of_day(date.fromisoformat(day))
    written = datetime.fromisoformat(text.strip())
    return (written if written.tzinfo else written.replace(tzinfo=LOCAL)).astimezone(UTC)


def recount(session: Session, at: datetime, *, is_now: bool) -> Iterator[dict[str, Any]]:
    """As `recount_stored`, in a session."""
    rules = load_law().on(local_day(at))
    on = local_day(at - timedelta(microseconds=1))
    facts = list(queries.facts(session, None, on, before=at))
    compared = differing = 0
    for scope in queries.SCOPES:
        owned = grouped((getattr(fact, f"{scope}_id"), known_before(fact.counted, at)) for fact in facts)
        for start_on in starts(at).values():
            counters = queries.figures(session, scope, start_on, at)
            record = recounted(scope, owned, start_on, at, rules)
            compared += len(counters.keys() | record.keys())
            for difference in differences(scope, start_on, counters, record):
                differing += 1
                yield {**asdict(difference), "start_on": difference.start_on.isoformat()}
    if is_now:
        for assignment_id, kept, owed in queries.unwatched(session, facts):
            differing += 1
            yield {"assignment": assignment_id, "figure": "watched clock", "counted": kept, "recounted": owed}
    yield {
        "as_of": at.astimezone(UTC).isoformat(), "assignments": len(facts), "figures": compared, "differing": differing,
    }  # fmt: skip
