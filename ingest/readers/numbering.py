"""Pure: the numbers that Word shows before a paragraph and does not store in its text.

A list has up to nine levels, each with its own first number, form and pattern ("%1.%2."). A level starts again when
a higher one moves on. Lists that share a definition count on together unless one states its own first number.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_UNITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2014\uf02d\u2212")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level counts: ``pattern`` holds %1 … %9; ``restarts_after`` is the level whose step starts it again."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    suffix: str = " "
    legal: bool = False
    restarts_after: int | None = None


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list: what it counts with (lists of one ``family`` count together) and the levels it has or overrides."""

    family: str
    levels: dict[int, Level]
    own_starts: dict[int, int] = field(default_factory=dict)


class Counter:
    """Counts through a document in order; each call of `mark` is one numbered paragraph."""

    def __init__(self, lists: dict[str, NumberedList]) -> None:
        self._lists = lists
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def mark(self, list_id: str, level: int) -> str:
        """Return what stands before the paragraph, with its space; empty where the list is unknown or shows nothing."""
        numbered = self._lists.get(list_id)
        form = numbered.levels.get(level) if numbered else None
        if numbered is None or form is None:
            return ""
        counts = self._counts.setdefault(numbered.family, {})
        self._step(list_id, numbered, level, counts)
        if form.form == "bullet":
            return bullet(form.pattern) + form.suffix
        if form.form == "none" and "%" not in form.pattern:
            return form.pattern + form.suffix if form.pattern else ""
        shown = self._fill(numbered, form, counts)
        return shown + form.suffix if shown else ""

    def _step(self, list_id: str, numbered: NumberedList, level: int, counts: dict[int, int]) -> None:
        """Move the level on and let the lower ones begin again."""
        own = numbered.own_starts.get(level)
        if own is not None and (list_id, level) not in self._begun:
            counts[level] = own
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = numbered.levels[level].start
        self._begun.add((list_id, level))
        for lower in [number for number in counts if number > level]:
            restarts_after = numbered.levels.get(lower, Level()).restarts_after
            if restarts_after is None or (restarts_after > 0 and level < restarts_after):
                del counts[lower]

    @staticmethod
    def _fill(numbered: NumberedList, form: Level, counts: dict[int, int]) -> str:
        """Put the counts into the pattern; a level not yet counted shows its first number."""
        shown = form.pattern
        for number in range(9):
            place = f"%{number + 1}"
            if place in shown:
                other = numbered.levels.get(number, Level())
                style = "decimal" if form.legal and other.form not in ("decimal", "decimalZero") else other.form
                shown = shown.replace(place, written(counts.get(number, other.start), style))
        return shown


def written(count: int, form: str) -> str:
    """Return a count in a form of Word; an unknown form is written in digits."""
    writer = _WRITERS.get(form)
    return writer(count) if writer and count > 0 else str(count)


def bullet(pattern: str) -> str:
    """Return the bullet as a plain sign: a dash and a plus stay what they are, symbols of a font become a dot."""
    sign = pattern.strip()
    if sign and sign[0] in _HYPHENS:
        return "-"
    return sign if sign and sign.isascii() and not sign.isalnum() else "•"


def _roman(count: int) -> str:
    """Small Roman numerals."""
    shown = ""
    for value, sign in _ROMAN:
        shown += sign * (count // value)
        count %= value
    return shown


def _letters(count: int) -> str:
    """Word's letters: a … z, then aa, bb."""
    turn, place = divmod(count - 1, 26)
    return chr(ord("a") + place) * (turn + 1)


def _words(count: int) -> str:
    """Vietnamese number words below one hundred, as Word's own form has them."""
    tens, ones = divmod(count, 10)
    if tens >= len(_UNITS):
        return str(count)
    if tens == 0:
        return _UNITS[ones]
    last = {0: "", 1: "mốt" if tens > 1 else "một", 5: "lăm"}.get(ones, _UNITS[ones])
    return " ".join(filter(None, ("mười" if tens == 1 else f"{_UNITS[tens]} mươi", last)))


def _nothing(_: int) -> str:
    """A level that shows no count of its own."""
    return ""


_WRITERS: dict[str, Callable[[int], str]] = {
    "upperRoman": lambda count: _roman(count).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerLetter": _letters,
    "decimalZero": lambda count: f"{count:02d}",
    "vietnameseCounting": _words,
    "none": _nothing,
}
