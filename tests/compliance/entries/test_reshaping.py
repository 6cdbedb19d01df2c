"""Confirmed tasks split, merged or given to another lead: clocks and valid entries are kept, reasons asked for."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from api.recounting import recount
from compliance.deadlines.models import Deadline
from compliance.entries.models import Entry, LateFlag
from compliance.entries.procedures.models import NotOurs
from compliance.entries.queries import WorkRow
from compliance.entries.reshaping.service import Merging, Order, TaskPart, merge_tasks, replace_lead, split_task
from core.clock import FixedClock
from core.database import transaction
from core.errors import Conflict, Invalid
from core.storage import FileStore
from extraction.values import Term, TermKind
from tests.both import BOTH
from tests.situation import FULL_ENTRY, Situation, local

ENTRY = replace(FULL_ENTRY, planned_on=date(2026, 9, 1))
WHY = Order("Nhiệm vụ gồm hai việc khác nhau", "Chánh Văn phòng, ý kiến ngày 24/8/2026")
PARTS = (
    TaskPart("Rà soát"),
    TaskPart("Báo cáo", "05/9/2026", Term(TermKind.DAY, "05/9/2026", on=date(2026, 9, 5)), "BC"),
)


@pytest.fixture
def province(sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore) -> Situation:
    """A province on Friday 21 August 2026 with a confirmed directive: Sở Y tế, and Sở Y tế with Sở Tài chính."""
    situation = Situation(sessions, clock, tmp_store)
    directive = situation.directive("2026-08-21", ("Sở Y tế", "2026-09-30"), ("Sở Y tế + Sở Tài chính", None))
    situation.confirm(directive)
    return situation


def split(province: Situation, ordinal: int = 1, parts: tuple[TaskPart, ...] = PARTS, order: Order = WHY) -> list[int]:
    task = province.tasks(1)[ordinal - 1]
    with transaction(province.sessions) as session:
        made = split_task(
            session, task.id, task.version, parts, order, province.office, province.law, province.clock.now()
        )
        return [each.id for each in made]


def merge(province: Situation, into: int, *others: int, text: str = "Việc chung", order: Order = WHY) -> None:
    tasks = province.tasks(1)
    task = tasks[into - 1]
    merging = Merging([tasks[each - 1].id for each in others], text)
    with transaction(province.sessions) as session:
        merge_tasks(session, task.id, task.version, merging, order, province.office, province.law, province.clock.now())


def test_the_parts_of_a_split_keep_the_clock_and_the_entries(province: Situation) -> None:
    first = province.rows(1)[0]
    province.enter(first, ENTRY)
    province.at("2026-08-24")
    ids = split(province)
    rows = [row for row in province.rows(1) if row.task_id in ids]
    assert [row.entry_due_at for row in rows] == [first.entry_due_at] * 2
    assert [row.entry_kind for row in rows] == ["first", "first"]
    assert [row.task_due_on for row in rows] == [date(2026, 9, 30), date(2026, 9, 5)]
    province.at("2026-08-26")
    assert len(province.sweep().flags) == 2
    assert [row.n_flags for row in province.rows(1) if row.task_id in ids] == [0, 0]
    assert [task.text for task in province.tasks(1) if task.id in ids] == ["Rà soát", "Báo cáo"]
    assert province.tasks(1)[-1].split_from_id == ids[0]


def test_a_late_whole_has_late_parts_with_the_same_record(province: Situation) -> None:
    province.at("2026-08-26")
    province.sweep()
    ids = split(province)
    with transaction(province.sessions, writes=False) as session:
        parts = [row.assignment_id for row in province.rows(1) if row.task_id in ids]
        flags = session.scalars(select(LateFlag).where(LateFlag.assignment_id.in_(parts))).all()
    assert len({(flag.due_at, flag.written_at) for flag in flags}) == 1
    assert len(flags) == 2
    assert province.sweep().flags == ()


@BOTH
def test_merging_keeps_the_entries_and_the_later_clock(province: Situation) -> None:
    rows = province.rows(1)
    province.enter(rows[0], ENTRY)
    with transaction(province.sessions) as session:
        kept = session.scalars(select(Deadline).where(Deadline.assignment_id == rows[0].assignment_id)).all()
        later = next(row for row in kept if row.clock == "entry").due_at
    merge(province, 2, 1)
    left = {row.unit: row for row in province.rows(1)}
    assert set(left) == {"Sở Y tế", "Sở Tài chính"}
    assert left["Sở Y tế"].entry_kind == "first"
    assert left["Sở Y tế"].entry_due_at == later
    assert [task.removed_reason is None for task in province.tasks(1)] == [False, True]
    assert province.tasks(1)[0].merged_into_id == province.tasks(1)[1].id


def test_as_of_an_instant_before_the_split_its_parts_are_in_no_figure(province: Situation) -> None:
    province.at("2026-08-24")
    split(province)
    for at in (local("2026-08-22"), local("2026-08-24", 10)):
        with transaction(province.sessions, writes=False) as session:
            *differing, sums = recount(session, at, is_now=False)
        assert (differing, sums["figures"] > 0) == ([], True)


def test_a_unit_of_the_other_task_comes_over_with_its_record(province: Situation) -> None:
    money = next(row for row in province.rows(1) if row.unit == "Sở Tài chính")
    province.enter(money, ENTRY)
    merge(province, 1, 2)
    left = {row.unit: row for row in province.rows(1)}
    assert (left["Sở Tài chính"].assignment_id, left["Sở Tài chính"].entry_kind) == (money.assignment_id, "first")
    assert left["Sở Tài chính"].entry_due_at == money.entry_due_at


def test_a_new_lead_counts_from_its_own_opening_and_what_hung_on_the_old_is_void(province: Situation) -> None:
    province.at("2026-08-26")
    province.sweep()
    first = province.rows(1)[0]
    with transaction(province.sessions) as session:
        new = replace_lead(
            session, first.assignment_id, province.unit_id("STP"), WHY, province.office, province.law,
            province.clock.now(),
        ).id  # fmt: skip
    (row,) = [row for row in province.rows(1) if row.assignment_id == new]
    assert (row.unit, row.entry_kind, row.n_flags) == ("Sở Tư pháp", None, 0)
    assert row.entry_due_at is not None
    assert row.entry_due_at > province.clock.now()
    with transaction(province.sessions, writes=False) as session:
        (flag,) = session.scalars(select(LateFlag).where(LateFlag.assignment_id == first.assignment_id))
        assert flag.voided_at is not None


def test_what_cannot_be_is_refused_and_leaves_the_tasks_as_they_were(province: Situation) -> None:
    before = [(task.text, task.version) for task in province.tasks(1)]
    for parts, order in ((PARTS[:1], WHY), ((PARTS[0], TaskPart(" ")), WHY), (PARTS, Order("", "x"))):
        with pytest.raises(Invalid):
            split(province, 1, parts, order)
    for into, others, text in ((1, (1,), "x"), (1, (), "x"), (1, (2,), " ")):
        with pytest.raises(Invalid):
            merge(province, into, *others, text=text)
    row = province.rows(1)[0]
    now = province.clock.now()
    with transaction(province.sessions) as session, pytest.raises(Invalid):
        replace_lead(session, row.assignment_id, row.unit_id or 0, WHY, province.office, province.law, now)
    task = province.tasks(1)[0]
    with transaction(province.sessions) as session, pytest.raises(Conflict, match="người khác sửa"):
        split_task(session, task.id, 99, PARTS, WHY, province.office, province.law, now)
    assert [(task.text, task.version) for task in province.tasks(1)] == before


def test_what_waits_for_an_answer_is_answered_first(province: Situation) -> None:
    row = province.rows(1)[0]
    now = province.clock.now()
    with transaction(province.sessions) as session:
        session.add(
            NotOurs(
                assignment_id=row.assignment_id, reason="x", said_at=now, answer_due_on=date(2026, 8, 24),
                answer_due_at=now, answer_receipt={},
            )
        )  # fmt: skip
    with pytest.raises(Conflict, match="không thuộc thẩm quyền"):
        split(province)


def test_a_provisional_task_is_split_and_merged_as_part_of_the_check(province: Situation) -> None:
    other = province.directive("2026-08-21", ("Sở Y tế", None))
    (task,) = province.tasks(other)
    before = province.rows(other)[0]
    now = province.clock.now()
    with transaction(province.sessions) as session:
        split_task(session, task.id, 1, PARTS, WHY, province.office, province.law, now)
    parts = province.tasks(other)
    assert len(parts) == len(PARTS)
    assert {part.confirmed_at for part in parts} == {None}
    assert all(row.entry_due_at >= before.entry_due_at for row in province.rows(other))
    with transaction(province.sessions) as session:
        merging = Merging([part.id for part in parts[1:]], "Một việc")
        merge_tasks(session, task.id, 2, merging, WHY, province.office, province.law, now)
    assert [part.text for part in province.tasks(other) if part.removed_at is None] == ["Một việc"]
    assert [row.assignment_id for row in province.rows(other)] == [before.assignment_id]


def test_tasks_of_another_document_are_not_merged(province: Situation) -> None:
    other = province.directive("2026-08-21", ("Sở Y tế", None))
    (foreign,) = province.tasks(other)
    now = province.clock.now()
    province.confirm(other)
    task = province.tasks(1)[0]
    merging = Merging([foreign.id], "Việc chung")
    with transaction(province.sessions) as session, pytest.raises(Conflict, match="cùng một văn bản"):
        merge_tasks(session, task.id, task.version, merging, WHY, province.office, province.law, now)


@pytest.mark.parametrize("order", [Order("", "Chánh Văn phòng"), Order("Trùng", " ")])
def test_a_merger_says_why_and_by_whose_authority_though_no_unit_has_both_tasks(
    province: Situation, order: Order
) -> None:
    directive = province.directive("2026-08-21", ("Sở Xây dựng", None), ("Sở Tư pháp", None))
    province.confirm(directive)
    into, other = province.tasks(directive)
    merging, now = Merging([other.id], "Việc chung"), province.clock.now()
    with transaction(province.sessions) as session, pytest.raises(Invalid):
        merge_tasks(session, into.id, into.version, merging, order, province.office, province.law, now)
    assert [task.removed_at for task in province.tasks(directive)] == [None, None]


def test_a_done_task_is_neither_merged_into_another_nor_takes_one_in(province: Situation) -> None:
    directive = province.directive("2026-08-21", ("Sở Xây dựng", None), ("Sở Tư pháp", None))
    province.confirm(directive)
    confirm_as_done(province, province.rows(directive)[0])
    done, open_one = province.tasks(directive)
    for into, other in ((open_one, done), (done, open_one)):
        merging, now = Merging([other.id], "Việc chung"), province.clock.now()
        with transaction(province.sessions) as session, pytest.raises(Conflict, match="đã được xác nhận"):
            merge_tasks(session, into.id, into.version, merging, WHY, province.office, province.law, now)
    assert [(task.removed_at, task.text == "Việc chung") for task in province.tasks(directive)] == [(None, False)] * 2


def confirm_as_done(province: Situation, row: WorkRow) -> None:
    now = province.clock.now()
    province.enter(row, ENTRY)
    with transaction(province.sessions) as session:
        session.add(
            Entry(
                assignment_id=row.assignment_id, kind="report", saved_at=now, made_at=now, confirmed_at=now,
                account_id=province.officer.account_id,
            )
        )  # fmt: skip


def test_a_done_task_is_not_split(province: Situation) -> None:
    confirm_as_done(province, province.rows(1)[0])
    with pytest.raises(Conflict, match="kết quả được xác nhận"):
        split(province)
