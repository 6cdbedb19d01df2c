"""The one door to PDFium: pages, words of the text layer, ruling lines and page images. Not thread-safe."""

import ctypes
import io
import math
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from ingest.readers.drafts import FoundWord, clipped, turned_box
from ingest.readers.failures import Reason, Unreadable
from ingest.readers.limits import ReadingLimits
from ingest.readers.pdfium_paths import bounds_of, collect_rules, walk_objects
from ingest.readers.tables import Rule
from ingest.text import Box

_MAX_ANNOTATIONS = 500
_WORD = re.compile(r"[^\s\x00\x02\ufffe]+")
_SURROGATES = range(0xD800, 0xE000)


# The same function without the checks of its argument types, which cost as much as the measuring.
_measure = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
)


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


@dataclass(frozen=True, slots=True)
class Annotation:
    """What is drawn over the page by a field, signature or stamp: its place and the words in it."""

    box: Box
    words: tuple[FoundWord, ...]


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
            yield PdfPage(self._document, page, number, self._limits)
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

    def __init__(
        self, document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, number: int, limits: ReadingLimits
    ) -> None:
        """Measure the page; refuse one beyond the limits."""
        self._document = document
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
        scale = (width_px - 0.5) / self.width  # the renderer rounds up
        if (self.width * scale) * (self.height * scale) > self._limits.max_pixels:
            scale = math.sqrt(self._limits.max_pixels / (self.width * self.height))
        bitmap = self._page.render(scale=scale, may_draw_forms=drawn, draw_annots=drawn)
        try:
            drawn_page: Image.Image = bitmap.to_pil()
            return drawn_page.convert("RGB")
        finally:
            bitmap.close()

    def glyphs(self) -> Glyphs:
        """Return the words of the text layer, without those of annotations."""
        return self._glyphs_of(self._page)

    def _glyphs_of(self, page: pypdfium2.PdfPage) -> Glyphs:
        try:
            text_page = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise Unreadable(Reason.BROKEN, f"text of page {self.number}") from error
        try:
            return _read_glyphs(text_page, self.frame, self._limits)
        finally:
            text_page.close()

    def annotations(self) -> list[Annotation]:
        """Return the words that fields, signatures and stamps draw over the page; the page must not be drawn after.

        They are no part of the text layer until they are pressed into the page.
        """
        boxes = self._annotation_boxes()
        if not boxes:
            return []
        printed = {(word.text, round(word.box.x0, 3), round(word.box.y0, 3)) for word in self.glyphs().words}
        if raw.FPDFPage_Flatten(self._page, raw.FLAT_NORMALDISPLAY) != raw.FLATTEN_SUCCESS:
            return []
        pressed = self._document[self.number - 1]
        try:
            words = [
                word
                for word in self._glyphs_of(pressed).words
                if (word.text, round(word.box.x0, 3), round(word.box.y0, 3)) not in printed
            ]
        finally:
            pressed.close()
        found = []
        for box in boxes:
            inside = tuple(word for word in words if _holds(box, word.box))
            words = [word for word in words if not _holds(box, word.box)]
            if inside:
                found.append(Annotation(box, inside))
        return found

    def _annotation_boxes(self) -> list[Box]:
        """Smallest first, so that a number inside a large frame keeps its own."""
        boxes = []
        for index in range(min(raw.FPDFPage_GetAnnotCount(self._page), _MAX_ANNOTATIONS)):
            annotation = raw.FPDFPage_GetAnnot(self._page, index)
            area = raw.FS_RECTF()
            if annotation:
                if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_LINK and raw.FPDFAnnot_GetRect(
                    annotation, area
                ):
                    boxes.append(self.frame.box(area.left, area.bottom, area.right, area.top))
                raw.FPDFPage_CloseAnnot(annotation)
        return sorted(boxes, key=lambda box: (box.x1 - box.x0) * (box.y1 - box.y0))

    def rules(self, rotation: int = 0) -> list[Rule]:
        """Return the ruling lines drawn on the page, in points of the page as shown and then turned clockwise."""
        found: list[tuple[float, float, float, float]] = []
        collect_rules(self._page, self._limits.max_objects, found)
        width, height = (self.height, self.width) if rotation % 180 else (self.width, self.height)
        rules = []
        for left, bottom, right, top in found:
            box = turned_box(self.frame.box(left, bottom, right, top), rotation)
            x0, x1, y0, y1 = box.x0 * width, box.x1 * width, box.y0 * height, box.y1 * height
            if x1 - x0 >= y1 - y0:
                rules.append(Rule(horizontal=True, at=(y0 + y1) / 2, start=x0, end=x1))
            else:
                rules.append(Rule(horizontal=False, at=(x0 + x1) / 2, start=y0, end=y1))
        return rules

    def has_pictures(self) -> bool:
        """Return whether pictures or annotations are drawn on the page."""
        return raw.FPDFPage_GetAnnotCount(self._page) > 0 or self.image_share() > 0

    def image_share(self) -> float:
        """Return the share of the page that its largest picture covers."""
        largest = 0.0
        for _, item, matrix in walk_objects(self._page, self._limits.max_objects):
            if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_IMAGE:
                left, bottom, right, top = bounds_of(item, matrix)
                box = self.frame.box(left, bottom, right, top)
                largest = max(largest, (box.x1 - box.x0) * (box.y1 - box.y0))
        return largest


