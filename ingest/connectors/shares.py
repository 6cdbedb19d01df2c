"""Places that hold files behind a protocol: SFTP, WebDAV, S3 and whatever else fsspec speaks; one source for all.

The rules are those of a folder: a file is offered once it has stood still between two looks, moves to ``.taken/`` when
it is stored, and nothing outside the one folder is ever asked for. The protocols' own libraries load with the first
look, and one that is not installed is an error that names what to install.
"""

import errno
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import fsspec
from fsspec import AbstractFileSystem

from core.errors import Unavailable
from ingest.connectors.settling import UNFINISHED, Settling, refuse_unfit, shown
from ingest.connectors.source import NotReady, RemoteDocument

TAKEN = ".taken"
CHUNK = 1 << 20
RENAMES = "ssh"
WEBDAV = "webdav"
CHANGING = "Tệp còn đang được ghi."
VERSION_FIELDS = ("ETag", "etag", "mtime", "LastModified", "last_modified", "modified")


class ShareSource:
    """The files of one folder on a share, not of the folders in it, in order of name."""

    def __init__(
        self,
        name: str,
        protocol: str,
        folder: str,
        options: Mapping[str, Any],
        *,
        max_bytes: int,
        settle_seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Connect to nothing yet.

        Args:
            name: the word for this source in arrivals and logs; never carries a password.
            protocol: as fsspec names it: ``sftp`` (by asyncssh), ``webdav``, ``s3``, ``file``.
            folder: the path on the other side; for S3 bucket and prefix.
            options: what the protocol needs: host, user, password, key, endpoint.
            max_bytes: a larger file is refused unread.
            settle_seconds: how long a file must stand unchanged.
        """
        self.name = name
        self._protocol = "ssh" if protocol == "sftp" else protocol
        self._folder = folder.rstrip("/") or "/"
        self._options = dict(options)
        self._max_bytes = max_bytes
        self._settling = Settling(settle_seconds, monotonic)
        self._opened: AbstractFileSystem | None = None

    def list(self) -> Sequence[RemoteDocument]:
        """Return the files that have not changed for the settling time, in order of name; new ones start to settle.

        Raises:
            Unavailable: the share cannot be reached or read, or the protocol's library is not installed.
        """
        try:
            share = self._share()
            share.invalidate_cache()
            found = share.ls(self._folder, detail=True)
        except ImportError as error:
            message = f"Chưa cài thư viện cho nguồn {self.name}: cài thêm nhóm connectors của dondoc."
            raise Unavailable(message, reason="not_installed") from error
        except Exception as error:  # each protocol raises its own, and they share no root
            raise self._away(error) from error
        return self._settling.look({document.key: document for entry in found if (document := self._document(entry))})

    def is_settled(self) -> bool:
        """Return whether no file was still changing, or new, at the last look."""
        return self._settling.is_settled()

    def stuck(self) -> int:
        """Return how many files of the last look were taken before, and could not be moved away."""
        return self._settling.stuck()

    def get(self, document: RemoteDocument) -> bytes:
        """Return the content of a listed file; never more than allowed is read, whatever the listing said.

        Raises:
            NotTaken: it is no plain file, or larger than allowed.
            NotReady: it changed while it was read, or is gone.
            Unavailable: the share failed.
        """
        refuse_unfit(document, self._max_bytes)
        try:
            with self._share().open(self._path(document.key), "rb", block_size=CHUNK) as file:
                content: bytes = file.read(self._max_bytes + 1)
            still = self._version_of(document.key)
        except FileNotFoundError as error:
            message = "Tệp không còn trên nguồn."
            raise NotReady(message) from error
        except OSError as error:
            if error.errno == errno.EBUSY:  # S3: another version has taken its place since it was opened
                raise NotReady(CHANGING) from error
            raise self._away(error) from error
        except Exception as error:  # each protocol raises its own, and they share no root
            raise self._away(error) from error
        if still != document.version or len(content) != document.size:
            raise NotReady(CHANGING)
        return content

    def acknowledge(self, document: RemoteDocument) -> None:
        """Move the file to ``.taken/``, under a folder named by its version; one that changed since stays to be taken.

        Raises:
            Unavailable: it cannot be moved; this source will not list it again while it lives, a new one would.
        """
        self._settling.finish(document)
        try:
            if self._version_of(document.key) == document.version:
                place = f"{self._folder}/{TAKEN}/{_word(document.version)}"
                self._share().makedirs(place, exist_ok=True)
                self._move(self._path(document.key), f"{place}/{document.key}")
        except FileNotFoundError:
            return
        except Exception as error:  # each protocol raises its own, and they share no root
            raise self._away(error) from error

    def refuse(self, document: RemoteDocument, why: str) -> None:  # noqa: ARG002 - a share cannot be told
        """Move the file aside like one that was taken: what became of it stands in its arrival."""
        self.acknowledge(document)

    def close(self) -> None:
        """End the connection, if there is one; the next look makes another."""
        share, self._opened = self._opened, None
        if self._protocol == WEBDAV and share is not None:
            share.client.http.close()  # the others end theirs when they are collected

    def _share(self) -> AbstractFileSystem:
        if self._opened is None:
            options = {**self._options, "skip_instance_cache": True}
            self._opened = fsspec.filesystem(self._protocol, **options)
            if self._protocol == WEBDAV:
                _spell_out(self._opened.client)
        return self._opened

    def _away(self, error: BaseException) -> Unavailable:
        """What went wrong, by its kind alone: messages of these libraries may carry addresses with passwords."""
        self.close()  # the next look connects anew
        message = f"Không dùng được nguồn {self.name} ({type(error).__name__}). Kiểm tra kết nối và quyền truy cập."
        return Unavailable(message, reason="share")

    def _document(self, entry: Mapping[str, Any]) -> RemoteDocument | None:
        """One entry of a listing, or None where it is a folder or not finished by its name."""
        key = PurePosixPath(str(entry["name"]).rstrip("/")).name
        if entry.get("type") == "directory" or not key or UNFINISHED.fullmatch(key):
            return None
        size = entry.get("size") if entry.get("type") == "file" else -1
        return RemoteDocument(key, shown(key), -1 if size is None else int(size), _version(entry))

    def _version_of(self, key: str) -> str:
        self._share().invalidate_cache()
        return _version(self._share().info(self._path(key)))

    def _move(self, start: str, end: str) -> None:
        """One file and no other: to fsspec's own ``mv`` a name like ``*.pdf`` is a pattern, and every match moves."""
        if self._protocol == RENAMES:
            self._share().mv(start, end)
            return
        self._share().cp_file(start, end)
        self._share().rm_file(start)

    def _path(self, key: str) -> str:
        return f"{self._folder}/{key}" if self._folder != "/" else f"/{key}"


def _spell_out(client: Any) -> None:  # noqa: ANN401 - of a library that is loaded with the first look
    """Let a client of WebDAV ask for names as they are: it puts ``?``, ``#`` and ``%`` into the address unescaped."""
    join = client.join_url
    client.join_url = lambda path, *others, **more: join(quote(path, safe="/"), *others, **more)


def _version(entry: Mapping[str, Any]) -> str:
    """What changes with the content, in whatever words the protocol tells it."""
    told = [str(entry[field]) for field in VERSION_FIELDS if entry.get(field) is not None]
    return "|".join([*told, str(entry.get("size"))])


def _word(version: str) -> str:
    """A version as a folder's name that every protocol takes."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in version).strip("-")[:80]
