"""Recurring duties on real databases: one instance a period, opened once whoever calls, with the task clock alone."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from api.recounting import recount
from compliance.deadlines.models import Deadline
from compliance.deadlines.queries import waiting as unclocked
from compliance.entries.models import Entry
from compliance.entries.periods.queries import instances, waiting
from compliance.entries.periods.service import open_instances
from core.clock import FixedClock
from core.database import transaction
from core.storage import FileStore
from extraction.by_hand.record import Evidence, HandOrder, HandTask, OrderKind
from extraction.review.service import remove_task
from extraction.values import Period, Term, TermKind
from jobs.by_hand import enter_order
from tests.both import BOTH
from tests.situation import FULL_ENTRY, Situation, local

MONTHLY = Term(TermKind.RECURRING, "trước ngày 25 hằng tháng", period=Period.MONTHLY, day_of_period=25)


@pytest.fixture
def province(sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore) -> Situation:
    """A province on Friday 21 August 2026, in which Sở Y tế owes a report by the 25th of each month."""
    situation = Situation(sessions, clock, tmp_store)
    task = HandTask("Báo cáo tình hình", (situation.unit_id("SYT"),), term=MONTHLY, period=Period.MONTHLY)
    order = HandOrder(OrderKind.ORAL, "", date(2026, 8, 21), "UBND tỉnh", "Trần Văn B", Evidence("Họp"), (task,))
    with transaction(sessions) as session:
        enter_order(session, tmp_store, order, situation.office, situation.law, clock.now())
    return situation


def turn(province: Situation) -> int:
    """Do what upkeep does; return how many instances were opened."""
    now = province.clock.now()
    with transaction(province.sessions, writes=False) as session:
        duties = waiting(session, now)
    made = 0
    for each in duties:
        with transaction(province.sessions) as session:
            made += len(open_instances(session, each, province.law, now))
    return made


def test_each_period_opens_one_instance_with_the_task_clock_alone(province: Situation) -> None:
    (first,) = province.rows(1)
    province.enter(first, replace(FULL_ENTRY, planned_on=date(2026, 8, 24)))
    assert turn(province) == 0
    province.at("2026-08-26", 0, 1)
    assert (turn(province), turn(province)) == (1, 0)
    province.at("2026-09-26")
    assert turn(province) == 1
    with transaction(province.sessions, writes=False) as session:
        chain = instances(session, first.assignment_id)
        assert [each.instance_on for each in chain] == [None, date(2026, 9, 25), date(2026, 10, 25)]
        later = [each.id for each in chain[1:]]
        clocks = session.scalars(select(Deadline).where(Deadline.assignment_id.in_(later)))
        assert [(row.clock, row.due_on) for row in clocks] == [
            ("task", date(2026, 9, 25)),
            ("task", date(2026, 10, 25)),
        ]
        carried = session.scalars(select(Entry).where(Entry.assignment_id == later[1])).one()
        assert (carried.officer, carried.product, carried.planned_on) == (
            "Lê Thu Hà",
            "Báo cáo kết quả",
            date(2026, 10, 25),
        )
        assert unclocked(session, 10) == []
    assert province.sweep().flags == ()


def test_what_was_missed_is_opened_at_its_own_time(province: Situation) -> None:
    province.at("2026-11-26")
    assert turn(province) == 4
    with transaction(province.sessions, writes=False) as session:
        opened = [each.opened_at for each in instances(session, province.rows(1)[0].assignment_id)[1:]]
    assert [f"{at:%d/%m %H:%M}" for at in opened if at] == ["25/08 17:00", "25/09 17:00", "25/10 17:00", "25/11 17:00"]


def test_as_of_an_instant_before_it_was_opened_late_an_instance_is_in_no_figure(province: Situation) -> None:
    province.at("2026-10-05")
    assert turn(province) == 2
    for at in (local("2026-09-01"), local("2026-10-04"), local("2026-10-05", 10)):
        with transaction(province.sessions, writes=False) as session:
            *differing, sums = recount(session, at, is_now=False)
        assert (differing, sums["figures"] > 0) == ([], True)


@BOTH
def test_two_at_once_open_an_instance_once(province: Situation) -> None:
    province.at("2026-10-01")
    with ThreadPoolExecutor(4) as pool:
        made = [each.result() for each in [pool.submit(turn, province) for _ in range(4)]]
    assert sum(made) == 2
    assert turn(province) == 0


def test_a_duty_that_was_taken_out_goes_on_no_more(province: Situation) -> None:
    province.at("2026-08-26")
    (task,) = province.tasks(1)
    with transaction(province.sessions) as session:
        remove_task(session, task.id, task.version, "Giao nhầm", province.office, province.clock.now())
    assert turn(province) == 0
    (first,) = province.assignments(1)
    with transaction(province.sessions) as session:
        assert open_instances(session, first.id, province.law, province.clock.now()) == []
