"""What measures are made of and how a value is read off: types and arithmetic of the registry; pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from compliance.entries.counting import Figures

USUALLY_EXCLUDED = "nhiệm vụ dự kiến, nhiệm vụ đã rút, đơn vị không thuộc đối tượng của quy định"


class MeasureUnit(StrEnum):
    """What a measure's number is a number of."""

    ASSIGNMENTS = "nhiệm vụ giao chủ trì"
    TASKS = "nhiệm vụ"
    TIMES = "lần"
    WORKING_DAYS = "ngày làm việc"
    PERCENT = "%"


class Statistic(StrEnum):
    """Which place in a list of days is told."""

    MEDIAN = "median"
    WORST = "worst"


@dataclass(frozen=True, slots=True)
class Sums:
    """All that the measures are made of, for one group of assignments.

    ``days_late``: how many assignments came how many working days late. ``contested``: those with a contest filed in
    the period. ``plan``: how many are planned, done of these, and moved by what. ``inherited``: flags and returns of
    these assignments that are in the figures of the units that held them before.
    """

    figures: Figures = field(default_factory=Figures)
    contested: int = 0
    stale: int = 0
    days_late: Mapping[int, int] = field(default_factory=dict)
    plan: Mapping[str, int] = field(default_factory=dict)
    inherited: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        """Return the sum; the number of tasks cannot be added up where units share a task."""
        days, plan = Counter(self.days_late), Counter(self.plan)
        days.update(other.days_late)
        plan.update(other.plan)
        return Sums(
            self.figures + other.figures,
            self.contested + other.contested,
            self.stale + other.stale,
            dict(days),
            dict(plan),
            self.inherited + other.inherited,
        )

    def figure(self, name: str) -> int:
        """Return one of the numbers that measures are added up from."""
        if name in {"contested", "stale", "inherited"}:
            return int(getattr(self, name))
        return self.plan.get(name, 0) if name.startswith("plan") else int(getattr(self.figures, name))


@dataclass(frozen=True, slots=True)
class Value:
    """A measure's value: a number, for a rate with what it is a share of; ``number`` None: there is nothing to tell."""

    number: int | None
    whole: int | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. ``counts``: the figures that are added up; ``of``: the measure whose share a rate is."""

    key: str
    name: str
    sentence: str
    counts: tuple[str, ...]
    unit: MeasureUnit = MeasureUnit.ASSIGNMENTS
    of: str | None = None
    excludes: str = USUALLY_EXCLUDED
    statistic: Statistic | None = None
    adds_up: bool = True

    @property
    def query(self) -> str:
        """How it is counted, in the words of the counting rules."""
        added = " + ".join(self.counts)
        if self.statistic is not None:
            return f"{self.statistic}({added})"
        return added if self.of is None else f"({added}) / {self.of}"
