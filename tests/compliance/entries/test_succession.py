"""Units that merge or are renamed: what is open follows, what is closed stays, nothing is made anew."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import Date, func, literal, select
from sqlalchemy.orm import Session, sessionmaker

from api.recounting import recount
from compliance.deadlines.models import Deadline
from compliance.entries.counters.models import CountMove
from compliance.entries.counters.parts import NEVER
from compliance.entries.counters.queries import facts, figures
from compliance.entries.counters.recount import BEGINNING
from compliance.entries.counters.service import count, fold
from compliance.entries.models import Entry, LateFlag
from compliance.entries.queries import worklist
from compliance.entries.succession.queries import belongs_to, inherited
from compliance.entries.succession.service import merge_into, rename, settle_holdings
from compliance.reports.measures import BY_KEY
from compliance.reports.overview.queries import behind
from compliance.reports.periods import Period, PeriodKind
from compliance.reports.queries import tally_of
from core.access import AccountRole, Viewer
from core.audit import AuditEvent
from core.clock import FixedClock
from core.database import transaction
from core.errors import Conflict, DomainError, Invalid, NotFound
from core.organisation import Unit, UnitHolding
from core.storage import FileStore
from core.succession import SuccessionAct, acts_for, lines_through
from extraction.by_hand.record import Evidence, HandOrder, HandTask, OrderKind
from extraction.models import Assignment
from extraction.queries import register
from jobs.by_hand import enter_order
from tests.both import BOTH
from tests.situation import FULL_ENTRY, Situation, local
from tests.test_migrations import config_on

ON = date(2026, 9, 1)
ACT = SuccessionAct(ON, "15/QĐ-UBND", date(2026, 8, 20))


@pytest.fixture
def province(sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore) -> Situation:
    """A province on Friday 21 August 2026: Sở Ngoại vụ (X) has 10 tasks, Sở Nội vụ (Y) 20."""
    return Situation(sessions, clock, tmp_store)


def give(province: Situation, code: str, n: int) -> list[int]:
    """Give a unit n tasks and return the ids of the assignments."""
    unit = province.unit_id(code)
    tasks = tuple(HandTask(f"Việc thứ {number} của {code}", (unit,)) for number in range(n))
    order = HandOrder(OrderKind.ORAL, "", date(2026, 8, 21), "UBND tỉnh", "Trần Văn B", Evidence("Họp giao ban"), tasks)
    with transaction(province.sessions) as session:
        made = enter_order(session, province.store, order, province.office, province.law, province.clock.now())
    return [row.assignment_id for row in province.rows(made)]


def finish(province: Situation, assignment_ids: list[int]) -> None:
    """Let results be reported and confirmed at the clock's instant."""
    now = province.clock.now()
    with transaction(province.sessions) as session:
        for each in assignment_ids:
            session.add(
                Entry(
                    assignment_id=each, kind="report", saved_at=now, made_at=now, confirmed_at=now,
                    account_id=province.officer.account_id,
                )
            )  # fmt: skip
        count(session, assignment_ids, now)


def merge(province: Situation, former: str = "SNgV", heir: str = "SNV", act: SuccessionAct = ACT) -> None:
    with transaction(province.sessions) as session:
        merge_into(
            session, province.unit_id(former), province.unit_id(heir), act, province.office, province.clock.now()
        )


def held(province: Situation, on: date) -> dict[int | None, int]:
    """Return how many assignments belong to each unit at the end of a day, as counting finds it."""
    with transaction(province.sessions, writes=False) as session:
        found = [fact.unit_id for fact in facts(session, None, on)]
    return {unit_id: found.count(unit_id) for unit_id in found}


