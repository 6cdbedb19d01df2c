"""Pure: what Word 97-2003 keeps beside the text: where the pieces lie, how paragraphs look, how lists count.

Source: [MS-DOC] Word (.doc) Binary File Format; the names in brackets are its own.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ingest.readers.numbering import Level, NumberedList

_PAGE_BYTES = 512
_FORMS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero",
    23: "bullet", 255: "none",
}  # fmt: skip
_OPERAND_BYTES = (1, 1, 2, 4, 2, 2, 0, 3)  # by the three highest bits of a property's number; 0: stated in front
_TABLE_DEFINITION = 0xD608
_TABS = 0xC615
_HUGE, _HUGE_OLD = 0x6646, 0x6645


class Piece(NamedTuple):
    """A stretch of text: its first character's number, its end's, where its bytes start and how many each takes."""

    first: int
    end: int
    offset: int
    width: int


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph's or run's properties say, as far as a reader sees it."""

    in_table: bool = False
    ends_row: bool = False
    centred: bool = False
    list_id: int = 0
    level: int = 0
    bold: bool = False
    italic: bool = False
    hidden: bool = False
    deleted: bool = False
    cell_flags: tuple[int, ...] = ()


PLAIN = Look()


class Looks:
    """Looks by the place of a character in the stream."""

    def __init__(self, starts: list[int], looks: list[Look]) -> None:
        self._starts = starts
        self._looks = looks

    def at(self, offset: int) -> Look:
        """Return the look of the character whose bytes start there."""
        place = bisect_right(self._starts, offset) - 1
        return self._looks[place] if place >= 0 else PLAIN

    def span(self, offset: int, end: int) -> Iterator[tuple[int, int, Look]]:
        """Yield the looks between two places, each with where it starts and ends."""
        while offset < end:
            place = bisect_right(self._starts, offset)
            until = min(self._starts[place], end) if place < len(self._starts) else end
            yield offset, until, self._looks[place - 1] if place > 0 else PLAIN
            offset = until


