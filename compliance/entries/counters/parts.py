"""What one lead assignment adds to the figures, written so that time alone never makes it wrong; pure.

A part is one assignment under one measure. What turns with time alone (an open task becomes overdue, a running entry
clock becomes "not entered") carries the instant at which it turns, its bucket; what depends on a period carries the
month in which the assignment was closed, or the verdict written. So the figures of any period whose start is a month's
are sums over parts, and nobody has to touch an assignment to which nothing happened.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from compliance.entries.counting import Counted, Figures, Outcome, closed_at, deadline_at, outcome
from compliance.entries.returns import Discipline, History, VerdictKind, record_as_of
from compliance.rulebook.rules import Rules
from core.local_time import local_day

OPEN = date(9999, 1, 1)  # month in which an open assignment was closed: after every period
NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # bucket of what does not turn with time
PASSED = datetime(1970, 1, 1, tzinfo=UTC)  # bucket of what had turned when it was written
_LEAST = timedelta(microseconds=1)
TEXTS_KNOWN = 4096
_DISCIPLINE = {
    Discipline.ON_TIME: "entered_on_time",
    Discipline.LATE_ENTERED: "late_since_entered",
    Discipline.NOT_ENTERED: "not_entered",
}
_TOTAL = ("done_on_time", "done_late", "archived", "open_in_time", "open_overdue")
_TURNING = frozenset({"entered_on_time", "late_since_entered", "not_entered", "incomplete", "waived", "overturned"})

Sum = tuple[str, bool]


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One measure of one assignment.

    ``closed_on``, ``written_on``: first day of the local month; `OPEN` where there is none. ``due_at``: the bucket.
    ``earned_by``: the former holder of which it is told (0: none); everything else is told of the present one.
    """

    measure: str
    closed_on: date = OPEN
    written_on: date = OPEN
    due_at: datetime = NEVER
    n: int = 1
    earned_by: int = 0

    def owner(self, scope: str, scope_id: int | None) -> int:
        """Return in whose figures it stands (0: in those of none), given the assignment's unit, field or leader."""
        return self.earned_by if self.earned_by and scope == "unit" else scope_id or 0


def parts_of(assignment: Counted, now: datetime, rules: Rules) -> tuple[Part, ...]:
    """Return what an assignment adds from ``now`` on, until the next thing happens to it.

    Args:
        assignment: all that has happened to it by ``now``.
        rules: those in force at ``now``.

    Returns:
        Nothing for an assignment that was taken back before it was confirmed.
    """
    if assignment.assigned_at is None:
        return (Part("provisional"),) if assignment.withdrawn_at is None else ()
    closed = closed_at(assignment)
    closed_on = OPEN if closed is None else max(month_of(closed), month_of(assignment.assigned_at))
    stands = outcome(assignment, NEVER, rules)
    if stands is Outcome.WITHDRAWN:
        return (Part("withdrawn", closed_on),)
    due_at = deadline_at(assignment, NEVER).due_at
    found = [_standing(stands, closed_on, overdue_from(assignment, rules), now)]
    if due_at is None:
        found.append(Part("without_deadline", closed_on))
    elif stands is Outcome.DONE_ON_TIME:
        found.append(Part("done_on_time_with_deadline", closed_on))
    if any(deadline.is_extension for deadline in assignment.deadlines):
        found.append(Part("extended", closed_on))
    if assignment.history is not None:
        found += _entry_parts(assignment.history, closed_on, now)
        found += _verdict_parts(assignment, assignment.history, closed_on)
    return tuple(sorted(found))


def overdue_from(assignment: Counted, rules: Rules) -> datetime | None:
    """Return the instant from which an assignment is, or will be, overdue as things stand, or None."""
    if assignment.assigned_at is None or outcome(assignment, NEVER, rules) is not Outcome.OPEN_OVERDUE:
        return None
    due_at = deadline_at(assignment, NEVER).due_at
    held_until = [stretch.until_at + _LEAST for stretch in assignment.suspensions if stretch.until_at is not None]
    return None if due_at is None else max([due_at, *held_until])


def is_done(assignment: Counted) -> bool:
    """Return whether nothing is owed any more: a report is confirmed and stands, or the assignment was archived."""
    stands = any(report.confirmed_at is not None and report.ended_at is None for report in assignment.reports)
    return stands or assignment.archived_at is not None


def flag_changes(due_at: datetime, now: datetime) -> tuple[str, str]:
    """Return what a late flag makes of the parts of an assignment with nothing entered: words taken, words given.

    Args:
        due_at: the end of its first clock, which nothing has changed before.
    """
    given = [Part("flags", OPEN, month_of(now)), Part("incomplete", due_at=PASSED), Part("not_entered", due_at=PASSED)]
    return written([Part("not_entered", due_at=due_at)]), written(given)


