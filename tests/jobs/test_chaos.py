"""A storm of faults, by seed: whatever is killed, emptied, restarted, filled or sent twice, every paper ends somewhere.

In the end each is open for its units with its clocks, waits for a person, is set aside with its reason, or is a
duplicate; nothing is lost and nothing is done twice.
"""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import redis
from alembic import command
from alembic.config import Config
from sqlalchemy.orm import Session, sessionmaker

from compliance.deadlines.models import Deadline
from core.audit import AuditEvent
from core.database import make_engine, make_sessions, transaction
from core.settings import Settings
from extraction.models import Assignment, Task
from ingest.models import Arrival, Directive
from jobs.broker import RedisCarrier
from jobs.models import Lease
from jobs.pipeline import LIFE
from tests.conftest import ROOT
from tests.installations import hasty_settings
from tests.jobs.doomed import start_worker
from tests.jobs.test_crashes import MOMENTS, ONCE_EACH, left
from tests.letters import ONE_TASK, write_letter
from tests.services import PostgresServer, free_port, running_postgres, running_redis

SECONDS = 240.0
SHORTEST, LONGEST = 0.05, 0.6
FAULTS_AT_A_TIME = 25
SEED = 20260824


@dataclass
class Storm:
    """An installation, what was dropped into it, and the faults it may meet."""

    settings: Settings
    sessions: sessionmaker[Session]
    chance: random.Random
    postgres: PostgresServer | None = None
    redis: ExitStack | None = None
    dropped: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)

    @property
    def faults(self) -> dict[str, Callable[[], None]]:
        """What may happen here, by name."""
        common = {
            "killed_at_a_step": self.kill_at_a_step,
            "killed_at_any_moment": self.kill_at_any_moment,
            "slow_commit": lambda: self.kill_at_any_moment("slow_commit"),
            "full_disk": lambda: self.kill_at_any_moment("full_disk"),
        }
        if self.redis is None:
            return common
        with_peers = {
            "redis_emptied": self.empty_redis,
            "redis_restarted": self.restart_redis,
            "delivered_again": self.deliver_again,
        }
        if self.postgres is not None:
            with_peers["postgres_restarted"] = self.postgres.crash_and_restart
        return common | with_peers

    def drop(self) -> None:
        """Leave a new paper, the same bytes again, or a broken one."""
        folder, number = self.settings.watch_dir, len(self.dropped)
        name = f"{number}.docx"
        kind = self.chance.choices(("new", "again", "broken"), (6, 1, 1))[0]
        if kind == "again" and self.dropped:
            (folder / name).write_bytes(_first_of(self.settings.storage_dir))
        elif kind == "broken":
            (folder / name).write_bytes(b"PK\x03\x04 no workbook, no letter" + str(number).encode())
        else:
            write_letter(folder / name, f"{5000 + number}/UBND-CN", body=ONE_TASK)
        self.dropped.append(name)

    def strike(self) -> None:
        name = self.chance.choice(sorted(self.faults))
        self.met[name] += 1
        self.faults[name]()

    def kill_at_a_step(self) -> None:
        worker = start_worker(self.settings, *self.chance.choice(MOMENTS))
        worker.join(self.chance.uniform(SHORTEST, LONGEST) * 3)
        worker.kill()
        worker.join()

    def kill_at_any_moment(self, trouble: str = "") -> None:
        worker = start_worker(self.settings, trouble=trouble)
        worker.join(self.chance.uniform(SHORTEST, LONGEST))
        worker.kill()
        worker.join()

    def empty_redis(self) -> None:
        with redis.Redis.from_url(self.settings.redis_url) as client:
            client.flushall()

    def restart_redis(self) -> None:
        self.redis.close()
        self.redis.enter_context(running_redis(port_of(self.settings.redis_url)))

    def deliver_again(self) -> None:
        carrier = RedisCarrier(self.settings.redis_url)
        with transaction(self.sessions, writes=False) as session:
            known = [row.id for row in session.query(Directive.id)]
        for directive_id in known[-5:]:
            for step in LIFE:
                carrier.send(step.name, directive_id)

    def calm(self) -> None:
        """Let two workers live until nothing moves any more."""
        workers = [start_worker(self.settings) for _ in range(2)]
        try:
            end = time.monotonic() + SECONDS
            while not self.is_settled():
                assert time.monotonic() < end, f"not settled in time: {self.unsettled()}\n{left(self.sessions)[:20]}"
                time.sleep(0.1)
        finally:
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.join(SECONDS)
        # All may be settled before the second worker has begun to listen: then the signal itself ends it.
        assert {worker.exitcode for worker in workers} <= {0, -signal.SIGTERM}

    def is_settled(self) -> bool:
        waiting = [path for path in self.settings.watch_dir.iterdir() if path.is_file()]
        return not waiting and not self.unsettled()

    def unsettled(self) -> list[str]:
        """The papers that are neither clocked, nor set aside with a reason, nor duplicates."""
        with transaction(self.sessions, writes=False) as session:
            held = {row.subject_id for row in session.query(Lease).filter(Lease.holder.is_not(None))}
            clocked = {
                row.directive_id
                for row in session.query(Deadline).filter(Deadline.clock == "entry", Deadline.is_current)
            }
            return [
                f"{row.id} {row.file_name}"
                for row in session.query(Directive)
                if row.failure_reason is None
                and row.duplicate_of_id is None
                and (row.id not in clocked or row.id in held)
            ]


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2].partition("/")[0])


