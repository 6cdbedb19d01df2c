"""What is opened before confirmation, what waits for the Office, and what it changes."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from compliance.deadlines import queries as deadlines
from compliance.deadlines.service import reclassify
from core.audit import AuditEvent
from core.clock import FixedClock
from core.database import transaction
from core.errors import Conflict, Invalid
from core.storage import FileStore
from extraction.review.service import TaskChanges, add_task, correct_task, remove_task, set_units
from extraction.values import EntryClass, Mode
from ingest.letterhead import Urgency
from ingest.service import Identity, correct_identity
from jobs.pipeline import after_correction
from tests.situation import Situation

CHANGES = TaskChanges("Giao Sở Y tế làm việc khác", Mode.ASSIGN, None, None, None, None, None, None, None)


@pytest.fixture
def province(sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore) -> Situation:
    """A province on Friday 20 November 2026, nine in the morning."""
    situation = Situation(sessions, clock, tmp_store)
    situation.at("2026-11-20")
    return situation


def entry_class(province: Situation, directive: int) -> str:
    with transaction(province.sessions, writes=False) as session:
        found = deadlines.classification(session, directive)
        assert found is not None
        return found.entry_class


def test_a_certain_unit_sees_its_task_at_once_as_provisional(province: Situation) -> None:
    row = province.row(province.directive("2026-11-20", ("Giám đốc Sở Y tế", None)))
    assert (row.unit, row.is_provisional) == ("Sở Y tế", True)


def test_a_directive_whose_number_could_not_be_read_waits_for_the_office(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None), number=None)
    assert province.rows(directive) == []
    with pytest.raises(Conflict, match="số, ký hiệu"):
        province.confirm(directive)
    province.after(days=3)
    with transaction(province.sessions) as session:
        identity = Identity("77/UBND-VX", date(2026, 11, 20), "UBND tỉnh Thanh Hóa", Urgency.REGULAR)
        correct_identity(session, directive, identity, province.office, province.clock.now())
    province.open(directive)
    row = province.row(directive)
    assert (row.number, row.entry_due_on) == ("77/UBND-VX", date(2026, 11, 23))
    with transaction(province.sessions, writes=False) as session:
        receipt = session.get_one(deadlines.Deadline, row.entry_deadline_id).receipt
    assert receipt["event"]["evidence"] == "văn bản, trang 1"


def test_a_badly_readable_document_is_not_opened_before_confirmation(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None), readability=0.5)
    assert province.rows(directive) == []
    province.confirm(directive)
    assert province.row(directive).confirmed_at is not None


def test_a_name_that_means_no_one_unit_is_asked(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("UBND huyện Nga Sơn", None))
    assert province.rows(directive) == []
    with pytest.raises(Conflict, match="UBND huyện Nga Sơn"):
        province.confirm(directive)
    with transaction(province.sessions) as session:
        task = province.tasks(directive)[0]
        lead = province.unit_id("16093")
        set_units(session, task.id, task.version, [lead], [], province.office, province.clock.now())
        after_correction(session, directive, province.law, province.clock.now())
    province.confirm(directive)
    assert province.row(directive).unit == "Ủy ban nhân dân xã Nga Sơn"


def test_a_collective_is_one_lead_until_the_office_expands_it(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("UBND các xã, phường", None))
    assert (province.rows(directive), entry_class(province, directive)) == ([], "regular")
    province.confirm(directive, members=("14845", "14848"))
    rows = province.rows(directive)
    assert [row.unit for row in rows] == ["Ủy ban nhân dân xã Mường Lát", "Ủy ban nhân dân xã Tam Chung"]
    assert entry_class(province, directive) == "multi"
    assert {row.entry_due_on for row in rows} == {date(2026, 11, 25)}


def test_an_unexpanded_collective_keeps_the_directive_from_being_confirmed(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("UBND các xã, phường", None))
    with pytest.raises(Conflict, match="UBND các xã, phường"):
        province.confirm(directive)


def test_the_office_cannot_confirm_over_unclaimed_sentences_unknowingly(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None), unclaimed=2)
    with pytest.raises(Conflict, match="2 câu giao việc"):
        province.confirm(directive)
    province.confirm(directive, knows_unclaimed=True)


def test_a_directive_is_confirmed_once(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    province.confirm(directive)
    with pytest.raises(Conflict, match="đã được xác nhận"):
        province.confirm(directive)


def test_extracting_twice_finds_nothing_twice(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None), ("Sở Nội vụ", None))
    province.open(directive)
    assert len(province.rows(directive)) == 2


def test_a_unit_named_twice_in_one_task_gets_it_once(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế + Giám đốc Sở Y tế", None))
    assert len(province.rows(directive)) == 1


def test_an_edit_of_someone_elses_old_version_is_refused(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    task = province.tasks(directive)[0]
    with transaction(province.sessions) as session:
        correct_task(session, task.id, task.version, CHANGES, province.office, province.clock.now())
    with pytest.raises(Conflict, match="người khác"), transaction(province.sessions) as session:
        correct_task(session, task.id, task.version, CHANGES, province.office, province.clock.now())


def test_a_correction_leaves_what_was_there_in_the_audit_trail(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", "2026-12-15"))
    task = province.tasks(directive)[0]
    with transaction(province.sessions) as session:
        correct_task(session, task.id, task.version, CHANGES, province.office, province.clock.now())
    with transaction(province.sessions, writes=False) as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.did == "task.corrected")).one()
    assert event.detail["before"]["text"] == task.text
    assert event.detail["before"]["deadline_on"] == "2026-12-15"


def test_a_task_added_after_confirmation_opens_at_once_and_counts_from_there(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    province.confirm(directive)
    province.at("2026-11-26")
    with transaction(province.sessions) as session:
        now = province.clock.now()
        add_task(session, directive, CHANGES, [province.unit_id("SNV")], [], province.office, now)
        after_correction(session, directive, province.law, now)
    added = next(row for row in province.rows(directive) if row.unit == "Sở Nội vụ")
    assert added.confirmed_at is not None
    assert added.entry_due_at is not None
    assert added.entry_due_at.date() == date(2026, 11, 30)


def test_a_task_without_text_lead_or_reason_is_refused(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    task = province.tasks(directive)[0]
    now, office = province.clock.now(), province.office
    empty = TaskChanges(" ", Mode.ASSIGN, None, None, None, None, None, None, None)
    unit = province.unit_id("SYT")
    with transaction(province.sessions) as session:
        with pytest.raises(Invalid):
            correct_task(session, task.id, task.version, empty, office, now)
        with pytest.raises(Invalid):
            add_task(session, directive, CHANGES, [], [], office, now)
        with pytest.raises(Invalid):
            remove_task(session, task.id, task.version, " ", office, now)
        with pytest.raises(Invalid):
            set_units(session, task.id, task.version, [unit], [unit], office, now)
        with pytest.raises(Invalid):
            set_units(session, task.id, task.version, [987654], [], office, now)


def test_the_office_reclassifies_with_a_reason_and_the_class_stays(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    with transaction(province.sessions) as session:
        with pytest.raises(Invalid):
            reclassify(session, directive, EntryClass.MULTI, " ", province.office, province.clock.now())
        why = "Nội dung liên quan nhiều đơn vị"
        reclassify(session, directive, EntryClass.MULTI, why, province.office, province.clock.now())
    province.set_deadlines(directive)
    assert entry_class(province, directive) == "multi"
    assert province.row(directive).entry_due_on == date(2026, 11, 25)


def test_a_document_without_tasks_has_no_class_and_starts_no_clock(province: Situation) -> None:
    directive = province.directive("2026-11-20", urgency=Urgency.HOA_TOC)
    assert entry_class(province, directive) == "none"
    with transaction(province.sessions, writes=False) as session:
        assert deadlines.current(session, directive) == []
