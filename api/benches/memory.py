"""A process that reads one PDF from standard input and prints how much memory that took at most, in bytes."""

import io
import sys
from pathlib import Path

import pdfplumber

from ingest.readers.limits import ReadingLimits
from ingest.readers.pdf import read_pdf

STATUS = Path("/proc/self/status")
KILOBYTE = 1024


def main(reader: str) -> None:
    """Read by ``ours`` or ``pdfplumber``; what the libraries themselves need is there before measuring starts."""
    content = sys.stdin.buffer.read()
    before = _peak()
    if reader == "ours":
        read_pdf(content, ReadingLimits())
    else:
        _plumb(content)
    sys.stdout.write(str(_peak() - before))


def _plumb(content: bytes) -> None:
    kept = []
    with pdfplumber.open(io.BytesIO(content)) as file:
        for page in file.pages:
            kept.append((page.extract_words(), page.extract_tables()))
            page.close()


def _peak() -> int:
    """The most memory this process has held; the kernel's other counter begins with the parent's."""
    line = next(line for line in STATUS.read_text("ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * KILOBYTE


if __name__ == "__main__":
    main(sys.argv[1])