def test_of_a_merged_unit_the_closed_stay_and_the_open_follow(province: Situation) -> None:
    x, y = province.unit_id("SNgV"), province.unit_id("SNV")
    of_x, _ = give(province, "SNgV", 10), give(province, "SNV", 20)
    finish(province, of_x[:4])
    merge(province)
    assert held(province, date(2026, 8, 31)) == {x: 10, y: 20}
    province.at("2026-09-01", 1)
    with transaction(province.sessions) as session:
        assert settle_holdings(session, province.clock.now()) == 1
    assert held(province, ON) == {x: 4, y: 26}
    assert sum(held(province, ON).values()) == 30
    province.at("2026-09-03")
    finish(province, of_x[4:5])
    assert held(province, date(2026, 9, 30)) == {x: 4, y: 26}


@BOTH
def test_the_database_finds_the_same_owner_as_counting(province: Situation) -> None:
    x, y = province.unit_id("SNgV"), province.unit_id("SNV")
    give(province, "SNgV", 2)
    merge(province)
    with transaction(province.sessions, writes=False) as session:
        for closed_on, owner in ((None, y), (date(2026, 8, 31), x), (date(2026, 9, 2), y)):
            owners = select(belongs_to(date(2026, 9, 30), literal(closed_on, Date()))).select_from(Assignment)
            assert session.scalars(owners).all() == [owner, owner]


def test_a_later_merger_leaves_the_figures_of_the_time_before_it_as_they_were(province: Situation) -> None:
    x, y, z = (province.unit_id(code) for code in ("SNgV", "SNV", "STP"))
    give(province, "SNgV", 2)
    give(province, "SNV", 3)
    give(province, "STP", 1)
    province.at("2026-09-01")
    merge(province)
    province.at("2026-11-20")  # told late: it is in force since the 10th
    merge(province, "SNV", "STP", SuccessionAct(date(2026, 11, 10), "20/QĐ-UBND", date(2026, 11, 9)))
    for at in ("2026-08-25", "2026-09-02", "2026-10-01", "2026-11-15", "2026-11-21"):
        with transaction(province.sessions, writes=False) as session:
            *differing, sums = recount(session, local(at), is_now=False)
            shown = {unit: each.assigned for unit, each in figures(session, "unit", BEGINNING, local(at)).items()}
        assert (differing, sums["differing"]) == ([], 0)
        if at >= "2026-11-20":
            assert shown == {z: 6}
        else:
            assert shown == ({x: 2, y: 3, z: 1} if at < "2026-09-01" else {y: 5, z: 1})


@pytest.mark.parametrize("second_on", [date(2026, 9, 1), date(2026, 8, 28)])
def test_a_merger_told_later_for_a_day_not_after_the_first_leaves_the_figures_in_between(
    province: Situation, second_on: date
) -> None:
    x, y, z = (province.unit_id(code) for code in ("SNgV", "SNV", "STP"))
    give(province, "SNgV", 2)
    give(province, "SNV", 3)
    give(province, "STP", 1)
    province.at("2026-09-01", 8)
    merge(province)
    province.at("2026-09-01", 10)
    merge(province, "SNV", "STP", SuccessionAct(second_on, "16/QĐ-UBND", date(2026, 8, 20)))
    told = {7: {x: 2, y: 3, z: 1}, 9: {y: 5, z: 1}, 11: {z: 6}}
    for hour, owned in told.items():
        at = local("2026-09-01", hour)
        with transaction(province.sessions, writes=False) as session:
            *differing, sums = recount(session, at, is_now=False)
            shown = {unit: each.assigned for unit, each in figures(session, "unit", BEGINNING, at).items()}
        assert (differing, sums["differing"]) == ([], 0)
        assert shown == owned


