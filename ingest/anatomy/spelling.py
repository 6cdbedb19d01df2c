"""Pure: Vietnamese letters without their marks, place for place, so that an offset in one text is one in the other."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Self

_ALIKE = {"đ": "d", "ø": "o", "ł": "l", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "}


_WORDS = re.compile(r"[^\W_]+")
_CAPITALS = 0.8
_SLIPS = 4  # letters too many or too few


class _Letters(dict[int, str]):
    """Folds a letter when it is first met and keeps what it found."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        lower = letter.lower()
        base = unicodedata.normalize("NFD", lower[0])[0]
        self[code] = _ALIKE.get(base, base)
        return self[code]


_LETTERS = _Letters()


def fold(text: str) -> str:
    """Return the text in small letters without diacritics; as long as the text."""
    return text.translate(_LETTERS)


@lru_cache(maxsize=16384)
def _folded_piece(piece: str) -> str:
    """The fold of what stands between two spaces: a few thousand syllables make all documents."""
    return fold(piece)


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A whole text and the same folded, made once: the parts of a document ask for slices of both."""

    text: str
    folded: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the text with its folded form."""
        return cls(text, " ".join(map(_folded_piece, text.split(" "))))


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
