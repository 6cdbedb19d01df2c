"""The published pages pushed to the province's portal, complete or not at all: into a folder, or to an HTTP address.

A folder's place is a link that is turned to a finished folder in one step. An HTTP address gets one archive in one
request. Either way readers see the site as it was before, or as it is now, and nothing between.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.reports.editions.page import FOLDER
from compliance.reports.editions.queries import published
from compliance.reports.editions.service import open_errata
from compliance.reports.editions.site import site_files
from core.archives import write_archive
from core.database import transaction
from core.errors import DomainError, Unavailable
from core.settings import Settings
from jobs.models import PortalPush
from jobs.resources import NoCarrier, Portal, Resources, open_resources

HTTP_SECONDS = 300

log = structlog.get_logger()


class NotPushed(Unavailable):
    """The portal did not take the pages; what it showed before stands."""

    reason = "not_pushed"


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push brought; ``digest`` stands for the whole site."""

    digest: str
    files: int
    is_new: bool


def push_portal(resources: Resources, *, again: bool = False) -> Pushed:
    """Push the site where it differs from what was pushed last; ``again``: in any case.

    Raises:
        NotPushed: the portal did not take it. That is kept, and tried again at the next call.
    """
    portal = resources.portal
    if portal is None:
        message = "Chưa khai báo nơi đẩy trang công khai. Đặt DONDOC_PORTAL là một thư mục hoặc một địa chỉ http(s)."
        raise NotPushed(message)
    with transaction(resources.sessions, writes=False) as session:
        rows = published(session)
        digest = _digest(portal, [row.manifest_sha256 or "" for row in rows])
        last = last_push(session)
        if not again and last is not None and last.error is None and last.digest == digest:
            return Pushed(digest, last.files, is_new=False)
        files = _Counted(site_files(rows, resources.store, portal.address, resources.province, portal.office))
        error = _try(portal, files)
    with transaction(resources.sessions) as session:
        told = error.message if error else None
        session.add(PortalPush(at=resources.clock.now(), digest=digest, files=files.count, error=told))
    if error:
        raise error
    log.info("portal.pushed", files=files.count, digest=digest)
    return Pushed(digest, files.count, is_new=True)


def last_push(session: Session) -> PortalPush | None:
    """Return the newest push, whether it was taken or not."""
    return session.scalars(select(PortalPush).order_by(PortalPush.id.desc()).limit(1)).first()


def open_due_errata(resources: Resources) -> int:
    """Draft an erratum for every period whose published verdicts were overturned since; return how many."""
    with transaction(resources.sessions) as session:
        opened = open_errata(session, resources.store, resources.law, resources.clock.now(), resources.province)
    if opened:
        log.info("errata.opened", count=len(opened))
    return len(opened)


def push_once(settings: Settings) -> dict[str, object]:
    """Push the site of the settings now, and return what was done, as JSON values."""
    resources = open_resources(settings, carrier=NoCarrier())
    try:
        pushed = push_portal(resources, again=True)
    finally:
        resources.close()
    return {"digest": pushed.digest, "files": pushed.files}


@dataclass(slots=True)
class _Counted:
    """Files on their way, counted."""

    files: Iterable[tuple[str, bytes]]
    count: int = 0

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        for each in self.files:
            self.count += 1
            yield each


def _digest(portal: Portal, manifests: list[str]) -> str:
    """Return what stands for a site: all that its bytes are made from."""
    templates = [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(FOLDER.iterdir()) if path.is_file()]
    made_from = [portal.target, portal.address, portal.office, manifests, templates]
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()


def _try(portal: Portal, files: Iterable[tuple[str, bytes]]) -> NotPushed | None:
    try:
        if portal.target.startswith(("http://", "https://")):
            _send(portal, files)
        else:
            _put(Path(portal.target), files)
    except NotPushed as error:
        return error
    except (OSError, DomainError, httpx.HTTPError) as error:
        log.warning("portal.not_pushed", error=type(error).__name__)
        return NotPushed(f"Không đẩy được trang công khai ({error}). Nội dung trên cổng giữ nguyên; sẽ thử lại.")
    return None


def _put(place: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write a finished folder beside the place, and turn the place's link to it."""
    if place.exists() and not place.is_symlink():
        message = (
            f"{place} là một thư mục có sẵn. Để thay cả trang trong một bước, chỗ ấy phải còn trống: "
            "chọn một tên chưa dùng trong thư mục của máy chủ web."
        )
        raise NotPushed(message)
    made = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    link = made.with_name(f"{made.name}.link")
    try:
        for name, content in files:
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        made.chmod(0o755)
        os.sync()
        before = place.resolve() if place.is_symlink() else None
        link.symlink_to(made.name)
        link.replace(place)
    except BaseException:
        link.unlink(missing_ok=True)
        shutil.rmtree(made, ignore_errors=True)
        raise
    if before is not None and before.parent == made.parent and before.name.startswith(f".{place.name}-"):
        shutil.rmtree(before, ignore_errors=True)


def _send(portal: Portal, files: Iterable[tuple[str, bytes]]) -> None:
    """Send the whole site as one archive; whoever receives it unpacks all of it or nothing."""
    with tempfile.TemporaryFile() as archive:
        write_archive(archive, files)
        archive.seek(0)
        sha256 = hashlib.file_digest(archive, "sha256").hexdigest()
        archive.seek(0)
        headers = {"Content-Type": "application/zip", "X-Content-SHA256": sha256}
        if portal.token is not None:
            headers["Authorization"] = f"Bearer {portal.token.get_secret_value()}"
        answer = httpx.put(portal.target, content=archive, headers=headers, timeout=HTTP_SECONDS)
    if not answer.is_success:
        message = f"Cổng thông tin từ chối ({answer.status_code}). Nội dung trên cổng giữ nguyên; sẽ thử lại."
        raise NotPushed(message)
