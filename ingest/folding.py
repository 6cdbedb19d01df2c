"""Pure: Vietnamese letters without their marks, place for place, so that an offset in one text is one in the other."""

import unicodedata
from functools import lru_cache

_ALIKE = {
    **dict.fromkeys("\t\r\u00a0\u2009\u202f", " "),
    **dict.fromkeys("–—−‒‑", "-"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’`´", "'"),
    "đ": "d",
    "ð": "d",
    "ø": "o",
    "ł": "l",
}


class _Letters(dict[int, str]):
    """Folds a letter when it is first met and keeps what it found."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code).lower()[0])[0]
        self[code] = _ALIKE.get(base, base)
        return self[code]


_LETTERS = _Letters()


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Return a phrase in small letters without diacritics, đ as d, dashes and quotes alike; a line feed stays.

    Exactly as long as ``text``, which is in composed form (NFC). Kept for the next time it is asked for.
    """
    return " ".join(map(_folded_piece, text.split(" ")))


@lru_cache(maxsize=2)
def fold_whole(text: str) -> str:
    """Return `fold` of a document: its letterhead and its clauses ask for it one after the other."""
    return " ".join(map(_folded_piece, text.split(" ")))


@lru_cache(maxsize=16384)
def _folded_piece(piece: str) -> str:
    """The fold of what stands between two spaces: a few thousand syllables make all documents."""
    return piece.translate(_LETTERS)
