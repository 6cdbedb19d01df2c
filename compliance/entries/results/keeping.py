"""Files that prove something, put into the store."""

from collections.abc import Sequence
from typing import Any

from compliance.entries.results.evidence import SentFile, media_type, plain_name
from core.storage import FileStore


def kept_files(store: FileStore, files: Sequence[SentFile]) -> list[dict[str, Any]]:
    """Put the files into the store and return what a row keeps of each.

    A file left there by something that is refused afterwards is nobody's and harmless.
    """
    return [
        {
            "sha256": store.put(file.content),
            "name": plain_name(file.name),
            "size": len(file.content),
            "media_type": media_type(plain_name(file.name)),
        }
        for file in files
    ]
