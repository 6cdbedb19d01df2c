"""Gaps in the numbers that an issuer gives its documents: what should have come and did not. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

MOST_MISSING = 20
LONGEST_SYMBOL = 60
LEAST_NUMBERS = 3
_NUMBER = re.compile(r"([0-9]{1,6})/(.+)")


def gaps(numbers: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Return an alarm for each stretch of missing numbers, by what tells it apart.

    Letters of one issuer share a series whatever their drafting symbol; each named type has its own. A stretch of more
    than twenty is no gap but a series of which only some documents are sent here.

    Args:
        numbers: sender's code, its name, number with symbol, of one year.
    """
    series: dict[tuple[str, str], set[int]] = {}
    names: dict[str, str] = {}
    for code, name, number in numbers:
        found = _NUMBER.fullmatch(number.strip())
        if found:
            symbol = found[2].partition("-")[0].upper()[:LONGEST_SYMBOL]
            series.setdefault((code, symbol), set()).add(int(found[1]))
            names.setdefault(code, name)
    alarms: dict[str, str] = {}
    for (code, symbol), known in sorted(series.items()):
        if len(known) >= LEAST_NUMBERS:
            for first, last in _missing(known):
                stretch = str(first) if first == last else f"{first}–{last}"
                alarms[f"{code}|{symbol}|{first}-{last}"] = f"{names[code] or code}: thiếu số {stretch}/{symbol}."
    return alarms


def remaining(standing: Collection[str], found: Mapping[str, str]) -> dict[str, str]:
    """Return what is left of alarms that stand: the stretches found now that lie within theirs.

    A gap that nobody has told yet is none of them: a document may be on its way, and the next count tells.
    """
    told = [_stretch(key) for key in standing]
    return {
        key: detail
        for key, detail in found.items()
        if any(
            series == wide and low <= first and last <= high
            for series, first, last in (_stretch(key),)
            for wide, low, high in told
        )
    }


def _stretch(key: str) -> tuple[str, int, int]:
    """Series, first and last number of an alarm."""
    series, _, ends = key.rpartition("|")
    first, _, last = ends.partition("-")
    return series, int(first), int(last)


def _missing(known: set[int]) -> Iterable[tuple[int, int]]:
    ordered = sorted(known)
    for before, after in pairwise(ordered):
        if 1 < after - before <= MOST_MISSING + 1:
            yield before + 1, after - 1
