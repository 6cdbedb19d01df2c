"""How two ways of the same work are timed against each other."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured ratio. ``met`` says whether the goal is reached; ``detail`` holds what was measured, in words."""

    name: str
    ratio: float
    goal: float
    at_most: bool
    unit: str
    detail: str

    @property
    def met(self) -> bool:
        """Return whether the goal is reached."""
        return self.ratio <= self.goal if self.at_most else self.ratio >= self.goal

    def plain(self) -> dict[str, Any]:
        """Return it as the command prints it."""
        return {
            "name": self.name,
            "ratio": round(self.ratio, 3),
            "goal": self.goal,
            "met": self.met,
            "unit": self.unit,
            "detail": self.detail,
        }


def compare(ours: Callable[[], object], peer: Callable[[], object], rounds: int) -> tuple[float, float, float]:
    """Return the median seconds of ours and of the peer, and the median over rounds of peer ÷ ours.

    Each round times both, in alternating order, after one round that is not counted: what drifts hits both alike.
    """
    ours()
    peer()
    mine, theirs, ratios = [], [], []
    for number in range(rounds):
        first, second = (ours, peer) if number % 2 else (peer, ours)
        one, other = seconds(first), seconds(second)
        own, foreign = (one, other) if number % 2 else (other, one)
        mine.append(own)
        theirs.append(foreign)
        ratios.append(foreign / own)
    return statistics.median(mine), statistics.median(theirs), statistics.median(ratios)


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes by the wall clock."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
