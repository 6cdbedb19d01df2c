"""How lead assignments are counted for a period: population, results, entry discipline; pure.

The unit of count is the lead assignment: one unit, one task, one period instance. Every figure is a number of
assignments, each total is the sum of its parts, and the figures of a province are the sum of its units.

Source: rulebook counting.*
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from operator import add, attrgetter, sub

from compliance.entries.returns import (
    Discipline,
    EntryRecord,
    History,
    ReturnReason,
    Verdict,
    VerdictKind,
    record_as_of,
)
from compliance.rulebook.rules import Rules


class Outcome(StrEnum):
    """Where an assignment of the population stands at the cut-off."""

    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    ARCHIVED = "archived"
    OPEN_IN_TIME = "open_in_time"
    OPEN_OVERDUE = "open_overdue"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Report:
    """A report of a result: made, and confirmed, or ended otherwise (returned, taken back)."""

    made_at: datetime
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TaskDeadline:
    """A task deadline, in force from ``set_at`` until the next; ``due_at`` None: no deadline."""

    set_at: datetime
    due_at: datetime | None
    is_extension: bool = False


@dataclass(frozen=True, slots=True)
class Suspension:
    """A stretch in which the clocks were held; ``until_at`` None: still."""

    from_at: datetime
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tenure:
    """A unit that held an assignment until another one continued it: what was earned before is told of it."""

    unit_id: int
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """One lead assignment with all that counting asks.

    ``assigned_at``: the Office's confirmation made it definite (None: provisional, in no population; taken back before
    it was confirmed, in no figure). ``history``: its entry clock, or None for a later instance of a recurring duty,
    which owes no first entry. ``tenures``: the units that held it before the one to which it belongs, oldest first.
    """

    task_id: int
    assigned_at: datetime | None
    deadlines: Sequence[TaskDeadline] = ()
    reports: Sequence[Report] = ()
    suspensions: Sequence[Suspension] = ()
    archived_at: datetime | None = None
    withdrawn_at: datetime | None = None
    history: History | None = None
    tenures: Sequence[Tenure] = ()

    def earner(self, verdict: Verdict) -> int | None:
        """Return the former holder that earned one of its verdicts; None: the unit to which it belongs did."""
        if not self.tenures or self.history is None:
            return None
        at = self.history.earned_at(verdict)
        return next((tenure.unit_id for tenure in self.tenures if at < tenure.until_at), None)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a period. Total = done on time + done late + archived + open in time + open overdue.

    ``without_deadline`` and ``extended`` are of the total; ``done_on_time_with_deadline`` is of those done on time.
    Discipline = entered on time + late, since entered + not entered; ``incomplete``, ``waived``, ``overturned`` are of
    the discipline's; flags and returns were written in the period.
    """

    assigned: int = 0
    tasks: int = 0
    done_on_time: int = 0
    done_late: int = 0
    archived: int = 0
    open_in_time: int = 0
    open_overdue: int = 0
    withdrawn: int = 0
    provisional: int = 0
    without_deadline: int = 0
    done_on_time_with_deadline: int = 0
    extended: int = 0
    owing_entry: int = 0
    updated: int = 0
    entered_on_time: int = 0
    late_since_entered: int = 0
    not_entered: int = 0
    incomplete: int = 0
    waived: int = 0
    overturned: int = 0
    flags: int = 0
    returned_late: int = 0
    returned_wrong: int = 0
    returned_not_as_required: int = 0

    @property
    def total(self) -> int:
        """The population, as the sum of its parts."""
        return self.done + self.open_in_time + self.open_overdue

    @property
    def done(self) -> int:
        """Everything closed: done on time, done late, archived."""
        return self.done_on_time + self.done_late + self.archived

    @property
    def discipline(self) -> int:
        """The assignments whose entry clock has ended, as the sum of its parts."""
        return self.entered_on_time + self.late_since_entered + self.not_entered

    def __add__(self, other: "Figures") -> "Figures":
        """Return the sum; ``tasks`` is the one figure that cannot be added up where units share a task."""
        return Figures(*map(add, _every(self), _every(other)))

    def __sub__(self, other: "Figures") -> "Figures":
        """Return what is left without the other's."""
        return Figures(*map(sub, _every(self), _every(other)))


