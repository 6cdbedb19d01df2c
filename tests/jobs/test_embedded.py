"""The worker inside the web process takes what is dropped through its life, and ends cleanly."""

import time

from core.database import transaction
from extraction.models import Assignment
from ingest.models import Arrival, Directive
from jobs.embedded import EmbeddedWorker


def wait_for(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened in time"
        time.sleep(0.05)


def opened(resources):
    with transaction(resources.sessions, writes=False) as session:
        return session.query(Assignment).filter(Assignment.opened_at.is_not(None)).count()


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
