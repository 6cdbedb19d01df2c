"""Pure: the compound file in which Word and Excel kept documents until 2007: streams by name.

Source: [MS-CFB] Compound File Binary File Format.
"""

import struct

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFE
_FREE = 0xFFFFFFFF
_MAX_SECTOR = 0xFFFFFFFA
_ENTRY_BYTES = 128
_HEADER_BYTES = 512
_SECTOR_SHIFTS, _SMALL_SHIFT = (9, 12), 6


class BrokenCompound(Exception):
    """The bytes are no compound file, or its chains lead nowhere."""


class CutCompound(BrokenCompound):
    """A chain leads past the end of the file: its last part is missing."""


class Compound:
    """A compound file; nothing is read before it is asked for.

    Raises:
        BrokenCompound: header, table or directory make no sense.
    """

    def __init__(self, content: bytes) -> None:
        """Read the header, the sector table and the directory."""
        if len(content) < _HEADER_BYTES or not content.startswith(SIGNATURE):
            raise BrokenCompound("no header")
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in _SECTOR_SHIFTS or mini_shift != _SMALL_SHIFT:
            raise BrokenCompound("unknown sector size")
        self._size = 1 << shift
        n_fat, first_directory = struct.unpack_from("<I", content, 44)[0], struct.unpack_from("<I", content, 48)[0]
        self._mini_below, first_mini = struct.unpack_from("<II", content, 56)
        self._next = self._sector_table(n_fat)
        self._streams = self._directory(self._chain(first_directory))
        self._mini_next = _whole_numbers(self._chain(first_mini)) if first_mini < _MAX_SECTOR else ()
        start, size = self._streams.get("", (_END, 0))
        self._mini = self._chain(start)[:size] if start < _MAX_SECTOR else b""

    def names(self) -> frozenset[str]:
        """Return the names of the streams, without their folders."""
        return frozenset(self._streams)

    def stream(self, name: str) -> bytes:
        """Return the bytes of a stream.

        Raises:
            KeyError: there is none of this name.
            BrokenCompound: its chain of sectors leads out of the file or in a circle.
        """
        start, size = self._streams[name]
        if size >= self._mini_below:
            return self._chain(start)[:size]
        return self._mini_chain(start)[:size]

    def _sector(self, number: int) -> bytes:
        """The bytes of one sector; the last one of a file may be short."""
        offset = (number + 1) * self._size
        if offset >= len(self._content):
            raise CutCompound(f"sector {number} is missing")
        return self._content[offset : offset + self._size]

    def _sector_table(self, n_fat: int) -> tuple[int, ...]:
        """For each sector the one that follows it."""
        numbers = list(struct.unpack_from("<109I", self._content, 76))
        following, seen = struct.unpack_from("<I", self._content, 68)[0], 0
        while following < _MAX_SECTOR:
            entries = _whole_numbers(self._sector(following))
            numbers.extend(entries[:-1])
            following, seen = entries[-1], seen + 1
            if seen > len(self._content) // self._size:
                raise BrokenCompound("circle in the sector table")
        if n_fat > len(numbers):
            raise BrokenCompound("sector table too short")
        table: list[int] = []
        for number in numbers[:n_fat]:
            if number < _MAX_SECTOR:
                table.extend(_whole_numbers(self._sector(number)))
        return tuple(table)

    def _chain(self, start: int) -> bytes:
        """The bytes of a chain of sectors."""
        pieces, number = [], start
        while number < _MAX_SECTOR:
            pieces.append(self._sector(number))
            if number >= len(self._next) or len(pieces) > len(self._next):
                raise BrokenCompound("chain of sectors broken")
            number = self._next[number]
        return b"".join(pieces)

    def _mini_chain(self, start: int) -> bytes:
        """The bytes of a chain of small sectors."""
        pieces, number = [], start
        while number < _MAX_SECTOR:
            pieces.append(self._mini[number * 64 : number * 64 + 64])
            if number >= len(self._mini_next) or len(pieces) > len(self._mini_next):
                raise BrokenCompound("chain of small sectors broken")
            number = self._mini_next[number]
        return b"".join(pieces)

    @staticmethod
    def _directory(raw: bytes) -> dict[str, tuple[int, int]]:
        """First sector and size of each stream by its name; the root, under an empty name, holds the small sectors."""
        streams: dict[str, tuple[int, int]] = {}
        for offset in range(0, len(raw) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            length = struct.unpack_from("<H", raw, offset + 64)[0]
            kind = raw[offset + 66]
            name = raw[offset : offset + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", raw, offset + 116)
            if kind == 5:  # noqa: PLR2004  the root
                streams[""] = (start, size)
            elif kind == 2:  # noqa: PLR2004  a stream
                streams.setdefault(name, (start, size))
        return streams


def _whole_numbers(raw: bytes) -> tuple[int, ...]:
    """The bytes as unsigned numbers of four bytes."""
    return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])
