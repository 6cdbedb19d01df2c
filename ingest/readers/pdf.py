"""A PDF read into `DocumentText`: the text layer where it is good, recognition of the page image where not."""

from ingest.readers.assembly import assemble
from ingest.readers.drafts import FoundPage
from ingest.readers.layout import lines_in_order
from ingest.readers.limits import ReadingLimits
from ingest.readers.ocr import Engine, open_engine
from ingest.readers.pdfium import PdfPage, encode_png, open_pdf
from ingest.readers.scan import read_scan
from ingest.text import DocumentText, Origin

MEDIA_TYPE = "application/pdf"
_DPI = 200


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
    glyphs = page.glyphs()
    if len(glyphs.words) >= 10:
        lines = lines_in_order(glyphs.words, page.width, page.height)
        return FoundPage(page.number, page.width, page.height, Origin.TEXT_LAYER, tuple(lines))
    scan = read_scan(page.image(round(page.width / 72 * _DPI), drawn=False), _DPI, engine)
    turned = scan.rotation % 180 == 90
    width, height = (page.height, page.width) if turned else (page.width, page.height)
    return FoundPage(page.number, width, height, Origin.OCR, scan.blocks, rotation=scan.rotation)
