"""An installation of a test: a fresh database with the register of units, folders of its own, a worker in a hurry."""

from datetime import UTC, datetime
from pathlib import Path

from core.database import make_engine, make_sessions, transaction
from core.register import load_register
from core.settings import Settings


def hasty_settings(url: str, folder: Path, *, redis_url: str | None = None) -> Settings:
    """Load the register into the migrated database at ``url`` and return settings that wait for nothing long."""
    engine = make_engine(url)
    with transaction(make_sessions(engine)) as session:
        load_register(session, datetime(2026, 8, 1, tzinfo=UTC))
    engine.dispose()
    return Settings(
        database_url=url,
        storage_dir=folder / "store",
        watch_dir=folder / "incoming",
        redis_url=redis_url,
        lease_seconds=5,
        poll_seconds=0.2,
        sweep_seconds=0.5,
    )
