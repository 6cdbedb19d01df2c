"""Rows that are only ever added: what is counted once is never counted wrong."""

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from core.appended import Settled, settled
from core.audit import THE_SYSTEM, AuditEvent, record
from core.database import transaction

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)


def add(session: Session, n: int) -> None:
    for number in range(n):
        record(session, NOON, THE_SYSTEM, "test.done", ("test", number))
        session.flush()


def ask(sessions: sessionmaker[Session], after: float = 0) -> Settled:
    with transaction(sessions, writes=False) as session:
        return settled(session, AuditEvent.id, after=after)


def test_what_is_settled_and_what_came_since_are_all(sessions: sessionmaker[Session]) -> None:
    with transaction(sessions) as session:
        add(session, 3)
    assert ask(sessions) == Settled()  # noted; nobody has waited yet
    with transaction(sessions) as session:
        add(session, 2)
    found = ask(sessions)
    assert found.n == 3
    with transaction(sessions, writes=False) as session:
        since = select(func.count(AuditEvent.id)).where(AuditEvent.id > found.up_to)
        assert found.n + (session.scalar(since) or 0) == 5


def test_a_number_settles_no_sooner_than_its_time(sessions: sessionmaker[Session]) -> None:
    with transaction(sessions) as session:
        add(session, 1)
    assert [ask(sessions, after=60).n for _ in range(3)] == [0, 0, 0]


def test_nothing_settles_while_a_transaction_of_that_moment_still_runs(sessions: sessionmaker[Session]) -> None:
    if sessions.kw["bind"].dialect.name == "sqlite":  # there only one writes at a time
        return
    with transaction(sessions) as slow:
        add(slow, 1)
        with transaction(sessions) as session:
            add(session, 1)
        assert ask(sessions) == Settled()
        assert ask(sessions).n == 0
    assert ask(sessions).n == 2


def test_what_may_be_undone_as_a_whole_settles_nothing(session: Session) -> None:
    add(session, 3)
    assert [settled(session, AuditEvent.id, after=0).n for _ in range(3)] == [0, 0, 0]


def test_a_number_that_was_taken_back_and_given_again_is_counted(sessions: sessionmaker[Session]) -> None:
    session = sessions()
    add(session, 1)
    settled(session, AuditEvent.id, after=0)
    session.rollback()
    session.close()
    found = ask(sessions)
    with transaction(sessions) as again:
        add(again, 1)
    with transaction(sessions, writes=False) as last:
        since = select(func.count(AuditEvent.id)).where(AuditEvent.id > found.up_to)
        assert found.n + (last.scalar(since) or 0) == 1
