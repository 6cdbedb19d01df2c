"""Who holds what a unit was given, day by day, once units merge or are renamed; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Succession:
    """From ``on`` what was open at the unit belongs to its successor."""

    unit_id: int
    successor_id: int
    on: date


@dataclass(frozen=True, slots=True)
class Holding:
    """From a day on until before another (None: to this day) the holder has what the unit was given."""

    unit_id: int
    holder_id: int
    from_on: date
    until_on: date | None


def holdings(successions: Iterable[Succession]) -> list[Holding]:
    """Return for every unit that has a successor who holds its work from when to when, chains followed.

    A unit has one successor at most, and no line leads back to where it began (`leads_back` is asked before).
    """
    heirs = {step.unit_id: step for step in successions}
    return [holding for unit_id in sorted(heirs) for holding in _line(unit_id, heirs)]


def leads_back(successions: Iterable[Succession], wanted: Succession) -> bool:
    """Return whether a new succession would make a unit its own heir."""
    heirs = {step.unit_id: step.successor_id for step in successions}
    heir: int | None = wanted.successor_id
    while heir is not None and heir != wanted.unit_id:
        heir = heirs.get(heir)
    return heir is not None


def holder_on(line: Sequence[Holding], unit_id: int, day: date) -> int:
    """Return who holds a unit's work on a day; the unit itself where nobody else does."""
    for holding in line:
        if (
            holding.unit_id == unit_id
            and holding.from_on <= day
            and (holding.until_on is None or day < holding.until_on)
        ):
            return holding.holder_id
    return unit_id


def held_before(line: Sequence[Holding], unit_id: int, day: date) -> list[tuple[int, date]]:
    """Return who held a unit's work before whoever holds it on a day: each with the day from which another did.

    Oldest first; empty where the unit itself still holds it.
    """
    passed = sorted(
        (holding.from_on, holding.holder_id)
        for holding in line
        if holding.unit_id == unit_id and holding.from_on <= day
    )
    holders = [unit_id, *(holder_id for _, holder_id in passed)]
    return [(holder_id, until_on) for holder_id, (until_on, _) in zip(holders, passed, strict=False)]


def _line(unit_id: int, heirs: Mapping[int, Succession]) -> list[Holding]:
    step: Succession | None = heirs[unit_id]
    since = heirs[unit_id].on
    found: list[Holding] = []
    while step is not None:
        since = max(since, step.on)
        following = heirs.get(step.successor_id)
        until = None if following is None else max(since, following.on)
        if until is None or until > since:
            found.append(Holding(unit_id, step.successor_id, since, until))
        step = following
    return found
