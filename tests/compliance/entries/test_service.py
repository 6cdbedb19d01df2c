"""Entries on time and late, flags, returns and re-entries, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from compliance.entries import queries
from compliance.entries.flagged import queries as flagged
from compliance.entries.models import LateFlag, Return
from core.access import AccountRole, Viewer
from core.audit import AuditEvent
from core.clock import FixedClock
from core.database import transaction
from core.errors import Conflict, Invalid, NotFound
from core.storage import FileStore
from extraction.review.service import TaskChanges, correct_task, remove_task, set_units
from extraction.values import Mode
from ingest.letterhead import Urgency
from ingest.service import Identity, correct_identity
from jobs.pipeline import after_correction
from tests.both import BOTH
from tests.situation import FULL_ENTRY, Situation

AGAIN = replace(FULL_ENTRY, cause="Cán bộ nghỉ phép, chưa bàn giao")


@pytest.fixture
def province(sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore) -> Situation:
    """A province on Friday 20 November 2026, nine in the morning."""
    situation = Situation(sessions, clock, tmp_store)
    situation.at("2026-11-20")
    return situation


def flags(province: Situation) -> list[LateFlag]:
    with transaction(province.sessions, writes=False) as session:
        return list(session.scalars(select(LateFlag).order_by(LateFlag.id)))


# -- the clock ---------------------------------------------------------------------------------------------------------


def test_a_regular_directive_gives_until_the_end_of_the_next_working_day(province: Situation) -> None:
    row = province.row(province.directive("2026-11-20", ("Sở Y tế", "2026-12-15")))
    assert (row.entry_due_on, row.task_due_on) == (date(2026, 11, 23), date(2026, 12, 15))
    assert row.entry_due_at == datetime(2026, 11, 23, 17, tzinfo=UTC)


def test_an_urgent_directive_opened_at_ten_to_midnight_gives_four_hours(province: Situation) -> None:
    province.at("2026-11-20", 23, 50)
    row = province.row(province.directive("2026-11-20", ("Sở Y tế", None), urgency=Urgency.HOA_TOC))
    assert row.entry_due_on == date(2026, 11, 20)
    assert row.entry_due_at == datetime(2026, 11, 20, 20, 50, tzinfo=UTC)


def test_an_urgent_directive_opened_the_day_after_issue_gives_that_whole_day(province: Situation) -> None:
    province.at("2026-11-22", 8)
    row = province.row(province.directive("2026-11-21", ("Sở Y tế", None), urgency=Urgency.KHAN))
    assert row.entry_due_on == date(2026, 11, 21)
    assert row.entry_due_at == datetime(2026, 11, 22, 17, tzinfo=UTC)


def test_a_regular_directive_opened_two_days_late_counts_from_its_opening(province: Situation) -> None:
    province.at("2026-11-20")
    row = province.row(province.directive("2026-11-18", ("Sở Y tế", None)))
    assert row.entry_due_on == date(2026, 11, 19)
    assert row.entry_due_at == datetime(2026, 11, 23, 17, tzinfo=UTC)


def test_two_tasks_give_two_working_days_and_skip_the_day_of_culture(province: Situation) -> None:
    rows = province.rows(province.directive("2026-11-20", ("Sở Y tế", None), ("Sở Nội vụ", None)))
    assert {row.entry_due_on for row in rows} == {date(2026, 11, 25)}


def test_nothing_is_computed_twice(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", "2026-12-15"))
    assert province.set_deadlines(directive) == 0


# -- entries -----------------------------------------------------------------------------------------------------------


def test_an_entry_in_time_stops_the_clock(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    province.confirm(directive)
    entry, returned = province.enter(province.row(directive), replace(FULL_ENTRY, planned_on=date(2026, 12, 1)))
    province.at("2026-12-01")
    assert (entry.kind, returned, province.sweep().flags) == ("first", None, ())
    assert not province.row(directive).is_incomplete


def test_an_unfinished_entry_is_refused_with_what_is_missing_and_stops_nothing(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    province.confirm(directive)
    with pytest.raises(Invalid) as refusal:
        province.enter(province.row(directive), replace(FULL_ENTRY, officer=" ", planned_on=date(2026, 12, 1)))
    assert list(refusal.value.fields) == ["officer"]
    province.at("2026-11-24", 0, 0)
    assert len(province.sweep().flags) == 1


def test_a_plan_after_the_task_deadline_needs_a_reason(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", "2026-12-15"))
    late_plan = replace(FULL_ENTRY, planned_on=date(2026, 12, 16))
    with pytest.raises(Invalid) as refusal:
        province.enter(province.row(directive), late_plan)
    assert list(refusal.value.fields) == ["planned_why"]
    province.enter(province.row(directive), replace(late_plan, planned_why="Chờ kết quả giám định"))


def test_the_last_instant_of_the_day_is_in_time_and_midnight_is_late(province: Situation) -> None:
    form = replace(FULL_ENTRY, planned_on=date(2026, 12, 1))
    one, other = (province.directive("2026-11-20", ("Sở Y tế", None)) for _ in range(2))
    province.confirm(one)
    province.confirm(other)
    province.at("2026-11-23", 23, 59)
    assert province.enter(province.row(one), form)[1] is None
    province.at("2026-11-24", 0, 0)
    returned = province.enter(province.row(other), form)[1]
    assert returned is not None
    assert returned.reason == "late"


def test_a_coordinating_unit_owes_no_first_entry(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    with transaction(province.sessions) as session:
        task = province.tasks(directive)[0]
        leads, coordinators = [province.unit_id("SYT")], [province.unit_id("SNV")]
        set_units(session, task.id, task.version, leads, coordinators, province.office, province.clock.now())
    province.open(directive)
    coordinating = next(row for row in province.rows(directive) if row.role == "coordinating")
    assert coordinating.entry_due_at is None
    with pytest.raises(Conflict):
        province.enter(coordinating)


# -- late --------------------------------------------------------------------------------------------------------------


@BOTH
def test_the_whole_road_from_late_to_confirmed(province: Situation) -> None:
    form = replace(FULL_ENTRY, planned_on=date(2026, 12, 1))
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    province.confirm(directive)
    province.at("2026-11-24", 8)
    assert len(province.sweep().flags) == 1
    assert province.sweep().flags == ()
    row = province.row(directive)
    assert (row.n_flags, row.is_incomplete, row.is_returned) == (1, True, False)

    first, returned = province.enter(row, form)
    assert returned is not None
    assert (returned.reason, returned.entry_id) == ("late", first.id)
    row = province.row(directive)
    assert (row.is_returned, row.is_incomplete, row.reentry_due_on) == (True, True, date(2026, 11, 25))

    with pytest.raises(Invalid, match="nguyên nhân"):
        province.enter(row, form)
    again, second_return = province.enter(row, replace(AGAIN, planned_on=date(2026, 12, 1)))
    assert (again.kind, second_return) == ("reentry", None)
    assert province.row(directive).is_incomplete

    province.accept(again.id)
    row = province.row(directive)
    assert (row.is_incomplete, row.is_returned, row.n_flags) == (False, False, 1)


def test_a_reentry_that_is_late_too_gets_a_second_flag_and_no_second_return(province: Situation) -> None:
    form = replace(AGAIN, planned_on=date(2026, 12, 1))
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    province.confirm(directive)
    province.at("2026-11-24", 8)
    province.enter(province.row(directive), form)
    province.at("2026-11-26", 8)
    assert len(province.sweep().flags) == 1
    again, returned = province.enter(province.row(directive), form)
    assert returned is None
    assert province.row(directive).n_flags == 2
    province.accept(again.id)
    assert not province.row(directive).is_incomplete


def test_nothing_is_flagged_or_returned_before_the_office_has_confirmed(province: Situation) -> None:
    form = replace(FULL_ENTRY, planned_on=date(2026, 12, 1))
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    province.at("2026-11-25", 10)
    assert province.sweep().flags == ()
    assert province.enter(province.row(directive), form)[1] is None
    assert not province.row(directive).is_incomplete

    province.at("2026-11-26", 10)
    province.confirm(directive)
    row = province.row(directive)
    assert (row.n_flags, row.is_returned, row.return_reason) == (1, True, "late")
    assert flags(province)[0].due_at == datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert row.reentry_due_on == date(2026, 11, 27)


def test_an_entry_made_in_time_while_provisional_stays_valid(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    province.enter(province.row(directive), replace(FULL_ENTRY, planned_on=date(2026, 12, 1)))
    province.at("2026-11-30")
    province.confirm(directive)
    row = province.row(directive)
    assert (row.n_flags, row.is_incomplete) == (0, False)


def test_bodies_outside_the_regulation_are_never_flagged(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Công an tỉnh", None))
    province.confirm(directive)
    province.at("2026-12-20")
    assert province.sweep().flags == ()


def test_on_an_unofficial_calendar_a_late_entry_waits_for_review(province: Situation) -> None:
    province.at("2027-03-01")
    directive = province.directive("2027-03-01", ("Sở Y tế", None))
    province.confirm(directive)
    province.at("2027-03-05")
    province.sweep()
    assert flags(province)[0].tam_tinh
    assert province.enter(province.row(directive), replace(FULL_ENTRY, planned_on=date(2027, 4, 1)))[1] is None


# -- the Office's verdict ----------------------------------------------------------------------------------------------


def test_the_office_returns_a_wrong_entry_with_what_is_missing(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    province.confirm(directive)
    entry, _ = province.enter(province.row(directive), replace(FULL_ENTRY, planned_on=date(2026, 12, 1)))
    with pytest.raises(Invalid):
        province.send_back(entry.id, "wrong", " ")
    with pytest.raises(Invalid):
        province.send_back(entry.id, "late", "Chậm")
    province.send_back(entry.id, "wrong", "Sai sản phẩm")
    row = province.row(directive)
    assert (row.is_returned, row.is_incomplete, row.return_missing) == (True, True, "Sai sản phẩm")
    with pytest.raises(Conflict):
        province.accept(entry.id)


def test_progress_after_a_confirmed_reentry_does_not_make_it_incomplete_again(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    province.confirm(directive)
    province.at("2026-11-24", 8)
    form = replace(AGAIN, planned_on=date(2026, 12, 1))
    province.enter(province.row(directive), form)
    again, _ = province.enter(province.row(directive), form)
    province.accept(again.id)
    note, _ = province.enter(province.row(directive), replace(form, note="Đã làm xong bước 1"))
    assert note.kind == "progress"
    assert not province.row(directive).is_incomplete


def test_a_provisional_entry_is_not_judged_by_the_office(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    entry, _ = province.enter(province.row(directive), replace(FULL_ENTRY, planned_on=date(2026, 12, 1)))
    with pytest.raises(Conflict):
        province.accept(entry.id)


# -- what the Office changes -------------------------------------------------------------------------------------------


@BOTH
def test_a_new_lead_counts_from_its_own_opening_and_the_old_flag_is_void(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    province.confirm(directive)
    province.at("2026-11-26", 9)
    province.sweep()
    with transaction(province.sessions) as session:
        task = province.tasks(directive)[0]
        now = province.clock.now()
        set_units(session, task.id, task.version, [province.unit_id("SNV")], [], province.office, now)
        after_correction(session, directive, province.law, now)
    row = province.row(directive)
    assert (row.unit, row.n_flags, row.is_incomplete) == ("Sở Nội vụ", 0, False)
    assert row.entry_due_at == datetime(2026, 11, 27, 17, tzinfo=UTC)
    assert flags(province)[0].voided_at is not None


def test_a_removed_task_takes_its_flag_out_of_the_list_and_keeps_its_rows(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    province.confirm(directive)
    province.at("2026-11-26", 9)
    province.sweep()
    with transaction(province.sessions) as session:
        task = province.tasks(directive)[0]
        remove_task(session, task.id, task.version, "Không phải nhiệm vụ", province.office, province.clock.now())
        after_correction(session, directive, province.law, province.clock.now())
    viewer = Viewer(0, "", AccountRole.OFFICE, None)
    with transaction(province.sessions, writes=False) as session:
        assert flagged.late_list(session, viewer) == []
    assert len(flags(province)) == 1


def test_a_change_of_class_never_brings_a_units_date_forward(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None), ("Sở Nội vụ", None))
    before = province.rows(directive)[0].entry_due_at
    with transaction(province.sessions) as session:
        task = province.tasks(directive)[1]
        remove_task(session, task.id, task.version, "Không phải nhiệm vụ", province.office, province.clock.now())
        after_correction(session, directive, province.law, province.clock.now())
    assert province.row(directive).entry_due_at == before


# -- who sees what -----------------------------------------------------------------------------------------------------


@BOTH
def test_a_unit_sees_its_own_rows_and_no_others(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None), ("Sở Nội vụ", None))
    viewer = Viewer(1, "", AccountRole.UNIT, province.unit_id("SYT"))
    foreign = next(row for row in province.rows(directive) if row.unit == "Sở Nội vụ")
    with transaction(province.sessions, writes=False) as session:
        assert [row.unit for row in queries.worklist(session, viewer)] == ["Sở Y tế"]
        with pytest.raises(NotFound):
            queries.assignment(session, viewer, foreign.assignment_id)


def test_every_step_is_in_the_audit_trail(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    province.confirm(directive)
    province.at("2026-11-24", 8)
    form = replace(AGAIN, planned_on=date(2026, 12, 1))
    province.enter(province.row(directive), form)
    again, _ = province.enter(province.row(directive), form)
    province.accept(again.id)
    with transaction(province.sessions, writes=False) as session:
        did = list(session.scalars(select(AuditEvent.did).order_by(AuditEvent.id)))
        assert session.scalars(select(Return)).one().reason == "late"
    assert did[did.index("directive.stored") :] == [
        "directive.stored",
        "directive.read",
        "directive.split",
        "assignments.opened",
        "directive.classified",
        "deadline.set",
        "deadline.set",
        "directive.confirmed",
        "directive.dimensions_settled",
        "assignment.flagged_late",
        "entry.made",
        "assignment.acted",
        "entry.returned",
        "entry.made",
        "assignment.acted",
        "entry.confirmed",
        "assignment.acted",
    ]


# -- what an inspector tried -------------------------------------------------------------------------------------------


def test_a_progress_note_neither_answers_a_return_nor_hides_it(province: Situation) -> None:
    form = replace(AGAIN, planned_on=date(2026, 12, 1))
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    province.at("2026-11-24", 8)
    province.enter(province.row(directive), form)
    province.enter(province.row(directive), replace(form, note="Đang làm"))
    province.confirm(directive)
    row = province.row(directive)
    assert (row.is_returned, row.is_incomplete) == (True, True)
    again, _ = province.enter(row, form)
    note, _ = province.enter(province.row(directive), replace(form, note="Vẫn đang làm"))
    assert (again.kind, note.kind) == ("reentry", "progress")
    province.accept(note.id)
    assert province.row(directive).is_incomplete
    province.accept(again.id)
    assert not province.row(directive).is_incomplete
    province.at("2026-12-20")
    assert province.sweep().flags == ()


def test_a_deadline_the_office_took_away_counts_no_longer(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", "2026-12-15"))
    task = province.tasks(directive)[0]
    changes = TaskChanges(task.text, Mode.ASSIGN, None, None, None, None, None, None, None)
    with transaction(province.sessions) as session:
        correct_task(session, task.id, task.version, changes, province.office, province.clock.now())
        after_correction(session, directive, province.law, province.clock.now())
    assert province.row(directive).task_due_at is None


def test_bodies_outside_the_regulation_owe_no_first_entry_and_are_not_returned(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Công an tỉnh", None))
    province.confirm(directive)
    assert province.row(directive).entry_due_at is None
    entry, _ = province.enter(province.row(directive), replace(FULL_ENTRY, planned_on=date(2026, 12, 1)))
    with pytest.raises(Conflict, match="không trả lại"):
        province.send_back(entry.id, "wrong", "Sai")


def test_a_flag_keeps_the_receipt_it_was_written_by(province: Situation) -> None:
    directive = province.directive("2026-11-20", ("Sở Y tế", None))
    province.confirm(directive)
    by = province.row(directive).entry_deadline_id
    province.at("2026-11-24", 8)
    province.sweep()
    assert [flag.deadline_id for flag in flags(province)] == [by]


@BOTH
def test_the_office_is_flagged_once_as_the_offices_own(province: Situation) -> None:
    late, in_time = (province.directive("2026-11-20", ("Sở Y tế", None)) for _ in range(2))
    province.confirm(in_time)
    province.at("2026-11-24", 8)
    province.sweep()
    province.sweep()
    province.confirm(late)
    with transaction(province.sessions, writes=False) as session:
        ((flag, directive, confirmed_at),) = flagged.office_late_list(session)
    assert (directive.id, flag.due_on) == (late, date(2026, 11, 23))
    assert confirmed_at == province.clock.now()


def test_a_duplicate_found_late_closes_what_it_had_opened_and_can_be_undone(province: Situation) -> None:
    first = province.directive("2026-11-20", ("Sở Y tế", None), number="5/UBND-VX")
    second = province.directive("2026-11-20", ("Sở Y tế", None), number="6/UBND-VX")
    province.confirm(second)

    def identify(number: str) -> None:
        identity = Identity(number, date(2026, 11, 20), "UBND tỉnh Thanh Hóa", Urgency.REGULAR)
        with transaction(province.sessions) as session:
            correct_identity(session, second, identity, province.office, province.clock.now())
            session.flush()
            after_correction(session, second, province.law, province.clock.now())

    identify("5/UBND-VX")
    province.at("2026-11-30")
    assert province.rows(second) == []
    assert province.sweep().flags == ()
    identify("7/UBND-VX")
    assert province.row(second).unit == "Sở Y tế"
    assert province.row(first).is_provisional
