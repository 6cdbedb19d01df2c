"""How far the Office's check of a directive has come: the state of each value, what is done, what to look at; pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

# What each change of a task is called where it is undone.
STEPS = {
    "corrected": "sửa nhiệm vụ",
    "units": "đổi đơn vị thực hiện",
    "added": "thêm nhiệm vụ",
    "removed": "bỏ nhiệm vụ",
    "split": "tách nhiệm vụ",
    "merged": "gộp nhiệm vụ",
}


class ValueState(StrEnum):
    """What a value of a task rests on: proposed by reading, changed by the Office, or accepted by it."""

    SUGGESTED = "suggested"
    CORRECTED = "corrected"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the places that charge someone with work the Office has dealt with, and how many there are."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """Return the share that is done, in whole percent; nothing to do is all done."""
        return 100 * self.done // self.total if self.total else 100


@dataclass(frozen=True, slots=True)
class Standing:
    """What the check-list asks of one task: its number, whether it was accepted, what is doubtful about it."""

    number: int
    is_checked: bool
    lacks: Sequence[str] = ()
    doubts: Sequence[str] = ()

    @property
    def rank(self) -> int:
        """Return the place in the order of doubt: what cannot be confirmed, what is doubtful, the rest."""
        return 0 if self.lacks else 1 if self.doubts else 2


def value_state(name: str, corrected: Collection[str], *, is_checked: bool) -> ValueState:
    """Return the state of a value; what the Office accepted is confirmed, whoever wrote it."""
    if is_checked:
        return ValueState.CONFIRMED
    return ValueState.CORRECTED if name in corrected else ValueState.SUGGESTED


def coverage(standings: Sequence[Standing], n_sentences: int, n_sentences_checked: int) -> Coverage:
    """Return how much of a directive is dealt with: tasks accepted and sentences dismissed, of all of both."""
    checked = sum(standing.is_checked for standing in standings)
    return Coverage(checked + n_sentences_checked, len(standings) + n_sentences)


def next_to_check(standings: Sequence[Standing], after: int) -> int | None:
    """Return the number of the next task to look at below the one just accepted, else from the top; None: all done.

    Args:
        standings: in the order of the page.
        after: the number of the task just accepted.
    """
    numbers = [standing.number for standing in standings]
    place = numbers.index(after) + 1 if after in numbers else 0
    turned = [*standings[place:], *standings[:place]]
    return next((each.number for each in turned if not each.is_checked and each.number != after), None)
