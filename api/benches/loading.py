"""Rows written into the tables as fast as each database takes them, for what a bench measures on."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, bindparam, text

Row = tuple[Any, ...]
# What no constraint stands on: those may go while rows come in.
_INDEXES = text("""
    SELECT indexname, indexdef FROM pg_indexes
    WHERE schemaname = current_schema() AND tablename IN :tables
    AND to_regclass(quote_ident(indexname)) NOT IN (SELECT conindid FROM pg_constraint)
""").bindparams(bindparam("tables", expanding=True))
MAKING = "SET maintenance_work_mem = '512MB'"


class Loader:
    """Writes rows as fast as each database takes them; what refers to what is not looked at."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def unindexed(self, *tables: str) -> Iterator[None]:
        """Let PostgreSQL make the indexes of tables once, when all rows are there, not row by row."""
        if self._engine.dialect.name == "sqlite":
            yield
            return
        with self._engine.begin() as connection:
            indexes = connection.execute(_INDEXES, {"tables": tables}).all()
            for name, _made in indexes:
                connection.exec_driver_sql(f"DROP INDEX {name}")
        yield
        with self._engine.begin() as connection:
            connection.exec_driver_sql(MAKING)
            for _name, made in indexes:
                connection.exec_driver_sql(made)
            connection.exec_driver_sql("RESET maintenance_work_mem")

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Write rows of a table."""
        names = ", ".join(columns)
        driver = self._engine.raw_connection()
        try:
            if self._engine.dialect.name == "sqlite":
                cursor = driver.cursor()
                cursor.execute("PRAGMA foreign_keys=OFF")
                cursor.execute("BEGIN")
                marks = ", ".join("?" * len(columns))
                statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own
                for row in rows:
                    cursor.execute(statement, _as_sqlite(row))
                cursor.execute("COMMIT")
                cursor.execute("PRAGMA foreign_keys=ON")
            else:
                cursor = driver.cursor()
                cursor.execute("SET session_replication_role = replica")
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                cursor.execute("SET session_replication_role = origin")
                driver.commit()
        finally:
            driver.close()

    def analyze(self) -> None:
        """Let the database look at what it has, as it does by itself in time."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE" if self._engine.dialect.name == "sqlite" else "VACUUM ANALYZE")


def _as_sqlite(row: Row) -> Row:
    return tuple(_written(value) if isinstance(value, date) else value for value in row)


def _written(value: date) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value.isoformat()
