"""Tasks of two versions of a document beside each other: what stayed, what changed, what came and went. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import zip_longest

from core.naming import fold

ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Side:
    """A task as it is compared: its text, its leads as written, its deadline."""

    task_id: int
    ordinal: int
    text: str
    leads: tuple[str, ...]
    deadline_on: date | None
    phrase: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """An old task and the new one that it became; one of them may be missing. ``changes`` names what differs."""

    old: Side | None
    new: Side | None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of two texts beside each other; None: the text has no such line. ``is_same``: both say the same."""

    old: str | None
    new: str | None
    is_same: bool


def lines_beside(old: Sequence[str], new: Sequence[str]) -> list[Row]:
    """Return two texts line by line; a difference in spaces, case or accents alone is none."""
    rows: list[Row] = []
    matcher = SequenceMatcher(None, [fold(line) for line in old], [fold(line) for line in new], autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        ours, theirs = old[old_from:old_to], new[new_from:new_to]
        pairs = zip_longest(ours, theirs)
        rows += [Row(one, other, is_same=kind == "equal") for one, other in pairs]
    return rows


def beside(old: Sequence[Side], new: Sequence[Side]) -> list[Pair]:
    """Return the old tasks in their order, each with the new task that is most like it, then the new ones left over."""
    free = list(new)
    pairs = []
    for side in old:
        best = max(free, key=lambda other: _likeness(side, other), default=None)
        if best is None or _likeness(side, best) < ALIKE:
            pairs.append(Pair(side, None))
            continue
        free.remove(best)
        pairs.append(Pair(side, best, _changes(side, best)))
    return [*pairs, *(Pair(None, side) for side in free)]


def _likeness(one: Side, other: Side) -> float:
    return SequenceMatcher(None, fold(one.text), fold(other.text), autojunk=False).ratio()


def _changes(old: Side, new: Side) -> tuple[str, ...]:
    changed = {
        "nội dung": fold(old.text) != fold(new.text),
        "đơn vị chủ trì": [fold(name) for name in old.leads] != [fold(name) for name in new.leads],
        "thời hạn": (old.deadline_on, old.phrase) != (new.deadline_on, new.phrase),
    }
    return tuple(name for name, differs in changed.items() if differs)