_every = attrgetter(*(field.name for field in fields(Figures)))


def count(
    assignments: Iterable[Counted], start_at: datetime, cut_off_at: datetime, known_at: datetime, rules: Rules
) -> Figures:
    """Return the figures of a period.

    Args:
        start_at: the period's first instant.
        cut_off_at: the first instant after it (the midnight that ends its last day).
        known_at: what was known when; equal to ``cut_off_at`` for "as known then", later for "as now known".

    Raises:
        ValueError: the period ends before it starts, or is judged before it ends.

    Source: rulebook counting.archived_is_done, counting.time_that_counts.
    """
    if not start_at <= cut_off_at <= known_at:
        got = f"{start_at}, {cut_off_at}, {known_at}"
        raise ValueError(f"A period runs from its start to its cut-off, known then or later; got {got}")
    figures, tasks = Figures(), set()
    for assignment in assignments:
        if assignment.assigned_at is None:
            figures += Figures(provisional=int(not _happened(assignment.withdrawn_at, cut_off_at)))
        elif in_population(assignment, start_at, cut_off_at):
            counted = _count_one(assignment, start_at, cut_off_at, known_at, rules)
            figures += counted
            if not counted.withdrawn:
                tasks.add(assignment.task_id)
    return figures + Figures(tasks=len(tasks))


def by_unit(
    unit_id: int, assignment: Counted, start_at: datetime, cut_off_at: datetime, known_at: datetime, rules: Rules
) -> dict[int, Figures]:
    """Return what an assignment adds to the figures of its unit, and of those that held it before and earned verdicts.

    Where an assignment goes over to another unit, all of it is counted there but the flags and returns earned before.
    The sum is what `count` tells of it.
    """
    figures = count([assignment], start_at, cut_off_at, known_at, rules)
    earned = earned_before(assignment, figures, (start_at, cut_off_at, known_at))
    return {unit_id: figures - sum(earned.values(), Figures()), **earned}


def earned_before(
    assignment: Counted, figures: Figures, period: tuple[datetime, datetime, datetime]
) -> dict[int, Figures]:
    """Return the flags and returns among an assignment's figures that former holders earned, by unit.

    Args:
        figures: what `count` tells of it for the period.
        period: its start, its cut-off, and what is known when.
    """
    if not (assignment.tenures and figures.assigned and assignment.history):
        return {}
    by_earner: dict[int, list[Verdict]] = {}
    for verdict in assignment.history.verdicts:
        earner = assignment.earner(verdict)
        if earner is not None:
            by_earner.setdefault(earner, []).append(verdict)
    found = {earner: _verdicts_written(verdicts, *period) for earner, verdicts in by_earner.items()}
    return {earner: figures for earner, figures in found.items() if figures != Figures()}


def verdicts_in(figures: Figures) -> int:
    """Return how many flags and returns are in some figures."""
    return figures.flags + figures.returned_late + figures.returned_wrong + figures.returned_not_as_required


def in_population(assignment: Counted, start_at: datetime, cut_off_at: datetime) -> bool:
    """Return whether an assignment belongs to a period: assigned in it, or before it and open at its start."""
    if assignment.assigned_at is None or assignment.assigned_at >= cut_off_at:
        return False
    return assignment.assigned_at >= start_at or not _happened(closed_at(assignment), start_at)


def outcome(assignment: Counted, cut_off_at: datetime, rules: Rules) -> Outcome:
    """Return where an assignment stands at the cut-off, by what happened before it.

    A report in time that awaits review is open in time; a suspended assignment and one without a deadline are open in
    time while open. The time that counts is that of the report later confirmed.
    """
    if _happened(assignment.withdrawn_at, cut_off_at):
        return Outcome.WITHDRAWN
    due_at = deadline_at(assignment, cut_off_at).due_at
    confirmed = [report for report in assignment.reports if _happened(report.confirmed_at, cut_off_at)]
    if confirmed:
        report = confirmed[-1]
        counts_at = report.made_at if rules.counting.time_that_counts == "report" else report.confirmed_at
        on_time = due_at is None or (counts_at is not None and counts_at < due_at)
        return Outcome.DONE_ON_TIME if on_time else Outcome.DONE_LATE
    if _happened(assignment.archived_at, cut_off_at):
        return Outcome.ARCHIVED if rules.counting.archived_is_done else Outcome.WITHDRAWN
    if due_at is None or due_at > cut_off_at or _is_suspended(assignment, cut_off_at):
        return Outcome.OPEN_IN_TIME
    waiting = any(
        report.made_at < due_at and not _happened(report.ended_at, cut_off_at) for report in assignment.reports
    )
    return Outcome.OPEN_IN_TIME if waiting else Outcome.OPEN_OVERDUE