def test_mergers_of_one_line_whose_day_comes_together_are_followed_together(province: Situation) -> None:
    x, y, z = (province.unit_id(code) for code in ("SNgV", "SNV", "STP"))
    give(province, "SNgV", 2)
    give(province, "SNV", 3)
    merge(province)
    merge(province, "SNV", "STP", SuccessionAct(date(2026, 9, 3), "16/QĐ-UBND", None))
    province.at("2026-09-04")
    with transaction(province.sessions) as session:
        assert settle_holdings(session, province.clock.now()) == 2
        told = session.scalars(select(AuditEvent).where(AuditEvent.did == "unit.work_passed"))
        assert {(each.subject_id, each.detail["holder"]) for each in told} == {(x, y), (x, z), (y, z)}
    with transaction(province.sessions, writes=False) as session:
        now = province.clock.now() + timedelta(seconds=1)
        *differing, sums = recount(session, now, is_now=False)
        shown = {unit: each.assigned for unit, each in figures(session, "unit", BEGINNING, now).items()}
    assert (differing, sums["differing"], shown) == ([], 0, {z: 5})


def test_clocks_and_flags_go_on_unchanged_and_show_as_inherited(province: Situation) -> None:
    x, y = province.unit_id("SNgV"), province.unit_id("SNV")
    give(province, "SNgV", 1)
    with transaction(province.sessions, writes=False) as session:
        before = session.scalars(select(Deadline.due_at)).all()
    province.at("2026-08-25")
    assert len(province.sweep().flags) == 1
    merge(province)
    province.at("2026-09-02")
    with transaction(province.sessions) as session:
        assert settle_holdings(session, province.clock.now()) == 1
        assert settle_holdings(session, province.clock.now()) == 0
        assert session.scalars(select(Deadline.due_at)).all() == before
        assert inherited(session, y, province.clock.now()).flags == {x: 1}
        assert inherited(session, x, province.clock.now()).flags == {}
        told = session.scalars(select(AuditEvent.did).where(AuditEvent.subject == "assignment")).all()
        assert "assignment.inherited" in told


def merged_twice(province: Situation) -> None:
    """X, flagged twice, gives way to Y, flagged once; what Y then has is returned and flagged, and goes over to Z."""
    give(province, "SNgV", 2)
    give(province, "SNV", 1)
    province.at("2026-08-25")
    assert len(province.sweep().flags) == 3
    merge(province)
    province.at("2026-09-01", 1)
    with transaction(province.sessions) as session:
        settle_holdings(session, province.clock.now())
        y = province.unit_id("SNV")
        (row, *_) = worklist(session, Viewer(1, "", AccountRole.UNIT, y, acts_for(session, y, ON)))
    province.at("2026-09-01", 9)
    province.enter(row, replace(FULL_ENTRY, planned_on=date(2026, 9, 30)))
    province.at("2026-09-07")
    assert len(province.sweep().flags) == 1
    merge(province, "SNV", "STP", SuccessionAct(date(2026, 9, 10), "20/QĐ-UBND", date(2026, 9, 9)))
    province.at("2026-09-11")
    with transaction(province.sessions) as session:
        settle_holdings(session, province.clock.now())


@BOTH
def test_flags_and_returns_stay_in_the_figures_of_the_unit_that_earned_them(province: Situation) -> None:
    x, y, z = (province.unit_id(code) for code in ("SNgV", "SNV", "STP"))
    merged_twice(province)
    quarter = Period(PeriodKind.QUARTER, date(2026, 7, 1))
    told = {
        "2026-08-31": {x: (2, 2, 0), y: (1, 1, 0)},
        "2026-09-02": {x: (0, 2, 0), y: (3, 1, 1)},
        "2026-09-08": {x: (0, 2, 0), y: (3, 2, 1)},
        "2026-10-01": {x: (0, 2, 0), y: (0, 2, 1), z: (3, 0, 0)},
    }
    for day, by_unit in told.items():
        at = local(day)
        with transaction(province.sessions, writes=False) as session:
            *differing, sums = recount(session, at, is_now=False)
            shown = figures(session, "unit", quarter.start_on, at)
            rows = {
                unit: behind(session, BY_KEY["flags"], ("unit", unit), (quarter.start_at, at), province.law)
                for unit in by_unit
            }
        assert (differing, sums["differing"]) == ([], 0)
        assert {unit: (it.assigned, it.flags, it.returned_late) for unit, it in shown.items()} == by_unit
        assert {unit: len(ids) for unit, ids in rows.items()} == {
            unit: flags for unit, (_, flags, _) in by_unit.items()
        }
    with transaction(province.sessions, writes=False) as session:
        tally = tally_of(session, quarter, at, province.law)
    reported = tally.sums("unit")
    assert {unit: replace(it.figures, tasks=0) for unit, it in reported.items()} == shown
    assert {unit: it.inherited for unit, it in reported.items()} == {x: 0, y: 0, z: 5}
    assert tally.together("unit", (x, y, z)) == tally.sums("province")[0]