def _first_of(folder: Path) -> bytes:
    stored = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size > 1000)
    return stored[0].read_bytes() if stored else b"PK\x03\x04 nothing stored yet"


@pytest.fixture(params=["embedded", "production"])
def storm(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storm]:
    with ExitStack() as peers:
        postgres, cache = None, None
        if request.param == "embedded":
            url, redis_url = request.getfixturevalue("sqlite_url"), None
        else:
            postgres = peers.enter_context(running_postgres())  # its own: it is restarted
            postgres.create("storm")
            postgres.wait_for_the_disk("storm")
            url = postgres.url("storm")
            cache = peers.enter_context(ExitStack())
            redis_url = cache.enter_context(running_redis(free_port()))
            migrate(url)
        settings = hasty_settings(url, tmp_path, redis_url=redis_url).model_copy(update={"max_tries": 20})
        settings.watch_dir.mkdir()
        engine = make_engine(url)
        yield Storm(settings, make_sessions(engine), random.Random(SEED), postgres, cache)
        engine.dispose()


def migrate(url: str) -> None:
    engine = make_engine(url)
    with engine.connect() as connection:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()


def weather(storm: Storm, faults: int) -> None:
    for number in range(faults):
        if number % 2 == 0:
            storm.drop()
        storm.strike()
        if number % FAULTS_AT_A_TIME == FAULTS_AT_A_TIME - 1:
            storm.calm()
    storm.calm()


def assert_nothing_is_lost_or_done_twice(storm: Storm) -> None:
    with transaction(storm.sessions, writes=False) as session:
        assert {row.name for row in session.query(Arrival)} == set(storm.dropped)
        assert {row.outcome for row in session.query(Arrival)} <= {"new", "duplicate"}
        directives = session.query(Directive).all()
        read = [row for row in directives if row.failure_reason is None and row.duplicate_of_id is None]
        assert len(read) == len({row.number for row in read})
        assert len({row.sha256 for row in directives}) == len(directives)
        events = Counter((event.did, event.subject_id) for event in session.query(AuditEvent))
        for did in ONCE_EACH:
            assert {events[did, row.id] for row in read} == {1}, did
        assert all(row.failure_reason in {"broken", "truncated"} for row in directives if row not in read)
        opened = session.query(Task.directive_id).join(Assignment, Assignment.task_id == Task.id)
        assert Counter(row.directive_id for row in opened.filter(Assignment.opened_at.is_not(None))) == {
            row.id: 1 for row in read
        }
        assert session.query(Lease).filter(Lease.holder.is_not(None), ~Lease.step.startswith("tick.")).count() == 0


def test_every_paper_ends_somewhere_after_twenty_faults(storm: Storm):
    weather(storm, 20)
    assert_nothing_is_lost_or_done_twice(storm)


@pytest.mark.full
def test_every_paper_ends_somewhere_after_hundreds_of_faults(storm: Storm):
    weather(storm, 500)
    assert_nothing_is_lost_or_done_twice(storm)
    assert set(storm.met) == set(storm.faults)
