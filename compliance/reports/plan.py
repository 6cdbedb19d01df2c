"""Plan against actual: what was to be done by the cut-off, what was, and what moved the one from the other; pure.

Planned is what the directive's own deadline, extensions left out, puts before the cut-off. It holds for every group:
done = planned + ahead + without a deadline - extended - held - overdue of the planned.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from compliance.entries.counting import Counted, Figures, deadline_at
from core.local_time import last_day_before


class Moved(StrEnum):
    """Why an assignment is done that was not planned, or is not done that was."""

    AHEAD = "plan_ahead"
    UNPLANNED = "plan_without_deadline"
    EXTENDED = "plan_extended"
    HELD = "plan_held"
    OVERDUE = "plan_overdue"


MOVED_NAMES = {
    Moved.AHEAD: "Xong trước kế hoạch",
    Moved.UNPLANNED: "Xong, văn bản không nêu thời hạn",
    Moved.EXTENDED: "Chưa xong vì được gia hạn",
    Moved.HELD: "Chưa xong vì tạm dừng, hoặc báo cáo đang chờ xem xét",
    Moved.OVERDUE: "Chưa xong, quá hạn",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How an assignment of a period's total stands to the plan."""

    is_planned: bool = False
    is_done: bool = False
    moved: Moved | None = None

    def counts(self) -> dict[str, int]:
        """Return what it adds to the figures of the plan."""
        found = {"planned": int(self.is_planned), "planned_done": int(self.is_planned and self.is_done)}
        return {**found, **({self.moved.value: 1} if self.moved else {})}


NO_PLAN = Plan()


def plan_of(assignment: Counted, figures: Figures, cut_off_at: datetime) -> Plan:
    """Return how an assignment stands to the plan at the cut-off.

    Args:
        figures: what it was counted as.
    """
    if not figures.assigned:
        return NO_PLAN
    planned_at, due_at = planned_for(assignment, cut_off_at), deadline_at(assignment, cut_off_at).due_at
    is_planned, is_done = planned_at is not None and planned_at <= cut_off_at, figures.done > 0
    if is_planned == is_done:
        return Plan(is_planned, is_done)
    if is_done:
        return Plan(is_planned, is_done, Moved.UNPLANNED if planned_at is None else Moved.AHEAD)
    if figures.open_overdue:
        return Plan(is_planned, is_done, Moved.OVERDUE)
    return Plan(is_planned, is_done, Moved.EXTENDED if due_at is None or due_at > cut_off_at else Moved.HELD)


def planned_for(assignment: Counted, cut_off_at: datetime) -> datetime | None:
    """Return the deadline by the directive as known at the cut-off, extensions left out."""
    known = [each for each in assignment.deadlines if each.set_at < cut_off_at and not each.is_extension]
    return max(known, key=lambda each: each.set_at).due_at if known else None


def days_of(assignment: Counted, cut_off_at: datetime) -> tuple[date | None, date | None]:
    """Return the last day of the deadline by the directive, and that of the one in force, as known at the cut-off."""
    instants = planned_for(assignment, cut_off_at), deadline_at(assignment, cut_off_at).due_at
    planned_on, deadline_on = (None if each is None else last_day_before(each) for each in instants)
    return planned_on, deadline_on
