"""A folder that other programs and people leave files in.

A file is offered once it has stood still between two looks; what is hidden, temporary or half-copied is left alone.
Nothing is followed out of the folder: no symbolic link, no path. A taken file moves to ``.taken/``, where people find
it.
"""

import hashlib
import os
import stat
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import Unavailable
from ingest.connectors.settling import UNFINISHED, Settling, refuse_unfit, shown
from ingest.connectors.source import NotReady, RemoteDocument

TAKEN = ".taken"
CHUNK = 1 << 20
LATELY_SECONDS = 600.0


class FolderSource:
    """The files of one folder, not of the folders in it, in order of name."""

    name = "folder"

    def __init__(
        self, folder: Path, *, max_bytes: int, settle_seconds: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Look at nothing yet.

        Args:
            max_bytes: a larger file is refused.
            settle_seconds: how long a file must stand unchanged, by our own clock (a share's clock may differ).
        """
        self.folder = folder
        self._max_bytes = max_bytes
        self._settling = Settling(settle_seconds, monotonic)
        self._looked_until = 0.0

    def list(self) -> list[RemoteDocument]:
        """Return the files that have not changed for the settling time, in order of name; new ones start to settle.

        Raises:
            Unavailable: the folder cannot be read.
        """
        return self._settling.look(self._present())

    def is_settled(self) -> bool:
        """Return whether no file was still changing, or new, at the last look."""
        return self._settling.is_settled()

    def left(self) -> Sequence[RemoteDocument]:
        """Return the files that stand here now and were not acknowledged, still or not.

        Raises:
            Unavailable: the folder cannot be read.
        """
        return self._settling.left(self._present())

    def stuck(self) -> int:
        """Return how many files of the last look were taken before, and could not be moved away."""
        return self._settling.stuck()

    def get(self, document: RemoteDocument) -> bytes:
        """Return the content of a listed file.

        Raises:
            NotTaken: it is a link, not a plain file, or larger than allowed.
            NotReady: it changed while it was read, or is gone.
            Unavailable: the disk or share failed, or does not let us read.
        """
        refuse_unfit(document, self._max_bytes)
        try:
            content, version = self._read(document.key)
        except FileNotFoundError as error:
            message = "Tệp không còn trong thư mục."
            raise NotReady(message) from error
        except OSError as error:
            message = f"Không đọc được tệp trong thư mục nhận ({error.strerror})."
            raise Unavailable(message, reason="folder") from error
        if version != document.version or len(content) != document.size:
            message = "Tệp còn đang được ghi."
            raise NotReady(message)
        return content

    def acknowledge(self, document: RemoteDocument) -> None:
        """Move the file to ``.taken/``, under a folder named by its version; one that changed since stays to be taken.

        Raises:
            Unavailable: it cannot be moved; this source will not list it again while it lives, a new one would.
        """
        self._settling.finish(document)
        try:
            self._move(document)
        except FileNotFoundError:
            return
        except OSError as error:
            message = f"Đã nhận nhưng không chuyển được tệp sang {TAKEN} ({error.strerror})."
            raise Unavailable(message, reason="folder") from error

    def refuse(self, document: RemoteDocument, why: str) -> None:  # noqa: ARG002 - a folder cannot be told
        """Move the file aside like one that was taken: what became of it stands in its arrival."""
        self.acknowledge(document)

    def forget(self, sha256s: Collection[str]) -> int:
        """Erase taken files of these bytes: a secret document stays nowhere; return how many were erased.

        After the first time only what was moved here lately is looked at again.

        Raises:
            Unavailable: a file cannot be read or erased.
        """
        erased, newest = 0, self._looked_until
        if not sha256s:
            return erased
        try:
            for path in (self.folder / TAKEN).rglob("*"):
                status = path.lstat()
                newest = max(newest, status.st_ctime)
                is_new = status.st_ctime > self._looked_until - LATELY_SECONDS
                if is_new and stat.S_ISREG(status.st_mode) and _sha256(path) in sha256s:
                    path.unlink()
                    erased += 1
        except OSError as error:
            message = f"Không xóa được tệp mật trong thư mục đã nhận ({error.strerror})."
            raise Unavailable(message, reason="folder") from error
        self._looked_until = newest
        return erased

    def _present(self) -> dict[str, RemoteDocument]:
        """Whatever stands in the folder under a finished name, folders aside; size -1 where it is no plain file."""
        found = {}
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    if UNFINISHED.fullmatch(entry.name) or entry.is_dir(follow_symlinks=False):
                        continue
                    with suppress(FileNotFoundError):  # it went away between the two looks
                        status = entry.stat(follow_symlinks=False)
                        size = status.st_size if stat.S_ISREG(status.st_mode) else -1
                        found[entry.name] = RemoteDocument(entry.name, shown(entry.name), size, _version(status))
        except OSError as error:
            message = f"Không mở được thư mục nhận văn bản ({error.strerror})."
            raise Unavailable(message, reason="folder") from error
        return found

    def _read(self, name: str) -> tuple[bytes, str]:
        with _opened(self.folder) as folder:
            # Neither a link put in its place since, nor a pipe that would keep us waiting.
            handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        with os.fdopen(handle, "rb") as file:
            content = file.read(self._max_bytes + 1)
            return content, _version(os.fstat(file.fileno()))

    def _move(self, document: RemoteDocument) -> None:
        with _opened(self.folder) as folder:
            if _version(os.stat(document.key, dir_fd=folder, follow_symlinks=False)) != document.version:
                return
            with _opened(TAKEN, folder) as taken, _opened(document.version, taken) as place:
                os.rename(document.key, document.key, src_dir_fd=folder, dst_dir_fd=place)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _version(status: os.stat_result) -> str:
    return f"{status.st_mtime_ns:x}-{status.st_size:x}-{status.st_ino:x}"


@contextmanager
def _opened(folder: Path | str, parent: int | None = None) -> Iterator[int]:
    """Open a folder; one inside another is made where it is missing, and never one that a link stands for."""
    flags = os.O_RDONLY | os.O_DIRECTORY
    if parent is not None:
        flags |= os.O_NOFOLLOW
        with suppress(FileExistsError):
            os.mkdir(folder, mode=0o750, dir_fd=parent)
    handle = os.open(folder, flags, dir_fd=parent)
    try:
        yield handle
    finally:
        os.close(handle)