def flags_told(province: Situation, at: datetime) -> tuple[set[int | None], dict[int, int]]:
    """Return of which units the flags are told, in the list and in the figures, which a recount must confirm."""
    with transaction(province.sessions, writes=False) as session:
        told = set(session.scalars(select(LateFlag.unit_id)))
        *differing, sums = recount(session, at, is_now=True)
        shown = figures(session, "unit", BEGINNING, at)
    assert (differing, sums["differing"]) == ([], 0)
    return told, {unit: it.flags for unit, it in shown.items() if it.flags}


@BOTH
def test_a_clock_that_ended_before_the_merger_is_of_the_former_unit_when_the_sweep_comes_later(
    province: Situation,
) -> None:
    x = province.unit_id("SNgV")
    give(province, "SNgV", 2)
    merge(province)
    province.at("2026-09-01", 1)
    with transaction(province.sessions) as session:
        settle_holdings(session, province.clock.now())
    province.at("2026-09-01", 2)
    assert len(province.sweep().flags) == 2
    assert flags_told(province, local("2026-09-02")) == ({x}, {x: 2})


@BOTH
def test_a_merger_told_after_its_day_takes_along_the_flags_of_clocks_that_ended_since(province: Situation) -> None:
    x, y = province.unit_id("SNgV"), province.unit_id("SNV")
    give(province, "SNgV", 2)
    province.at("2026-08-25")
    assert len(province.sweep().flags) == 2
    assert flags_told(province, local("2026-08-26")) == ({x}, {x: 2})
    merge(province, act=SuccessionAct(date(2026, 8, 23), "14/QĐ-UBND", None))
    assert flags_told(province, local("2026-08-26")) == ({y}, {y: 2})


@BOTH
def test_figures_kept_before_earners_were_told_follow_with_the_migration(province: Situation) -> None:
    merged_twice(province)
    with transaction(province.sessions) as session:
        fold(session, province.clock.now())
        right = figures(session, "unit", BEGINNING, province.clock.now())
    with province.sessions.kw["bind"].connect() as connection:
        command.downgrade(config_on(connection), "0020_stuck_items")
    with transaction(province.sessions, writes=False) as session:
        (heir,) = [it for it in figures(session, "unit", BEGINNING, NEVER).values() if it.flags]
        assert (heir.flags, heir.returned_late) == (4, 1)
    with province.sessions.kw["bind"].connect() as connection:
        command.upgrade(config_on(connection), "head")
    with transaction(province.sessions, writes=False) as session:
        shown = figures(session, "unit", BEGINNING, NEVER)
        earned = {unit: (it.flags, it.returned_late) for unit, it in shown.items() if it.flags}
        assert earned == {unit: (it.flags, it.returned_late) for unit, it in right.items() if it.flags}
    with transaction(province.sessions) as session:
        count(session, session.scalars(select(Assignment.id)).all(), NEVER)
        assert session.scalar(select(func.count(CountMove.id)).where(CountMove.at == NEVER)) == 0


