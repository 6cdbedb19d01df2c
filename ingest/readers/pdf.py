"""A PDF read into `DocumentText`: the text layer where it is good, recognition of the page image where not."""

from ingest.readers.assembly import assemble
from ingest.readers.drafts import FoundPage, FoundWord, lines_of
from ingest.readers.legacy import converted
from ingest.readers.limits import ReadingLimits
from ingest.readers.ocr import Engine, open_engine
from ingest.readers.pdfium import Glyphs, PdfPage, encode_png, open_pdf
from ingest.readers.quality import is_signature_stamp, language, readability
from ingest.readers.scan import read_scan
from ingest.readers.tables import find_grids
from ingest.readers.textlayer import page_blocks, turned, with_texts
from ingest.text import DocumentText, Mark, Origin

MEDIA_TYPE = "application/pdf"
_DPI = 200
_RULE_TOLERANCE = 3.0
_MAX_UNMAPPED = 0.02
_FEW_LETTERS = 400
_PICTURE_SHARE = 0.5


def read_pdf(content: bytes, limits: ReadingLimits, model_folder: str | None = None) -> DocumentText:
    """Return the document's text with places.

    Raises:
        Unreadable: with the reason.
    """
    with open_pdf(content, limits) as pages, open_engine(model_folder) as engine:
        found = []
        for number in range(1, len(pages) + 1):
            with pages.page(number) as page:
                found.append(_read_page(page, engine))
    return assemble(found, MEDIA_TYPE, 1.0, ())


def page_count(content: bytes, limits: ReadingLimits) -> int:
    """Return the number of pages."""
    with open_pdf(content, limits) as pages:
        return len(pages)


def render_page(content: bytes, page_number: int, width_px: int, limits: ReadingLimits, rotation: int = 0) -> bytes:
    """Return a page as PNG, drawn with filled fields and signature appearances.

    Args:
        content: the file.
        page_number: from 1.
        width_px: width of the picture.
        limits: bounds of pixels and pages.
        rotation: degrees clockwise by which the reader turned the page (`Page.rotation`), so that boxes fit.
    """
    with open_pdf(content, limits) as pages, pages.page(page_number) as page:
        image = page.image(width_px)
        if rotation:
            image = image.rotate(-rotation, expand=True)
        return encode_png(image)


def _read_page(page: PdfPage, engine: Engine) -> FoundPage:
    """The text layer where it reads well, else the recognised image; fields filled in are added to either."""
    glyphs = page.glyphs()
    words = legacy_words(glyphs)
    if _is_good_layer(page, words, glyphs):
        return _from_layer(page, glyphs, words)
    return _from_image(page, engine)


def legacy_words(glyphs: Glyphs) -> tuple[FoundWord, ...]:
    """Return the words of a text layer in Unicode, converted where they were set in an old font."""
    texts = converted([(word.text, font) for word, font in zip(glyphs.words, glyphs.fonts, strict=True)])
    return with_texts(glyphs.words, texts) if texts else glyphs.words


def _is_good_layer(page: PdfPage, words: tuple[FoundWord, ...], glyphs: Glyphs) -> bool:
    """Whether the layer is the page's text: enough of it for what the page shows, mapped, and Vietnamese."""
    letters = sum(len(word.text) for word in words)
    if not letters or glyphs.unmapped > _MAX_UNMAPPED * letters:
        return False
    if letters < _FEW_LETTERS and page.image_share() > _PICTURE_SHARE:
        return False
    return language(word.text for word in words).reads_well


def _from_layer(page: PdfPage, glyphs: Glyphs, words: tuple[FoundWord, ...]) -> FoundPage:
    grids = find_grids(page.rules(), _RULE_TOLERANCE)
    filled, marks = _annotations(page)
    words += filled
    width, height, rotation = page.width, page.height, 0
    if glyphs.angle:
        rotation = glyphs.angle
        words = turned(words, rotation)
        grids = []
        if rotation != 180:
            width, height = height, width
    blocks = page_blocks(words, grids, width, height)
    score = readability((word.text, 1.0) for word in words)
    return FoundPage(page.number, width, height, Origin.TEXT_LAYER, blocks, marks, score, rotation)


def _from_image(page: PdfPage, engine: Engine) -> FoundPage:
    scan = read_scan(page.image(round(page.width / 72 * _DPI), drawn=False), _DPI, engine)
    filled, marks = _annotations(page)
    marks += tuple(Mark(s.kind, s.text, page.number, s.box, s.confidence) for s in scan.stamps)
    width, height = (page.height, page.width) if scan.rotation % 180 else (page.width, page.height)
    blocks = scan.blocks
    read = [(word.text, word.confidence) for line in lines_of(blocks) for word in line.words]
    return FoundPage(page.number, width, height, Origin.OCR, blocks, marks, readability(read), scan.rotation)


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
