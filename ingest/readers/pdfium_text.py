"""The text layer of a PDF page: its words with boxes and fonts, measured in as few calls of PDFium as will do."""

import ctypes
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from sys import intern, maxunicode

import numpy as np
import pypdfium2
from pypdfium2 import raw

from ingest.readers.drafts import FoundWord, clipped, turned_box
from ingest.readers.failures import Reason, Unreadable
from ingest.readers.limits import ReadingLimits
from ingest.readers.pdfium_calls import Areas, Handle, Room, bare, pointer_to
from ingest.text import Box

_UNMAPPED = re.compile(r"[\ufffd\uffff\ue000-\uf8ff]")
_NOT_PRINTED = "\x00\x02\ufffe"
_PLANE = 0x10000
_IS_BLANK = np.zeros(_PLANE, np.bool_)
_IS_BLANK[[code for code in range(0x3001) if chr(code).isspace()] + list(map(ord, _NOT_PRINTED))] = True
_SURROGATES = range(0xD800, 0xE000)
_NAME_SIZE = 128
_FINENESS = 10_000  # a fiftieth of a millimetre of A4: the words of a long annex then share their numbers
_SHARES = np.array([place / _FINENESS for place in range(_FINENESS + 1)], dtype=object)

_Font = tuple[str, bool, bool]
_Fonts = tuple[Sequence[str], Sequence[bool], Sequence[bool]]

# The same as their own constructors, which cost twice as much.
_new_box: Callable[[type[Box], Iterable[float]], Box] = tuple.__new__
_new_word: Callable[[type[FoundWord], Iterable[object]], FoundWord] = tuple.__new__

