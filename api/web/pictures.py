"""Pages of a directive as pictures, drawn in a process of their own and kept, for whoever may see the directive."""

import hashlib
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Header
from fastapi.params import Path as InPath
from fastapi.responses import Response

from api.accesses import opening
from api.deps import DbSession, Site, TheSite, TheViewer
from api.marks import has_already
from compliance.entries.access.queries import may_see_directive
from core.errors import NotFound, Unavailable
from core.storage import FileStore
from ingest import queries as documents
from ingest.readers.failures import Unreadable
from ingest.text import DocumentText

WIDTH = 1100
# The browser may keep a page's picture but must ask each time: access can end.
CACHING = "private, no-cache"

router = APIRouter(include_in_schema=False)
log = structlog.get_logger()


@router.get(
    "/directives/{directive_id}/pages/{number}.png", dependencies=[Depends(opening("picture"), scope="function")]
)
def page_picture(
    session: DbSession,
    site: TheSite,
    viewer: TheViewer,
    directive_id: int,
    number: Annotated[int, InPath(ge=1)],
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Return a page's picture; 304 where the browser's is still right.

    Raises:
        NotFound: no such directive for this account, or no such page.
        Unavailable: the page could not be drawn.
    """
    directive = documents.directive(session, directive_id)
    if directive.purged_at is not None or not may_see_directive(session, viewer, directive_id):
        message = "Không có văn bản này trong phạm vi của tài khoản."
        raise NotFound(message)
    document = documents.document_text(session, directive_id)
    if document is None or not document.has_layout or number > len(document.pages):
        message = f"Văn bản không có ảnh của trang {number}."
        raise NotFound(message)
    mark = f'"{directive.sha256[:16]}-{number}-{WIDTH}"'
    headers = {"ETag": mark, "Cache-Control": CACHING}
    if has_already(if_none_match, mark):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    picture = _kept_picture(site, directive.sha256, document, number)
    return Response(picture, media_type="image/png", headers=headers)


def _kept_picture(site: Site, sha256: str, document: DocumentText, number: int) -> bytes:
    """Return the picture from the cache, which is derived and may be emptied at any time, or draw it."""
    kept = FileStore(site.pictures_dir)
    rotation = document.pages[number - 1].rotation
    name = hashlib.sha256(f"{sha256}/{number}/{WIDTH}/{rotation}".encode()).hexdigest()
    path = kept.path(name)
    if path.exists():
        return path.read_bytes()
    try:
        picture = site.renderer.render(site.resources.store.path(sha256), number, WIDTH, rotation)
    except Unreadable as error:
        log.warning("page.not_drawn", reason=error.reason, number=number)
        message = f"Chưa vẽ được ảnh trang {number}. Vẫn xem được nội dung ở phần bên phải; tải lại trang để thử lại."
        raise Unavailable(message) from error
    _keep(path, picture)
    return picture


def _keep(path: Path, picture: bytes) -> None:
    """Write beside and rename, so that nobody reads half a picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{id(picture)}")
    beside.write_bytes(picture)
    beside.replace(path)
