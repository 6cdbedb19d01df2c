"""Pure: what a file is, by its content; the name is only what somebody called it."""

import re
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from ingest.readers.failures import Reason, Unreadable
from ingest.readers.limits import ReadingLimits
from ingest.readers.ole import SIGNATURE, BrokenCompound, Compound, CutCompound


class Format(StrEnum):
    """A format that is read, or one that is known by sight."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    DOC = "doc"
    PICTURE = "picture"
    TEXT = "text"
    RTF = "rtf"
    HTML = "html"
    OTHER = "other"


_BY_EXTENSION = {
    "pdf": Format.PDF, "docx": Format.DOCX, "docm": Format.DOCX, "dotx": Format.DOCX, "xlsx": Format.XLSX,
    "xlsm": Format.XLSX, "doc": Format.DOC, "dot": Format.DOC, "png": Format.PICTURE, "jpg": Format.PICTURE,
    "jpeg": Format.PICTURE, "tif": Format.PICTURE, "tiff": Format.PICTURE, "bmp": Format.PICTURE,
    "txt": Format.TEXT, "md": Format.TEXT, "rtf": Format.RTF, "htm": Format.HTML, "html": Format.HTML,
}  # fmt: skip
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM")
_HTML = re.compile(rb"^\s*(<!doctype html|<html|<\?xml[^>]*>\s*<html|mime-version:[^\n]*\n)", re.IGNORECASE)
_HEAD = 1024
_MAX_RATIO = 400  # what deflate reaches on a table of equal rows; a bomb reaches a thousand
_RATIO_FROM = 20_000_000
_ENCRYPTED_ENTRY = 1


def named_format(file_name: str) -> Format:
    """Return the format that the name promises."""
    _, dot, extension = file_name.rpartition(".")
    return _BY_EXTENSION.get(extension.lower(), Format.OTHER) if dot else Format.OTHER


def sniff(content: bytes, limits: ReadingLimits) -> Format:
    """Return what the bytes are.

    Raises:
        Unreadable: empty, larger than the limits, a container that is encrypted, cut off or would unpack to too much.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise Unreadable(Reason.EMPTY)
    if len(content) > limits.max_bytes:
        raise Unreadable(Reason.TOO_LARGE, f"{len(content)} bytes")
    head = content[:_HEAD]
    if b"%PDF-" in head:
        return Format.PDF
    if head.startswith(b"PK\x03\x04"):
        return _zip_format(content, limits)
    if head.startswith(SIGNATURE):
        return _compound_format(content)
    if head.startswith(_PICTURES[:-1]) or (head.startswith(_PICTURES[-1]) and b"\0" in head):
        return Format.PICTURE
    if head.lstrip().startswith(b"{\\rtf"):
        return Format.RTF
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return Format.HTML
    return Format.TEXT if _is_text(content) else Format.OTHER


def carries_code(content: bytes, found: Format) -> bool:
    """Return whether the file brings a macro or a script along, as far as its own index tells; none is ever run."""
    if found is Format.PDF:
        return b"/JavaScript" in content
    if found in (Format.DOCX, Format.XLSX):
        with ZipFile(BytesIO(content)) as package:
            return any(name.endswith("vbaProject.bin") for name in package.namelist())
    return found is Format.DOC and "_VBA_PROJECT" in Compound(content).names()


def _zip_format(content: bytes, limits: ReadingLimits) -> Format:
    """What a package is; refused before anything in it is unpacked."""
    try:
        with ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
    except (BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        raise Unreadable(Reason.TRUNCATED, f"zip: {error}") from error
    names = {entry.filename for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits.max_entries or unpacked > limits.max_unpacked_bytes:
        raise Unreadable(Reason.TOO_LARGE, f"{len(entries)} entries, {unpacked} bytes unpacked")
    if any(entry.file_size > _RATIO_FROM and entry.file_size > _MAX_RATIO * entry.compress_size for entry in entries):
        raise Unreadable(Reason.TOO_LARGE, "an entry is packed too densely")
    if any(entry.flag_bits & _ENCRYPTED_ENTRY for entry in entries):
        raise Unreadable(Reason.ENCRYPTED, "zip entry")
    if any(name.startswith("word/") for name in names):
        return Format.DOCX
    return Format.XLSX if any(name.startswith("xl/") for name in names) else Format.OTHER


def _compound_format(content: bytes) -> Format:
    """What a compound file is: old Word, an encrypted package, or something else."""
    try:
        names = Compound(content).names()
    except CutCompound as error:
        raise Unreadable(Reason.TRUNCATED, str(error)) from error
    except BrokenCompound as error:
        raise Unreadable(Reason.BROKEN, str(error)) from error
    if "EncryptedPackage" in names:
        raise Unreadable(Reason.ENCRYPTED, "package")
    return Format.DOC if "WordDocument" in names else Format.OTHER


def _is_text(content: bytes) -> bool:
    """Whether the bytes are text: marked as such, or next to no control characters in them."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    sample = content[:65536]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even or odd:  # UTF-16 without a mark has a zero in nearly every second place, and nearly none in the others
        return max(even, odd) * 5 > len(sample) and min(even, odd) * 50 < len(sample)
    controls = sum(sample.count(code) for code in range(32) if code not in (9, 10, 12, 13, 27))
    return controls * 200 < len(sample)
