"""A handful is taken together and done piece by piece, and each piece still goes to one of those who want it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from core.database import make_engine, make_sessions, transaction
from jobs import leases
from jobs.leases import Terms
from jobs.models import Lease
from jobs.taking import taken

WANTED = [("extract", number) for number in range(12)]


@pytest.fixture
def resources(resources):
    """With leases that do not run out on a busy machine."""
    return replace(resources, terms=Terms(timedelta(minutes=10), max_tries=3, first_pause=timedelta(seconds=10)))


class Carried:
    """Keeps what it is given to send."""

    def __init__(self):
        self.sent = []

    def send(self, step, directive_id):
        self.sent.append((step, directive_id))


def rows(resources):
    with transaction(resources.sessions, writes=False) as session:
        return {row.subject_id: row for row in session.query(Lease)}


def die(resources):
    """What is left of a worker's leases once it is seen to be dead."""
    with transaction(resources.sessions) as session:
        held = [row.id for row in session.query(Lease)]
        leases.end(session, held, now=resources.machine_clock.now())


def test_each_piece_of_overlapping_handfuls_goes_to_one_of_many_threads(resources):
    start = threading.Barrier(6)

    def ask(number):
        start.wait()
        return [held for _ in range(3) for held in taken(resources, WANTED[number:] + WANTED[:number])]

    with ThreadPoolExecutor(6) as threads:
        held = [each for got in threads.map(ask, range(6)) for each in got]
    assert sorted(each.subject_id for each in held) == list(range(12))
    assert {row.holder for row in rows(resources).values()} == {each.holder for each in held}


def test_a_handful_without_a_past_costs_one_transaction(resources):
    commits = []
    event.listen(resources.sessions, "after_commit", commits.append)
    assert len(list(taken(resources, WANTED))) == 12
    assert len(commits) == 1


def test_what_is_named_twice_is_taken_once(resources):
    assert len(list(taken(resources, [("extract", 1), ("extract", 1), ("open", 1)]))) == 2


def test_a_worker_that_dies_with_a_handful_costs_none_of_it_a_try_and_makes_none_a_suspect(resources):
    list(taken(resources, WANTED))
    assert {row.tries for row in rows(resources).values()} == {0}
    die(resources)
    again = list(taken(resources, WANTED))
    assert [each.tries for each in again] == [1] * 12
    assert {row.last_error for row in rows(resources).values()} == {None}


def test_taken_again_alone_it_counts_and_the_next_death_makes_it_a_suspect(resources):
    list(taken(resources, WANTED[:2]))
    die(resources)
    list(taken(resources, WANTED[:2]))
    die(resources)
    (suspect,) = taken(resources, WANTED[:2])  # one at a time
    assert suspect.tries == 2
    assert rows(resources)[suspect.subject_id].last_error == leases.CRASHED


def test_work_that_kills_its_worker_each_time_is_used_up_after_all_its_tries_alone(resources):
    list(taken(resources, WANTED[:2]))
    for _ in range(resources.terms.max_tries):
        die(resources)
        assert list(taken(resources, WANTED[:1]))
    die(resources)
    assert list(taken(resources, WANTED[:1])) == []
    with transaction(resources.sessions, writes=False) as session:
        now = resources.machine_clock.now()
        assert leases.crashed(session, now=now, terms=resources.terms) == [WANTED[0]]


def test_a_failure_in_a_handful_is_its_first_try(resources):
    now = resources.machine_clock.now()
    handful = list(taken(resources, WANTED[:2]))
    with transaction(resources.sessions) as session:
        for held in handful:
            assert not leases.fail(session, held, "x", now=now, terms=resources.terms)
        session.flush()
        row = session.query(Lease).filter_by(subject_id=1).one()
        assert (row.tries, row.not_before) == (1, now + resources.terms.first_pause)


def test_work_with_a_past_is_asked_for_when_its_turn_comes(resources):
    now, terms = resources.machine_clock.now(), resources.terms
    with transaction(resources.sessions) as session:
        failed = leases.claim(session, "extract", 0, now=now - timedelta(hours=2), terms=terms)
        leases.fail(session, failed, "x", now=now - timedelta(hours=2), terms=terms)
        resting = leases.claim(session, "extract", 1, now=now, terms=terms)
        leases.fail(session, resting, "x", now=now, terms=terms)
    handful = taken(resources, WANTED[:3])
    assert next(handful).tries == 2
    assert [each.subject_id for each in handful] == [2]


def test_a_handful_stopped_halfway_gives_the_rest_back_untried_and_sends_it_again(resources):
    carried = Carried()
    handful = taken(replace(resources, carrier=carried), WANTED[:4])
    first = next(handful)
    handful.close()
    assert {row.holder for row in rows(resources).values()} == {first.holder}
    assert carried.sent == WANTED[1:4]
    assert len(list(taken(resources, WANTED[:4]))) == 3


def test_what_waits_for_its_turn_is_renewed_meanwhile(resources):
    start = resources.machine_clock.now()
    brief = replace(resources, terms=replace(resources.terms, lasts=timedelta(0)))
    handful = taken(brief, WANTED[:3])
    next(handful)
    resources.keeper.beat()
    assert rows(resources)[2].until > start + timedelta(seconds=1)
    handful.close()


def test_where_the_database_fails_nothing_is_taken_and_the_next_handful_is(resources, tmp_path):
    away = make_engine(f"sqlite:///{tmp_path / 'no folder' / 'x.sqlite3'}")
    with pytest.raises(OperationalError):
        list(taken(replace(resources, sessions=make_sessions(away)), WANTED))
    away.dispose()
    assert len(list(taken(resources, WANTED))) == 12
