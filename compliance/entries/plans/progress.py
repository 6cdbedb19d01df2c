"""How a plan goes: where each part stands against the plan's day, and what each unit carries; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """Where one unit's part stands against the plan's day."""

    DONE = "done"
    DONE_LATE = "done_late"
    OVERDUE = "overdue"
    REPORTED = "reported"
    UNDER_WAY = "under_way"
    NOT_BEGUN = "not_begun"
    CLOSED = "closed"


DONE = frozenset({Standing.DONE, Standing.DONE_LATE, Standing.CLOSED})


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One unit's part in one task of a plan; of a recurring task, in one of its periods.

    ``due_on``: the plan's day. ``planned_on``: the day the unit itself has set. ``reported_on``: the day of its report,
    ``is_confirmed`` once the Office has confirmed that. ``last_on``: the day it last said anything.
    """

    assignment_id: int
    task_id: int
    unit: str
    is_lead: bool
    due_on: date | None
    planned_on: date | None = None
    reported_on: date | None = None
    is_confirmed: bool = False
    is_closed: bool = False
    last_on: date | None = None
    period_on: date | None = None

    def standing(self, today: date) -> Standing:
        """Return where it stands on a day; the plan's day itself is still in time."""
        late = self.due_on is not None and (self.reported_on or today) > self.due_on
        if self.is_closed:
            return Standing.CLOSED
        if self.is_confirmed:
            return Standing.DONE_LATE if late else Standing.DONE
        if late:
            return Standing.OVERDUE
        if self.reported_on is not None:
            return Standing.REPORTED
        return Standing.NOT_BEGUN if self.last_on is None else Standing.UNDER_WAY


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """What one unit carries in a plan: parts that it leads, how many of these are done and overdue, parts beside."""

    unit: str
    leads: int
    done: int
    overdue: int
    coordinates: int


@dataclass(frozen=True, slots=True)
class Scale:
    """The days of a plan along a line, as percent of its length."""

    first_on: date
    last_on: date

    def place(self, day: date) -> float:
        """Return where a day stands; days before or after the plan stand at its ends."""
        length = max((self.last_on - self.first_on).days, 1)
        return round(100 * min(max((day - self.first_on).days, 0), length) / length, 2)


def scale_of(parts: Sequence[PlanPart], issued_on: date | None, today: date) -> Scale:
    """Return the scale from the plan's issue to the last day that it, or a unit, has set."""
    days = [day for part in parts for day in (part.due_on, part.planned_on, part.reported_on) if day is not None]
    return Scale(issued_on or min([*days, today]), max([*days, today]))


def loads(parts: Sequence[PlanPart], today: date) -> list[UnitLoad]:
    """Return what each unit carries, who is overdue most first, then who leads most."""
    by_unit: dict[str, list[PlanPart]] = {}
    for part in parts:
        by_unit.setdefault(part.unit, []).append(part)
    found = []
    for unit, own in by_unit.items():
        led = [part.standing(today) for part in own if part.is_lead]
        n_done, n_overdue = sum(each in DONE for each in led), led.count(Standing.OVERDUE)
        found.append(UnitLoad(unit, len(led), n_done, n_overdue, len(own) - len(led)))
    return sorted(found, key=lambda load: (-load.overdue, -load.leads, -load.coordinates))
