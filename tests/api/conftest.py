"""The running site: the real application, a real server on the loopback, an embedded worker, a clock the test sets."""

import io
import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import uvicorn
from PIL import Image
from playwright.sync_api import Page
from sqlalchemy import select

from api.app import create_app
from core import accounts
from core.access import AccountRole
from core.clock import FixedClock
from core.database import make_engine, make_sessions, transaction
from core.organisation import Unit
from core.register import load_register
from core.settings import Settings
from jobs.embedded import Bell, EmbeddedWorker, work_until_idle
from jobs.resources import Resources, open_resources
from tests import factories
from tests.services import free_port

SCREENSHOTS = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
OFFICE, FINANCE, BUILDING, ADMINISTRATOR = "office", "finance", "building", "administrator"
SPECIALIST = "specialist"
SECOND_CLERK = "office2"
LEADER, INSPECTION, AUDITOR = "leader", "inspection", "auditor"
PEOPLE = {
    OFFICE: ("Lê Thị Lan", AccountRole.OFFICE, None),
    SECOND_CLERK: ("Trần Thị Hai", AccountRole.OFFICE, None),
    FINANCE: ("Trần Văn Tài", AccountRole.UNIT, "Sở Tài chính"),
    SPECIALIST: ("Lý Thị Viên", AccountRole.UNIT_OFFICER, "Sở Tài chính"),
    BUILDING: ("Đỗ Thị Xuân", AccountRole.UNIT, "Sở Xây dựng"),
    ADMINISTRATOR: ("Phạm Văn Quản", AccountRole.ADMINISTRATOR, None),
    LEADER: ("Hoàng Thị Chủ", AccountRole.LEADER, None),
    INSPECTION: ("Vũ Văn Tra", AccountRole.INSPECTION, None),
    AUDITOR: ("Bùi Thị Soát", AccountRole.AUDITOR, None),
}


@dataclass
class Site:
    """A running site; `work` takes every waiting document through its steps in the caller's thread."""

    url: str
    resources: Resources
    clock: FixedClock
    watch_dir: Path
    browsers: list[httpx.Client] = field(default_factory=list)

    def work(self) -> None:
        work_until_idle(self.resources)

    def browser(self) -> httpx.Client:
        """A browser that is not signed in; it sends its Origin as browsers do."""
        opened = httpx.Client(base_url=self.url, headers={"Origin": self.url}, timeout=30)
        self.browsers.append(opened)
        return opened

    def signed_in(self, username: str) -> httpx.Client:
        browser = self.browser()
        answer = browser.post("/sign-in", data={"username": username, "password": factories.PASSWORD})
        assert answer.status_code == 303, answer.text
        return browser

    def send(self, browser: httpx.Client, path: str, **fields) -> httpx.Response:
        """Send a form with the token of the browser's own page, as its pages do."""
        files = fields.pop("files", None)
        return browser.post(path, data={"csrf_token": token_of(browser), **fields}, files=files)


def token_of(browser: httpx.Client) -> str:
    page = browser.get("/receipts/0").text  # the frame of any page carries the sign-out form
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


def keep_picture(page: Page, name: str) -> None:
    """Keep a small picture of a page for the documentation, when asked to."""
    if os.environ.get("DONDOC_SCREENSHOTS"):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        picture = Image.open(io.BytesIO(page.screenshot()))
        picture.quantize(96).save(SCREENSHOTS / f"{name}.png", optimize=True)


def make_settings(database_url: str, folder: Path, **others) -> Settings:
    watch_dir = folder / "incoming"
    watch_dir.mkdir(exist_ok=True)
    return Settings(
        database_url=database_url,
        storage_dir=folder / "store",
        watch_dir=watch_dir,
        poll_seconds=0.1,
        sweep_seconds=0.2,
        **others,
    )


def add_people(url: str) -> None:
    now = factories.ARRIVED_AT
    engine = make_engine(url)
    with transaction(make_sessions(engine)) as session:
        load_register(session, now)
        units = {unit.name: unit.id for unit in session.scalars(select(Unit))}
        for username, (full_name, role, unit) in PEOPLE.items():
            accounts.create_account(
                session,
                username=username,
                full_name=full_name,
                role=role,
                unit_id=units[unit] if unit else None,
                password_hash=factories.password_hash(),
                now=now,
            )
    engine.dispose()


@contextmanager
def running(settings: Settings, clock: FixedClock | None, *, with_worker: bool = False) -> Iterator[Site]:
    """Serve the application in a thread until the end of the block."""
    bell = Bell()
    resources = open_resources(settings, carrier=bell, clock=clock)
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(settings, resources=resources), host="127.0.0.1", port=port, log_level="warning", ws="none"
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    worker = EmbeddedWorker(resources, bell, readers=1) if with_worker else None
    if worker:
        worker.start()
    site = Site(f"http://127.0.0.1:{port}", resources, clock, settings.watch_dir)
    try:
        yield site
    finally:
        for opened in site.browsers:
            opened.close()
        if worker:
            worker.stop()
        server.should_exit = True
        thread.join(10)
        resources.close()


@pytest.fixture
def site_clock() -> FixedClock:
    """Nine in the morning, local time, of Thursday 20 August 2026."""
    return FixedClock(datetime(2026, 8, 20, 2, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def peopled_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the register of units and one account for each role, made once."""
    path = tmp_path_factory.mktemp("peopled") / "dondoc.sqlite3"
    shutil.copyfile(sqlite_template, path)
    add_people(f"sqlite:///{path}")
    return path


@pytest.fixture
def peopled_url(peopled_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database with units and accounts."""
    path = tmp_path / "peopled.sqlite3"
    shutil.copyfile(peopled_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def site(peopled_url: str, tmp_path: Path, site_clock: FixedClock) -> Iterator[Site]:
    """The site on a database with the register of units and one account for each role."""
    with running(make_settings(peopled_url, tmp_path), site_clock) as site:
        yield site


@pytest.fixture(params=["sqlite", "postgres"])
def site_on_each(request: pytest.FixtureRequest, tmp_path: Path, site_clock: FixedClock) -> Iterator[Site]:
    """The same site, once on each kind of database."""
    if request.param == "sqlite":
        url = request.getfixturevalue("peopled_url")
    else:
        url = request.getfixturevalue("postgres_url")
        add_people(url)
    with running(make_settings(url, tmp_path), site_clock) as site:
        yield site
