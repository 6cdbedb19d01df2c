"""Threads that ask together are served together, and each piece of work still goes to exactly one of them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from core.clock import FixedClock
from core.database import make_engine, make_sessions, transaction
from jobs import leases
from jobs.leases import Terms
from jobs.models import Lease
from jobs.taking import Taking

NOW = datetime(2026, 8, 21, 2, 0, tzinfo=UTC)
TERMS = Terms(lasts=timedelta(seconds=60), max_tries=3, first_pause=timedelta(seconds=10))


@pytest.fixture
def taking(sessions):
    return Taking(sessions, TERMS, FixedClock(NOW))


def test_each_piece_of_work_goes_to_one_of_many_threads_in_fewer_transactions_than_pieces(sessions, taking):
    commits, start = [], threading.Barrier(12)
    event.listen(sessions, "after_commit", commits.append)

    def ask(number):
        start.wait()
        return [taking.take("extract", number % 6 + stretch) for stretch in range(0, 60, 6)]

    with ThreadPoolExecutor(12) as threads:
        held = [each for got in threads.map(ask, range(12)) for each in got]
    got = [each.subject_id for each in held if each is not None]
    assert sorted(got) == list(range(60))
    assert len(held) == 120
    assert len(commits) < 100
    with transaction(sessions, writes=False) as session:
        assert {row.holder for row in session.query(Lease)} == {each.holder for each in held if each is not None}


def test_work_with_a_history_is_taken_under_its_own_conditions(sessions, taking):
    with transaction(sessions) as session:
        held = leases.claim(session, "extract", 1, now=NOW - timedelta(minutes=5), terms=TERMS)
        leases.fail(session, held, "x", now=NOW - timedelta(minutes=5), terms=TERMS)
        resting = leases.claim(session, "extract", 2, now=NOW, terms=TERMS)
        leases.fail(session, resting, "x", now=NOW, terms=TERMS)
    assert taking.take("extract", 1).tries == 2
    assert taking.take("extract", 2) is None
    assert taking.take("extract", 1) is None


def test_where_the_database_fails_every_thread_hears_of_it_and_the_next_is_served(tmp_path, taking):
    away = make_engine(f"sqlite:///{tmp_path / 'no folder' / 'x.sqlite3'}")
    broken = Taking(make_sessions(away), TERMS, FixedClock(NOW))
    for _ in range(2):
        with pytest.raises(OperationalError):
            broken.take("extract", 1)
    with ThreadPoolExecutor(4) as threads:
        told = [each.exception() for each in [threads.submit(broken.take, "extract", n) for n in range(4)]]
    assert all(isinstance(each, SQLAlchemyError) for each in told)
    away.dispose()
    assert taking.take("extract", 9) is not None