@BOTH
def test_a_flag_is_told_of_the_unit_that_held_the_assignment_when_it_was_written(province: Situation) -> None:
    x, y = province.unit_id("SNgV"), province.unit_id("SNV")
    give(province, "SNgV", 1)
    province.at("2026-08-25")
    assert len(province.sweep().flags) == 1
    province.at("2026-09-01", 1)
    merge(province)
    province.at("2026-09-01", 9)
    with transaction(province.sessions, writes=False) as session:
        (row,) = worklist(session, Viewer(1, "", AccountRole.UNIT, y, acts_for(session, y, ON)))
    province.enter(row, replace(FULL_ENTRY, planned_on=date(2026, 9, 30)))
    province.at("2026-09-07")
    assert len(province.sweep().flags) == 1
    with transaction(province.sessions, writes=False) as session:
        told = session.execute(select(LateFlag.unit_id, LateFlag.return_id.is_(None)).order_by(LateFlag.id)).all()
    assert [tuple(each) for each in told] == [(x, True), (y, False)]


def test_accounts_of_both_units_see_the_line_from_the_day_on(province: Situation) -> None:
    x, y = province.unit_id("SNgV"), province.unit_id("SNV")
    give(province, "SNgV", 1)
    give(province, "SNV", 1)
    merge(province)
    with transaction(province.sessions, writes=False) as session:
        assert acts_for(session, x, date(2026, 8, 31)) == {x}
        for unit in (x, y):
            seen = acts_for(session, unit, ON)
            assert seen == {x, y}
            assert len(worklist(session, Viewer(1, "", AccountRole.UNIT, unit, seen))) == 2
        assert len(worklist(session, Viewer(1, "", AccountRole.UNIT, x))) == 1


def test_a_renamed_unit_is_found_under_both_names(province: Situation) -> None:
    x = province.unit_id("SNgV")
    with transaction(province.sessions) as session:
        unit = rename(session, x, "Sở Đối ngoại", "SDN", ACT, province.office, province.clock.now())
        with pytest.raises(Conflict, match="đã có trong danh mục"):
            rename(session, unit.id, "Sở khác", "SNV", ACT, province.office, province.clock.now())
        with pytest.raises(Invalid, match="tên mới"):
            rename(session, unit.id, " ", "", ACT, province.office, province.clock.now())
    with transaction(province.sessions, writes=False) as session:
        (step,) = lines_through(session, x)
        assert (step.unit, step.successor, step.act) == ("Sở Ngoại vụ", "Sở Đối ngoại", "15/QĐ-UBND")
        known = register(session)
        assert known.units["SNgV"].valid_to == date(2026, 8, 31)
        assert known.units["SNgV"].successor == "SDN"


@pytest.mark.parametrize(
    ("former", "heir", "act", "error"),
    [
        ("SNgV", "SNgV", ACT, Invalid),
        ("SNgV", "SNV", SuccessionAct(ON, " ", None), Invalid),
        ("SNV", "SNgV", SuccessionAct(date(2024, 1, 1), "1/QĐ", None), Invalid),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    province: Situation, former: str, heir: str, act: SuccessionAct, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        merge(province, former, heir, act)
    with transaction(province.sessions, writes=False) as session:
        assert session.scalar(select(func.count()).select_from(UnitHolding)) == 0


def test_a_line_has_one_heir_and_no_circle(province: Situation) -> None:
    merge(province)
    with pytest.raises(Conflict, match="đã có đơn vị kế thừa"):
        merge(province, "SNgV", "STC")
    with pytest.raises(Invalid, match="đã kết thúc"):
        merge(province, "STP", "SNgV", SuccessionAct(date(2026, 10, 1), "2/QĐ", None))
    with pytest.raises(Conflict, match="vòng"):
        merge(province, "SNV", "SNgV", SuccessionAct(date(2026, 8, 25), "2/QĐ", None))
    with transaction(province.sessions) as session, pytest.raises(NotFound):
        merge_into(session, 999_999, province.unit_id("SNV"), ACT, province.office, province.clock.now())
    with transaction(province.sessions, writes=False) as session:
        assert session.get_one(Unit, province.unit_id("SNgV")).valid_to == date(2026, 8, 31)
