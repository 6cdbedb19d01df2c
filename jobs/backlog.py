"""What waits, since when, what failed and why: the state of every document's life, as people and monitors ask for it.

Reads only, and counts what the steps' own `waiting` give, so that a page can never show another queue than the one
that is worked on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ingest.models import Arrival, Directive
from jobs import leases
from jobs.leases import Terms
from jobs.models import Lease
from jobs.pipeline import LIFE, Step

COUNTED_AT_MOST = 10_000
FAILURES_SHOWN = 50
ASKED_AT_ONCE = 500
NOT_TAKEN = ("refused", "unreadable")


@dataclass(frozen=True, slots=True)
class StepBacklog:
    """What waits for one step.

    ``waiting`` counts everything that has reached the step and is not done, of which ``in_hand`` is being worked on and
    ``paused`` rests after a failure; it never exceeds `COUNTED_AT_MOST`. ``oldest_at``: when the longest waiting
    document arrived.
    """

    step: str
    waiting: int
    in_hand: int
    paused: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class FailureKind:
    """Documents given up for the same reason, and the first words that were said of it."""

    reason: str
    count: int
    message: str


@dataclass(frozen=True, slots=True)
class Failure:
    """One document given up."""

    directive_id: int
    file_name: str
    reason: str
    message: str
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SourceTraffic:
    """What one source has given: when last, how much since an instant by outcome."""

    source: str
    last_at: datetime
    outcomes: dict[str, int]

    @property
    def count(self) -> int:
        """Return how much it has given, whatever became of it."""
        return sum(self.outcomes.values())


def steps(session: Session, *, now: datetime, terms: Terms) -> tuple[StepBacklog, ...]:
    """Return what waits for each step, in the order of a document's life."""
    in_hand = _leases(session, Lease.until > now)
    paused = _leases(session, Lease.not_before > now)
    return tuple(_backlog(session, step, in_hand, paused, now, terms) for step in LIFE)


def failure_kinds(session: Session) -> Sequence[FailureKind]:
    """Return why documents were given up, the most frequent reason first."""
    question = (
        select(Directive.failure_reason, func.count(), func.min(Directive.failure_message))
        .where(Directive.failure_reason.is_not(None))
        .group_by(Directive.failure_reason)
        .order_by(func.count().desc(), Directive.failure_reason)
    )
    return [FailureKind(reason or "", count, message or "") for reason, count, message in session.execute(question)]


def failures(session: Session, reason: str | None = None, *, limit: int = FAILURES_SHOWN) -> Sequence[Failure]:
    """Return the documents given up, the newest first; those of one reason, or all."""
    question = (
        select(
            Directive.id, Directive.file_name, Directive.failure_reason, Directive.failure_message, Directive.failed_at
        )
        .where(Directive.failure_reason.is_not(None) if reason is None else Directive.failure_reason == reason)
        .order_by(Directive.failed_at.desc(), Directive.id.desc())
        .limit(limit)
    )
    return [Failure(each[0], each[1], each[2] or "", each[3] or "", each[4]) for each in session.execute(question)]


def failed_ids(session: Session, reason: str | None = None) -> Sequence[int]:
    """Return the ids of all documents given up, or of those given up for one reason, in order of id."""
    question = select(Directive.id).where(
        Directive.failure_reason.is_not(None) if reason is None else Directive.failure_reason == reason
    )
    return session.scalars(question.order_by(Directive.id)).all()


def refusals(session: Session, since: datetime, *, limit: int = FAILURES_SHOWN) -> Sequence[Arrival]:
    """Return what arrived since an instant and was not taken, with its reason, the newest first."""
    question = select(Arrival).where(Arrival.at >= since, Arrival.outcome.in_(NOT_TAKEN))
    return session.scalars(question.order_by(Arrival.at.desc(), Arrival.id.desc()).limit(limit)).all()


def traffic(session: Session, since: datetime) -> Sequence[SourceTraffic]:
    """Return what each source that ever gave something has given since an instant, in order of name."""
    last = select(Arrival.source, func.max(Arrival.at)).group_by(Arrival.source).order_by(Arrival.source)
    given = select(Arrival.source, Arrival.outcome, func.count()).where(Arrival.at >= since)
    outcomes: dict[str, dict[str, int]] = {}
    for source, outcome, count in session.execute(given.group_by(Arrival.source, Arrival.outcome)):
        outcomes.setdefault(source, {})[outcome] = count
    return [SourceTraffic(source, at, outcomes.get(source, {})) for source, at in session.execute(last)]


def _backlog(
    session: Session,
    step: Step,
    in_hand: dict[str, set[int]],
    paused: dict[str, set[int]],
    now: datetime,
    terms: Terms,
) -> StepBacklog:
    waiting = step.waiting(session, COUNTED_AT_MOST)
    given_up = leases.barred(session, step.name, now=now, terms=terms)
    held, resting = in_hand.get(step.name, set()), paused.get(step.name, set())
    there = [each for each in waiting if each not in given_up or each in held or each in resting]
    return StepBacklog(
        step=step.name,
        waiting=len(there),
        in_hand=sum(each in held for each in there),
        paused=sum(each in resting for each in there),
        oldest_at=_oldest(session, there),
    )


def _leases(session: Session, condition: ColumnElement[bool]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for step, subject_id in session.execute(select(Lease.step, Lease.subject_id).where(condition)):
        found.setdefault(step, set()).add(subject_id)
    return found


def _oldest(session: Session, ids: Sequence[int]) -> datetime | None:
    first = select(func.min(Directive.arrived_at))
    oldest = (session.scalar(first.where(Directive.id.in_(some))) for some in _some(ids))
    return min((at for at in oldest if at is not None), default=None)


def _some(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + ASKED_AT_ONCE] for start in range(0, len(ids), ASKED_AT_ONCE))