def _holds(outer: Box, inner: Box) -> bool:
    """Whether the middle of a word lies in the box, give or take a hair."""
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return outer.x0 - 0.005 <= x <= outer.x1 + 0.005 and outer.y0 - 0.005 <= y <= outer.y1 + 0.005


def _read_glyphs(text_page: pypdfium2.PdfTextPage, frame: Frame, limits: ReadingLimits) -> Glyphs:
    """Words cut at the spaces and line ends that PDFium finds; only a word's first and last characters are measured."""
    count = text_page.count_chars()
    if count > limits.max_characters:
        raise Unreadable(Reason.TOO_LARGE, f"{count} characters on a page")
    text = _characters(text_page, count)
    handle, area = text_page.raw, raw.FS_RECTF()
    address, reference, to_box = ctypes.cast(handle, ctypes.c_void_p), ctypes.byref(area), frame.box
    fonts = _Fonts(handle)
    spans = [match.span() for match in _WORD.finditer(text)]
    words: list[FoundWord] = []
    names: list[str] = []
    for start, end in spans:
        _measure(address, start, reference)
        x0, y0, x1, y1 = area.left, area.bottom, area.right, area.top
        if end - start > 1:
            _measure(address, end - 1, reference)
            x0, y0, x1, y1 = min(x0, area.left), min(y0, area.bottom), max(x1, area.right), max(y1, area.top)
        name, bold, italic = fonts.of_word(start, text)
        words.append(FoundWord(text[start:end], to_box(x0, y0, x1, y1), 1.0, bold, italic))
        names.append(name)
    unmapped = sum(1 for c in text if c in "\ufffd\uffff" or "\ue000" <= c <= "\uf8ff")
    return Glyphs(tuple(words), tuple(names), unmapped, _angle(handle, spans))


_Font = tuple[str, bool, bool]


class _Fonts:
    """Fonts (name, bold, italic) by character; where a line is set in one font, its words are not asked one by one."""

    def __init__(self, handle: raw.FPDF_TEXTPAGE) -> None:
        self._handle = handle
        self._buffer = ctypes.create_string_buffer(128)
        self._flags = ctypes.byref(ctypes.c_int())
        self._line_ends_at = -1
        self._of_line: _Font | None = None

    def of_word(self, start: int, text: str) -> _Font:
        """The font in which a word begins."""
        if start > self._line_ends_at:
            end = text.find("\n", start)
            self._line_ends_at = len(text) - 1 if end < 0 else end
            first = self._at(start)
            last = self._line_ends_at
            while last > start and text[last].isspace():
                last -= 1
            middle = (start + last) // 2
            same = first == self._at(last) and (text[middle].isspace() or first == self._at(middle))
            self._of_line = first if same else None
        return self._at(start) if self._of_line is None else self._of_line

    def _at(self, index: int) -> _Font:
        size = raw.FPDFText_GetFontInfo(self._handle, index, self._buffer, 128, self._flags)
        name = self._buffer.value.decode("utf-8", "replace") if 0 < size <= 128 else ""  # noqa: PLR2004 - the buffer
        lower = name.lower()
        return name, "bold" in lower, "italic" in lower


def _angle(handle: raw.FPDF_TEXTPAGE, spans: list[tuple[int, int]]) -> int:
    """The right angle at which most of the text is set, from a sample of the long words."""
    starts = [start for start, end in spans if end - start > 2]  # noqa: PLR2004 - short words tell little
    sample = starts[:: max(1, len(starts) // 15)]
    turns = [round(math.degrees(raw.FPDFText_GetCharAngle(handle, index)) / 90) % 4 * 90 for index in sample]
    return max(set(turns), key=turns.count) if turns else 0


def _characters(text_page: pypdfium2.PdfTextPage, count: int) -> str:
    """One character per index of PDFium."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(text_page, 0, count, buffer)
    if written == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text
    codes = (raw.FPDFText_GetUnicode(text_page, index) for index in range(count))
    return "".join(chr(code) if code not in _SURROGATES and code <= sys.maxunicode else "\ufffd" for code in codes)


def encode_png(image: Image.Image) -> bytes:
    """Return the image as PNG."""
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()
