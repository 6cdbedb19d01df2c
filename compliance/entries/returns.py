"""What flags, returns, contests and waivers do to an assignment's clocks and to its record; pure.

A verdict is a late flag or a return. It never disappears: it ends, with how and when. `record_as_of` reads off a
history what counts at an instant, as known at another: figures, the late list and the sweep all ask it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from compliance.rulebook.rules import Rules

_LEAST = timedelta(microseconds=1)


class ReturnReason(StrEnum):
    """Why an entry was returned."""

    LATE = "late"
    WRONG = "wrong"
    NOT_AS_REQUIRED = "not_as_required"


class VerdictKind(StrEnum):
    """A late flag, or a return."""

    FLAG = "flag"
    RETURN = "return"


class Ending(StrEnum):
    """How a verdict left the rates: contest won, waived, task or lead replaced, or cleared by the calendar."""

    OVERTURNED = "overturned"
    WAIVED = "waived"
    VOIDED = "voided"
    LAPSED = "lapsed"


class EntryKind(StrEnum):
    """What a unit recorded."""

    FIRST = "first"
    REENTRY = "reentry"
    PROGRESS = "progress"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A flag or return, and how it ended if it did.

    ``due_at``: the instant that passed (flag), or the end of the re-entry clock it opened (return). ``hangs_on``: the
    verdict without which it could not be: a ``late`` return hangs on its flag, a second flag on the return whose
    re-entry clock ran out. ``entry_id``: the returned entry. A decided
    contest that opens a clock anew changes that clock: the return's ``due_at``, or the first entry's deadline.
    """

    verdict_id: int
    kind: VerdictKind
    made_at: datetime
    due_at: datetime
    reason: ReturnReason | None = None
    hangs_on: int | None = None
    entry_id: int | None = None
    ending: Ending | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EntryFact:
    """A complete entry: when it was made, and confirmed if it was. Drafts are none."""

    entry_id: int
    kind: EntryKind
    made_at: datetime
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class History:
    """All that happened to the entry clock of one lead assignment, in any order."""

    unit_due_at: datetime
    entries: Sequence[EntryFact] = ()
    verdicts: Sequence[Verdict] = ()

    def earned_at(self, verdict: Verdict) -> datetime:
        """Return the instant that tells whose a verdict is: whoever held the assignment then has earned it.

        For a flag the last one of the clock that ended, for a return the one at which the returned entry was made.
        """
        if verdict.kind is VerdictKind.FLAG:
            return verdict.due_at - _LEAST
        made = (entry.made_at for entry in self.entries if entry.entry_id == verdict.entry_id)
        return next(made, verdict.made_at)


class Discipline(StrEnum):
    """How the first entry stands against its clock."""

    RUNNING = "running"
    ON_TIME = "on_time"
    LATE_ENTERED = "late_entered"
    NOT_ENTERED = "not_entered"


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """What counts at an instant. ``is_updated``: a complete entry stands whose latest return is answered."""

    discipline: Discipline
    is_incomplete: bool
    is_updated: bool
    unit_due_at: datetime
    flags: int
    returns: dict[ReturnReason, int]
    waived: int
    overturned: int


class LateAnswer(StrEnum):
    """What happens to an entry when it comes: valid, returned at once, kept for review, or awaiting a confirmation."""

    VALID = "valid"
    RETURN = "return"
    REVIEW = "review"
    AWAIT = "await"


def on_arrival(kind: EntryKind, made_at: datetime, history: History, tam_tinh: bool, rules: Rules) -> LateAnswer:  # noqa: FBT001
    """Return what happens to a complete entry when it is made.

    A first entry in time is valid; one that is late is returned for it, so many times as the rules say (once), unless
    the clock rests on an unofficial calendar: then it waits for review. A re-entry always waits for the Office.

    Source: rulebook review.late_returns.
    """
    if kind in {EntryKind.REENTRY, EntryKind.REPORT}:
        return LateAnswer.AWAIT
    if kind is EntryKind.PROGRESS or made_at < history.unit_due_at:
        return LateAnswer.VALID
    if tam_tinh:
        return LateAnswer.REVIEW
    earlier = sum(verdict.reason is ReturnReason.LATE for verdict in history.verdicts)
    return LateAnswer.RETURN if earlier < rules.review.late_returns else LateAnswer.AWAIT


def flag_owed(history: History, at: datetime) -> datetime | None:
    """Return the end of a clock that passed without a valid entry and has no flag yet, or None.

    The clock is the unit's first one, or that of the latest return still unanswered. The caller knows whether the
    assignment is definite, its unit subject to the regulation, and its clocks not held.
    """
    clock = watched_clock(history, at)
    return None if clock is None or clock.due_at > at else clock.due_at


@dataclass(frozen=True, slots=True)
class WatchedClock:
    """The clock that waits for an entry and has no flag yet; ``return_id``: the verdict that opened it, if any."""

    due_at: datetime
    return_id: int | None


def watched_clock(history: History, at: datetime) -> WatchedClock | None:
    """Return the clock that the sweep is to look at, passed or not, by what happened up to ``at``; None: there is none.

    As `flag_owed`, the caller knows whether the assignment can be flagged at all.
    """
    clock = _running(history, at)
    if clock is None:
        return None
    # A flag of the first clock that stands is the only one, though a new calendar moved its day.
    flagged = any(
        verdict.kind is VerdictKind.FLAG
        and (
            verdict.due_at == clock.due_at
            or (clock.return_id is None and verdict.hangs_on is None and verdict.ending is None)
        )
        for verdict in history.verdicts
    )
    return None if flagged else clock