def deadline_at(assignment: Counted, at: datetime) -> TaskDeadline:
    """Return the task deadline in force at an instant; one without a day where none was set before it."""
    known = [deadline for deadline in assignment.deadlines if deadline.set_at < at]
    return max(known, key=lambda deadline: deadline.set_at) if known else TaskDeadline(at, None)


def closed_at(assignment: Counted) -> datetime | None:
    """Return when an assignment was closed, in whatever way, or None."""
    instants = [
        assignment.withdrawn_at,
        assignment.archived_at,
        *(report.confirmed_at for report in assignment.reports),
    ]
    return min((instant for instant in instants if instant is not None), default=None)


def _count_one(
    assignment: Counted, start_at: datetime, cut_off_at: datetime, known_at: datetime, rules: Rules
) -> Figures:
    """Return the figures of one assignment of the population."""
    stands = outcome(assignment, cut_off_at, rules)
    if stands is Outcome.WITHDRAWN:
        return Figures(withdrawn=1)
    deadline = deadline_at(assignment, cut_off_at)
    extended = any(known.is_extension and known.set_at < cut_off_at for known in assignment.deadlines)
    result = Figures(
        assigned=1,
        without_deadline=int(deadline.due_at is None),
        done_on_time_with_deadline=int(stands is Outcome.DONE_ON_TIME and deadline.due_at is not None),
        extended=int(extended),
        **{stands.value: 1},
    )
    if assignment.history is None:
        return result
    return result + _count_entry(assignment.history, start_at, cut_off_at, known_at)


def _count_entry(history: History, start_at: datetime, cut_off_at: datetime, known_at: datetime) -> Figures:
    """Return the figures of an entry clock; discipline only where the clock has ended."""
    record = record_as_of(history, cut_off_at, known_at)
    figures = Figures(owing_entry=1, updated=int(record.is_updated))
    if history.verdicts:
        figures += _verdicts_written(history.verdicts, start_at, cut_off_at, known_at)
    if record.discipline is Discipline.RUNNING:
        return figures
    return figures + _discipline(record)


_DISCIPLINE: Mapping[Discipline, Figures] = {
    Discipline.ON_TIME: Figures(entered_on_time=1),
    Discipline.LATE_ENTERED: Figures(late_since_entered=1),
    Discipline.NOT_ENTERED: Figures(not_entered=1),
}


def _discipline(record: EntryRecord) -> Figures:
    """Return the discipline of an ended clock with its "of which" columns."""
    return _DISCIPLINE[record.discipline] + Figures(
        incomplete=int(record.is_incomplete), waived=int(record.waived > 0), overturned=int(record.overturned > 0)
    )


def _verdicts_written(
    verdicts: Iterable[Verdict], start_at: datetime, cut_off_at: datetime, known_at: datetime
) -> Figures:
    """Return the flags and returns written in the period that still stand, as far as known."""
    standing = [
        verdict
        for verdict in verdicts
        if start_at <= verdict.made_at < cut_off_at and not _happened(verdict.ended_at, known_at)
    ]
    reasons = [verdict.reason for verdict in standing if verdict.kind is VerdictKind.RETURN]
    return Figures(
        flags=len(standing) - len(reasons),
        returned_late=reasons.count(ReturnReason.LATE),
        returned_wrong=reasons.count(ReturnReason.WRONG),
        returned_not_as_required=reasons.count(ReturnReason.NOT_AS_REQUIRED),
    )


def _is_suspended(assignment: Counted, at: datetime) -> bool:
    """Return whether the clocks were held just before an instant."""
    return any(
        suspension.from_at < at and not _happened(suspension.until_at, at) for suspension in assignment.suspensions
    )


def _happened(instant: datetime | None, before: datetime) -> bool:
    """Return whether something happened before an instant."""
    return instant is not None and instant < before