def pieces(table: bytes) -> list[Piece]:
    """Return the pieces of the text in order (Clx)."""
    place = 0
    while place < len(table) and table[place] == 1:  # changes kept beside the pieces (Prc)
        place += 3 + struct.unpack_from("<h", table, place + 1)[0]
    size = struct.unpack_from("<I", table, place + 1)[0]
    place += 5
    count = (size - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", table, place)
    found = []
    for number in range(count):
        stated = struct.unpack_from("<I", table, place + 4 * (count + 1) + 8 * number + 2)[0]
        narrow = bool(stated & 0x40000000)
        offset = (stated & 0x3FFFFFFF) // 2 if narrow else stated & 0x3FFFFFFF
        found.append(Piece(bounds[number], bounds[number + 1], offset, 1 if narrow else 2))
    return found


def looks(document: bytes, table: bytes, data: bytes, *, of_paragraphs: bool) -> Looks:
    """Return the looks of paragraphs (PlcBtePapx) or runs (PlcBteChpx); ``data`` holds what was too long for a page."""
    starts: list[int] = []
    found: list[Look] = []
    count = max((len(table) - 4) // 8, 0)
    known: dict[bytes, Look] = {}
    for number in range(count):
        page = struct.unpack_from("<I", table, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
        raw = document[page * _PAGE_BYTES : (page + 1) * _PAGE_BYTES]
        if len(raw) < _PAGE_BYTES:
            continue
        n_runs = raw[-1]
        step = 13 if of_paragraphs else 1
        for run in range(min(n_runs, (_PAGE_BYTES - 5) // (4 + step))):
            properties = _properties(raw, raw[4 * (n_runs + 1) + step * run] * 2, of_paragraphs=of_paragraphs)
            if properties not in known:
                known[properties] = _look(properties, data)
            starts.append(struct.unpack_from("<I", raw, 4 * run)[0])
            found.append(known[properties])
    order = sorted(range(len(starts)), key=starts.__getitem__)
    return Looks([starts[place] for place in order], [found[place] for place in order])


def _properties(page: bytes, place: int, *, of_paragraphs: bool) -> bytes:
    """The list of properties that stands at a place of a page; empty for the default look."""
    if place == 0:
        return b""
    size = page[place]
    if not of_paragraphs:
        return page[place + 1 : place + 1 + size]
    if size == 0:
        place, size = place + 1, page[place + 1] * 2
    else:
        size = size * 2 - 1
    return page[place + 3 : place + 1 + size]


def _look(properties: bytes, data: bytes) -> Look:
    """The look that a list of properties gives."""
    stated = dict(_stated(properties))
    elsewhere = stated.get(_HUGE) or stated.get(_HUGE_OLD)
    if elsewhere and len(elsewhere) == 4:  # noqa: PLR2004  an offset
        place = int.from_bytes(elsewhere, "little")
        size = int.from_bytes(data[place : place + 2], "little")
        stated.update(_stated(data[place + 2 : place + 2 + size]))

    def is_set(*numbers: int) -> bool:
        return any(stated.get(number, b"\0")[:1] not in (b"\0", b"\x80", b"") for number in numbers)

    return Look(
        in_table=is_set(0x2416),
        ends_row=is_set(0x2417),
        centred=stated.get(0x2461, stated.get(0x2403, b""))[:1] == b"\x01",
        list_id=int.from_bytes(stated.get(0x460B, b"")[:2], "little", signed=True),
        level=min(int.from_bytes(stated.get(0x260A, b"")[:1], "little"), 8),
        bold=is_set(0x0835),
        italic=is_set(0x0836),
        hidden=is_set(0x083C),
        deleted=is_set(0x0800),
        cell_flags=_cell_flags(stated.get(_TABLE_DEFINITION, b"")),
    )


def _stated(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each property (sprm) with its operand; stops where the list is damaged."""
    place = 0
    while place + 2 < len(properties):
        number = struct.unpack_from("<H", properties, place)[0]
        place += 2
        size = _OPERAND_BYTES[number >> 13]
        if number == _TABLE_DEFINITION:
            size = max(struct.unpack_from("<H", properties[place : place + 2] + b"\0\0")[0] - 1, 0)
            place += 2
        elif size == 0:
            size = properties[place]
            if number == _TABS and size == 255:  # noqa: PLR2004  its length does not fit and is not needed
                return
            place += 1
        yield number, properties[place : place + size]
        place += size


def _cell_flags(operand: bytes) -> tuple[int, ...]:
    """The flags of each cell of a row: 1 and 2 merged across (first, further), 32 and 64 down (further, first)."""
    if not operand:
        return ()
    n_cells = operand[0]
    first = 1 + 2 * (n_cells + 1)
    places = range(first, min(first + 20 * n_cells, len(operand) - 1), 20)
    return tuple(struct.unpack_from("<H", operand, place)[0] for place in places)


def lists(table: bytes, families_at: int, overrides_at: int, overrides_size: int) -> dict[str, NumberedList]:
    """Return the lists by their number (PlfLst, PlfLfo); empty where the file has none or they are damaged."""
    if not overrides_size or not families_at:
        return {}
    try:
        families = _families(table, families_at)
        return _overrides(table, overrides_at, families)
    except (struct.error, IndexError):
        return {}


def _families(table: bytes, place: int) -> dict[int, dict[int, Level]]:
    """The levels of each definition of a list."""
    count = struct.unpack_from("<H", table, place)[0]
    place += 2
    heads = [(struct.unpack_from("<i", table, place + 28 * n)[0], table[place + 28 * n + 26]) for n in range(count)]
    place += 28 * count
    families = {}
    for identifier, flags in heads:
        levels = {}
        for number in range(1 if flags & 1 else 9):
            levels[number], place = _level(table, place)
        families[identifier] = levels
    return families


def _level(table: bytes, place: int) -> tuple[Level, int]:
    """One level (LVL) and where the next one stands."""
    start = struct.unpack_from("<i", table, place)[0]
    form, flags, follow = table[place + 4], table[place + 5], table[place + 15]
    n_character, n_paragraph, restart = table[place + 24], table[place + 25], table[place + 26]
    place += 28 + n_character + n_paragraph
    size = struct.unpack_from("<H", table, place)[0]
    text = table[place + 2 : place + 2 + 2 * size].decode("utf-16-le", "replace")
    pattern = "".join(f"%{ord(sign) + 1}" if ord(sign) < 9 else sign for sign in text)  # noqa: PLR2004  nine levels
    level = Level(
        start=start,
        form=_FORMS.get(form, "decimal"),
        pattern=pattern,
        suffix="" if follow == 2 else " ",  # noqa: PLR2004  nothing follows
        legal=bool(flags & 4),
        restarts_after=restart if flags & 8 else None,
    )
    return level, place + 2 + 2 * size


def _overrides(table: bytes, place: int, families: dict[int, dict[int, Level]]) -> dict[str, NumberedList]:
    """The lists that paragraphs name: each a definition with its changes (LFO)."""
    count = struct.unpack_from("<I", table, place)[0]
    heads = [
        (struct.unpack_from("<i", table, place + 4 + 16 * number)[0], table[place + 4 + 16 * number + 12])
        for number in range(min(count, 10_000))
    ]
    place += 4 + 16 * count
    found = {}
    for number, (identifier, n_changes) in enumerate(heads, start=1):
        levels, own_starts = dict(families.get(identifier, {})), {}
        place += 4
        for _ in range(n_changes):
            start, flags = struct.unpack_from("<iI", table, place)
            place += 8
            if flags & 32:
                levels[flags & 15], place = _level(table, place)
                start = levels[flags & 15].start
            if flags & 16:
                own_starts[flags & 15] = start
        found[str(number)] = NumberedList(str(identifier), levels, own_starts)
    return found