def covered_by_contest(verdict_id: int, verdicts: Iterable[Verdict]) -> frozenset[int]:
    """Return the verdicts that a contest of one covers and, if won, ends.

    Itself, whatever hung on it, and for a ``late`` return the flag it hung on.
    """
    by_id = {verdict.verdict_id: verdict for verdict in verdicts}
    contested = by_id[verdict_id]
    covered = {verdict_id}
    if contested.reason is ReturnReason.LATE and contested.hangs_on is not None:
        covered.add(contested.hangs_on)
    while hung := {each.verdict_id for each in by_id.values() if each.hangs_on in covered} - covered:
        covered |= hung
    return frozenset(covered)


def record_as_of(history: History, at: datetime, known_at: datetime) -> EntryRecord:
    """Return what counts at an instant: what happened before ``at``, with the endings known before ``known_at``.

    With the two equal this is "as known then"; with a later ``known_at``, "as now known".
    """
    entries = [entry for entry in history.entries if entry.made_at < at and entry.kind is not EntryKind.PROGRESS]
    verdicts = [_as_known(verdict, known_at) for verdict in history.verdicts if verdict.made_at < at]
    standing = [verdict for verdict in verdicts if verdict.ending is None]
    returns = [verdict for verdict in standing if verdict.kind is VerdictKind.RETURN]
    return EntryRecord(
        discipline=_discipline(history.unit_due_at, entries, verdicts, at),
        is_incomplete=_is_incomplete(entries, verdicts, at),
        is_updated=_is_updated(entries, returns),
        unit_due_at=history.unit_due_at,
        flags=sum(verdict.kind is VerdictKind.FLAG for verdict in standing),
        returns={reason: sum(verdict.reason is reason for verdict in returns) for reason in ReturnReason},
        waived=sum(verdict.ending is Ending.WAIVED for verdict in verdicts),
        overturned=sum(verdict.ending is Ending.OVERTURNED for verdict in verdicts),
    )


def _as_known(verdict: Verdict, known_at: datetime) -> Verdict:
    """Return a verdict without an ending that was not yet known."""
    if verdict.ended_at is None or verdict.ended_at < known_at:
        return verdict
    return Verdict(
        verdict.verdict_id,
        verdict.kind,
        verdict.made_at,
        verdict.due_at,
        verdict.reason,
        verdict.hangs_on,
        verdict.entry_id,
    )


def _running(history: History, at: datetime) -> WatchedClock | None:
    """Return the clock that now waits for an entry, passed or not; None where no entry is owed."""
    entries = [entry for entry in history.entries if entry.made_at <= at and entry.kind is not EntryKind.PROGRESS]
    returns = [verdict for verdict in history.verdicts if verdict.kind is VerdictKind.RETURN and verdict.ending is None]
    if returns:
        latest = max(returns, key=lambda verdict: verdict.made_at)
        answers = [entry.made_at for entry in entries if _answers(entry, latest)]
        in_time = bool(answers) and min(answers) < latest.due_at
        return None if in_time else WatchedClock(latest.due_at, latest.verdict_id)
    in_time = any(entry.made_at < history.unit_due_at for entry in entries)
    return None if in_time else WatchedClock(history.unit_due_at, None)


def _discipline(
    due_at: datetime, entries: Sequence[EntryFact], verdicts: Sequence[Verdict], at: datetime
) -> Discipline:
    """Return how the first entry stands: a first flag that ended leaves an entry on time."""
    if due_at > at:
        return Discipline.RUNNING
    if not entries:
        return Discipline.NOT_ENTERED
    first_flags = [verdict for verdict in verdicts if verdict.kind is VerdictKind.FLAG and verdict.hangs_on is None]
    cleared = bool(first_flags) and all(flag.ending is not None for flag in first_flags)
    in_time = min(entry.made_at for entry in entries) < due_at
    return Discipline.ON_TIME if in_time or cleared else Discipline.LATE_ENTERED


def _is_incomplete(entries: Sequence[EntryFact], verdicts: Sequence[Verdict], at: datetime) -> bool:
    """Return whether a verdict stands and nothing was confirmed since (a won return of a re-entry confirms it)."""
    standing = [verdict.made_at for verdict in verdicts if verdict.ending is None]
    if not standing:
        return False
    latest = max(standing)
    confirmed = [entry.confirmed_at for entry in entries if entry.confirmed_at is not None and entry.confirmed_at < at]
    reentries = {entry.entry_id for entry in entries if entry.kind is not EntryKind.FIRST}
    confirmed += [
        verdict.ended_at
        for verdict in verdicts
        if verdict.ending is Ending.OVERTURNED and verdict.ended_at is not None and verdict.entry_id in reentries
    ]
    return not any(latest <= instant for instant in confirmed)


def _is_updated(entries: Sequence[EntryFact], returns: Sequence[Verdict]) -> bool:
    """Return whether a complete entry stands: made after the latest standing return, or never returned."""
    if not entries:
        return False
    if not returns:
        return True
    latest = max(returns, key=lambda verdict: verdict.made_at)
    return any(_answers(entry, latest) for entry in entries)


def _answers(entry: EntryFact, returned: Verdict) -> bool:
    """Return whether an entry was made after a return; of one instant's the later number tells which came later."""
    return (entry.made_at, entry.entry_id) > (returned.made_at, returned.entry_id or entry.entry_id)
