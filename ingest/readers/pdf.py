"""A PDF read into `DocumentText`: the text layer where it is good, recognition of the page image where not.

PDFium is not thread-safe: read in a process of its own.
"""

import gc
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from PIL import Image

from ingest.readers.ambiguous import plumbed_grids
from ingest.readers.assembly import Assembly
from ingest.readers.drafts import FoundPage, FoundWord, lines_of, turned_box
from ingest.readers.failures import Reason, Unreadable
from ingest.readers.legacy import converted
from ingest.readers.limits import ReadingLimits
from ingest.readers.ocr import Engine, EngineMissing, open_engine
from ingest.readers.pdfium import PdfPage, encode_png, open_pdf
from ingest.readers.pdfium_text import Glyphs
from ingest.readers.quality import Language, is_signature_stamp, language, readability
from ingest.readers.scan import read_scan
from ingest.readers.stamps import read_coloured
from ingest.readers.tables import Grid, find_grids
from ingest.readers.textlayer import page_blocks, with_filled
from ingest.text import DocumentText, Mark, Origin

MEDIA_TYPE = "application/pdf"
BROKEN_PAGE = "Trang {} bị hỏng nên không đọc được; đã đọc các trang còn lại. Đề nghị đối chiếu với bản gốc."
_A4 = (595.0, 842.0)  # the size told of a page that cannot be opened
_DPI = 200
_POINTS = 72
_RULE_TOLERANCE = 3.0
_MAX_UNMAPPED = 0.02
_FEW_LETTERS = 400
_PICTURE_SHARE = 0.5
_BADLY_READ = 0.6


@dataclass(frozen=True, slots=True)
class PdfOptions:
    """What a reading may use: ``model_folder`` holds the recogniser's model (None: where the system keeps it)."""

    model_folder: str | None = None


class _Reading:
    """One reading of one file: its clock, its warnings, and the recogniser, opened when first needed."""

    def __init__(self, content: bytes, limits: ReadingLimits, options: PdfOptions, stack: ExitStack) -> None:
        self.content = content
        self.limits = limits
        self.warnings: list[str] = []
        self._options = options
        self._stack = stack
        self._engine: Engine | None = None
        self._ends_at = time.monotonic() + limits.max_seconds

    def engine(self) -> Engine:
        """The recogniser, with the time that one page may take."""
        if self._engine is None:
            opened = open_engine(self._options.model_folder, self.limits.max_page_seconds)
            self._engine = self._stack.enter_context(opened)
        return self._engine

    def check_time(self) -> None:
        """Stop a reading that takes too long."""
        if time.monotonic() > self._ends_at:
            raise Unreadable(Reason.OUT_OF_TIME, f"{self.limits.max_seconds:.0f} s")


def read_pdf(content: bytes, limits: ReadingLimits, options: PdfOptions = PdfOptions()) -> DocumentText:
    """Return the document's text with places, each page from its text layer or recognised.

    Args:
        content: the file.
        limits: bounds of size and time.
        options: where the recogniser's model is.

    Raises:
        Unreadable: empty, encrypted, truncated, mislabelled, too large, too many pages, broken, out of time, or
            without any text.
    """
    assembly = Assembly()
    with ExitStack() as stack:
        reading = _Reading(content, limits, options, stack)
        pages = stack.enter_context(open_pdf(content, limits))
        stack.enter_context(_no_collection())
        broken: list[Unreadable] = []
        for number in range(1, len(pages) + 1):
            reading.check_time()
            try:
                with pages.page(number) as page:
                    found = _read_page(page, reading)
            except Unreadable as refused:
                if refused.reason is not Reason.BROKEN:
                    raise
                broken.append(refused)
                reading.warnings.append(BROKEN_PAGE.format(number))
                found = FoundPage(number, *_A4, Origin.TEXT_LAYER, (), readability=0.0)
            assembly.add(found)
        if len(broken) == len(pages):
            raise broken[0]
        return assembly.document(MEDIA_TYPE, reading.warnings)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the collector away from a reading: its many small values all live on, and none is part of a cycle."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def page_count(content: bytes, limits: ReadingLimits) -> int:
    """Return the number of pages.

    Raises:
        Unreadable: the file cannot be opened.
    """
    with open_pdf(content, limits) as pages:
        return len(pages)


def render_page(content: bytes, page_number: int, width_px: int, limits: ReadingLimits, rotation: int = 0) -> bytes:
    """Return a page as PNG, drawn with filled fields and signature appearances.

    Args:
        content: the file.
        page_number: from 1.
        width_px: width of the picture before it is turned.
        limits: bounds of pixels and pages.
        rotation: degrees clockwise by which the reader turned the page (`Page.rotation`), so that boxes fit.

    Raises:
        Unreadable: the file or the page cannot be opened.
    """
    with open_pdf(content, limits) as pages, pages.page(page_number) as page:
        image = page.image(width_px)
        return encode_png(image.rotate(-rotation, expand=True) if rotation else image)


