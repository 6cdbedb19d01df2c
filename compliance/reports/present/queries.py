"""The figures of a running period at one instant, from the counters, by the one registry of measures. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from sqlalchemy.orm import Session

from compliance.entries.counters.queries import SCOPES, figures
from compliance.entries.counting import Figures
from compliance.reports.measures import BY_KEY, MEASURES
from compliance.reports.periods import Period
from compliance.reports.sums import Measure, Sums

# What the counters keep: what asks for single assignments (tasks, days late) or other tables is told by the reports.
NOT_COUNTED = frozenset({"tasks", "contested", "stale", "inherited", "days_late"})


def is_counted(measure: Measure) -> bool:
    """Return whether the counters can tell a measure."""
    parts = set(measure.counts) | (set(BY_KEY[measure.of].counts) if measure.of else set())
    return not parts & NOT_COUNTED


PRESENT = tuple(measure for measure in MEASURES if is_counted(measure))


@dataclass(frozen=True, slots=True)
class Present:
    """The sums of a period at an instant, for the province and for each unit, field and leader by id (0: of none)."""

    period: Period
    at: datetime
    province: Sums
    groups: Mapping[str, Mapping[int, Sums]]


def present(session: Session, period: Period, now: datetime) -> Present:
    """Return the figures of a period: up to its cut-off, or up to this instant while it runs.

    Province = sum of units; the cut-off is told with every figure.
    """
    at = min(now, period.cut_off_at)
    known_now = at == now
    groups = {
        scope: {
            owner: Sums(found)
            for owner, found in figures(session, scope, period.start_on, at, known_now=known_now).items()
        }
        for scope in SCOPES
    }
    province = reduce(lambda one, other: one + other, groups["unit"].values(), Sums(Figures()))
    return Present(period, at, province, groups)