_measure = bare(raw.FPDFText_GetLooseCharBox)
_get_text = bare(raw.FPDFText_GetText)
_get_angle = bare(raw.FPDFText_GetCharAngle, ctypes.c_float)
_get_piece = bare(raw.FPDFText_GetTextObject, ctypes.c_void_p)
_get_font = bare(raw.FPDFTextObj_GetFont, ctypes.c_void_p, ctypes.c_void_p)
_get_name = bare(raw.FPDFFont_GetBaseFontName, ctypes.c_ulong)
_room = Room(apart=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page in its own coordinates, and by how many degrees clockwise it is shown turned."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a rectangle of the page as fractions of the page as shown."""
        width, height = self.right - self.left, self.top - self.bottom
        x0, x1 = (left - self.left) / width, (right - self.left) / width
        y0, y1 = (self.top - top) / height, (self.top - bottom) / height
        if self.rotation:
            x0, y0, x1, y1 = turned_box(Box(x0, y0, x1, y1), self.rotation)
        return clipped(x0, y0, x1, y1)

    def boxes(self, areas: Areas) -> list[Box]:
        """Return rectangles of the page, one a row (left, top, right, bottom), as fractions of the page as shown."""
        wide, high = _FINENESS / (self.right - self.left), _FINENESS / (self.top - self.bottom)
        places = np.rint((areas - (self.left, self.top, self.left, self.top)) * (wide, -high, wide, -high))
        is_inside = places.size == 0 or (places.min() >= 0 and places.max() <= _FINENESS)
        if self.rotation or not is_inside or not (places[:, :2] < places[:, 2:]).all():
            return [self.box(left, bottom, right, top) for left, top, right, bottom in areas.tolist()]
        return list(map(_new_box, repeat(Box), zip(*_SHARES[places.T.astype(np.intp)].tolist(), strict=True)))


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The text layer of a page: words with boxes and fonts in PDFium's order.

    ``letters`` counts all their characters, ``unmapped`` those without a Unicode meaning; ``angle`` is by how many
    degrees clockwise most of the text is turned on the page itself, before the page is shown turned.
    """

    words: tuple[FoundWord, ...]
    fonts: Sequence[str]
    letters: int
    unmapped: int
    angle: int = 0


def read_glyphs(text_page: pypdfium2.PdfTextPage, frame: Frame, limits: ReadingLimits) -> Glyphs:
    """Return the words, cut at the spaces and line ends that PDFium finds.

    Raises:
        Unreadable: the page has more characters than the limits allow.
    """
    count = text_page.count_chars()
    if count > limits.max_characters:
        raise Unreadable(Reason.TOO_LARGE, f"{count} characters on a page")
    page = pointer_to(text_page.raw)
    text = _characters(text_page.raw, page, count)
    starts, lasts, texts = _cut(text)
    if not texts:
        return Glyphs((), (), 0, 0)
    boxes = frame.boxes(_areas(page, starts, lasts))
    names, bold, italic = _fonts(page, starts)
    words = tuple(map(_new_word, repeat(FoundWord), zip(texts, boxes, repeat(1.0), bold, italic)))
    letters = len("".join(texts))
    return Glyphs(words, names, letters, len(_UNMAPPED.findall(text)), _angle(page, starts, lasts))


def _characters(handle: raw.FPDF_TEXTPAGE, page: object, count: int) -> str:
    """One character per index of PDFium."""
    buffer = ctypes.create_string_buffer(2 * (count + 1))
    if _get_text(page, 0, count, ctypes.byref(buffer)) == count + 1:
        text = buffer.raw[: 2 * count].decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text
    codes = (raw.FPDFText_GetUnicode(handle, index) for index in range(count))
    return "".join(chr(code) if code not in _SURROGATES and code <= maxunicode else "\ufffd" for code in codes)


def _cut(text: str) -> tuple[list[int], list[int], list[str]]:
    """The index of each word's first character and of its last, and the words."""
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    is_filled = np.zeros(len(codes) + 2, np.bool_)
    np.logical_not(_IS_BLANK[np.minimum(codes, _PLANE - 1)], out=is_filled[1:-1])
    edges = np.flatnonzero(is_filled[1:] != is_filled[:-1])
    for sign in _NOT_PRINTED:
        text = text.replace(sign, " ")
    return edges[::2].tolist(), (edges[1::2] - 1).tolist(), list(map(intern, text.split()))


def _areas(page: object, starts: list[int], lasts: list[int]) -> Areas:
    """The place of each word (left, top, right, bottom), from its first and last character."""
    first, last = _room.filled(_measure, starts, page), _room.filled(_measure, lasts, page)
    areas = np.minimum(first, last)
    areas[:, 1:3] = np.maximum(first[:, 1:3], last[:, 1:3])
    return areas


def _fonts(page: object, starts: list[int]) -> _Fonts:
    """Name, whether bold, whether italic of the font in which each word begins, each font described once."""
    pieces = list(map(_get_piece, repeat(page), starts))
    distinct = list(set(pieces))
    fonts = list(map(_get_font, distinct))
    described = {font: _described(font) for font in set(fonts)}
    if len(described) == 1:
        (name, is_bold, is_italic), count = described[fonts[0]], len(starts)
        return [name] * count, [is_bold] * count, [is_italic] * count
    by_piece = dict(zip(distinct, map(described.__getitem__, fonts), strict=True))
    names, bold, italic = zip(*map(by_piece.__getitem__, pieces), strict=True)
    return names, bold, italic


def _described(font: int | None) -> _Font:
    """Name, whether bold, whether italic; no name where it is unknown or too long."""
    held = ctypes.create_string_buffer(_NAME_SIZE)
    size = _get_name(Handle(font), ctypes.byref(held), ctypes.c_ulong(_NAME_SIZE)) if font else 0
    name = held.value if 0 < size <= _NAME_SIZE else b""
    lower = name.lower()
    return name.decode("utf-8", "replace"), b"bold" in lower, b"italic" in lower


def _angle(page: object, starts: list[int], lasts: list[int]) -> int:
    """The right angle at which most of the text is set, from a sample of the long words."""
    long = [start for start, last in zip(starts, lasts, strict=True) if last - start > 1]  # short words tell little
    sample = long[:: max(1, len(long) // 15)]
    turns = [round(math.degrees(_get_angle(page, index)) / 90) % 4 * 90 for index in sample]
    return max(set(turns), key=turns.count) if turns else 0
