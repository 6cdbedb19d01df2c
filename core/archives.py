"""Archives (ZIP) whose bytes depend on what is in them alone: equal content, equal bytes."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from typing import IO

_MADE = (2000, 1, 1, 0, 0, 0)
_CHANGED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return files as one archive, in the order given."""
    content = io.BytesIO()
    write_archive(content, files.items())
    return content.getvalue()


def write_archive(target: IO[bytes], files: Iterable[tuple[str, bytes]]) -> None:
    """Write files as one archive, one after the other."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, each in files:
            made.writestr(zipfile.ZipInfo(name, _MADE), each, zipfile.ZIP_DEFLATED)


def without_times(office_file: bytes) -> bytes:
    """Return a DOCX or XLSX file without the instants at which it was written."""
    with zipfile.ZipFile(io.BytesIO(office_file)) as read:
        files = {name: read.read(name) for name in read.namelist()}
    if "docProps/core.xml" in files:
        files["docProps/core.xml"] = _CHANGED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", files["docProps/core.xml"])
    return archive(files)
