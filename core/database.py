"""One engine, one naming convention, one transaction at a time; the same code on SQLite and PostgreSQL."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Insert,
    Integer,
    MetaData,
    any_,
    bindparam,
    create_engine,
    event,
    func,
    literal,
    make_url,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session, sessionmaker
from sqlalchemy.types import JSON, TypeDecorator

from core.ready_connections import keep_ready

SQLITE_ROWS_ANALYSED = 1000  # of each index
SQLITE_BUSY_MILLISECONDS = 30_000
CONNECT_SECONDS = 10
ONE_PROCESS_A_QUESTION = {"options": "-c max_parallel_workers_per_gather=0 -c jit=off"}

# What a caller may want to tell in words: the database failed, or its address cannot be understood.
DatabaseFailure = DBAPIError
UnusableAddress = (ArgumentError, NoSuchModuleError)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite keeps it without a zone, PostgreSQL as ``timestamptz``. Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC as the database keeps it."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"An instant needs a time zone, got {value.isoformat()}"
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Return what reads a kept instant in one step, since reports read millions; SQLite keeps text."""
        if dialect.name == "postgresql":
            return _in_utc
        return _read_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - fixed by SQLAlchemy
        """Return the kept instant, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _in_utc(kept: datetime | None) -> datetime | None:
    return None if kept is None else kept.astimezone(UTC)


def _read_text(kept: str | None) -> datetime | None:
    return None if kept is None else datetime.fromisoformat(kept + "+00:00")


class Base(DeclarativeBase):
    """What every table inherits: one naming convention, aware instants, JSON for dictionaries and lists."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy at class creation
        datetime: Instant,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


def make_engine(url: str, *, serving: bool = False) -> Engine:
    """Return an engine for a SQLite or PostgreSQL address.

    Args:
        serving: many ask small questions at once: PostgreSQL gives none of them more than one process, nor compiles it.

    SQLite runs in WAL mode with foreign keys on, and takes its write lock at the start of a transaction that may
    write: a lock taken halfway cannot wait (SQLITE_BUSY_SNAPSHOT), whatever the time-out. Errors never name the values
    of a statement: they end in logs, and the values are documents.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": SQLITE_BUSY_MILLISECONDS / 1000}, hide_parameters=True)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    engine = create_engine(
        parsed,
        pool_use_lifo=True,  # the few that are in use know their questions; the others may rest
        pool_size=10,
        max_overflow=20,
        connect_args={"connect_timeout": CONNECT_SECONDS} | (ONE_PROCESS_A_QUESTION if serving else {}),
        hide_parameters=True,
    )
    keep_ready(engine)
    return engine


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """Return a maker of sessions whose calls given to `after_commit` run after, and only after, their commit."""
    maker = sessionmaker(engine, expire_on_commit=False)
    event.listen(maker, "after_commit", _run_calls)
    event.listen(maker, "after_rollback", _drop_calls)
    return maker


@contextmanager
def transaction(sessions: sessionmaker[Session], *, writes: bool = True, durable: bool = True) -> Iterator[Session]:
    """Give a session whose work is committed at the end, or rolled back whole if anything is raised.

    Args:
        writes: False takes no write lock.
        durable: False does not wait for the disk (PostgreSQL): others see the work at once, and a crash of the
            database's machine may undo its last moment. For what is made anew then, such as a lease.
    """
    with sessions() as session:
        connection = session.connection(execution_options={"writes": writes})
        if not durable and connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
        try:
            yield session
        except BaseException:
            session.rollback()
            raise
        session.commit()


def upsert(session: Session, table: type[Base]) -> Insert:
    """Return the statement that writes rows of a table, each in the place of the row of the same key if there is one.

    It goes by the session's mapped objects: who holds one of these rows as an object does not see it change.
    """
    return _upsert(session.get_bind().dialect.name, table)


@cache
def _upsert(dialect: str, table: type[Base]) -> Insert:
    """Each database has a statement of its own; it is put together once."""
    adding: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    key = [column.name for column in table.__table__.primary_key]
    others = {column.name: adding.excluded[column.name] for column in table.__table__.columns if column.name not in key}
    return cast("Insert", adding.on_conflict_do_update(index_elements=key, set_=others))


def take_turn(session: Session, what: str) -> None:
    """Let those who do the same thing do it one after the other: what was before has ended its transaction by then.

    SQLite needs no turns, since there whoever may write does so alone.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))


def one_of(session: Session, column: InstrumentedAttribute[int], numbers: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of some numbers.

    PostgreSQL gets them as one value: lists of any length are one question, which it plans once.
    """
    if session.get_bind().dialect.name == "postgresql":
        return column == any_(literal(list(numbers), ARRAY(Integer)))
    return column.in_(numbers)


def among(dialect: str, column: InstrumentedAttribute[Any], name: str = "ids") -> ColumnElement[bool]:
    """Return the condition of `one_of` for a question made once: its numbers are given by name when it is asked."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(Integer)))
    return column.in_(bindparam(name, expanding=True))


def dialect_of(session: Session) -> str:
    """Return the name of the database's dialect."""
    return session.get_bind().dialect.name


def refresh_statistics(session: Session) -> None:
    """Let SQLite's planner know how the tables have grown, at a bounded cost; PostgreSQL sees to it by itself.

    Without statistics it takes an index that fits the words of a question, however many rows stand under it.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text(f"PRAGMA analysis_limit={SQLITE_ROWS_ANALYSED}"))
        session.execute(text("ANALYZE"))


def after_commit(session: Session, call: Callable[[], object]) -> None:
    """Have ``call`` run once the session's transaction is committed; a rollback drops it."""
    session.info.setdefault("after_commit", []).append(call)


def _run_calls(session: Session) -> None:
    for call in session.info.pop("after_commit", []):
        call()


def _drop_calls(session: Session) -> None:
    session.info.pop("after_commit", None)


def _set_up_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
    connection.isolation_level = None  # the driver must not begin transactions of its own
    connection.create_function("sha256_hex", 1, _sha256_hex, deterministic=True)  # PostgreSQL has one of its own
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={SQLITE_BUSY_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _sha256_hex(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
