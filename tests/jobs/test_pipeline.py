"""What each step does when things go wrong, and that nothing is done twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.access import AccountRole
from core.accounts import create_account
from core.audit import Actor, AuditEvent
from core.clock import FixedClock
from core.database import transaction
from core.errors import Conflict
from extraction import queries as tasks
from extraction.models import Assignment, ExtractionRun
from ingest.connectors.files import FolderSource
from ingest.models import Directive
from ingest.readers.failures import Reason, Unreadable
from jobs import leases
from jobs.embedded import work_until_idle
from jobs.models import Lease
from jobs.pipeline import EXTRACT, LIFE, READ, STEPS, advance, advance_next, confirm, retry
from jobs.pulling import take_listed
from jobs.upkeep import resume_waiting
from tests.jobs.reading import ReaderHere

START = datetime(2026, 8, 21, 2, 0, tzinfo=UTC)


@pytest.fixture
def database_url(sqlite_url):
    """One kind of database is enough here: the other lives through `test_crashes` and the life of a document."""
    return sqlite_url


class Reader:
    """Reads as told: raises what it is given, else asks the real reader."""

    def __init__(self, real, raises=None) -> None:
        self.real, self.raises, self.names = real, raises, []

    def read(self, content, file_name):
        self.names.append(file_name)
        if self.raises is not None:
            raise self.raises
        return self.real.read(content, file_name)

    def signatures(self, content, roots):
        return ()

    def close(self) -> None:
        """Nothing was opened."""


class Notebook:
    """A carrier that writes down what it was told to send."""

    def __init__(self) -> None:
        self.sent = []

    def send(self, step, directive_id):
        self.sent.append((step, directive_id))

    def count_sent(self, step):
        return 0


@pytest.fixture
def machine_clock():
    return FixedClock(START)


@pytest.fixture
def notebook():
    return Notebook()


@pytest.fixture
def prepared(resources, machine_clock, notebook):
    return replace(resources, machine_clock=machine_clock, carrier=notebook, reader=Reader(ReaderHere()))


@pytest.fixture
def drop(prepared, incoming, write_directive):
    """Drop a directive and take it into the database; return its id."""

    def drop(name, number, **others):
        write_directive(name, number, **others)
        (pulled,) = take_listed(prepared, FolderSource(incoming, max_bytes=10**8, settle_seconds=0))
        return pulled.directive_id

    return drop


def directive(resources, directive_id):
    with transaction(resources.sessions, writes=False) as session:
        return session.get(Directive, directive_id)


def did(resources, name):
    with transaction(resources.sessions, writes=False) as session:
        return session.query(AuditEvent).filter(AuditEvent.did == name).count()


def test_each_step_sends_the_next_after_its_commit(prepared, notebook, drop):
    directive_id = drop("1.docx", "4120/UBND-CN")
    work_until_idle(prepared)
    assert notebook.sent == [(step.name, directive_id) for step in LIFE]


def test_a_step_told_twice_is_done_once(prepared, drop):
    directive_id = drop("1.docx", "4120/UBND-CN")
    for step in LIFE:
        assert advance(prepared, step, directive_id)
        advance(prepared, step, directive_id)
    assert prepared.reader.names == ["1.docx"]
    for name in ("directive.read", "directive.split", "assignments.opened"):
        assert did(prepared, name) == 1, name


def test_a_step_told_before_its_time_does_nothing(prepared, drop):
    directive_id = drop("1.docx", "4120/UBND-CN")
    for step in reversed(LIFE):
        assert advance(prepared, step, directive_id)
    assert did(prepared, "directive.read") == 1
    for name in ("directive.split", "assignments.opened", "directive.classified"):
        assert did(prepared, name) == 0, name
    assert work_until_idle(prepared) == len(LIFE) - 1


def test_an_unreadable_file_is_a_row_with_its_reason_and_is_not_tried_again(prepared, drop):
    unreadable = replace(prepared, reader=Reader(None, Unreadable(Reason.ENCRYPTED)))
    directive_id = drop("1.docx", "4120/UBND-CN")
    assert work_until_idle(unreadable) == 1
    row = directive(prepared, directive_id)
    assert row.failure_reason == "encrypted"
    assert "mật khẩu" in row.failure_message
    assert len(unreadable.reader.names) == 1


def test_unforeseen_failures_are_tried_with_pauses_then_set_aside_and_the_rest_goes_on(prepared, machine_clock, drop):
    faulty = replace(prepared, reader=Reader(None, ZeroDivisionError()))
    bad = drop("1.docx", "4120/UBND-CN")
    assert work_until_idle(faulty) == 1
    good = drop("2.docx", "4121/UBND-CN")
    assert work_until_idle(prepared) == len(LIFE), "the one at rest holds nobody up"
    for _ in range(2):
        machine_clock.advance(timedelta(hours=1))
        assert work_until_idle(faulty) == 1
    machine_clock.advance(timedelta(hours=2))
    assert work_until_idle(faulty) == 0
    assert directive(prepared, bad).failure_reason == "unforeseen"
    assert directive(prepared, good).failure_reason is None
    with transaction(prepared.sessions, writes=False) as session:
        lease = session.query(Lease).one()
        assert (lease.subject_id, lease.tries) == (bad, 3)


def test_a_person_lets_a_failed_directive_be_read_again_at_once(prepared, drop):
    directive_id = drop("1.docx", "4120/UBND-CN")
    work_until_idle(replace(prepared, reader=Reader(None, Unreadable(Reason.BROKEN))))
    with transaction(prepared.sessions) as session:
        retry(prepared, session, directive_id, Actor(None, "Văn phòng"), START)
    assert work_until_idle(prepared) == len(LIFE)
    assert directive(prepared, directive_id).number == "4120/UBND-CN"
    with pytest.raises(Conflict), transaction(prepared.sessions) as session:
        retry(prepared, session, directive_id, Actor(None, "Văn phòng"), START)


def test_a_file_missing_from_the_store_is_set_aside_with_that_reason(prepared, machine_clock, drop):
    directive_id = drop("1.docx", "4120/UBND-CN")
    prepared.store.purge(directive(prepared, directive_id).sha256)
    for _ in range(3):
        work_until_idle(prepared)
        machine_clock.advance(timedelta(hours=1))
    row = directive(prepared, directive_id)
    assert row.failure_reason == "not_found"
    assert "Kho lưu trữ" in row.failure_message


def test_who_lost_the_lease_writes_nothing(prepared, machine_clock, drop):
    directive_id = drop("1.docx", "4120/UBND-CN")

    class Slow(Reader):
        def read(self, content, file_name):
            machine_clock.advance(timedelta(minutes=1))  # the lease runs out, and another worker does the work
            assert advance(prepared, READ, directive_id)
            return super().read(content, file_name)

    assert advance(replace(prepared, reader=Slow(prepared.reader)), READ, directive_id)
    assert did(prepared, "directive.read") == 1


def test_the_same_document_in_another_file_opens_nothing(prepared, drop):
    drop("1.docx", "4120/UBND-CN")
    work_until_idle(prepared)
    second = drop("2.docx", "4120/UBND-CN", body=("Giao Sở Xây dựng báo cáo trước ngày 30/09/2026./.",))
    work_until_idle(prepared)
    assert directive(prepared, second).duplicate_of_id is not None
    with transaction(prepared.sessions, writes=False) as session:
        assert session.query(ExtractionRun).count() == 1


def test_an_urgent_directive_is_read_before_those_that_came_earlier(prepared, drop):
    for number in range(4120, 4123):
        drop(f"{number}.docx", f"{number}/UBND-CN")
    urgent = drop("9.docx", "31/UBND-CN")
    with transaction(prepared.sessions) as session:  # as the document system's own priority would tell
        session.get_one(Directive, urgent).urgency = "hoa_toc"
    assert advance_next(prepared, READ) == urgent
    assert advance_next(prepared, READ) is not None
    assert prepared.reader.names == ["9.docx", "4120.docx"]


def test_a_reader_passes_over_what_another_has_read_since_it_looked(prepared, drop):
    first, second = drop("1.docx", "4120/UBND-CN"), drop("2.docx", "4121/UBND-CN")

    def looks(session, limit):
        found = READ.waiting(session, limit)
        advance(prepared, READ, first)  # the other reader, between this one's look and its taking
        return found

    assert advance_next(prepared, replace(READ, waiting=looks)) == second
    assert prepared.reader.names == ["1.docx", "2.docx"]
    assert not advance(prepared, READ, first)
    with transaction(prepared.sessions, writes=False) as session:
        assert session.query(Lease).count() == 0


def test_what_a_lost_message_left_is_sent_again_and_work_in_hand_is_not(prepared, notebook, drop):
    waiting, in_hand = drop("1.docx", "4120/UBND-CN"), drop("2.docx", "4121/UBND-CN")
    notebook.sent.clear()

    class Asking(Reader):
        def read(self, content, file_name):
            assert resume_waiting(prepared) == 1
            return super().read(content, file_name)

    advance(replace(prepared, reader=Asking(prepared.reader)), READ, in_hand)
    assert notebook.sent == [(READ.name, waiting), (EXTRACT.name, in_hand)]


def test_what_a_dead_worker_took_although_it_was_done_is_ended_by_the_next(prepared, notebook, drop):
    """A message may come twice, and its second taker may die: the lease it leaves must not stand for ever."""
    done = drop("1.docx", "4120/UBND-CN")
    work_until_idle(prepared)
    now = prepared.machine_clock.now()
    with transaction(prepared.sessions) as session:
        for step in LIFE:
            long_ago = now - prepared.terms.lasts
            leases.claim(session, step.name, done, now=long_ago, terms=prepared.terms)
    notebook.sent.clear()
    assert resume_waiting(prepared) == len(LIFE)
    assert advance_next(prepared, READ) == done
    for step, directive_id in notebook.sent:
        advance(prepared, STEPS[step], directive_id)
    with transaction(prepared.sessions, writes=False) as session:
        assert session.query(Lease).count() == 0
        assert session.query(ExtractionRun).count() == 1


def test_confirming_makes_the_tasks_definite_and_writes_the_lateness_that_fell_due(prepared, clock, drop):
    directive_id = drop("1.docx", "4120/UBND-CN")
    work_until_idle(prepared)
    clock.advance(timedelta(days=30))
    with transaction(prepared.sessions) as session:
        account = create_account(
            session,
            username="vp",
            full_name="Văn phòng",
            role=AccountRole.OFFICE,
            unit_id=None,
            password_hash="none",
            now=clock.now(),
        )
        who = Actor(account.id, "Văn phòng")
        confirm(session, directive_id, expand={}, knows_unclaimed=True, who=who, law=prepared.law, now=clock.now())
        assert tasks.confirmation(session, directive_id) is not None
        assert session.query(Assignment).filter(Assignment.confirmed_at.is_not(None)).count() == 2
    assert did(prepared, "assignment.flagged_late") == 2
