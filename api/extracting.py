"""What ``dondoc extract`` does: documents to tasks, without a database and without a server."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from core.settings import Settings
from extraction.analysis import analyse
from extraction.report import to_json
from ingest.letterhead import Letterhead, read_letterhead
from ingest.readers.failures import MESSAGES, Reason, Unreadable
from ingest.readers.isolated import ReaderProcesses
from ingest.readers.limits import ReadingLimits
from ingest.text import DocumentText

BYTES_OF_A_MEGABYTE = 1_000_000


def extract_files(files: Sequence[Path], settings: Settings, processes: int) -> Iterator[dict[str, Any]]:
    """Yield one result a file, in the order given; see `extraction.report.to_json` for its keys.

    A file that cannot be read gives ``{"file", "error": {"reason", "message"}}``.

    Args:
        processes: files read at the same time; 0: one a core.
    """
    for path, read in zip(files, read_files(files, settings, processes), strict=True):
        yield read if isinstance(read, dict) else to_json(str(path), *read, analyse(*read))


def read_files(
    files: Sequence[Path], settings: Settings, processes: int
) -> Iterator[tuple[DocumentText, Letterhead] | dict[str, Any]]:
    """Yield text and letterhead of each file, in the order given, or the error that stands in its place."""
    count = processes or len(os.sched_getaffinity(0))
    limits = ReadingLimits(
        max_bytes=settings.max_upload_megabytes * BYTES_OF_A_MEGABYTE,
        max_seconds=settings.reading_seconds,
        max_memory_bytes=settings.reading_megabytes * BYTES_OF_A_MEGABYTE,
    )
    with ReaderProcesses(count, limits) as readers, ThreadPoolExecutor(count) as threads:
        yield from threads.map(lambda path: _read(path, readers), files)


def _read(path: Path, readers: ReaderProcesses) -> tuple[DocumentText, Letterhead] | dict[str, Any]:
    try:
        document = readers.read(path, path.name)
    except Unreadable as unreadable:
        return _error(path, unreadable.reason.value, unreadable.message)
    except OSError as error:
        return _error(path, "not_found", f"Không mở được tệp: {error.strerror}.")
    letterhead = read_letterhead(document)
    if letterhead.secrecy is not None:
        return _error(path, Reason.SECRET.value, MESSAGES[Reason.SECRET])
    return document, letterhead


def _error(path: Path, reason: str, message: str) -> dict[str, Any]:
    return {"file": str(path), "error": {"reason": reason, "message": message}}
