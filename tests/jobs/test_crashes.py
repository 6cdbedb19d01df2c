"""Workers are killed at every moment of a document's life; in the end each document has lived it once."""

import signal
import time
from collections import Counter
from collections.abc import Callable

import pytest
import redis

from compliance.deadlines.models import Deadline
from core.audit import AuditEvent
from core.database import make_engine, make_sessions, transaction
from core.settings import Settings
from extraction.models import Assignment
from ingest.models import Arrival, Directive
from jobs.models import Lease
from tests.jobs.doomed import POISON, start_worker

SECONDS = 40.0
NUMBERS = ("4120/UBND-CN", "4121/UBND-CN")

MOMENTS = [
    *(("pull", moment) for moment in ("written", "committed")),
    *(("read", moment) for moment in ("taken", "written", "committed")),
    *(("extract", moment) for moment in ("taken", "written", "committed")),
    *(("open", moment) for moment in ("written", "committed")),
    *(("set_deadlines", moment) for moment in ("written", "committed")),
]

ONCE_EACH = ("directive.stored", "directive.read", "directive.split", "assignments.opened")


@pytest.fixture
def sessions(installation: Settings):
    engine = make_engine(installation.database_url)
    yield make_sessions(engine)
    engine.dispose()


def wait_until(sessions, condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, f"not finished in time: {left(sessions)}"
        time.sleep(0.05)


def left(sessions) -> list[str]:
    """What is in hand, paused or set aside, and how far each directive has come."""
    with transaction(sessions, writes=False) as session:
        held = [
            f"{row.step} {row.subject_id}: {row.holder} until {row.until}, tries {row.tries}, {row.last_error}"
            for row in session.query(Lease)
        ]
        events = session.query(AuditEvent.subject_id, AuditEvent.did).filter(AuditEvent.subject == "directive")
        return [*held, *(f"{directive_id} {did}" for directive_id, did in events)]


def clocked(sessions) -> int:
    """How many directives have an entry clock on every opened assignment."""
    with transaction(sessions, writes=False) as session:
        rows = session.query(Deadline.directive_id).filter(Deadline.assignment_id.is_not(None), Deadline.is_current)
        opened = session.query(Assignment).filter(Assignment.opened_at.is_not(None)).count()
        found = Counter(directive_id for (directive_id,) in rows)
        return len(found) if sum(found.values()) >= opened else 0


def finish(settings: Settings, sessions, condition: Callable[[], bool]) -> None:
    """Let a worker live until the condition holds, and see it end cleanly."""
    worker = start_worker(settings)
    try:
        wait_until(sessions, condition)
    finally:
        worker.terminate()
        worker.join(SECONDS)
    assert worker.exitcode == 0


def assert_each_lived_once(sessions, count: int) -> None:
    with transaction(sessions, writes=False) as session:
        directives = session.query(Directive).all()
        assert sorted(directive.number for directive in directives) == list(NUMBERS[:count])
        assert all(directive.failure_reason is None for directive in directives)
        events = Counter((event.did, event.subject_id) for event in session.query(AuditEvent))
        for did in ONCE_EACH:
            assert [events[did, directive.id] for directive in directives] == [1] * count, did
        assert session.query(Assignment).filter(Assignment.opened_at.is_not(None)).count() == 2 * count
        entry = session.query(Deadline).filter(Deadline.clock == "entry")
        assert Counter(row.assignment_id for row in entry).most_common(1)[0][1] == 1
        assert session.query(Lease).filter(~Lease.step.startswith("tick.")).count() == 0, left(sessions)


def test_killed_at_every_step_each_document_lives_its_life_once(installation, sessions, write_directive):
    for number in NUMBERS:
        write_directive(f"{number[:4]}.docx", number)
    # Whatever is in hand when a worker dies has one try less, so many deaths in a row need many tries.
    patient = installation.model_copy(update={"max_tries": 20})
    for step, moment in MOMENTS:
        worker = start_worker(patient, step, moment)
        worker.join(SECONDS)
        assert worker.exitcode == -signal.SIGKILL, f"no worker came to {step}, {moment}: {left(sessions)}"
    finish(patient, sessions, lambda: clocked(sessions) == len(NUMBERS))
    assert_each_lived_once(sessions, len(NUMBERS))
    with transaction(sessions, writes=False) as session:
        assert session.query(Directive).count() == len(NUMBERS)
        assert {arrival.outcome for arrival in session.query(Arrival)} <= {"new", "duplicate"}


def test_a_file_that_kills_its_worker_is_set_aside_and_the_rest_goes_on(installation, sessions, write_directive):
    write_directive("4120.docx", NUMBERS[0])
    write_directive(f"{POISON}.docx", "4199/UBND-CN")
    write_directive("4121.docx", NUMBERS[1])
    for _ in range(installation.max_tries):
        worker = start_worker(installation, poisonable=True)
        worker.join(SECONDS)
        assert worker.exitcode == -signal.SIGKILL

    def set_aside() -> bool:
        with transaction(sessions, writes=False) as session:
            return session.query(Directive).filter(Directive.failure_reason == "crashed").count() == 1

    worker = start_worker(installation, poisonable=True)
    try:
        wait_until(sessions, lambda: set_aside() and clocked(sessions) == 2)
    finally:
        worker.terminate()
        worker.join(SECONDS)
    assert worker.exitcode == 0
    with transaction(sessions, writes=False) as session:
        poison = session.query(Directive).filter(Directive.failure_reason == "crashed").one()
        assert poison.file_name == f"{POISON}.docx"
        assert "dừng đột ngột" in poison.failure_message
        lease = session.query(Lease).filter(Lease.subject_id == poison.id, Lease.step == "read").one()
        assert (lease.tries, lease.last_error) == (installation.max_tries, "crashed")


@pytest.mark.parametrize("installation", ["production"], indirect=True)
def test_an_emptied_redis_loses_nothing(installation, sessions, write_directive):
    for number in NUMBERS:
        write_directive(f"{number[:4]}.docx", number)
    worker = start_worker(installation, "extract", "taken")
    worker.join(SECONDS)
    with redis.Redis.from_url(installation.redis_url) as client:
        client.flushall()
    finish(installation, sessions, lambda: clocked(sessions) == len(NUMBERS))
    assert_each_lived_once(sessions, len(NUMBERS))


def test_two_workers_share_the_documents_and_do_none_twice(installation, sessions, write_directive):
    for number in NUMBERS:
        write_directive(f"{number[:4]}.docx", number)
    workers = [start_worker(installation) for _ in range(2)]
    try:
        wait_until(sessions, lambda: clocked(sessions) == len(NUMBERS))
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.join(SECONDS)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert_each_lived_once(sessions, len(NUMBERS))
