"""The units that a cell names: one, or several parted by semicolons, lines, commas or "và"; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extraction.grammar.register import Register, Resolution, ResolutionStatus, resolve

NEARLY = "Tên đọc gần đúng"  # how the register words a likeness
_PARTS = re.compile(r"[;\n]+|(?:^|\s)[-+•]\s+")
_JOINTS = re.compile(r"\s*(,|\svà\s)\s*")
_LEADING = re.compile(r"^\s*(?:\d+[.)]|chủ trì\s*:|phối hợp\s*:)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CellUnits:
    """Codes of the units, each once, in the order written; names that mean none, several, or an open group."""

    codes: tuple[str, ...]
    unknown: tuple[tuple[str, str], ...] = ()
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...] = ()
    vague: tuple[str, ...] = ()


def read_units(cell: str, register: Register, on: date) -> CellUnits:
    """Return the units that a cell names on a day; a group of known members stands for these members."""
    codes: dict[str, None] = {}
    unknown: list[tuple[str, str]] = []
    ambiguous: list[tuple[str, tuple[str, ...]]] = []
    vague: list[str] = []
    for part in _PARTS.split(cell):
        for name, found in _names(_LEADING.sub("", part).strip(" .,"), register, on):
            if found.status is ResolutionStatus.UNKNOWN:
                unknown.append((name, found.reason))
            elif found.status is ResolutionStatus.AMBIGUOUS:
                ambiguous.append((name, found.codes))
            elif not found.codes:
                vague.append(name)
            else:
                codes.update(dict.fromkeys(found.codes))
    return CellUnits(tuple(codes), tuple(unknown), tuple(ambiguous), tuple(vague))


def _names(part: str, register: Register, on: date) -> list[tuple[str, Resolution]]:
    """The names of a part with their readings: the whole if it is a unit, else the longest runs between its commas."""
    if not part:
        return []
    whole = resolve(part, register, on)
    pieces = _JOINTS.split(part)
    if len(pieces) == 1 or _is_sure(whole) or whole.status is ResolutionStatus.AMBIGUOUS:
        return [(part, whole)]
    found: list[tuple[str, Resolution]] = []
    start = 0
    while start < len(pieces):
        end, name, reading = _longest(pieces, start, register, on)
        found.append((name, reading))
        start = end + 1  # past the joint
    is_one_damaged_name = whole.codes and not all(reading.codes for _, reading in found)
    return [(part, whole)] if is_one_damaged_name else found


def _longest(pieces: Sequence[str], start: int, register: Register, on: date) -> tuple[int, str, Resolution]:
    """The longest run from a piece on that is surely a unit; where none is, the piece alone as it may be read."""
    for end in range(len(pieces), start + 1, -2):
        name = _joined(pieces[start:end])
        reading = resolve(name, register, on)
        if _is_sure(reading):
            return end, name, reading
    return start + 1, pieces[start], resolve(pieces[start], register, on)


def _joined(pieces: Sequence[str]) -> str:
    return re.sub(r"\s+,", ",", re.sub(r"\s{2,}", " ", " ".join(pieces))).strip()


def _is_sure(reading: Resolution) -> bool:
    """A name as registered, or a group of known members; not one that is merely near to a name."""
    return bool(reading.codes) and (
        reading.status is ResolutionStatus.COLLECTIVE
        or (reading.status is ResolutionStatus.RESOLVED and not reading.reason.startswith(NEARLY))
    )
