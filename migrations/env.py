"""Runs the migrations: on the database of the settings, or on a connection that the caller hands over.

The tables of the rooms are found by importing every module named ``models``; ``core`` has its own list. A new room
needs no line here.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from core.database import Base, Instant, make_engine
from core.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
CORE = ("core.audit", "core.organisation", "core.repeats", "core.sealing")
ROOMS = ("ingest", "extraction", "compliance", "jobs", "api")

for name in CORE:
    importlib.import_module(name)
for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("models.py")):
    importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def render_type(kind: str, item: object, _context: AutogenContext) -> str | bool:
    """Return how a new revision writes our own types: as the database's, so that old revisions need no code of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def is_of_the_models(_item: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:  # noqa: FBT001 - Alembic's signature
    """Return whether a revision compares a thing: indexes that only one database has stand in the revisions alone."""
    return not (kind == "index" and (name or "").endswith("_trigrams"))


def migrate(connection: Connection) -> None:
    """Run the migrations asked for on this connection, each in a transaction of its own."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_type,
        include_object=is_of_the_models,
        compare_type=True,
        transaction_per_migration=True,
    )
    with foreign_keys_at_rest(connection), context.begin_transaction():
        context.run_migrations()


@contextmanager
def foreign_keys_at_rest(connection: Connection) -> Iterator[None]:
    """On SQLite a batch makes the table anew and drops the old one, which a foreign key would refuse half-way.

    The pragma does nothing inside a transaction, so it goes to the driver before the first one and after the last.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    yield
    connection.commit()
    driver.execute("PRAGMA foreign_keys=ON")


def migrate_own() -> None:
    """Run the migrations on the database of the settings."""
    engine = make_engine(Settings().database_url)
    with engine.connect() as connection:
        migrate(connection)
    engine.dispose()


def print_sql() -> None:
    """Print the SQL instead of running it, for those who apply it by hand."""
    context.configure(
        url=Settings().database_url, target_metadata=Base.metadata, literal_binds=True, transaction_per_migration=True
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if context.is_offline_mode():
    print_sql()
elif given is not None:
    migrate(given)
else:
    migrate_own()
