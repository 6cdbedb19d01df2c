"""The text layer of a PDF page: its words with boxes and fonts, measured in as few calls of PDFium as will do."""

import ctypes
import math
import re
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from sys import intern, maxunicode

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

from ingest.readers.drafts import FoundWord, clipped, turned_box
from ingest.readers.failures import Reason, Unreadable
from ingest.readers.limits import ReadingLimits
from ingest.readers.pdfium_paths import bare
from ingest.text import Box

_WORD = re.compile(r"[^\s\x00\x02\ufffe]+")
_UNMAPPED = re.compile(r"[\ufffd\uffff\ue000-\uf8ff]")
_SURROGATES = range(0xD800, 0xE000)
_NAME_SIZE = 128
_AREA_SIZE = 16
_SHORT_LINE = 3
_FINENESS = 10_000  # a fiftieth of a millimetre of A4: the words of a long annex then share their numbers
_SHARES = np.array([place / _FINENESS for place in range(_FINENESS + 1)], dtype=object)

Areas = NDArray[np.float64]
_Span = tuple[int, int]
_Font = tuple[str, bool, bool]

# The same as their own constructors, which cost twice as much.
_box: Callable[[Iterable[float]], Box] = partial(tuple.__new__, Box)
_word: Callable[[Iterable[object]], FoundWord] = partial(tuple.__new__, FoundWord)

_measure = bare(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_get_font = bare(
    raw.FPDFText_GetFontInfo, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p
)
_get_text = bare(raw.FPDFText_GetText, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p)


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
        """Return rectangles of the page, one a row (left, bottom, right, top), as fractions of the page as shown."""
        width, height = self.right - self.left, self.top - self.bottom
        x0, x1 = (areas[:, 0] - self.left) / width, (areas[:, 2] - self.left) / width
        y0, y1 = (self.top - areas[:, 3]) / height, (self.top - areas[:, 1]) / height
        places = np.rint(np.stack((x0, y0, x1, y1), axis=1) * _FINENESS)
        starts, ends = places[:, :2], places[:, 2:]
        if self.rotation or not ((starts >= 0) & (starts < ends) & (ends <= _FINENESS)).all():
            return [self.box(*area) for area in areas.tolist()]
        return list(map(_box, _SHARES[places.astype(np.intp)].tolist()))


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The text layer of a page: words with boxes and fonts in PDFium's order.

    ``unmapped`` counts characters without a Unicode meaning; ``angle`` is by how many degrees clockwise most of the
    text is turned on the page itself, before the page is shown turned.
    """

    words: tuple[FoundWord, ...]
    fonts: tuple[str, ...]
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
    handle = text_page.raw
    address = ctypes.cast(handle, ctypes.c_void_p).value or 0
    text = _characters(handle, address, count)
    spans = [match.span() for match in _WORD.finditer(text)]
    fonts = _fonts(address, spans, text)
    names, bold, italic = zip(*fonts, strict=True) if fonts else ((), (), ())
    texts = [intern(text[start:end]) for start, end in spans]
    boxes = frame.boxes(_areas(address, spans))
    words = tuple(map(_word, zip(texts, boxes, repeat(1.0), bold, italic)))
    return Glyphs(words, names, len(_UNMAPPED.findall(text)), _angle(handle, spans))


def _characters(handle: raw.FPDF_TEXTPAGE, address: int, count: int) -> str:
    """One character per index of PDFium."""
    buffer = np.zeros(count + 1, np.uint16)
    if _get_text(address, 0, count, buffer.ctypes.data) == count + 1:
        text = buffer[:count].tobytes().decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text
    codes = (raw.FPDFText_GetUnicode(handle, index) for index in range(count))
    return "".join(chr(code) if code not in _SURROGATES and code <= maxunicode else "\ufffd" for code in codes)


def _areas(address: int, spans: list[_Span]) -> Areas:
    """The place of each word, from its first and last character, all measured into one array."""
    held = np.zeros((len(spans), 2, 4), np.float32)
    ends = [index for start, end in spans for index in (start, end - 1)]
    targets = range(held.ctypes.data, held.ctypes.data + held.nbytes, _AREA_SIZE)
    deque(map(_measure, repeat(address), ends, targets), maxlen=0)
    left, top, right, bottom = np.moveaxis(held.astype(np.float64), 2, 0)
    return np.stack((left.min(1), bottom.min(1), right.max(1), top.max(1)), axis=1)


def _fonts(address: int, spans: list[_Span], text: str) -> list[_Font]:
    """The font (name, bold, italic) in which each word begins.

    Where a line is set in one font, as its first, middle and last characters tell, its words are not asked one by one.
    """
    ask = _FontBook(address).at
    starts = [start for start, _ in spans]
    fonts: list[_Font] = []
    at = 0
    while at < len(starts):
        start, line_end = starts[at], text.find("\n", starts[at])
        end = len(starts) if line_end < 0 else bisect_left(starts, line_end, at)
        first, last = ask(start), spans[end - 1][1] - 1
        middle = (start + last) // 2
        if end - at > _SHORT_LINE and first is ask(last) and (text[middle].isspace() or first is ask(middle)):
            fonts += [first] * (end - at)
        else:
            fonts.append(first)
            fonts += map(ask, starts[at + 1 : end])
        at = end
    return fonts


class _FontBook:
    """Fonts by character; each is described once."""

    def __init__(self, address: int) -> None:
        self._address = address
        self._name = ctypes.create_string_buffer(_NAME_SIZE)
        self._places = ctypes.addressof(self._name), _NAME_SIZE, None
        self._fonts: dict[bytes, _Font] = {}

    def at(self, index: int) -> _Font:
        """Return the font of a character; no name where it is unknown or too long."""
        size = _get_font(self._address, index, *self._places)
        name = self._name.value if 0 < size <= _NAME_SIZE else b""
        font = self._fonts.get(name)
        if font is None:
            lower = name.lower()
            font = self._fonts[name] = name.decode("utf-8", "replace"), b"bold" in lower, b"italic" in lower
        return font


def _angle(handle: raw.FPDF_TEXTPAGE, spans: list[_Span]) -> int:
    """The right angle at which most of the text is set, from a sample of the long words."""
    starts = [start for start, end in spans if end - start > 2]  # noqa: PLR2004 - short words tell little
    sample = starts[:: max(1, len(starts) // 15)]
    turns = [round(math.degrees(raw.FPDFText_GetCharAngle(handle, index)) / 90) % 4 * 90 for index in sample]
    return max(set(turns), key=turns.count) if turns else 0
