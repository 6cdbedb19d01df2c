"""Counted assignments as rows, and rows as the sums of a period: province, units, fields, leaders; pure.

Every row is counted by the rules of `compliance.entries.counting`; a group's sums are the sums of its rows, so that
groups add up to the total whichever way the rows are grouped.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from compliance.calendar.working_days import WorkCalendar
from compliance.entries.counters.parts import known_before
from compliance.entries.counting import Counted, Figures, Outcome, count, deadline_at
from compliance.entries.returns import EntryKind, History, record_as_of
from compliance.reports.periods import Period
from compliance.reports.plan import Plan, plan_of, planned_for
from compliance.reports.sums import Sums
from compliance.rulebook.rules import Rules
from core.local_time import last_day_before, local_day

SCOPES = ("unit", "field", "leader")
Kind = tuple[Figures, int, int, int | None, Plan]
_ENTRIES = ("entered_on_time", "late_since_entered", "not_entered")
_NAMES = tuple(each.name for each in fields(Figures))


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose an assignment is: unit, field and leader, 0 where there is none."""

    unit_id: int = 0
    field_id: int = 0
    leader_id: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the record: how often progress was missing in the period, and whether a contest was filed."""

    contested: int = 0
    stale: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One assignment as a period counts it; ``sums`` are those of a group of one."""

    task_id: int
    owners: Owners
    sums: Sums
    late_days: int | None
    plan: Plan
    planned_on: date | None = None
    deadline_on: date | None = None

    @property
    def outcome(self) -> str | None:
        """Where it stands, as `Outcome` or ``provisional``."""
        figures = self.sums.figures
        return next((name for name in (*Outcome, "provisional") if getattr(figures, name)), None)

    @property
    def entry(self) -> str | None:
        """How its first entry stands: on time, late, not entered; ``running``; None where none is owed."""
        figures = self.sums.figures
        found = next((name for name in _ENTRIES if getattr(figures, name)), None)
        return found or ("running" if figures.owing_entry else None)


@dataclass(slots=True)
class Tally:
    """Rows of a period added up, group by group, without keeping the rows.

    Rows that count alike are of one kind, kept once and counted by its number; the tasks of a group are bits, so that
    a million of them take an eighth of a megabyte.
    """

    numbers: dict[Kind, int] = field(default_factory=dict)
    kinds: dict[tuple[str, int], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    tasks: dict[tuple[str, int], bytearray] = field(default_factory=lambda: defaultdict(bytearray))

    def add(self, row: Row) -> None:
        """Add a row to the province and to its unit, field and leader."""
        sums, owners = row.sums, row.owners
        kind = (sums.figures, sums.contested, sums.stale, row.late_days, row.plan)
        number = self.numbers.setdefault(kind, len(self.numbers))
        place, bit = row.task_id >> 3, 1 << (row.task_id & 7)
        for group in (
            ("province", 0), ("unit", owners.unit_id), ("field", owners.field_id), ("leader", owners.leader_id),
        ):  # fmt: skip
            self.kinds[group][number] += 1
            if sums.figures.tasks:
                tasks = self.tasks[group]
                if place >= len(tasks):
                    tasks.extend(bytes(place + 1 - len(tasks)))
                tasks[place] |= bit

    def sums(self, scope: str) -> dict[int, Sums]:
        """Return the sums of a scope (``province`` has the one group 0), by id."""
        known, found = list(self.numbers), {}
        for (of, owner), kinds in self.kinds.items():
            if of == scope:
                n_tasks = int.from_bytes(self.tasks[of, owner]).bit_count()
                found[owner] = _sums({known[number]: n for number, n in kinds.items()}, n_tasks)
        return found


def row_of(
    assignment: Counted,
    owners: Owners,
    beside: Beside,
    period: Period,
    known_at: datetime,
    law: tuple[Rules, WorkCalendar],
) -> Row | None:
    """Return an assignment as a period counts it, or None if it is in no figure of the period.

    Args:
        known_at: what was known when: a verdict that ended before it does not count.
        law: the rules, and the calendar by which days late are counted.
    """
    rules, calendar = law
    start_at, cut_off_at = period.start_at, period.cut_off_at
    seen = known_before(assignment, cut_off_at)
    if seen.assigned_at is None and (seen.withdrawn_at is not None or assignment.assigned_at is not None):
        return None
    figures = count([seen], start_at, cut_off_at, known_at, rules)
    if figures == Figures():
        return None
    late_days = None
    if seen.history is not None and (figures.late_since_entered or figures.not_entered):
        late_days = days_late(seen.history, cut_off_at, known_at, calendar)
    counts = figures.assigned > 0
    plan = plan_of(seen, figures, cut_off_at)
    sums = Sums(
        figures,
        beside.contested if counts else 0,
        beside.stale if counts else 0,
        {} if late_days is None else {late_days: 1},
        plan.counts(),
    )
    days = (planned_for(seen, cut_off_at), deadline_at(seen, cut_off_at).due_at) if plan.moved else (None, None)
    planned_on, deadline_on = (None if day is None else last_day_before(day) for day in days)
    return Row(seen.task_id, owners, sums, late_days, plan, planned_on, deadline_on)


def days_late(history: History, cut_off_at: datetime, known_at: datetime, calendar: WorkCalendar) -> int:
    """Return how many working days lie between the end of the entry clock and the first entry, or the cut-off."""
    due_on = last_day_before(record_as_of(history, cut_off_at, known_at).unit_due_at)
    made = [
        entry.made_at
        for entry in history.entries
        if entry.made_at < cut_off_at and entry.kind is not EntryKind.PROGRESS
    ]
    return calendar.working_days_late(due_on, local_day(min(made)) if made else last_day_before(cut_off_at))


def tally(rows: Iterable[Row]) -> Tally:
    """Return rows added up."""
    found = Tally()
    for row in rows:
        found.add(row)
    return found


def _sums(kinds: Mapping[Kind, int], tasks: int) -> Sums:
    """Return so many of each kind added up."""
    counted = dict.fromkeys(_NAMES, 0)
    contested = stale = 0
    days: Counter[int] = Counter()
    planned: Counter[str] = Counter()
    for (figures, has_contest, n_stale, late_days, plan), n in kinds.items():
        for name in _NAMES:
            counted[name] += n * getattr(figures, name)
        contested += n * has_contest
        stale += n * n_stale
        if late_days is not None:
            days[late_days] += n
        for name, one in plan.counts().items():
            planned[name] += n * one
    return Sums(Figures(**{**counted, "tasks": tasks}), contested, stale, dict(days), dict(planned))
