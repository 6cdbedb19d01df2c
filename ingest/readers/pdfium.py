"""The one door to PDFium: pages, words, ruling lines and page images. Not thread-safe."""

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from ingest.readers.drafts import FoundWord, turned_box
from ingest.readers.failures import Reason, Unreadable
from ingest.readers.limits import ReadingLimits
from ingest.readers.pdfium_paths import Drawing, drawings, drawn_rules
from ingest.readers.pdfium_text import Frame, Glyphs, read_glyphs
from ingest.readers.tables import Rule
from ingest.text import Box

_MAX_ANNOTATIONS = 500


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
        """Give one page and close it afterwards.

        Raises:
            Unreadable: the page cannot be opened, or fails in whatever is asked of it: its text, rules, picture.
        """
        try:
            page = self._document[number - 1]
            try:
                yield PdfPage(self._document, page, number, self._limits)
            finally:
                page.close()
        except pypdfium2.PdfiumError as error:
            raise Unreadable(Reason.BROKEN, f"page {number}: {error}") from error


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
        """Return the page ``width_px`` wide, in colour, with or without fields and signature appearances drawn.

        Raises:
            Unreadable: it cannot be drawn.
        """
        scale = (width_px - 0.5) / self.width  # the renderer rounds up
        if (self.width * scale) * (self.height * scale) > self._limits.max_pixels:
            scale = math.sqrt(self._limits.max_pixels / (self.width * self.height))
        try:
            bitmap = self._page.render(scale=scale, may_draw_forms=drawn, draw_annots=drawn)
        except (pypdfium2.PdfiumError, ValueError) as error:
            raise Unreadable(Reason.BROKEN, f"picture of page {self.number}") from error
        try:
            drawn_page: Image.Image = bitmap.to_pil()
            return drawn_page.convert("RGB")
        finally:
            bitmap.close()

    def glyphs(self) -> Glyphs:
        """Return the words of the text layer, without those of annotations."""
        return self._glyphs_of(self._page)

    def _glyphs_of(self, page: pypdfium2.PdfPage) -> Glyphs:
        text_page = page.get_textpage()
        try:
            return read_glyphs(text_page, self.frame, self._limits)
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
        width, height = (self.height, self.width) if rotation % 180 else (self.width, self.height)
        rules = []
        for left, top, right, bottom in drawn_rules(self._drawings):
            x0, y0, x1, y1 = turned_box(self.frame.box(left, bottom, right, top), rotation)
            x0, x1, y0, y1 = x0 * width, x1 * width, y0 * height, y1 * height
            if x1 - x0 >= y1 - y0:
                rules.append(Rule(horizontal=True, at=(y0 + y1) / 2, start=x0, end=x1))
            else:
                rules.append(Rule(horizontal=False, at=(x0 + x1) / 2, start=y0, end=y1))
        return rules

    @cached_property
    def _drawings(self) -> list[Drawing]:
        """What is drawn on the page, listed once: both its lines and its pictures are looked for there."""
        return list(drawings(self._page, self._limits.max_objects))

    def has_pictures(self) -> bool:
        """Return whether pictures or annotations are drawn on the page."""
        return raw.FPDFPage_GetAnnotCount(self._page) > 0 or self.image_share() > 0

    def image_share(self) -> float:
        """Return the share of the page that its largest picture covers."""
        areas = [each.only(raw.FPDF_PAGEOBJ_IMAGE).areas() for each in self._drawings]
        boxes = [box for each in areas for box in self.frame.boxes(each)]
        return max(((box.x1 - box.x0) * (box.y1 - box.y0) for box in boxes), default=0.0)


def _holds(outer: Box, inner: Box) -> bool:
    """Whether the middle of a word lies in the box, give or take a hair."""
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return outer.x0 - 0.005 <= x <= outer.x1 + 0.005 and outer.y0 - 0.005 <= y <= outer.y1 + 0.005


def encode_png(image: Image.Image) -> bytes:
    """Return the image as PNG."""
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()
