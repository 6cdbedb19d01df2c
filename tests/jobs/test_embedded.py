"""The worker inside the web process takes what is dropped through its life, and ends cleanly."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

from core.database import transaction
from extraction.models import Assignment
from ingest.models import Arrival, Directive
from ingest.readers.failures import Reason, Unreadable
from jobs import leases
from jobs.embedded import EmbeddedWorker
from jobs.keeping import Keeper
from jobs.leases import Terms
from jobs.models import Lease


def wait_for(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened in time"
        time.sleep(0.05)


def opened(resources):
    with transaction(resources.sessions, writes=False) as session:
        return session.query(Assignment).filter(Assignment.opened_at.is_not(None)).count()


def test_what_does_not_end_in_time_is_given_back_untried(resources, bell, write_directive, incoming):
    reading, go_on = threading.Event(), threading.Event()

    class Stuck:
        def read(self, content, file_name):
            reading.set()
            go_on.wait(20)
            raise Unreadable(Reason.OUT_OF_TIME)

        def signatures(self, content, roots):
            return ()

        def close(self) -> None:
            """Nothing was opened."""

    write_directive("van-ban.docx", "4120/UBND-CN")
    stuck = replace(resources, reader=Stuck())
    worker = EmbeddedWorker(stuck, bell, readers=1)
    worker.start()
    assert reading.wait(20)
    worker.stop(timeout=0.2)
    with transaction(resources.sessions, writes=False) as session:
        assert session.query(Lease).filter(Lease.step == "read").all() == [], "a try that was given back is none"
    go_on.set()
    wait_for(lambda: not any(thread.name.startswith("worker-") for thread in threading.enumerate()))
    with transaction(resources.sessions, writes=False) as session:
        assert session.query(Directive).one().failure_reason is None, "who gave the work back writes nothing"


def test_a_lease_is_renewed_while_the_work_goes_on(resources, write_directive):
    short = Terms(timedelta(seconds=0.6), 3, timedelta(seconds=10))
    keeper = Keeper(resources.sessions, short, resources.machine_clock)
    with transaction(resources.sessions) as session:
        held = leases.claim(session, "read", 1, now=resources.machine_clock.now(), terms=short)
    keeper.start()
    with keeper.keeping(held):
        time.sleep(1.5)
        with transaction(resources.sessions) as session:
            now = resources.machine_clock.now()
            assert leases.claim(session, "read", 1, now=now, terms=short) is None
    keeper.stop()


def test_a_dropped_directive_is_read_split_opened_and_clocked(resources, bell, write_directive, incoming):
    write_directive("van-ban.docx", "4120/UBND-CN")
    worker = EmbeddedWorker(resources, bell, readers=1)
    worker.start()
    try:
        wait_for(lambda: opened(resources) == 2)
    finally:
        worker.stop()
    with transaction(resources.sessions, writes=False) as session:
        directive = session.query(Directive).one()
        assert (directive.number, directive.issued_on.isoformat()) == ("4120/UBND-CN", "2026-08-20")
        assert session.query(Arrival).one().outcome == "new"
    assert not (incoming / "van-ban.docx").exists()
