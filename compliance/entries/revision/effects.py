"""What another law does to one clock: which way its date moves, and what becomes of a late flag; pure.

A change may clear lateness and never newly accuses. An entry clock never comes forward; a task's date does only while
nobody is late by it. What stays as it was is told, not hidden.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from compliance.calendar.working_days import WorkCalendar
from compliance.rulebook.calendar_table import DayStatus
from compliance.rulebook.rules import Rulebook
from core.local_time import end_of_day, local_day

TASK = "task"
UNITS = "units"  # beside the counts of a whole change: those of each unit that has something to be told, by its number
_MONTHS = 12
_LENGTHS = {"quarter": 3, "half_year": 6, "year": 12}


class Move(StrEnum):
    """Which way a date goes."""

    NONE = "none"
    LATER = "later"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Clocked:
    """A clock as it stands: its date, when it was answered, and the live late flag it has, if any."""

    clock: str
    due_on: date | None
    due_at: datetime | None
    tam_tinh: bool
    answered_at: datetime | None = None
    flagged_at: datetime | None = None
    flag_is_tam_tinh: bool = False


@dataclass(frozen=True, slots=True)
class Redone:
    """The same clock by the other law."""

    due_on: date | None
    due_at: datetime | None
    tam_tinh: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of a clock.

    ``is_written``: the new date counts from now on; else the former goes on counting. ``turns_on_time``: it was late
    and is not any more. ``turns_late``: by the new date it would be late; it is not called so. ``clears_flag``: its
    flag lapses. ``makes_official``: its flag, *tạm tính* until now, stands. ``was_published``: the flag lies in a
    period whose cut-off has passed, or the task that was overdue fell due in one.
    """

    move: Move
    is_written: bool
    turns_on_time: bool = False
    turns_late: bool = False
    clears_flag: bool = False
    makes_official: bool = False
    was_published: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether all stays as it is."""
        return self.move is Move.NONE and not self.is_written

    @property
    def is_told(self) -> bool:
        """Whether the unit has something to be told: another date counts now, or a flag lapsed or became official."""
        return self.clears_flag or self.makes_official or (self.is_written and self.move is not Move.NONE)


@dataclass(slots=True)
class Effects:
    """How many clocks a change concerns, by what becomes of them; see `Effect`."""

    examined: int = 0
    moved: int = 0
    later: int = 0
    earlier: int = 0
    kept: int = 0
    turn_on_time: int = 0
    turn_late: int = 0
    flags_cleared: int = 0
    flags_official: int = 0
    already_published: int = 0

    def add(self, effect: Effect) -> None:
        """Count one clock."""
        self.examined += 1
        self.moved += effect.move is not Move.NONE
        self.later += effect.move is Move.LATER
        self.earlier += effect.move is Move.EARLIER
        self.kept += effect.move is not Move.NONE and not effect.is_written
        self.turn_on_time += effect.turns_on_time
        self.turn_late += effect.turns_late
        self.flags_cleared += effect.clears_flag
        self.flags_official += effect.makes_official
        self.already_published += effect.was_published and (effect.clears_flag or effect.move is not Move.NONE)

    def plain(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)


NAMES = tuple(field.name for field in fields(Effects))


def effect_of(before: Clocked, after: Redone, now: datetime, periods: Iterable[str]) -> Effect:
    """Return what becomes of a clock when another law is applied now.

    Args:
        periods: those that are published, as the rulebook names them.

    Source: design of the field's rule: a change of the calendar may clear lateness, never newly accuse.
    """
    move = _move(before.due_at, after.due_at)
    was_late = _is_late(before.due_at, before.answered_at, now)
    would_be_late = _is_late(after.due_at, before.answered_at, now)
    accuses = would_be_late and not was_late
    forward_is_harmless = before.clock == TASK and before.answered_at is None and not accuses
    differs = (before.due_on, before.due_at, before.tam_tinh) != (after.due_on, after.due_at, after.tam_tinh)
    is_written = differs and (move is not Move.EARLIER or forward_is_harmless) and not accuses
    has_flag = before.flagged_at is not None
    late_since = before.flagged_at
    if before.clock == TASK and was_late and before.due_at is not None:
        late_since = before.due_at - timedelta(microseconds=1)  # what ends with a period is overdue at its cut-off
    clears = is_written and has_flag and not would_be_late
    return Effect(
        move,
        is_written,
        turns_on_time=is_written and was_late and not would_be_late,
        turns_late=accuses,
        clears_flag=clears,
        makes_official=before.flag_is_tam_tinh and not after.tam_tinh and not clears,
        was_published=late_since is not None and is_past_cut_off(late_since, now, periods),
    )


def is_past_cut_off(at: datetime, now: datetime, periods: Iterable[str]) -> bool:
    """Return whether the shortest published period has ended in which someone became late."""
    months = min(_LENGTHS[period] for period in periods)
    day = local_day(at)
    month = (day.month - 1) // months * months + months
    first_after = date(day.year + month // _MONTHS, month % _MONTHS + 1, 1)
    return end_of_day(first_after - timedelta(days=1)) <= now


@dataclass(frozen=True, slots=True)
class Reach:
    """Which clocks a change can touch: those that walk over one of the days, and those begun under changed rules.

    ``days``: in order, as ISO text. ``rules_from``: the first day on which a rule has another value; None: none has.
    """

    days: tuple[str, ...]
    rules_from: date | None

    def touches(self, receipt: Mapping[str, Any]) -> bool:
        """Return whether a date computed by this receipt can be another: else it need not be computed again."""
        if self.rules_from is not None and receipt["rules_on"] >= self.rules_from.isoformat():
            return True
        if not self.days:
            return False
        known = [receipt["rules_on"], receipt["due_on"], receipt["unit_due_on"]]
        for walk in (receipt["steps"], receipt["unit_steps"]):
            known += [walk[0]["on"], walk[-1]["on"]] if walk else []
        walked = [day for day in known if day is not None]
        first = bisect_left(self.days, min(walked))
        return first < len(self.days) and self.days[first] <= max(walked)


def reach_of(before: tuple[Rulebook, WorkCalendar], after: tuple[Rulebook, WorkCalendar]) -> Reach:
    """Return which clocks can change when one law follows another; every other keeps its date."""
    days = sorted({day.isoformat() for day in _different_days(before[1], after[1])})
    return Reach(tuple(days), _first_different_rule(before[0], after[0]))


def _different_days(before: WorkCalendar, after: WorkCalendar) -> list[date]:
    """Return the days that one calendar counts otherwise than the other, or knows otherwise to be official."""
    first, last = max(before.first_on, after.first_on), min(before.last_on, after.last_on)
    found = []
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        if _as_counted(before, day) != _as_counted(after, day):
            found.append(day)
    for one, other in ((before, after), (after, before)):
        if one.first_on < other.first_on:
            found += [one.first_on, other.first_on]
        if one.last_on > other.last_on:
            found += [other.last_on, one.last_on]
    return found


def _as_counted(calendar: WorkCalendar, day: date) -> tuple[bool, bool, bool]:
    reason = calendar.day_reason(day)
    return reason.worked, day.year in calendar.official_years, reason.status is DayStatus.PROJECTED


def _first_different_rule(before: Rulebook, after: Rulebook) -> date | None:
    """Return the first day on which some rule has another value; clauses alone move no date."""
    turns = {dated.from_on for book in (before, after) for each in book.parameters.values() for dated in each.values}
    for turn in sorted(turns):
        if _values_on(before, turn) != _values_on(after, turn):
            return turn
    return None


def _values_on(rulebook: Rulebook, day: date) -> dict[str, object]:
    return {
        key: next((dated.value for dated in reversed(parameter.values) if dated.from_on <= day), None)
        for key, parameter in rulebook.parameters.items()
    }


def _move(before: datetime | None, after: datetime | None) -> Move:
    if before == after:
        return Move.NONE
    if after is None or (before is not None and after > before):
        return Move.LATER
    return Move.EARLIER


def _is_late(due_at: datetime | None, answered_at: datetime | None, now: datetime) -> bool:
    return due_at is not None and (answered_at or now) >= due_at
