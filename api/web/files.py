"""Evidence as files: read from a form, given back as a download."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi.datastructures import FormData
from fastapi.responses import Response

from compliance.entries.results.evidence import SentFile
from core.storage import FileStore


def sent_files(form: FormData, name: str) -> tuple[SentFile, ...]:
    """Return the files that a field holds; a field left empty holds none."""
    return tuple(
        SentFile(file.filename, file.file.read())
        for file in form.getlist(name)
        if not isinstance(file, str) and file.filename
    )


def kept_file(store: FileStore, kept: Mapping[str, Any]) -> Response:
    """Return a kept file under its own name, never to be shown in the page."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(str(kept['name']))}"}
    return Response(store.get(str(kept["sha256"])), HTTPStatus.OK, headers, media_type=str(kept["media_type"]))