def known_before(assignment: Counted, at: datetime) -> Counted:
    """Return an assignment as it was just before an instant: what happened later is taken away."""
    return Counted(
        task_id=assignment.task_id,
        assigned_at=_before(assignment.assigned_at, at),
        deadlines=[deadline for deadline in assignment.deadlines if deadline.set_at < at],
        reports=[
            replace(report, confirmed_at=_before(report.confirmed_at, at), ended_at=_before(report.ended_at, at))
            for report in assignment.reports
            if report.made_at < at
        ],
        suspensions=[
            replace(stretch, until_at=_before(stretch.until_at, at))
            for stretch in assignment.suspensions
            if stretch.from_at < at
        ],
        archived_at=_before(assignment.archived_at, at),
        withdrawn_at=_before(assignment.withdrawn_at, at),
        history=assignment.history,
        tenures=assignment.tenures,
    )


def figures_of(sums: Mapping[Sum, int]) -> Figures:
    """Return the figures that sums of parts make; the number of tasks cannot be kept by unit, and is left out.

    Args:
        sums: by measure, and whether the bucket's instant is not after the cut-off.
    """
    counted: dict[str, int] = {}
    for (measure, has_turned), n in sums.items():
        if measure == "open":
            name = "open_overdue" if has_turned else "open_in_time"
        elif measure in _TURNING and not has_turned:
            continue
        else:
            name = measure
        counted[name] = counted.get(name, 0) + n
    return Figures(**counted, assigned=sum(counted.get(name, 0) for name in _TOTAL))


def month_of(instant: datetime) -> date:
    """Return the first day of the local month of an instant."""
    return local_day(instant).replace(day=1)


def written(parts: Iterable[Part]) -> str:
    """Return parts as the text that is kept; equal parts give equal text."""
    return " ".join(
        f"{part.measure}/{_day(part.closed_on)}/{_day(part.written_on)}/{_instant(part.due_at)}/{part.n}"
        + (f"/{part.earned_by}" if part.earned_by else "")
        for part in sorted(parts)
    )


def difference(taken: str, given: str) -> tuple[str, str]:
    """Return two texts of parts without the parts they share."""
    before, after = taken.split(), given.split()
    return " ".join(word for word in before if word not in after), " ".join(
        word for word in after if word not in before
    )


@lru_cache(maxsize=TEXTS_KNOWN)
def read(text: str) -> tuple[Part, ...]:
    """Return the parts that a text keeps; the journal has few texts, each many times."""
    return tuple(_read_part(word) for word in text.split())


def _read_part(word: str) -> Part:
    measure, closed_on, written_on, due_at, *numbers = word.split("/")
    due = NEVER if due_at == "" else PASSED if due_at == "passed" else datetime.fromisoformat(due_at)
    return Part(measure, _read_day(closed_on), _read_day(written_on), due, *map(int, numbers))


def _standing(stands: Outcome, closed_on: date, overdue_at: datetime | None, now: datetime) -> Part:
    """Return the part that says where an assignment stands; an open one turns overdue at its deadline."""
    if stands is Outcome.OPEN_IN_TIME:
        return Part("open")  # held, awaiting review of a report made in time, or without a deadline
    return Part(stands.value, closed_on) if overdue_at is None else Part("open", due_at=_bucket(overdue_at, now))


def _entry_parts(history: History, closed_on: date, now: datetime) -> list[Part]:
    """Return what the entry clock adds: its discipline from its end on."""
    record = record_as_of(history, NEVER, NEVER)
    # A clock with nothing entered keeps its instant until its flag is written: `flag_changes` knows it by that.
    is_untouched = record.discipline is Discipline.NOT_ENTERED and not history.verdicts
    due_at = record.unit_due_at if is_untouched else _bucket(record.unit_due_at, now)
    found = [Part("owing_entry", closed_on), Part(_DISCIPLINE[record.discipline], closed_on, due_at=due_at)]
    if record.is_updated:
        found.append(Part("updated", closed_on))
    for measure, holds in (
        ("incomplete", record.is_incomplete), ("waived", record.waived > 0), ("overturned", record.overturned > 0),
    ):  # fmt: skip
        if holds:
            found.append(Part(measure, closed_on, due_at=due_at))
    return found


def _verdict_parts(assignment: Counted, history: History, closed_on: date) -> list[Part]:
    """Return the standing flags and returns by the month in which they were written and by who earned them."""
    found: dict[tuple[str, date, int], int] = {}
    for verdict in history.verdicts:
        if verdict.ending is None:
            measure = "flags" if verdict.kind is VerdictKind.FLAG else f"returned_{verdict.reason}"
            key = (measure, month_of(verdict.made_at), assignment.earner(verdict) or 0)
            found[key] = found.get(key, 0) + 1
    return [Part(measure, closed_on, month, n=n, earned_by=earner) for (measure, month, earner), n in found.items()]


def _bucket(instant: datetime, now: datetime) -> datetime:
    """Return the bucket of an instant: one that has passed needs no own."""
    return PASSED if instant <= now else instant


def _before(instant: datetime | None, at: datetime) -> datetime | None:
    return instant if instant is not None and instant < at else None


def _day(day: date) -> str:
    return "" if day == OPEN else day.isoformat()


def _read_day(text: str) -> date:
    return date.fromisoformat(text) if text else OPEN


def _instant(instant: datetime) -> str:
    if instant == PASSED:
        return "passed"
    return "" if instant == NEVER else instant.astimezone(UTC).isoformat()
