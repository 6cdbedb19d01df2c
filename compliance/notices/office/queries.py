"""What waits for the Office this morning, kind by kind. Reads only."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from compliance.deadlines.incoming.queries import IncomingFilter, IncomingState, counts, incoming
from compliance.entries import queries as entries
from compliance.entries.deciding import queries as deciding
from compliance.entries.models import Entry
from compliance.notices.office.digest import Kind, Waiting
from core.access import Viewer
from core.local_time import end_of_day, local_day
from extraction.values import EntryClass

# So many documents are looked at one by one, the soonest due first; the rest is counted.
LOOKED_AT = 200
REENTRY, REPORT = "reentry", "report"


def waiting(session: Session, viewer: Viewer, since: datetime, now: datetime) -> list[Waiting]:
    """Return how much of each kind waits, how much of it came since an instant, how much is due today or past due."""
    until = end_of_day(local_day(now))
    told = [
        _documents(session, Kind.URGENT, EntryClass.URGENT.value, since, until),
        _documents(session, Kind.UNCONFIRMED, None, since, until),
        _asked(Kind.CONTESTS, ((one.filed_at, one.decision_due_at) for _, one in deciding.contests(session)), since,
               until),
        _asked(Kind.NOT_OURS, ((one.said_at, one.answer_due_at) for _, one in deciding.not_ours(session)), since,
               until),
        _asked(Kind.EXTENSIONS, ((one.asked_at, None) for _, one in deciding.extensions(session)), since, until),
        _entries(session, Kind.REENTRIES, entries.n_awaiting(session, viewer, REENTRY), REENTRY, since),
        _entries(session, Kind.RESULTS, deciding.n_results(session, viewer), REPORT, since),
    ]  # fmt: skip
    return [each for each in told if each.n]


def _documents(session: Session, kind: Kind, entry_class: str | None, since: datetime, until: datetime) -> Waiting:
    wanted = IncomingFilter(IncomingState.TO_CONFIRM, entry_class)
    rows = incoming(session, wanted, size=LOOKED_AT)
    return Waiting(
        kind,
        counts(session, wanted, (IncomingState.TO_CONFIRM,))[IncomingState.TO_CONFIRM],
        sum(row.since >= since for row in rows),
        sum(row.due_at is not None and row.due_at <= until for row in rows),
    )


def _asked(kind: Kind, asked: Iterable[tuple[datetime, datetime | None]], since: datetime, until: datetime) -> Waiting:
    known = list(asked)
    n_pressing = sum(due_at is not None and due_at <= until for _, due_at in known)
    return Waiting(kind, len(known), sum(at >= since for at, _ in known), n_pressing)


def _entries(session: Session, kind: Kind, n: int, entry_kind: str, since: datetime) -> Waiting:
    came = select(func.count(Entry.id)).where(
        Entry.kind == entry_kind, Entry.made_at >= since, Entry.confirmed_at.is_(None), Entry.withdrawn_at.is_(None)
    )
    return Waiting(kind, n, min(n, session.scalar(came) or 0))
