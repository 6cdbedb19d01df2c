"""What the Office corrects once is known the next time."""

import pytest
from sqlalchemy.orm import Session, sessionmaker

from core.clock import FixedClock
from core.database import transaction
from core.storage import FileStore
from extraction import queries
from extraction.review.service import TaskChanges, correct_task, remove_task, set_units
from extraction.values import Mode, Term, TermKind
from jobs.pipeline import after_correction
from tests.situation import Situation


@pytest.fixture
def province(sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore) -> Situation:
    """A province on Friday 20 November 2026, nine in the morning."""
    situation = Situation(sessions, clock, tmp_store)
    situation.at("2026-11-20")
    return situation


def test_a_name_the_office_explained_is_resolved_the_next_time(province: Situation) -> None:
    first = province.directive("2026-11-20", ("Cơ quan thường trực ATTP", None))
    assert province.rows(first) == []
    with transaction(province.sessions) as session:
        task = province.tasks(first)[0]
        now = province.clock.now()
        set_units(session, task.id, task.version, [province.unit_id("SYT")], [], province.office, now)
        after_correction(session, first, province.law, now)
    second = province.directive("2026-11-20", ("Cơ quan thường trực ATTP", None))
    assert province.row(second).unit == "Sở Y tế"


def test_a_collective_that_was_replaced_teaches_no_name(province: Situation) -> None:
    first = province.directive("2026-11-20", ("UBND các xã, phường", None))
    with transaction(province.sessions) as session:
        task = province.tasks(first)[0]
        units = [province.unit_id("14845")]
        set_units(session, task.id, task.version, units, [], province.office, province.clock.now())
    second = province.directive("2026-11-20", ("UBND các xã, phường", None))
    assert province.rows(second) == []


def test_a_clause_that_is_no_task_is_listed_as_unclaimed_the_next_time(province: Situation) -> None:
    first = province.directive("2026-11-20", ("Sở Y tế", None), ("Sở Nội vụ", None))
    with transaction(province.sessions) as session:
        task = province.tasks(first)[1]
        remove_task(session, task.id, task.version, "Câu nhắc chung", province.office, province.clock.now())
    second = province.directive("2026-11-20", ("Sở Y tế", None), ("Sở Nội vụ", None))
    assert [row.unit for row in province.rows(second)] == ["Sở Y tế"]
    with transaction(province.sessions, writes=False) as session:
        run = queries.run_of(session, second)
    assert run is not None
    assert len(run.unclaimed) == 1
    assert any("không phải nhiệm vụ" in warning for warning in run.warnings)


def test_a_phrase_read_differently_once_is_read_so_again_unless_it_names_a_day(province: Situation) -> None:
    first = province.directive("2026-11-20", ("Sở Y tế", "2026-12-15"))
    task = province.tasks(first)[0]
    assert task.deadline_phrase is not None
    working_days = Term(TermKind.WORKING_DAYS, task.deadline_phrase, count=5, event="ban hành")
    changes = TaskChanges(task.text, Mode.ASSIGN, task.deadline_phrase, None, working_days, None, None, None, None)
    with transaction(province.sessions) as session:
        correct_task(session, task.id, task.version, changes, province.office, province.clock.now())
    second = province.directive("2026-11-20", ("Sở Y tế", "2026-12-15"))
    assert province.tasks(second)[0].term == province.tasks(first)[0].term
    assert "lần sửa trước" in province.tasks(second)[0].warnings[0]
