"""A back-up by the commands of docs/operations.md while work goes on, restored elsewhere: the work goes on there."""

import shutil
import sqlite3
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from core.chain import check
from core.database import transaction
from core.sealing import trail_lines
from core.settings import Settings
from ingest.connectors.files import FolderSource
from ingest.models import Arrival, Directive
from jobs.embedded import Bell, work_until_idle
from jobs.pipeline import READ, advance
from jobs.pulling import take_listed
from jobs.resources import open_resources
from jobs.upkeep import seal
from tests.jobs.reading import ReaderHere


@pytest.fixture(params=["sqlite", "postgres"])
def back_up(request, tmp_path: Path):
    """Fixture: a function that backs the database of an address up, and one that restores it; the latter's address."""
    kept = tmp_path / "backup"
    if request.param == "sqlite":
        restored = tmp_path / "restored.sqlite3"
        url = request.getfixturevalue("sqlite_url")
        return (
            url,
            lambda: sqlite3.connect(url.removeprefix("sqlite:///")).execute(f"VACUUM INTO '{kept}'"),
            lambda: shutil.copy(kept, restored),
            f"sqlite:///{restored}",
        )
    server, url = request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_url")
    tools = next(Path(part).parent for part in server.process.args if Path(part).name == "postgres")
    name, to = url.rpartition("/")[2], ["-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres"]

    def restore() -> None:
        server.create("restored")
        request.addfinalizer(lambda: server.drop("restored"))
        subprocess.run([tools / "pg_restore", *to, "-d", "restored", kept], check=True)

    return (
        url,
        lambda: subprocess.run([tools / "pg_dump", *to, "-Fc", "-f", kept, name], check=True),
        restore,
        server.url("restored"),
    )


@pytest.fixture
def database_url(back_up):
    return back_up[0]


def test_what_was_backed_up_is_whole_and_goes_on_elsewhere(resources, settings, back_up, incoming, write_directive):
    _, save, restore, restored_url = back_up
    for number in (1, 2):
        write_directive(f"{number}.docx", f"{4119 + number}/UBND-CN")
    source = FolderSource(incoming, max_bytes=10**8, settle_seconds=0)
    assert len(list(take_listed(resources, source))) == 2
    advance(resources, READ, 1)
    seal(resources)
    save()
    write_directive("3.docx", "4130/UBND-CN")
    list(take_listed(resources, source))
    shutil.copytree(settings.storage_dir, settings.storage_dir.with_name("restored"))
    restore()
    _work_there(settings, restored_url, incoming)


def _work_there(settings: Settings, url: str, incoming: Path) -> None:
    """On the restored side: the trail holds, what waited is done, and what came since the back-up is given again."""
    place = settings.model_copy(update={"database_url": url, "storage_dir": settings.storage_dir.with_name("restored")})
    there = replace(open_resources(place, carrier=Bell()), reader=ReaderHere())
    try:
        for taken in (incoming / ".taken").rglob("*.docx"):
            taken.rename(incoming / taken.name)
        source = FolderSource(incoming, max_bytes=10**8, settle_seconds=0)
        assert sorted(pulled.outcome for pulled in take_listed(there, source)) == ["duplicate", "duplicate", "new"]
        work_until_idle(there)
        with transaction(there.sessions, writes=False) as session:
            rows = session.query(Directive).order_by(Directive.id).all()
            assert [row.number for row in rows] == ["4120/UBND-CN", "4121/UBND-CN", "4130/UBND-CN"]
            assert session.query(Arrival).count() == 5
            told = check(trail_lines(session))
            assert (told.fault, told.seals) == (None, 1)
            assert all(there.store.get(row.sha256) for row in rows)
    finally:
        there.close()
