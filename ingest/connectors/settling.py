"""When a file may be taken: it has stood still between two looks, and has not been taken in this version before."""

import re
import time
import unicodedata
from collections.abc import Callable, Mapping

from ingest.connectors.source import NotTaken, RemoteDocument

# What programs leave beside a file while they write or hold it, and what systems leave in every folder.
UNFINISHED = re.compile(
    r"\..* | ~.* | .*~ | .*\.(tmp|temp|part|partial|filepart|crdownload|download|opdownload|swp|lock|bak)"
    r" | thumbs\.db | desktop\.ini",
    re.IGNORECASE | re.VERBOSE,
)

TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Settling:
    """What a place held at the last looks; says which files have settled and are not done with."""

    def __init__(self, settle_seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Know nothing yet.

        Args:
            settle_seconds: how long a file must stand unchanged, by our own clock (a share's clock may differ).
        """
        self._settle_seconds = settle_seconds
        self._monotonic = monotonic
        self._seen: dict[str, tuple[str, float]] = {}
        self._done: dict[str, str] = {}
        self._stuck = 0

    def look(self, present: Mapping[str, RemoteDocument]) -> list[RemoteDocument]:
        """Return the files that have not changed for the settling time, in order of name; new ones start to settle."""
        now = self._monotonic()
        self._seen = {
            key: (found.version, self._seen[key][1] if self._seen.get(key, ("",))[0] == found.version else now)
            for key, found in present.items()
        }
        self._done = {key: version for key, version in self._done.items() if key in present}
        self._stuck = sum(present[key].version == version for key, version in self._done.items())
        return [
            found
            for key, found in sorted(present.items())
            if now - self._seen[key][1] >= self._settle_seconds and self._done.get(key) != found.version
        ]

    def left(self, present: Mapping[str, RemoteDocument]) -> list[RemoteDocument]:
        """Return the files that are not done with, in order of name, whether they stand still or not."""
        return [found for key, found in sorted(present.items()) if self._done.get(key) != found.version]

    def is_settled(self) -> bool:
        """Return whether no file was still changing, or new, at the last look."""
        now = self._monotonic()
        return all(now - since >= self._settle_seconds for _, since in self._seen.values())

    def stuck(self) -> int:
        """Return how many files of the last look were done with by then, and could not be moved away."""
        return self._stuck

    def finish(self, document: RemoteDocument) -> None:
        """List this version of the file no more, even where it cannot be moved away."""
        self._done[document.key] = document.version


def refuse_unfit(document: RemoteDocument, max_bytes: int) -> None:
    """Refuse what is no plain file (size below zero) or larger than allowed.

    Raises:
        NotTaken: with the reason ``not_a_file`` or ``too_large``.
    """
    if document.size < 0:
        message = "Không nhận liên kết hoặc mục không phải tệp thường."
        raise NotTaken(message, reason="not_a_file")
    if document.size > max_bytes:
        message = f"Tệp lớn {_megabytes(document.size)} MB, quá giới hạn {_megabytes(max_bytes)} MB."
        raise NotTaken(message, reason="too_large")


def shown(name: str) -> str:
    """Return a file name as it may stand in a row or a line of JSON: composed letters that read in one direction.

    Control characters, half letters (lone surrogates, whoever made them) and marks that turn the direction of writing,
    by which ``fdp.exe`` looks like another name, become replacement characters.
    """
    try:
        content = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        content = name.encode("utf-8", "surrogatepass")
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(letter) == "Cc" or letter in TURNING else letter
        for letter in unicodedata.normalize("NFC", content.decode("utf-8", "replace"))
    )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.0f}"
