"""Writes small Word 97 files and compound files, so that the reader can be tested without a stored binary."""

import struct
from dataclasses import dataclass, field

SECTOR = 512
END, FAT_SECTOR, FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
SMALL = 4096
TEXT_AT = 1024


@dataclass
class Run:
    text: str
    properties: bytes = b""


@dataclass
class Stored:
    """A paragraph as stored: runs, the sign that ends it, its properties (sprms)."""

    runs: list[Run]
    sign: str = "\r"
    properties: bytes = b""


@dataclass
class Extras:
    lists: bytes = b""
    overrides: bytes = b""
    footnotes: list[Stored] = field(default_factory=list)
    data: bytes = b""
    flags: int = 0x0200
    version: int = 0xC1


def sprm(number: int, operand: bytes) -> bytes:
    return struct.pack("<H", number) + operand


IN_TABLE = sprm(0x2416, b"\1")
ENDS_ROW = sprm(0x2417, b"\1")
CENTRED = sprm(0x2461, b"\1")
BOLD = sprm(0x0835, b"\1")
ITALIC = sprm(0x0836, b"\1")
DELETED = sprm(0x0800, b"\1")
HIDDEN = sprm(0x083C, b"\1")


def listed(number: int, level: int = 0) -> bytes:
    return sprm(0x460B, struct.pack("<h", number)) + sprm(0x260A, bytes([level]))


def row_definition(flags: list[int]) -> bytes:
    """sprmTDefTable: cell count, edges, then 20 bytes a cell that begin with its flags."""
    count = len(flags)
    body = bytes([count]) + b"\0\0" * (count + 1) + b"".join(struct.pack("<H", flag) + b"\0" * 18 for flag in flags)
    return struct.pack("<H", 0xD608) + struct.pack("<H", len(body) + 1) + body


def line(text: str, properties: bytes = b"", run: bytes = b"") -> Stored:
    return Stored([Run(text, run)], "\r", properties)


def row(texts: list[str], definition: bytes = b"") -> list[Stored]:
    cells = [Stored([Run(text)], "\x07", IN_TABLE) for text in texts]
    return [*cells, Stored([], "\x07", IN_TABLE + ENDS_ROW + definition)]


def level(form: int, pattern: str, start: int = 1, follow: int = 0) -> bytes:
    head = struct.pack("<iBB9sBiiBBBB", start, form, 0, b"\0" * 9, follow, 0, 0, 0, 0, 0, 0)
    return head + struct.pack("<H", len(pattern)) + pattern.encode("utf-16-le")


def one_list(levels: list[bytes]) -> tuple[bytes, bytes]:
    """A simple list (one level) or a full one (nine), and the table that makes it list 1."""
    simple = len(levels) == 1
    definition = struct.pack("<ii18sBB", 7, 0, b"\0" * 18, 1 if simple else 0, 0)
    lists = struct.pack("<H", 1) + definition + b"".join(levels)
    overrides = struct.pack("<I", 1) + struct.pack("<i8sBBBB", 7, b"\0" * 8, 0, 0, 0, 0) + b"\xff\xff\xff\xff"
    return lists, overrides


