"""Where an assignment stands, read off its record of entries, verdicts and procedures; pure.

What an act makes of a state stands in `acts`; the record that the act leaves behind must give the same here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from compliance.entries.returns import (
    Ending,
    EntryFact,
    EntryKind,
    History,
    ReturnReason,
    Verdict,
    VerdictKind,
    record_as_of,
)
from compliance.entries.states import Answer, AssignmentState, Extension, Review, Standing, Work

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ContestFact:
    """A contest of a verdict; ``is_won`` None: not decided yet."""

    verdict_id: int
    is_won: bool | None


@dataclass(frozen=True, slots=True)
class Record:
    """All that a state is read from. Withdrawn reports are left out of ``entries``; ``monitor_passed``: its answer."""

    entries: Sequence[EntryFact]
    verdicts: Sequence[Verdict]
    contests: Sequence[ContestFact]
    standing: Standing
    is_lead: bool
    is_definite: bool
    is_subject: bool
    has_deadline: bool
    extension: Extension
    extensions: int
    not_ours: Answer
    has_monitor: bool
    monitor_passed: bool


def state_of(record: Record, verdict_id: int | None = None) -> AssignmentState:
    """Return the state that a record describes.

    Args:
        verdict_id: the verdict that a contest is about; None: the newest one that stands.
    """
    counting = sorted(
        (entry for entry in record.entries if entry.kind is not EntryKind.PROGRESS),
        key=lambda entry: (entry.made_at, entry.entry_id),
    )
    live = [verdict for verdict in record.verdicts if verdict.ending is None]
    work, review = _work_and_review(counting, record.verdicts)
    work_before, review_before = Work.NOT_ACCEPTED, Review.NONE
    if counting and counting[-1].kind is EntryKind.REPORT:
        work_before, review_before = _work_and_review(counting[:-1], record.verdicts)
    history = History(_NEVER, counting, record.verdicts)
    return AssignmentState(
        work=work,
        review=review,
        extension=record.extension,
        standing=record.standing,
        is_definite=record.is_definite,
        is_subject=record.is_subject,
        is_lead=record.is_lead,
        has_deadline=record.has_deadline,
        has_verdict=bool(live),
        is_incomplete=record_as_of(history, _NEVER, _NEVER).is_incomplete,
        is_reentered=any(entry.kind is EntryKind.REENTRY for entry in counting),
        late_returns=sum(verdict.reason is ReturnReason.LATE for verdict in record.verdicts),
        extensions=record.extensions,
        not_ours=record.not_ours,
        contest=_contest(record, live, verdict_id),
        monitor=_monitor(record, work, review),
        work_before=work_before,
        review_before=review_before,
        is_result_returned=review is Review.RETURNED and counting[-1].kind is EntryKind.REPORT,
    )


def _work_and_review(counting: Sequence[EntryFact], verdicts: Sequence[Verdict]) -> tuple[Work, Review]:
    """Return the first two axes by the last entry that counts and what was said of it."""
    if not counting:
        return Work.NOT_ACCEPTED, Review.NONE
    last = counting[-1]
    returned = [verdict for verdict in verdicts if verdict.entry_id == last.entry_id]
    if any(verdict.ending is None for verdict in returned):
        return Work.IN_PROGRESS, Review.RETURNED
    work = Work.REPORTED if last.kind is EntryKind.REPORT else Work.IN_PROGRESS
    if last.confirmed_at is not None:
        return work, Review.CONFIRMED
    if work is Work.REPORTED:
        return work, Review.AWAITING
    if returned:
        won = any(verdict.ending is Ending.OVERTURNED for verdict in returned) and last.kind is EntryKind.REENTRY
        return work, Review.CONFIRMED if won else Review.NONE
    flagged = any(verdict.ending is None for verdict in verdicts)
    awaits = last.kind is EntryKind.REENTRY or flagged
    return work, Review.AWAITING if awaits else Review.NONE


def _contest(record: Record, live: Sequence[Verdict], verdict_id: int | None) -> Answer:
    """Return how far the contest of a verdict has come; one covers a flag and its late return."""
    if any(contest.is_won is None for contest in record.contests):
        return Answer.ASKED
    if verdict_id is None and live:
        verdict_id = max(live, key=lambda verdict: (verdict.made_at, verdict.verdict_id)).verdict_id
    if verdict_id is None:
        return _decided(record.contests)
    pair = _pair(verdict_id, record.verdicts)
    return _decided([contest for contest in record.contests if contest.verdict_id in pair])


def _decided(contests: Sequence[ContestFact]) -> Answer:
    if not contests:
        return Answer.NONE
    return Answer.GRANTED if contests[-1].is_won else Answer.REFUSED


def _pair(verdict_id: int, verdicts: Sequence[Verdict]) -> frozenset[int]:
    """Return a verdict and the one that shares its contest: a flag with its late return."""
    pair = {verdict_id}
    for verdict in verdicts:
        if verdict.reason is ReturnReason.LATE and verdict.hangs_on is not None:
            both = {verdict.verdict_id, verdict.hangs_on}
            pair |= both if both & pair else set()
    return frozenset(pair)


def _monitor(record: Record, work: Work, review: Review) -> Answer:
    if not record.has_monitor:
        return Answer.NONE
    passed = record.monitor_passed and work is Work.REPORTED and review is not Review.RETURNED
    return Answer.GRANTED if passed else Answer.ASKED


def newest_return(verdicts: Sequence[Verdict]) -> Verdict | None:
    """Return the newest return that stands, or None."""
    live = [verdict for verdict in verdicts if verdict.kind is VerdictKind.RETURN and verdict.ending is None]
    return max(live, key=lambda verdict: (verdict.made_at, verdict.verdict_id), default=None)
