"""Any file to `DocumentText`: what it is decides who reads it, not what it is called."""

from contextlib import suppress
from dataclasses import replace

from ingest.readers.doc import read_doc
from ingest.readers.docx import read_docx
from ingest.readers.failures import Reason, Unreadable
from ingest.readers.limits import ReadingLimits
from ingest.readers.office import CONVERTED, as_docx, is_installed
from ingest.readers.pdf import read_pdf, render_page
from ingest.readers.picture import as_pdf
from ingest.readers.plain import read_plain
from ingest.readers.sniff import Format, carries_code, named_format, sniff
from ingest.text import DocumentText

_NAMES = {
    Format.PDF: "PDF",
    Format.DOCX: "DOCX",
    Format.XLSX: "XLSX",
    Format.DOC: "DOC",
    Format.PICTURE: "ảnh",
    Format.TEXT: "văn bản thuần",
    Format.RTF: "RTF",
}
_WIDEST_LETTER = 4  # bytes


def read_document(content: bytes, file_name: str, limits: ReadingLimits) -> DocumentText:
    """Return the text of a file.

    A file whose content is another supported format than its name promises is read as what it is, with a warning.

    Args:
        content: the whole file.
        file_name: as received; only its extension is looked at.
        limits: beyond any of them the file is refused.

    Raises:
        Unreadable: with the reason; nothing else leaves here, whatever the bytes are, but MemoryError.
    """
    found = sniff(content, limits)
    promised = named_format(file_name)
    if found not in _NAMES:
        mislabelled = promised in _NAMES
        raise Unreadable(Reason.MISLABELLED if mislabelled else Reason.UNSUPPORTED, f"{promised} is {found}")
    if found is Format.TEXT and promised in _NAMES and promised is not Format.TEXT:
        raise Unreadable(Reason.MISLABELLED, f"{promised} is text")
    if found is Format.TEXT and len(content) > _WIDEST_LETTER * limits.max_characters:
        raise Unreadable(Reason.TOO_LARGE, f"{len(content)} bytes of text")
    document = _read(content, found, limits)
    if len(document.text) > limits.max_characters:
        raise Unreadable(Reason.TOO_LARGE, f"{len(document.text)} characters")
    if not document.text.strip():
        raise Unreadable(Reason.NO_TEXT)
    notes = []
    if promised not in (found, Format.OTHER):
        notes.append(f"Tên tệp không khớp nội dung: nội dung là {_NAMES[found]}, đã đọc theo nội dung.")
    if carries_code(content, found):
        notes.append("Tệp có kèm mã lệnh (macro, JavaScript); phần mềm không chạy mã, cần thận trọng khi mở tệp gốc.")
    return replace(document, warnings=(*document.warnings, *notes)) if notes else document


def render(content: bytes, page_number: int, width_px: int, limits: ReadingLimits, rotation: int = 0) -> bytes:
    """Return a page of a PDF or a picture as PNG.

    Raises:
        Unreadable: the file has no pages to show, or cannot be opened.
    """
    found = sniff(content, limits)
    if found is Format.PICTURE:
        return render_page(as_pdf(content, limits), page_number, width_px, limits, rotation)
    if found is Format.PDF:
        return render_page(content, page_number, width_px, limits, rotation)
    raise Unreadable(Reason.UNSUPPORTED, f"{found} has no pages")


def _read(content: bytes, found: Format, limits: ReadingLimits) -> DocumentText:
    """Call the reader of a format; what a damaged file makes it raise becomes a reason."""
    try:
        match found:
            case Format.PDF:
                return read_pdf(content, limits)
            case Format.PICTURE:
                return replace(read_pdf(as_pdf(content, limits), limits), media_type="image/*")
            case Format.DOCX:
                return read_docx(content)
            case Format.XLSX:
                return _read_workbook(content, limits)
            case Format.DOC:
                return _read_old_word(content, limits)
            case Format.RTF:
                return _read_converted(content, "rtf", limits)
            case _:
                return read_plain(content)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # damaged bytes bring out of the libraries whatever they did not foresee
        raise Unreadable(Reason.BROKEN, f"{found}: {type(error).__name__}") from error


def _read_workbook(content: bytes, limits: ReadingLimits) -> DocumentText:
    """Loaded at the first workbook: most files are none, and the library takes a third of a second."""
    from ingest.readers.xlsx import read_xlsx  # noqa: PLC0415

    return read_xlsx(content, limits)


def _read_old_word(content: bytes, limits: ReadingLimits) -> DocumentText:
    """Read old Word through LibreOffice where it is installed, else here, with a warning.

    Our own reader looks first: what it finds encrypted or cut off no other program opens either, and it keeps the text
    at hand for a conversion that fails.
    """
    try:
        light = read_doc(content)
    except Unreadable as refused:
        if refused.reason not in (Reason.UNSUPPORTED, Reason.BROKEN) or not is_installed():
            raise
        return _read_converted(content, "doc", limits)
    if is_installed():
        with suppress(Unreadable):
            return _read_converted(content, "doc", limits)
    return light


def _read_converted(content: bytes, extension: str, limits: ReadingLimits) -> DocumentText:
    """Read what LibreOffice makes of the file."""
    converted = as_docx(content, extension, limits.max_seconds)
    sniff(converted, limits)
    document = read_docx(converted)
    return replace(document, warnings=(*document.warnings, CONVERTED))
