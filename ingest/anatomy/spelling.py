"""Pure: how the letterhead compares spellings: words without marks, likeness of misread names, capitals."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Self

from ingest.folding import fold, fold_whole

_WORDS = re.compile(r"[^\W_]+")
_CAPITALS = 0.8
_SLIPS = 4  # letters too many or too few


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A whole text and the same folded, made once: the parts of a document ask for slices of both."""

    text: str
    folded: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the text with its folded form."""
        return cls(text, fold_whole(text))


def squeezed(text: str) -> str:
    """Return the folded text with letters and digits only, words parted by one space."""
    return " ".join(_WORDS.findall(fold(text)))


def likeness(one: str, other: str) -> float:
    """Return how much two folded texts agree, 0 to 1; 0 where their lengths are too far apart to be one name."""
    if abs(len(one) - len(other)) > _SLIPS:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def is_capital(text: str) -> bool:
    """Return whether nearly all letters are capitals, as in titles; recognition may turn one into a small letter."""
    letters = sum(map(str.isalpha, text))
    return letters > 1 and sum(map(str.isupper, text)) >= _CAPITALS * letters
