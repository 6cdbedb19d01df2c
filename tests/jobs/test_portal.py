"""The published pages pushed to a portal: a folder turned in one step, one archive to an HTTP address, or nothing."""

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from compliance.entries.models import LateFlag
from compliance.entries.returns import Ending
from compliance.reports.editions.queries import editions
from core.database import transaction
from core.settings import Settings
from jobs.models import PortalPush
from jobs.portal import NotPushed, last_push, open_due_errata, push_portal
from jobs.resources import NoCarrier, Resources, open_resources
from tests.compliance.reports.conftest import province, quarter  # noqa: F401 - fixtures
from tests.compliance.reports.editions.test_service import PROVINCE, draft, publish

ADDRESS = "https://thanhhoa.example/cong-bo"


@pytest.fixture
def pushing(province, tmp_path: Path) -> Iterator[Resources]:  # noqa: F811 - the fixture, not its definition
    """A site with one published edition, pushed to a folder."""
    publish(province, draft(province))
    (tmp_path / "www").mkdir()
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'province.sqlite3'}",
        storage_dir=province.store.folder,
        province=PROVINCE,
        public_url="https://dondoc.example/",
        portal=str(tmp_path / "www" / "cong-bo"),
        portal_token=SecretStr("token"),
        portal_address=ADDRESS,
    )
    resources = open_resources(settings, carrier=NoCarrier(), clock=province.clock)
    yield resources
    resources.close()


@pytest.fixture
def portal():
    """A portal that takes an archive and answers as it is told."""
    taken, answers = [], [201]

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0)) if self.headers["Content-Length"] else b""
            if self.headers.get("Transfer-Encoding") == "chunked":
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
            taken.append((dict(self.headers), body))
            self.send_response(answers[0])
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/site", taken, answers
    server.shutdown()
    server.server_close()


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_shows_the_whole_site_or_the_one_before(pushing, monkeypatch):
    place = Path(pushing.portal.target)
    pushed = push_portal(pushing)
    files = files_in(place)
    assert pushed.is_new
    assert pushed.files == len(files)
    assert {
        "index.html", "catalog.jsonld", "feed.rss", "verify_edition.py", "report-error/index.html",
        "verify/index.html", "2026-Q3/index.html", "2026-Q3/1/index.html", "2026-Q3/1/manifest.json",
    } <= set(files)  # fmt: skip
    assert ADDRESS.encode() in files["catalog.jsonld"]
    assert b"https://dondoc.example/published/report-error?edition=2026-Q3/1" in files["report-error/index.html"]
    assert not push_portal(pushing).is_new
    monkeypatch.setattr(Path, "write_bytes", lambda path, content: (_ for _ in ()).throw(OSError("no space left")))
    with pytest.raises(NotPushed, match="no space left"):
        push_portal(pushing, again=True)
    monkeypatch.undo()
    assert files_in(place) == files
    assert len(list(place.parent.iterdir())) == 2
    with transaction(pushing.sessions, writes=False) as session:
        assert "no space left" in last_push(session).error
    assert push_portal(pushing).is_new
    assert files_in(place) == files
    assert len(list(place.parent.iterdir())) == 2


def test_a_folder_that_is_somebody_else_s_is_left_alone(pushing):
    place = Path(pushing.portal.target)
    place.mkdir()
    (place / "index.html").write_text("cổng cũ")
    with pytest.raises(NotPushed, match="thư mục có sẵn"):
        push_portal(pushing)
    assert (place / "index.html").read_text() == "cổng cũ"
    with pytest.raises(NotPushed, match="DONDOC_PORTAL"):
        push_portal(replace(pushing, portal=None))


def test_an_http_address_gets_one_archive_and_a_refusal_is_kept_and_tried_again(pushing, portal):
    address, taken, answers = portal
    sends = replace(pushing, portal=replace(pushing.portal, target=address))
    answers[0] = 507
    with pytest.raises(NotPushed, match="507"):
        push_portal(sends)
    answers[0] = 204
    assert push_portal(sends).is_new
    assert not push_portal(sends).is_new
    headers, body = taken[-1]
    assert len(taken) == 2
    assert headers["Authorization"] == "Bearer token"
    assert headers["X-Content-SHA256"] == hashlib.sha256(body).hexdigest()
    assert "2026-Q3/1/units.csv" in zipfile.ZipFile(io.BytesIO(body)).namelist()
    with transaction(pushing.sessions, writes=False) as session:
        assert [row.error is None for row in session.scalars(select(PortalPush).order_by(PortalPush.id))] == [
            False,
            True,
        ]
    with pytest.raises(NotPushed, match="giữ nguyên"):
        push_portal(replace(pushing, portal=replace(pushing.portal, target="http://127.0.0.1:9/site")))


def test_a_verdict_overturned_after_publication_opens_an_erratum_by_itself(pushing):
    assert open_due_errata(pushing) == 0
    with transaction(pushing.sessions) as session:
        session.execute(update(LateFlag).values(voided_at=pushing.clock.now(), ending=Ending.OVERTURNED))
    assert open_due_errata(pushing) == 1
    assert open_due_errata(pushing) == 0
    with transaction(pushing.sessions, writes=False) as session:
        assert [(row.number, row.state) for row in editions(session)] == [(2, "draft"), (1, "published")]
