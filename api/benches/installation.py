"""An installation to measure on: a migrated database with the register of units, folders of its own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config

from core.clock import SystemClock
from core.database import make_engine, make_sessions, transaction
from core.register import load_register
from core.settings import ROOT, Settings
from jobs.resources import Carrier, NoCarrier, Resources, open_resources


@contextmanager
def opened(url: str, carrier: Carrier | None = None) -> Iterator[Resources]:
    """Give the resources of a new installation on this database; closed and erased at the end."""
    engine = make_engine(url)
    with engine.connect() as connection:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    with transaction(make_sessions(engine)) as session:
        load_register(session, SystemClock().now())
    engine.dispose()
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-") as folder:
        place = Path(folder)
        (place / "incoming").mkdir()
        settings = Settings(
            database_url=url,
            storage_dir=place / "store",
            watch_dir=place / "incoming",
            reading_processes=2,
            poll_seconds=0.5,
        )
        resources = open_resources(settings, carrier=carrier or NoCarrier())
        try:
            yield resources
        finally:
            resources.close()
