"""A flag is written once, whoever sweeps at the same time, whatever is killed midway, wherever the clock is set."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from api.recounting import recount
from compliance.deadlines.law import load_law
from compliance.entries.counters.queries import figures
from compliance.entries.models import LateFlag, OfficeFlag
from compliance.entries.sweep.service import Swept, flag_and_return
from core.audit import AuditEvent, digest
from core.clock import FixedClock
from core.database import make_engine, make_sessions, transaction
from core.local_time import local_day
from core.storage import FileStore
from tests.both import BOTH
from tests.situation import Situation

pytestmark = BOTH

DUE, AHEAD = 12, 3
SWEEPERS = 4


@pytest.fixture
def province(sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore) -> Iterator[Situation]:
    """A dozen confirmed assignments whose clock has passed, some whose clock runs, an Office that was too late."""
    situation = Situation(sessions, clock, tmp_store)
    situation.at("2026-09-28")
    situation.confirm(situation.directive("2026-09-28", *[("Sở Y tế", None)] * DUE))
    situation.directive("2026-09-28", ("Sở Nội vụ", None))
    situation.at("2026-10-05")
    situation.confirm(situation.directive("2026-10-05", *[("Sở Y tế", None)] * AHEAD))
    yield situation
    situation.after(minutes=1)
    with transaction(sessions, writes=False) as session:
        assert len(written(session)) == DUE
        assert session.scalar(select(func.count()).select_from(OfficeFlag)) == 1
        assert session.scalar(told("office.flagged_late")) == 1
        assert session.scalar(told("assignment.flagged_late")) == DUE
        for event in session.scalars(select(AuditEvent).where(AuditEvent.did.like("%.flagged_late"))):
            assert event.sha256 == digest(event)
        *differences, _ = recount(session, clock.now(), is_now=True)
        assert differences == []
        now = figures(session, "unit", local_day(clock.now()).replace(day=1), clock.now())
        assert sum(each.flags for each in now.values()) == DUE


def written(session: Session) -> list[LateFlag]:
    return list(session.scalars(select(LateFlag)))


def told(did: str):
    return select(func.count()).select_from(AuditEvent).where(AuditEvent.did == did)


def sweep(sessions: sessionmaker[Session], clock: FixedClock) -> Swept:
    with transaction(sessions) as session:
        return flag_and_return(session, load_law(), clock.now())


def test_sweepers_that_begin_together_write_each_flag_once(province: Situation) -> None:
    together = Barrier(SWEEPERS)

    def one(_number: int) -> int:
        together.wait()
        return len(sweep(province.sessions, province.clock).flags)

    with ThreadPoolExecutor(SWEEPERS) as pool:
        assert sum(pool.map(one, range(SWEEPERS))) == DUE
    assert sweep(province.sessions, province.clock) == Swept((), ())


def test_a_sweeper_killed_midway_leaves_nothing_behind_and_the_next_one_does_it_all(
    province: Situation, database_url: str
) -> None:
    ready, say = os.pipe()
    pid = os.fork()
    if pid == 0:
        own = make_sessions(make_engine(database_url))
        with transaction(own) as session:
            os.write(say, bytes([len(flag_and_return(session, load_law(), province.clock.now()).flags)]))
            time.sleep(60)
        os._exit(0)
    assert os.read(ready, 1) == bytes([DUE])
    with transaction(province.sessions, writes=False) as session:
        assert written(session) == []
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    end = time.monotonic() + 20
    found = 0
    while found < DUE and time.monotonic() < end:  # a server may need a moment to see that its client is gone
        found += len(sweep(province.sessions, province.clock).flags)
    assert found == DUE


def test_a_clock_set_back_neither_takes_a_flag_back_nor_writes_a_second_one(province: Situation) -> None:
    assert len(province.sweep().flags) == DUE
    for day in ("2026-09-25", "2026-09-29", "2026-10-05"):
        province.at(day)
        assert province.sweep() == Swept((), ())
    province.at("2026-10-05", 10)
