"""What one assignment adds to the figures of a period: counted once for all whose record has one pattern; pure."""

from dataclasses import dataclass
from datetime import datetime

from compliance.calendar.working_days import WorkCalendar
from compliance.entries.counters.parts import known_before
from compliance.entries.counters.records import Pattern, Record, counted_of, history_of, pattern_of
from compliance.entries.counting import Counted, Figures, Outcome, count
from compliance.entries.returns import EntryKind, History, record_as_of
from compliance.reports.periods import Period
from compliance.reports.plan import NO_PLAN, Plan, plan_of
from compliance.rulebook.rules import Rules
from core.local_time import last_day_before, local_day

MOST_PATTERNS = 100_000  # kept at once; a year of a province has some thousands
_ENTRIES = ("entered_on_time", "late_since_entered", "not_entered")


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the record: how often progress was missing in the period, and whether a contest was filed."""

    contested: int = 0
    stale: int = 0


NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What one assignment adds. Those of one `Kinds` that add the same are one object, so that it can be counted by."""

    figures: Figures
    plan: Plan = NO_PLAN
    beside: Beside = NOTHING_BESIDE
    late_days: int | None = None

    @property
    def outcome(self) -> str | None:
        """Where it stands, as `Outcome` or ``provisional``."""
        return next((name for name in (*Outcome, "provisional") if getattr(self.figures, name)), None)

    @property
    def entry(self) -> str | None:
        """How its first entry stands: on time, late, not entered; ``running``; None where none is owed."""
        found = next((name for name in _ENTRIES if getattr(self.figures, name)), None)
        return found or ("running" if self.figures.owing_entry else None)

    @property
    def is_late(self) -> bool:
        """Whether days late are to be counted."""
        return self.figures.late_since_entered > 0 or self.figures.not_entered > 0


class Kinds:
    """The kinds of assignments in a period. What was asked of one record is answered for all with its pattern."""

    def __init__(self, period: Period, known_at: datetime, rules: Rules, calendar: WorkCalendar) -> None:
        """Begin with no kind.

        Args:
            known_at: what was known when: a verdict that ended before it does not count.
            rules: those in force at the period's end.
            calendar: by which days late are counted.
        """
        self._period, self._known_at, self._rules, self._calendar = period, known_at, rules, calendar
        self._bounds = (period.start_at, period.cut_off_at, known_at)
        self._by_pattern: dict[Pattern, Kind | None] = {}
        self._kinds: dict[tuple[Figures, Plan], Kind] = {}
        self._besides: dict[tuple[Kind, Beside, int | None], Kind] = {}

    def of(self, record: Record, beside: Beside = NOTHING_BESIDE) -> Kind | None:
        """Return what an assignment adds, or None if it is in no figure of the period."""
        pattern = pattern_of(record, self._bounds)
        try:
            kind = self._by_pattern[pattern]
        except KeyError:
            kind = self._learn(pattern, counted_of(record))
        if kind is None or not (kind.is_late or (beside is not NOTHING_BESIDE and kind.figures.assigned)):
            return kind
        history = history_of(record)
        late_days = None
        if kind.is_late and history is not None:
            late_days = days_late(history, self._period.cut_off_at, self._known_at, self._calendar)
        key = kind, beside if kind.figures.assigned else NOTHING_BESIDE, late_days
        if key not in self._besides:
            self._besides[key] = Kind(kind.figures, kind.plan, key[1], late_days)
        return self._besides[key]

    def _learn(self, pattern: Pattern, assignment: Counted) -> Kind | None:
        found = what_it_adds(assignment, self._period, self._known_at, self._rules)
        if len(self._by_pattern) >= MOST_PATTERNS:
            self._by_pattern.clear()
        kind = None if found is None else self._kinds.setdefault(found, Kind(*found))
        self._by_pattern[pattern] = kind
        return kind


def what_it_adds(assignment: Counted, period: Period, known_at: datetime, rules: Rules) -> tuple[Figures, Plan] | None:
    """Return an assignment's figures and plan by the counting rules, or None if it is in no figure of the period."""
    cut_off_at = period.cut_off_at
    seen = known_before(assignment, cut_off_at)
    figures = count([seen], period.start_at, cut_off_at, known_at, rules)
    return None if figures == Figures() else (figures, plan_of(seen, figures, cut_off_at))


def days_late(history: History, cut_off_at: datetime, known_at: datetime, calendar: WorkCalendar) -> int:
    """Return how many working days lie between the end of the entry clock and the first entry, or the cut-off."""
    due_on = last_day_before(record_as_of(history, cut_off_at, known_at).unit_due_at)
    made = [
        entry.made_at
        for entry in history.entries
        if entry.made_at < cut_off_at and entry.kind is not EntryKind.PROGRESS
    ]
    return calendar.working_days_late(due_on, local_day(min(made)) if made else last_day_before(cut_off_at))
