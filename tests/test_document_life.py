"""One directive from the watched folder to the confirmed re-entry, in both ways to run."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from compliance.deadlines.models import Deadline
from compliance.entries import queries as entries
from compliance.entries.models import LateFlag
from compliance.entries.service import EntryForm, confirm_entry, record_entry
from core.access import AccountRole, Viewer
from core.accounts import create_account
from core.audit import Actor, AuditEvent
from core.clock import FixedClock
from core.database import transaction
from extraction.models import Assignment
from ingest.models import Directive
from jobs.broker import RedisCarrier
from jobs.embedded import Bell, EmbeddedWorker
from jobs.pipeline import confirm
from jobs.resources import Resources, open_resources
from jobs.schedule import Ticker
from jobs.worker import QueueWorker
from tests.installations import hasty_settings
from tests.letters import ONE_TASK, write_letter

pytestmark = pytest.mark.no_cover  # heavy, and nothing pure in it

SECONDS = 60.0

# Friday the 21st: issued, arrived, opened. Saturday the 22nd is worked, so a regular directive is due at its end.
ISSUED = datetime(2026, 8, 21, 2, 0, tzinfo=UTC)
ENDED = datetime(2026, 8, 22, 17, 0, tzinfo=UTC)
MONDAY = datetime(2026, 8, 24, 2, 0, tzinfo=UTC)

FORM = EntryForm(
    officer="Nguyễn Thị Mai",
    product="Báo cáo thẩm định dự toán",
    planned_on=date(2026, 9, 10),
    planned_why="",
    first_action="Gửi yêu cầu cung cấp hồ sơ",
)

TRAIL = [
    "directive.stored",
    "directive.read",
    "directive.split",
    "assignments.opened",
    "directive.classified",
    "deadline.set",
    "directive.confirmed",
    "assignment.flagged_late",
    "entry.made",
    "entry.returned",
    "entry.made",
    "entry.confirmed",
]


@contextmanager
def embedded(request: pytest.FixtureRequest, folder: Path, clock: FixedClock) -> Iterator[Resources]:
    """SQLite, with the worker and the schedule in this process."""
    bell = Bell()
    resources = open_resources(hasty_settings(request.getfixturevalue("sqlite_url"), folder), carrier=bell, clock=clock)
    worker = EmbeddedWorker(resources, bell, readers=1)
    worker.start()
    yield resources
    worker.stop()
    resources.close()


@contextmanager
def production(request: pytest.FixtureRequest, folder: Path, clock: FixedClock) -> Iterator[Resources]:
    """PostgreSQL, a worker on Redis, and the schedule."""
    redis_url = request.getfixturevalue("redis_url")
    settings = hasty_settings(request.getfixturevalue("postgres_url"), folder, redis_url=redis_url)
    resources = open_resources(settings, carrier=RedisCarrier(redis_url), clock=clock)
    worker, ticker = QueueWorker(redis_url, resources, readers=1), Ticker(resources)
    worker.start()
    ticker.start()
    yield resources
    ticker.stop(5)
    worker.stop(5000)
    resources.close()


@pytest.fixture(params=[embedded, production], ids=["embedded", "production"])
def resources(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Resources]:
    clock.set(ISSUED)
    with request.param(request, tmp_path, clock) as running:
        yield running


def wait_until(resources: Resources, condition: Callable[..., object]) -> None:
    end = time.monotonic() + SECONDS
    while True:
        with transaction(resources.sessions, writes=False) as session:
            if condition(session):
                return
        assert time.monotonic() < end, "not reached in time"
        time.sleep(0.05)


def accounts(resources: Resources, unit_id: int) -> tuple[Actor, Actor, Viewer]:
    """An account of the Office and one of the unit."""
    with transaction(resources.sessions) as session:
        office, unit = (
            create_account(
                session,
                username=role.value,
                full_name=role.value,
                role=role,
                unit_id=unit_id if role is AccountRole.UNIT else None,
                password_hash="none",
                now=ISSUED,
            )
            for role in (AccountRole.OFFICE, AccountRole.UNIT)
        )
        viewer = Viewer(unit.id, unit.full_name, AccountRole.UNIT, unit_id)
        return Actor(office.id, "office"), Actor(unit.id, "unit"), viewer


def test_a_directive_lives_from_the_folder_to_the_confirmed_re_entry(resources, clock):
    sessions, law = resources.sessions, resources.law
    write_letter(resources.watch_dir / "van-ban.docx", "4120/UBND-CN", day="21 tháng 8 năm 2026", body=ONE_TASK)

    # It is read, split, opened for its unit as provisional, and its clock runs; the receipt lists the days walked.
    wait_until(resources, lambda session: session.query(Deadline).filter(Deadline.clock == "entry").count())
    with transaction(sessions, writes=False) as session:
        directive = session.query(Directive).one()
        assignment = session.query(Assignment).one()
        deadline = session.query(Deadline).filter(Deadline.clock == "entry").one()
        assert (directive.number, directive.issued_on) == ("4120/UBND-CN", date(2026, 8, 21))
        assert (assignment.opened_at, assignment.confirmed_at) == (ISSUED, None)
        assert (deadline.due_on, deadline.due_at) == (date(2026, 8, 22), ENDED)
        assert [step["on"] for step in deadline.receipt["steps"]] == ["2026-08-21", "2026-08-22"]
    office, unit, viewer = accounts(resources, assignment.unit_id)

    # The Office confirms on the same day; no date moves.
    with transaction(sessions) as session:
        confirm(session, directive.id, expand={}, knows_unclaimed=True, who=office, law=law, now=clock.now())
        assert session.query(Deadline).filter(Deadline.clock == "entry").one().due_at == ENDED

    # Nothing is entered. The sweep flags it once the clock has ended, and not before.
    with transaction(sessions, writes=False) as session:
        assert session.query(LateFlag).count() == 0
    clock.set(MONDAY)
    wait_until(resources, lambda session: session.query(LateFlag).count())
    with transaction(sessions, writes=False) as session:
        row = entries.assignment(session, viewer, assignment.id)
        assert (row.is_incomplete, row.n_flags, row.is_returned) == (True, 1, False)

    # The entry that comes late is kept and returned with its reason; the unit enters again; the Office confirms.
    with transaction(sessions) as session:
        _, returned = record_entry(session, assignment.id, FORM, unit, law, clock.now())
        assert returned is not None
        assert (returned.reason, returned.reentry_due_on) == ("late", date(2026, 8, 25))
    with transaction(sessions) as session:
        again = EntryForm(**{name: getattr(FORM, name) for name in FORM.__slots__} | {"cause": "Cán bộ đi công tác"})
        reentry, nothing = record_entry(session, assignment.id, again, unit, law, clock.now())
        assert (reentry.kind, nothing) == ("reentry", None)
        assert entries.assignment(session, viewer, assignment.id).is_incomplete
    with transaction(sessions) as session:
        confirm_entry(session, reentry.id, office, clock.now())
    with transaction(sessions, writes=False) as session:
        row = entries.assignment(session, viewer, assignment.id)
        assert (row.is_incomplete, row.n_flags, row.is_returned) == (False, 1, False)
        trail = [event.did for event in session.query(AuditEvent).order_by(AuditEvent.id)]
    steps = [did for did in trail if did in TRAIL]
    assert [did for number, did in enumerate(steps) if did != "deadline.set" or did not in steps[:number]] == TRAIL
