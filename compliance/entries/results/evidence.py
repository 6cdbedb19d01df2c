"""Which files may prove a result, and under which name each is kept; pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MAX_FILES = 10
MAX_FILE_BYTES = 20_000_000
LONGEST_NAME = 120
KINDS = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "zip": "application/zip",
}
LIMITS = f"Tối đa {MAX_FILES} tệp, mỗi tệp không quá {MAX_FILE_BYTES // 1_000_000} MB; nhận {', '.join(KINDS)}."
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as a unit sent it."""

    name: str
    content: bytes


def plain_name(name: str) -> str:
    """Return a file name without folders, control and bidirectional characters, not too long, its ending kept."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(char for char in last if unicodedata.category(char) not in {"Cf", "Cc", "Cs", "Co"})
    stem, dot, ending = _NOT_IN_NAMES.sub("_", seen).strip(" ").rstrip(" .").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    stem = stem.strip(" .")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if stem else f"tai-lieu{dot}{ending}"


def media_type(name: str) -> str | None:
    """Return the media type by a name's ending, or None where files of this kind are not taken."""
    return KINDS.get(name.rpartition(".")[2].lower())


def refusal(files: Sequence[SentFile]) -> str | None:
    """Return why files cannot be taken, in Vietnamese, or None."""
    if len(files) > MAX_FILES:
        return f"Có {len(files)} tệp, tối đa {MAX_FILES}."
    for file in files:
        name = plain_name(file.name)
        if media_type(name) is None:
            return f"Không nhận tệp “{name}”. {LIMITS}"
        if not file.content:
            return f"Tệp “{name}” rỗng."
        if len(file.content) > MAX_FILE_BYTES:
            return f"Tệp “{name}” lớn quá {MAX_FILE_BYTES // 1_000_000} MB."
    return None
