"""One transaction at a time, on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from core.audit import THE_SYSTEM, AuditEvent, digest, record
from core.database import after_commit, make_engine, make_sessions, refresh_statistics, transaction

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)


def events(session: Session) -> list[AuditEvent]:
    return list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


def test_an_instant_comes_back_aware_and_in_utc(sessions: sessionmaker[Session]) -> None:
    with transaction(sessions) as session:
        record(session, NOON.astimezone(timezone(timedelta(hours=7))), THE_SYSTEM, "test.done", ("test", 1))
    with transaction(sessions, writes=False) as session:
        assert events(session)[0].at == NOON
        assert events(session)[0].at.utcoffset() == timedelta(0)


def test_a_naive_instant_is_refused(sessions: sessionmaker[Session]) -> None:
    with pytest.raises(Exception, match="time zone"), transaction(sessions) as session:
        record(session, NOON.replace(tzinfo=None), THE_SYSTEM, "test.done", ("test", 1))


def test_an_error_rolls_the_whole_transaction_back(sessions: sessionmaker[Session]) -> None:
    def record_and_fail() -> None:
        with transaction(sessions) as session:
            record(session, NOON, THE_SYSTEM, "test.done", ("test", 1))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        record_and_fail()
    with transaction(sessions, writes=False) as session:
        assert events(session) == []


def test_calls_wait_for_the_commit(sessions: sessionmaker[Session]) -> None:
    called = []
    with transaction(sessions) as session:
        after_commit(session, lambda: called.append("sent"))
        assert called == []
    assert called == ["sent"]


def test_calls_of_a_rolled_back_transaction_are_dropped(sessions: sessionmaker[Session]) -> None:
    called = []

    def call_and_fail() -> None:
        with transaction(sessions) as session:
            after_commit(session, lambda: called.append("sent"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        call_and_fail()
    with transaction(sessions):
        pass
    assert called == []


def test_the_audit_trail_cannot_be_changed(sessions: sessionmaker[Session]) -> None:
    with transaction(sessions) as session:
        record(session, NOON, THE_SYSTEM, "test.done", ("test", 1))
    for statement in ("UPDATE audit_event SET did = 'other'", "DELETE FROM audit_event"):
        with pytest.raises(Exception, match="append-only"), transaction(sessions) as session:
            session.execute(text(statement))


def test_an_events_hash_covers_what_it_says(sessions: sessionmaker[Session]) -> None:
    with transaction(sessions) as session:
        event = record(session, NOON, THE_SYSTEM, "test.done", ("test", 1), pages=3)
    assert digest(event) == event.sha256
    event.detail = {"pages": 4}
    assert digest(event) != event.sha256


def test_both_databases_are_really_used(engine: Engine) -> None:
    assert engine.dialect.name in {"sqlite", "postgresql"}


def test_the_planner_hears_of_rows_written_since_the_database_was_made(sqlite_url: str) -> None:
    sessions = make_sessions(make_engine(sqlite_url))
    with transaction(sessions) as session:
        for number in range(100):
            record(session, NOON, THE_SYSTEM, "test.done", ("test", number))
    with transaction(sessions) as session:
        refresh_statistics(session)
    with transaction(sessions, writes=False) as session:
        assert session.scalar(text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'audit_event'")).startswith("100 ")


def ends(engine: Engine, pid: int) -> None:
    with engine.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})


def test_a_connection_that_the_server_closed_meanwhile_is_replaced_unnoticed(postgres_url: str) -> None:
    engine, other = make_engine(postgres_url), make_engine(postgres_url)
    with engine.connect() as connection:
        pid = connection.scalar(text("SELECT pg_backend_pid()"))
    ends(other, pid)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) != pid
    engine.dispose()
    other.dispose()


def test_a_connection_used_a_moment_ago_is_not_asked_whether_it_stands(postgres_url: str) -> None:
    engine, other = make_engine(postgres_url), make_engine(postgres_url)
    with engine.connect() as connection:
        pid = connection.scalar(text("SELECT pg_backend_pid()"))
    with engine.connect(), other.connect() as watching:
        last = watching.scalar(text("SELECT query FROM pg_stat_activity WHERE pid = :pid"), {"pid": pid})
    assert last == "ROLLBACK"
    engine.dispose()
    other.dispose()
