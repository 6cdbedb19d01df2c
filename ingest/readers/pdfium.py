"""The one door to PDFium: pages, words of the text layer, ruling lines and page images. Not thread-safe."""

import ctypes
import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image

from ingest.readers.drafts import FoundWord, clipped
from ingest.readers.failures import Reason, Unreadable
from ingest.readers.limits import ReadingLimits
from ingest.text import Box

_POINTS = 72.0


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
        if self.rotation == 90:
            x0, y0, x1, y1 = 1 - y1, x0, 1 - y0, x1
        elif self.rotation == 180:
            x0, y0, x1, y1 = 1 - x1, 1 - y1, 1 - x0, 1 - y0
        elif self.rotation == 270:
            x0, y0, x1, y1 = y0, 1 - x1, y1, 1 - x0
        return clipped(x0, y0, x1, y1)


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The text layer of a page as PDFium orders it: words with boxes, and how many characters had no Unicode."""

    words: tuple[FoundWord, ...]
    unmapped: int
    angle: int


class PdfPages:
    """An open document; pages count from 1."""

    def __init__(self, document: pypdfium2.PdfDocument, limits: ReadingLimits) -> None:
        """Keep the open document and the bounds of reading it."""
        self._document = document
        self._limits = limits

    def __len__(self) -> int:
        """Return the number of pages."""
        return len(self._document)

    @contextmanager
    def page(self, number: int) -> Iterator["PdfPage"]:
        """Give one page and close it afterwards."""
        try:
            page = self._document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise Unreadable(Reason.BROKEN, f"page {number}") from error
        try:
            yield PdfPage(page, number, self._limits)
        finally:
            page.close()


@contextmanager
def open_pdf(content: bytes, limits: ReadingLimits) -> Iterator[PdfPages]:
    """Open a document with its forms and close it afterwards.

    Raises:
        Unreadable: empty, too large, mislabelled, encrypted, truncated, broken, or too many pages.
    """
    _check_bytes(content, limits)
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(_reason_of(error, content), "cannot be opened") from error
    try:
        if len(document) > limits.max_pages:
            raise Unreadable(Reason.TOO_MANY_PAGES, f"{len(document)} pages")
        if len(document) == 0:
            raise Unreadable(Reason.TRUNCATED if b"%%EOF" not in content[-2048:] else Reason.EMPTY, "no pages")
        if document.get_formtype() != raw.FORMTYPE_NONE:
            document.init_forms()
        yield PdfPages(document, limits)
    finally:
        document.close()


def _check_bytes(content: bytes, limits: ReadingLimits) -> None:
    if not content.strip():
        raise Unreadable(Reason.EMPTY, "no bytes")
    if len(content) > limits.max_bytes:
        raise Unreadable(Reason.TOO_LARGE, f"{len(content)} bytes")
    if b"%PDF-" not in content[:1024]:
        raise Unreadable(Reason.MISLABELLED, "no PDF header")


def _reason_of(error: pypdfium2.PdfiumError, content: bytes) -> Reason:
    code = getattr(error, "err_code", None)
    if code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return Reason.ENCRYPTED
    return Reason.BROKEN if b"%%EOF" in content[-2048:] else Reason.TRUNCATED


class PdfPage:
    """One open page."""

    def __init__(self, page: pypdfium2.PdfPage, number: int, limits: ReadingLimits) -> None:
        """Measure the page; refuse one beyond the limits."""
        self._page = page
        self._limits = limits
        self.number = number
        self.width, self.height = page.get_size()
        if not (0 < self.width <= limits.max_page_points and 0 < self.height <= limits.max_page_points):
            raise Unreadable(Reason.TOO_LARGE, f"page {number} of {self.width:.0f} x {self.height:.0f} points")
        left, bottom, right, top = page.get_bbox()
        self.frame = Frame(left, bottom, right, top, page.get_rotation())

    def image(self, width_px: int, *, drawn: bool = True) -> Image.Image:
        """Return the page ``width_px`` wide, in colour, with or without fields and signature appearances drawn."""
        scale = width_px / self.width
        if (self.width * scale) * (self.height * scale) > self._limits.max_pixels:
            scale = math.sqrt(self._limits.max_pixels / (self.width * self.height))
        bitmap = self._page.render(scale=scale, may_draw_forms=drawn, draw_annots=drawn)
        try:
            return bitmap.to_pil().convert("RGB")
        finally:
            bitmap.close()

    def glyphs(self) -> Glyphs:
        """Return the words of the text layer."""
        text_page = self._page.get_textpage()
        try:
            return _read_glyphs(text_page, self.frame, self._limits)
        finally:
            text_page.close()


def _read_glyphs(text_page: pypdfium2.PdfTextPage, frame: Frame, limits: ReadingLimits) -> Glyphs:
    """Words cut at the spaces and line ends that PDFium finds; only a word's first and last characters are measured."""
    count = text_page.count_chars()
    if count > limits.max_characters:
        raise Unreadable(Reason.TOO_LARGE, f"{count} characters on a page")
    text = _characters(text_page, count)
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    area = raw.FS_RECTF()
    words: list[FoundWord] = []
    unmapped = sum(1 for c in text if c in "\x00\ufffd\ufffe\uffff" or "\ue000" <= c <= "\uf8ff")
    for start, end in _spans(text):
        x0 = y0 = math.inf
        x1 = y1 = -math.inf
        for index in {start, end - 1}:
            if raw.FPDFText_GetLooseCharBox(text_page, index, area):
                x0, x1 = min(x0, area.left), max(x1, area.right)
                y0, y1 = min(y0, area.bottom), max(y1, area.top)
        if x0 <= x1:
            words.append(FoundWord(text[start:end], frame.box(x0, y0, x1, y1)))
    del left, bottom, right, top
    return Glyphs(tuple(words), unmapped, 0)


def _characters(text_page: pypdfium2.PdfTextPage, count: int) -> str:
    """One character per index of PDFium."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(text_page, 0, count, buffer)
    if written == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text
    codes = (raw.FPDFText_GetUnicode(text_page, index) for index in range(count))
    return "".join(chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """The stretches between white space."""
    start = None
    for index, character in enumerate(text):
        if character.isspace() or character in "\x00\x02\ufffe":
            if start is not None:
                yield start, index
                start = None
        elif start is None:
            start = index
    if start is not None:
        yield start, len(text)


def encode_png(image: Image.Image) -> bytes:
    """Return the image as PNG."""
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()
