"""What the tests share: databases, queue, browser, clock and files; and what they may not touch: the network.

Names are a contract: ``sqlite_url``, ``postgres_url``, ``database_url`` (both in turn), ``engine``, ``sessions``,
``session`` (rolled back), ``redis_url``, ``clock``, ``tmp_store``, ``chromium``, ``corpus``.
"""

import ipaddress
import os
import shutil
import socket
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from alembic import command
from alembic.config import Config
from coverage import Coverage
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session, sessionmaker

from core.clock import FixedClock
from core.database import make_engine, make_sessions
from core.storage import FileStore
from tests.services import PostgresServer, chromium_flags, chromium_path, running_postgres, running_redis

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "dondoc"
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

FOR_TESTS = {"DONDOC_CORPUS", "DONDOC_TESSDATA_DIR", "DONDOC_SCREENSHOTS"}

for name in [name for name in os.environ if name.startswith("DONDOC_") and name not in FOR_TESTS]:
    del os.environ[name]  # whoever runs the tests may run dondoc too: its settings are not the tests'
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
hypothesis.settings.register_profile("dondoc", deadline=None, derandomize=IN_CI, print_blob=True)
hypothesis.settings.load_profile("dondoc")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the long tests as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--full"):
        for item in items:
            if item.get_closest_marker("full"):
                item.add_marker(pytest.mark.skip(reason="long test: runs with --full"))


# Line coverage is asked of the pure modules alone, and pure tests are to give it: measuring the others as well would
# make every test that touches a database, a queue, a browser or real documents half as long again for nothing.
IMPURE = {
    "database_url",
    "sqlite_template",
    "postgres_server",
    "redis_server",
    "installation",
    "storm",
    "site_on_each",
    "chromium",
    "corpus",
}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Rest the measuring of coverage, set-up included, while a test runs that is not pure."""
    measuring = Coverage.current()
    pure = IMPURE.isdisjoint(getattr(item, "fixturenames", ())) and item.get_closest_marker("no_cover") is None
    if measuring is None or pure:
        return (yield)
    measuring.stop()
    try:
        return (yield)
    finally:
        measuring.start()


# -- nothing leaves the machine ----------------------------------------------------------------------------------------


class NetworkUsed(Exception):
    """A test reached for an address off this machine."""


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse every connection off the loopback."""
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex

    def connect(self: socket.socket, address: object) -> None:
        _refuse_unless_local(self, address)
        real_connect(self, address)

    def connect_ex(self: socket.socket, address: object) -> int:
        _refuse_unless_local(self, address)
        return real_connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        patch.setattr(socket.socket, "connect_ex", connect_ex)
        yield


def _refuse_unless_local(tried: socket.socket, address: object) -> None:
    if not isinstance(address, tuple):  # a socket in the file system
        return
    host = str(address[0])
    local = host == "localhost" if not _is_address(host) else ipaddress.ip_address(host).is_loopback
    if not local:
        tried.close()
        message = f"A test tried to reach {host}: tests use peers on the loopback only"
        raise NetworkUsed(message)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


# -- databases ---------------------------------------------------------------------------------------------------------


def migrate(url: str) -> None:
    """Bring the database at this address to the newest revision, as an installation does."""
    engine = make_engine(url)
    with engine.connect() as connection:
        upgrade(connection)
    engine.dispose()


def upgrade(connection: Connection) -> None:
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, made once, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "dondoc.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh, migrated SQLite database."""
    path = tmp_path / "dondoc.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this worker, with a migrated template database."""
    with running_postgres() as server:
        server.create(TEMPLATE)
        migrate(server.url(TEMPLATE))
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of a fresh, migrated PostgreSQL database."""
    with postgres_server.clone(TEMPLATE) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, migrated database: the test runs once on each kind."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a fresh, migrated database of either kind."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    """What makes real sessions, whose commits stay for the length of the test."""
    return make_sessions(engine)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session whose every change, committed or not, is rolled back at the end."""
    with engine.connect() as connection:
        outer = connection.begin()
        with make_sessions(engine)(bind=connection, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()


# -- queue, clock, files, browser, corpus -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """A Redis server of this worker."""
    with running_redis() as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The address of an empty Redis."""
    import redis  # noqa: PLC0415 - most tests need none

    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    return redis_server


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at nine in the morning, local time, of Friday 21 August 2026."""
    return FixedClock(datetime(2026, 8, 21, 2, 0, tzinfo=UTC))


@pytest.fixture
def tmp_store(tmp_path: Path) -> FileStore:
    """An empty file store."""
    return FileStore(tmp_path / "store")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; without one the test is skipped under that name, and fails in CI.

    It ends with its module: while Playwright runs, its event loop counts as the thread's own, and a library that
    wants to start one of its own in the next module would be refused.
    """
    path = chromium_path()
    if path is None:
        reason = "Chromium is not installed: install the Debian package chromium"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium_flags())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents that DONDOC_CORPUS names; without it the test is skipped under that name."""
    named = os.environ.get("DONDOC_CORPUS")
    if not named or not Path(named).is_dir():
        pytest.skip("No corpus: DONDOC_CORPUS names no folder")
    return Path(named)
