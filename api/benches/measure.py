"""How two ways of the same work are timed against each other."""

import gc
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

LONGEST = 300.0
GLANCE = 0.01


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


def missing(name: str, goal: float, unit: str, what: str) -> Figure:
    """Return a figure that could not be measured, which therefore is not met."""
    return Figure(name, 0.0, goal, at_most=False, unit=unit, detail=f"not measured: {what} not installed")


def compare(
    ours: Callable[[], object], peer: Callable[[], object], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> tuple[float, float, float]:
    """Return the median seconds of ours and of the peer, and the median over rounds of peer ÷ ours.

    Each round times both, in alternating order, after one round that is not counted: what drifts hits both alike.

    Args:
        ours: one piece of work.
        peer: the same work done otherwise.
        rounds: how often both are timed.
        clock: `computing` where neither waits for anything, so that what else the machine does stays out.
    """
    ours()
    peer()
    mine, theirs, ratios = [], [], []
    for number in range(rounds):
        first, second = (ours, peer) if number % 2 else (peer, ours)
        one, other = seconds(first, clock), seconds(second, clock)
        own, foreign = (one, other) if number % 2 else (other, one)
        mine.append(own)
        theirs.append(foreign)
        ratios.append(foreign / own)
    return statistics.median(mine), statistics.median(theirs), statistics.median(ratios)


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return how long a piece of work takes, by the wall clock unless another is named."""
    gc.collect()
    start = clock()
    work()
    return clock() - start


def computing() -> float:
    """Return the seconds that this process and the processes it has waited for have computed."""
    spent = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def until(condition: Callable[[], bool], every: float = GLANCE) -> None:
    """Wait for a condition, asked ``every`` so many seconds.

    Raises:
        TimeoutError: it does not come to be.
    """
    end = time.monotonic() + LONGEST
    while not condition():
        if time.monotonic() > end:
            message = "the bench waited too long"
            raise TimeoutError(message)
        time.sleep(every)
