"""Files inside a package: Base64, raw or zipped; names without tricks; bombs and liars are refused. Bytes to values."""

import base64
import binascii
import re
import unicodedata
import zipfile
import zlib
from io import BytesIO

from ingest.edxml.values import PackageRefused, RefusalReason

ZIP_MAGIC = b"PK\x03\x04"
ZIP_TYPE = "application/zip"
# These are zip files by themselves: what is in them is theirs, unless they were zipped once more for the way.
ZIPPED_BY_NATURE = (".docx", ".xlsx", ".pptx")
# What the senders' kit leaves raw; anything else it zips first.
SENT_RAW = {".pdf": "application/pdf", ".doc": "application/doc", ".docx": "application/docx", ".zip": ZIP_TYPE}
MOST_RATIO = 200
SMALL_BYTES = 1_000_000
LONGEST_NAME = 200
NAMELESS = "tep-dinh-kem"
ENTRY_NAME = "content"
# A fixed day, so that the same package is the same bytes whenever it is written.
ENTRY_DAY = (2020, 1, 1, 0, 0, 0)
_RESERVED = re.compile(r"[<>:\"|?*]")

LYING_TYPE = "Tệp “{}”: khai là {}, thực tế là {}."
MANY_ENTRIES = "Tệp “{}” là tệp nén có nhiều mục; giữ nguyên."


def decoded(text: str, name: str, content_type: str, max_bytes: int) -> tuple[bytes, str | None]:
    """Return a file's own bytes, unzipped where it was zipped for the way, and a warning if its type was a lie.

    Args:
        text: Base64, white space anywhere.
        name: the name it is sent under, cleaned.
        content_type: the type declared.
        max_bytes: most bytes it may have, unzipped.

    Raises:
        PackageRefused: no Base64, a broken zip, or larger than allowed.
    """
    compact = "".join(text.split())
    if len(compact) * 3 // 4 > max_bytes:
        raise PackageRefused(RefusalReason.TOO_LARGE, "attachment")
    try:
        content = base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise PackageRefused(RefusalReason.BAD_ATTACHMENT, "base64") from error
    is_zip = content.startswith(ZIP_MAGIC)
    if is_zip and content_type.lower().startswith(ZIP_TYPE) and not name.lower().endswith(".zip"):
        return _unzipped(content, name, max_bytes)
    return content, _lie(content, name, content_type)


def encoded(name: str, content: bytes) -> tuple[str, str]:
    """Return Base64 and content type of a file as the senders' kit writes them: zipped unless its kind goes raw."""
    extension = "." + name.lower().rpartition(".")[2]
    content_type = SENT_RAW.get(extension)
    if content_type is None:
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(ENTRY_NAME, ENTRY_DAY), content, zipfile.ZIP_DEFLATED)
        content, content_type = buffer.getvalue(), ZIP_TYPE
    return base64.b64encode(content).decode("ascii"), content_type


def clean_name(name: str) -> str:
    """Return a file name without folders, drive letters, control characters and directions of writing."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    kept = _RESERVED.sub("_", kept).strip(" .")
    stem, dot, extension = kept.rpartition(".")
    if len(kept) > LONGEST_NAME:
        kept = (stem[: LONGEST_NAME - len(extension) - 1] + dot + extension)[:LONGEST_NAME]
    return kept or NAMELESS


def _unzipped(content: bytes, name: str, max_bytes: int) -> tuple[bytes, str | None]:
    """The single entry of a zip made for the way; entry names are never used."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            by_nature = name.lower().endswith(ZIPPED_BY_NATURE)
            if len(entries) != 1:
                return content, None if by_nature else MANY_ENTRIES.format(name)
            if entries[0].file_size > max(SMALL_BYTES, min(max_bytes, len(content) * MOST_RATIO)):
                raise PackageRefused(RefusalReason.TOO_LARGE, "zip")
            with archive.open(entries[0]) as entry:
                inner = entry.read(max_bytes + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise PackageRefused(RefusalReason.BAD_ATTACHMENT, "zip") from error
    if len(inner) > max_bytes:
        raise PackageRefused(RefusalReason.TOO_LARGE, "zip")
    return inner, None


def _lie(content: bytes, name: str, content_type: str) -> str | None:
    """A warning where the declared type and the first bytes cannot both be true."""
    declared = content_type.lower()
    found = (
        "PDF" if content.startswith(b"%PDF") else "tệp nén" if content.startswith(ZIP_MAGIC) else "tệp khác"
    )  # fmt: skip
    claims_pdf = "pdf" in declared
    if content and declared and claims_pdf != (found == "PDF"):
        return LYING_TYPE.format(name, content_type[:60], found)
    return None