def _read_page(page: PdfPage, reading: _Reading) -> FoundPage:
    """The text layer where it reads well, else the recognised image; fields filled in are added to either."""
    glyphs = page.glyphs()
    words, spoken = _in_unicode(glyphs)
    if words is not glyphs.words:
        reading.warnings.append(f"Trang {page.number}: chữ theo bảng mã cũ (TCVN3, VNI) đã được chuyển sang Unicode.")
    if spoken.reads_well and _is_whole_layer(page, glyphs):
        return replace(_from_layer(page, glyphs, words, reading), readability=round(spoken.legal, 3))
    found = _from_image(page, reading)
    if len(words) > 1 and found.blocks:
        reading.warnings.append(
            f"Trang {page.number}: lớp chữ có sẵn không dùng được (thiếu dấu hoặc sai mã), đã nhận dạng lại từ ảnh."
        )
    if found.blocks and found.readability < _BADLY_READ:
        reading.warnings.append(
            f"Trang {page.number}: ảnh mờ hoặc chữ bị che nên đọc chưa chắc chắn; đề nghị đối chiếu với ảnh trang."
        )
    return found


def _in_unicode(glyphs: Glyphs) -> tuple[tuple[FoundWord, ...], Language]:
    """The words of a text layer, converted where they were set in an old font, and how they read."""
    spoken = language([word.text for word in glyphs.words])
    if spoken.reads_well:
        return glyphs.words, spoken
    texts = converted([(word.text, font) for word, font in zip(glyphs.words, glyphs.fonts, strict=True)])
    if texts is None:
        return glyphs.words, spoken
    return tuple(word._replace(text=t) for word, t in zip(glyphs.words, texts, strict=True)), language(texts)


def _is_whole_layer(page: PdfPage, glyphs: Glyphs) -> bool:
    """Whether the layer is the page's text: mapped to Unicode, and enough of it for what the page shows."""
    if not glyphs.letters or glyphs.unmapped > _MAX_UNMAPPED * glyphs.letters:
        return False
    return glyphs.letters >= _FEW_LETTERS or page.image_share() <= _PICTURE_SHARE


def _from_layer(page: PdfPage, glyphs: Glyphs, words: tuple[FoundWord, ...], reading: _Reading) -> FoundPage:
    rotation = (360 - glyphs.angle - page.frame.rotation) % 360 if glyphs.angle or page.frame.rotation else 0
    width, height = (page.height, page.width) if rotation % 180 else (page.width, page.height)
    grids = find_grids(page.rules(rotation), _RULE_TOLERANCE)
    if not all(grid.sound for grid in grids):
        grids = _plumbed(page, grids, rotation, reading)
    stamps = _stamps_on_first(page, reading) if page.number == 1 and not rotation else ()
    filled, marks = _annotations(page)
    words += filled
    if rotation:
        words = tuple(word._replace(box=turned_box(word.box, rotation)) for word in words)
    blocks = page_blocks(words, grids, width, height)
    marks = stamps + marks
    return FoundPage(page.number, width, height, Origin.TEXT_LAYER, blocks, marks, rotation=rotation)


def _plumbed(page: PdfPage, grids: list[Grid], rotation: int, reading: _Reading) -> list[Grid]:
    """Grids as the slower reader sees them, where the rules alone leave a cell without a clear shape."""
    if rotation:
        return grids
    return plumbed_grids(reading.content, page.number) or grids


def _stamps_on_first(page: PdfPage, reading: _Reading) -> tuple[Mark, ...]:
    """Stamps in red set as pictures on a page of text; looked for only where there are pictures."""
    if not page.has_pictures():
        return ()
    try:
        engine = reading.engine()
    except EngineMissing:
        return ()
    stamps = read_coloured(_image(page, drawn=True), _DPI, engine)
    return tuple(Mark(s.kind, s.text, page.number, s.box, s.confidence) for s in stamps if s.kind != "seal")


def _image(page: PdfPage, *, drawn: bool) -> Image.Image:
    return page.image(max(1, round(page.width / _POINTS * _DPI)), drawn=drawn)


def _from_image(page: PdfPage, reading: _Reading) -> FoundPage:
    try:
        engine = reading.engine()
    except EngineMissing:
        reading.warnings.append(f"Trang {page.number}: chưa cài bộ nhận dạng chữ tiếng Việt nên không đọc được ảnh.")
        return FoundPage(page.number, page.width, page.height, Origin.OCR, (), readability=0.0)
    image = _image(page, drawn=False)
    scan = read_scan(image, image.width * _POINTS / page.width, engine)
    filled, marks = _annotations(page)
    marks += tuple(Mark(s.kind, s.text, page.number, s.box, s.confidence) for s in scan.stamps)
    width, height = (page.height, page.width) if scan.rotation % 180 else (page.width, page.height)
    filled = tuple(word._replace(box=turned_box(word.box, scan.rotation)) for word in filled)
    blocks = with_filled(scan.blocks, filled)
    read = [(word.text, word.confidence) for line in lines_of(blocks) for word in line.words]
    score = readability(read) if read else 1.0
    return FoundPage(page.number, width, height, Origin.OCR, blocks, marks, score, scan.rotation)


def _annotations(page: PdfPage) -> tuple[tuple[FoundWord, ...], tuple[Mark, ...]]:
    """Words filled into the page's fields, and the stamps of signing programs, which are no text of the document."""
    filled: list[FoundWord] = []
    marks = []
    for annotation in page.annotations():
        text = " ".join(word.text for word in annotation.words)
        if is_signature_stamp(text):
            marks.append(Mark("seal", text, page.number, annotation.box))
        else:
            filled.extend(annotation.words)
    return tuple(filled), tuple(marks)