def make_doc(paragraphs: list[Stored], extras: Extras | None = None, *, narrow: bool = False) -> bytes:
    extras = extras or Extras()
    stored = [*paragraphs, *extras.footnotes]
    main = sum(_length(paragraph) for paragraph in paragraphs)
    notes = sum(_length(paragraph) for paragraph in extras.footnotes)
    text, spans, runs = _text(stored, "cp1252" if narrow else "utf-16-le")
    stream = bytearray(TEXT_AT) + text
    looks = {}
    for number, items in ((13, spans), (12, runs)):
        stream += b"\0" * (-len(stream) % SECTOR)
        pages = []
        for group in _groups(items):
            pages.append((group[0][0], group[-1][1], len(stream) // SECTOR))
            stream += _page(group, is_paragraph=number == 13)
        looks[number] = _bin_table(pages)
    stated = (TEXT_AT * 2) | 0x40000000 if narrow else TEXT_AT
    pieces = struct.pack("<II", 0, main + notes) + struct.pack("<HIH", 0, stated, 0)
    looks[33] = b"\2" + struct.pack("<I", len(pieces)) + pieces
    if extras.lists:
        looks |= {73: extras.lists, 74: extras.overrides}
    struct.pack_into("<HH", stream, 0, 0xA5EC, extras.version)
    struct.pack_into("<H", stream, 10, extras.flags)
    struct.pack_into("<II", stream, 0x4C, main, notes)
    table = b""
    for number, content in looks.items():
        struct.pack_into("<II", stream, 0x9A + 8 * number, len(table), len(content))
        table += content
    streams = {"WordDocument": bytes(stream), "1Table" if extras.flags & 0x0200 else "0Table": table}
    return make_compound(streams | ({"Data": extras.data} if extras.data else {}))


Span = tuple[int, int, bytes]


def _text(stored: list[Stored], encoding: str) -> tuple[bytes, list[Span], list[Span]]:
    """The text, and where paragraphs and runs lie in the stream."""
    text, spans, runs = b"", [], []
    for paragraph in stored:
        first = TEXT_AT + len(text)
        for run in paragraph.runs:
            begin = TEXT_AT + len(text)
            text += run.text.encode(encoding)
            runs.append((begin, TEXT_AT + len(text), run.properties))
        begin = TEXT_AT + len(text)
        text += paragraph.sign.encode(encoding)
        runs.append((begin, TEXT_AT + len(text), paragraph.runs[-1].properties if paragraph.runs else b""))
        spans.append((first, TEXT_AT + len(text), paragraph.properties))
    return text, spans, runs


def _length(paragraph: Stored) -> int:
    return sum(len(run.text) for run in paragraph.runs) + len(paragraph.sign)


def _groups(items: list[tuple[int, int, bytes]]) -> list[list[tuple[int, int, bytes]]]:
    """As many as fit on a page of 512 bytes, generously counted."""
    groups: list[list[tuple[int, int, bytes]]] = [[]]
    room = 470
    for item in items:
        need = 22 + len(item[2])
        if need > room:
            groups.append([])
            room = 470
        groups[-1].append(item)
        room -= need
    return groups


def _page(items: list[tuple[int, int, bytes]], *, is_paragraph: bool) -> bytes:
    page = bytearray(SECTOR)
    count = len(items)
    for number, (first, _, _) in enumerate(items):
        struct.pack_into("<I", page, 4 * number, first)
    struct.pack_into("<I", page, 4 * count, items[-1][1])
    step = 13 if is_paragraph else 1
    end = 510
    for number, (_, _, properties) in enumerate(items):
        if not properties:
            continue
        if is_paragraph:
            body = struct.pack("<H", 0) + properties
            content = (
                bytes([0, (len(body) + 1) // 2]) + body if len(body) % 2 == 0 else bytes([(len(body) + 1) // 2]) + body
            )
        else:
            content = bytes([len(properties)]) + properties
        end -= len(content)
        end -= end % 2
        page[end : end + len(content)] = content
        page[4 * (count + 1) + step * number] = end // 2
    page[511] = count
    return bytes(page)


def _bin_table(pages: list[tuple[int, int, int]]) -> bytes:
    firsts = [first for first, _, _ in pages] + [pages[-1][1]]
    return struct.pack(f"<{len(firsts)}I", *firsts) + struct.pack(f"<{len(pages)}I", *(page for _, _, page in pages))


def make_compound(streams: dict[str, bytes]) -> bytes:
    """Streams below 4096 bytes go into the stream of small sectors, as the format asks."""
    sectors: list[bytes] = []
    chain: list[int] = []

    def place(content: bytes) -> int:
        if not content:
            return END
        first = len(sectors) + 1
        count = -(-len(content) // SECTOR)
        for number in range(count):
            sectors.append(content[number * SECTOR : (number + 1) * SECTOR].ljust(SECTOR, b"\0"))
            chain.append(first + number + 1 if number + 1 < count else END)
        return first

    small, small_chain, entries = b"", [], []
    for name, content in streams.items():
        if len(content) >= SMALL:
            entries.append((name, 2, place(content), len(content)))
            continue
        first = len(small) // 64
        count = -(-len(content) // 64)
        small += content.ljust(count * 64, b"\0")
        small_chain += [first + number + 1 for number in range(count - 1)] + [END]
        entries.append((name, 2, first, len(content)))
    root = ("Root Entry", 5, place(small), len(small))
    small_table = place(struct.pack(f"<{len(small_chain)}I", *small_chain)) if small_chain else END
    directory = b"".join(_entry(*entry) for entry in [root, *entries])
    directory += b"\0" * (-len(directory) % SECTOR)
    first_directory = place(directory)
    table = [FAT_SECTOR, *chain]
    assert len(table) <= SECTOR // 4, "one sector of the table holds 128 entries"
    fat = struct.pack("<128I", *table, *[FREE] * (128 - len(table)))
    header = bytearray(SECTOR)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<II", header, 44, 1, first_directory)
    struct.pack_into("<IIIII", header, 56, SMALL, small_table, 1 if small_chain else 0, END, 0)
    struct.pack_into("<109I", header, 76, 0, *[FREE] * 108)
    return bytes(header) + fat + b"".join(sectors)


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    raw = bytearray(128)
    encoded = (name + "\0").encode("utf-16-le")
    raw[: len(encoded)] = encoded
    struct.pack_into("<HBB", raw, 64, len(encoded), kind, 1)
    struct.pack_into("<II", raw, 116, first, size)
    return bytes(raw)
