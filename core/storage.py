"""Originals and derived files kept by the SHA-256 of their bytes: put once, never changed."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from core.errors import NotFound, Unavailable

SHA256 = re.compile(r"[0-9a-f]{64}")


class FileStore:
    """A folder of files named by their SHA-256, two levels deep."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Return the SHA-256 of ``content``, which is on the disk (synced) when this returns.

        Raises:
            Unavailable: the disk is full or cannot be written.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        if path.exists() and path.stat().st_size == len(content):
            return sha256
        return self.put_all((content,))[0]

    def put_all(self, parts: Iterable[bytes]) -> tuple[str, int]:
        """Keep a file given part by part, none held in memory; return its SHA-256 and its length.

        Raises:
            Unavailable: the disk is full or cannot be written.
        """
        digest, size = hashlib.sha256(), 0
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    for part in parts:
                        digest.update(part)
                        size += file.write(part)
                    file.flush()
                    os.fsync(file.fileno())
                path = self.path(digest.hexdigest())
                path.parent.mkdir(parents=True, exist_ok=True)
                Path(temporary).replace(path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
            _sync_folder(path.parent)
        except OSError as error:
            message = (
                f"Không ghi được vào kho lưu trữ ({error.strerror}). Kiểm tra dung lượng và quyền ghi của thư mục."
            )
            raise Unavailable(message, reason="storage") from error
        return digest.hexdigest(), size

    def get(self, sha256: str) -> bytes:
        """Return the bytes kept under this name.

        Raises:
            NotFound: nothing is kept there.
            Unavailable: what is kept no longer has this SHA-256 (the disk changed it).
        """
        try:
            content = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            message = f"Kho lưu trữ không có tệp {sha256[:12]}…"
            raise NotFound(message) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            message = f"Tệp {sha256[:12]}… trong kho lưu trữ đã bị thay đổi. Khôi phục từ bản sao lưu."
            raise Unavailable(message, reason="storage_damaged")
        return content

    def has(self, sha256: str) -> bool:
        """Return whether a file of this name is kept."""
        return self.path(sha256).exists()

    def purge(self, sha256: str) -> None:
        """Remove a file for good; only secret documents are ever purged."""
        self.path(sha256).unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        """Return where a file of this name stands, whether it is there or not."""
        if not SHA256.fullmatch(sha256):
            message = f"Not a SHA-256 in hexadecimal: {sha256!r}"
            raise ValueError(message)
        return self.folder / sha256[:2] / sha256[2:4] / sha256


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, not only the bytes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
