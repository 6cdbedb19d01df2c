"""A process that reads a small PDF, then a large one, and prints how much memory the large one took at most, in bytes.

Both come on standard input, the small one after its length in four bytes; it has the libraries load what they need.
"""

import io
import sys
from pathlib import Path

import pdfplumber

from ingest.readers.limits import ReadingLimits
from ingest.readers.pdf import read_pdf

STATUS = Path("/proc/self/status")
KILOBYTE = 1024


def main(reader: str) -> None:
    """Read by ``ours`` or ``pdfplumber``; what the libraries need to work at all is there before measuring starts."""
    size = int.from_bytes(sys.stdin.buffer.read(4), "big")
    small, large = sys.stdin.buffer.read(size), sys.stdin.buffer.read()
    read = _ours if reader == "ours" else _plumb
    read(small)
    before = peak()
    read(large)
    sys.stdout.write(str(peak() - before))


def _ours(content: bytes) -> None:
    read_pdf(content, ReadingLimits())


def _plumb(content: bytes) -> None:
    kept = []
    with pdfplumber.open(io.BytesIO(content)) as file:
        for page in file.pages:
            kept.append((page.extract_words(), page.extract_tables()))
            page.close()


def peak() -> int:
    """Return the most memory this process has held; the kernel's other counter begins with the parent's."""
    line = next(line for line in STATUS.read_text("ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * KILOBYTE


if __name__ == "__main__":
    main(sys.argv[1])
