"""Work is taken by exactly one, rests after a failure, and is set aside when its tries are used up."""

import os
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.database import transaction
from jobs import leases
from jobs.leases import LeaseLost, Terms
from jobs.models import Lease

NOW = datetime(2026, 8, 21, 2, 0, tzinfo=UTC)
TERMS = Terms(lasts=timedelta(seconds=60), max_tries=3, first_pause=timedelta(seconds=10))


def take(session, subject_id=1, *, now=NOW, step="read"):
    return leases.claim(session, step, subject_id, now=now, terms=TERMS)


def test_work_in_hand_is_not_taken_by_another(session):
    assert take(session) is not None
    assert take(session) is None
    assert take(session, 2) is not None
    assert take(session, step="extract") is not None


def test_of_many_who_reach_for_the_same_work_at_once_exactly_one_gets_it(sessions):
    for subject_id in range(8):
        got, start = [], threading.Barrier(6)

        def reach(subject_id=subject_id, got=got, start=start):
            start.wait()
            with transaction(sessions) as session:
                got.append(take(session, subject_id))

        threads = [threading.Thread(target=reach) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(each is not None for each in got) == 1


def test_a_lease_that_ran_out_is_taken_by_exactly_one_and_counts_as_a_try(sessions):
    with transaction(sessions) as session:
        take(session)
    later, got, start = NOW + timedelta(seconds=60), [], threading.Barrier(6)

    def reach():
        start.wait()
        with transaction(sessions) as session:
            got.append(take(session, now=later))

    threads = [threading.Thread(target=reach) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.tries for each in got if each is not None] == [2]


def test_work_done_leaves_no_row(session):
    held = take(session)
    leases.release(session, held)
    assert session.query(Lease).count() == 0
    assert take(session).tries == 1


def test_who_lost_the_lease_cannot_end_the_work(session):
    slow = take(session)
    quick = take(session, now=NOW + timedelta(seconds=61))
    with pytest.raises(LeaseLost):
        leases.release(session, slow)
    leases.release(session, quick)


def test_a_renewed_lease_is_not_taken_at_its_first_end(session):
    held = take(session)
    assert leases.renew(session, held, now=NOW + timedelta(seconds=50), terms=TERMS)
    assert take(session, now=NOW + timedelta(seconds=70)) is None
    assert take(session, now=NOW + timedelta(seconds=111)) is not None
    assert not leases.renew(session, held, now=NOW + timedelta(seconds=112), terms=TERMS)


def test_to_renew_never_shortens_what_was_taken_for_longer(session):
    held = leases.claim_tick(session, "tick.night", now=NOW, terms=replace(TERMS, lasts=timedelta(hours=20)))
    assert leases.renew(session, held, now=NOW, terms=TERMS)
    assert leases.claim_tick(session, "tick.night", now=NOW + timedelta(hours=19), terms=TERMS) is None


def test_failed_work_rests_longer_each_time_and_then_is_quarantined(session):
    now = NOW
    for pause in (10, 40):
        assert not leases.fail(session, take(session, now=now), "unforeseen", now=now, terms=TERMS)
        assert take(session, now=now + timedelta(seconds=pause - 1)) is None
        now += timedelta(seconds=pause)
    assert leases.fail(session, take(session, now=now), "unforeseen", now=now, terms=TERMS)
    assert take(session, now=now + timedelta(days=1)) is None
    row = session.query(Lease).one()
    assert (row.quarantined_at, row.last_error, row.tries) == (now, "unforeseen", 3)


def test_a_pause_is_never_longer_than_an_hour():
    assert leases.pause_after(20, TERMS) == timedelta(hours=1)


def test_who_lost_the_lease_cannot_fail_the_work_of_the_next(session):
    slow = take(session)
    take(session, now=NOW + timedelta(seconds=61))
    assert not leases.fail(session, slow, "unforeseen", now=NOW + timedelta(seconds=62), terms=TERMS)
    assert session.query(Lease).one().not_before is None


def test_work_given_back_is_taken_at_once_and_does_not_count(session):
    leases.give_back(session, take(session))
    assert take(session).tries == 1


def test_work_whose_worker_died_at_every_try_is_found_and_set_aside(session):
    now = NOW
    for _ in range(3):
        assert leases.crashed(session, now=now, terms=TERMS) == []
        assert take(session, now=now) is not None
        now += timedelta(seconds=61)
    assert take(session, now=now) is None
    assert leases.crashed(session, now=now, terms=TERMS) == [("read", 1)]
    assert leases.quarantine_crashed(session, "read", 1, now=now, terms=TERMS)
    assert not leases.quarantine_crashed(session, "read", 1, now=now, terms=TERMS)
    assert session.query(Lease).one().last_error == "crashed"


def test_a_process_takes_one_suspect_at_a_time_so_that_the_innocent_are_not_used_up(session):
    now = NOW
    for subject_id in (1, 2, 3):
        take(session, subject_id)
    now += timedelta(seconds=61)
    assert take(session, 2, now=now) is not None, "the first suspect"
    assert take(session, 1, now=now) is None
    assert take(session, 4, now=now) is not None, "work without a past"
    now += timedelta(seconds=61)
    innocent = take(session, 1, now=now)
    assert innocent.tries == 2
    leases.release(session, innocent)
    assert take(session, 3, now=now).tries == 2


def test_failures_that_were_told_are_no_suspicion(session):
    for subject_id in (1, 2):
        leases.fail(session, take(session, subject_id), "unforeseen", now=NOW, terms=TERMS)
    later = NOW + timedelta(seconds=10)
    assert take(session, 1, now=later) is not None
    assert take(session, 2, now=later) is not None


def test_a_retry_gives_quarantined_work_all_its_tries_again(session):
    now = NOW
    for _ in range(3):
        leases.fail(session, take(session, now=now), "unforeseen", now=now, terms=TERMS)
        now += timedelta(hours=1)
    leases.lift_quarantine(session, "read", 1)
    assert take(session, now=now).tries == 1


def test_a_retry_leaves_work_in_hand_alone(session):
    held = take(session)
    leases.lift_quarantine(session, "read", 1)
    assert take(session) is None
    leases.release(session, held)
    assert take(session).tries == 1


def test_what_nobody_may_take_now_is_barred(session):
    take(session, 1)
    leases.fail(session, take(session, 2), "unforeseen", now=NOW, terms=TERMS)
    leases.give_back(session, take(session, 3))
    assert leases.barred(session, "read", now=NOW, terms=TERMS) == {1, 2}
    assert leases.barred(session, "extract", now=NOW, terms=TERMS) == set()
    assert leases.barred(session, "read", now=NOW + timedelta(minutes=2), terms=TERMS) == set()


def test_the_leases_of_a_process_that_is_gone_are_ended_and_those_of_the_living_kept(session):
    mine = take(session, 1)
    gone = subprocess.run(
        [sys.executable, "-c", "from jobs.leases import new_holder; print(new_holder())"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    take(session, 2)
    session.query(Lease).filter_by(subject_id=2).update({"holder": gone})
    take(session, 3)
    session.query(Lease).filter_by(subject_id=3).update({"holder": "another-host/1/2/3"})
    dead = leases.held_by_the_dead(session, now=NOW)
    leases.end(session, dead, now=NOW)
    assert take(session, 2).tries == 2
    assert take(session, 1) is None
    assert take(session, 3) is None
    leases.release(session, mine)


def test_a_later_process_of_the_same_number_is_not_taken_for_the_dead_one(session):
    take(session)
    host, pid, _, serial = session.query(Lease).one().holder.rsplit("/", 3)
    assert pid == str(os.getpid())
    session.query(Lease).update({"holder": f"{host}/{pid}/1/{serial}"})
    assert len(leases.held_by_the_dead(session, now=NOW)) == 1


def test_of_several_hosts_one_ticks_in_each_stretch(session):
    def tick(at, name="tick.lateness"):
        return leases.claim_tick(session, name, now=at, terms=TERMS)

    minute = timedelta(seconds=60)
    for n in range(10):  # ticks are never used up
        began = NOW + n * minute
        held = tick(began)
        assert held is not None
        assert tick(began + minute / 4) is None, "it is being done"
        leases.end_tick(session, held, until=began + minute)
        assert tick(began + minute / 2) is None, "it is done for this stretch"
        assert tick(NOW, f"tick.other-{n}") is not None


def test_a_tick_that_takes_longer_than_its_stretch_is_begun_by_no_other_host_and_may_follow_at_once(session):
    held = leases.claim_tick(session, "tick.folder", now=NOW, terms=TERMS)
    late = NOW + timedelta(seconds=30)
    assert leases.claim_tick(session, "tick.folder", now=late, terms=TERMS) is None
    leases.end_tick(session, held, until=NOW + timedelta(seconds=1))
    assert leases.claim_tick(session, "tick.folder", now=late, terms=TERMS) is not None
    assert not leases.renew(session, held, now=late, terms=TERMS), "a beat that comes late changes nothing"
