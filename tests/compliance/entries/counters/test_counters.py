"""The counters against a recount, as of many instants, after random histories; on both databases."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, sessionmaker

from api.recounting import recount
from compliance.entries.counters.models import CountedAssignment, Counter, CountMove
from compliance.entries.counters.queries import figures, records
from compliance.entries.counters.service import count, count_missing, fold
from compliance.entries.models import Entry
from compliance.reports.overview import queries as overview
from core.clock import FixedClock
from core.database import transaction
from core.errors import DomainError
from core.local_time import local_day
from core.organisation import Unit, UnitStanding
from core.storage import FileStore
from extraction.models import Assignment
from extraction.review.service import remove_task
from jobs.pipeline import after_correction
from tests.both import BOTH
from tests.situation import FULL_ENTRY, Situation

pytestmark = BOTH

UNITS = ("Sở Y tế", "Sở Nội vụ")
ACTS = ["directive", "confirm", "enter", "accept", "send_back", "remove", "sweep", "fold", "wait"]
WEIGHTS = [1, 3, 3, 1, 1, 1, 1, 1, 1]


@pytest.fixture
def province(sessions: sessionmaker[Session], clock: FixedClock, tmp_store: FileStore) -> Situation:
    situation = Situation(sessions, clock, tmp_store)
    situation.at("2026-09-28")
    return situation


class History:
    """A province to which things happen at random."""

    def __init__(self, province: Situation, seed: int) -> None:
        self.province, self.drawn = province, random.Random(seed)
        self.directives: list[int] = []
        self.instants: list[datetime] = []
        self.refused = 0

    def run(self, acts: int) -> None:
        for _ in range(4):
            self.directive()
        for _ in range(acts):
            self.province.clock.set(self.province.clock.now() + timedelta(minutes=self.drawn.randint(1, 900)))
            self.instants.append(self.province.clock.now())
            try:
                getattr(self, self.drawn.choices(ACTS, WEIGHTS)[0])()
            except DomainError:
                self.refused += 1  # an act that is not allowed here changes nothing

    def directive(self) -> None:
        day = local_day(self.province.clock.now())
        tasks = []
        for _ in range(self.drawn.randint(1, 2)):
            due_on = day + timedelta(days=self.drawn.randint(1, 40)) if self.drawn.random() < 0.7 else None
            tasks.append((self.drawn.choice(UNITS), due_on and str(due_on)))
        self.directives.append(self.province.directive(str(day), *tasks))

    def confirm(self) -> None:
        if self.directives:
            self.province.confirm(self.drawn.choice(self.directives))

    def enter(self) -> None:
        rows = [row for directive in self.directives for row in self.province.rows(directive)]
        if rows:
            row = self.drawn.choice(rows)
            form = replace(FULL_ENTRY, planned_on=local_day(self.province.clock.now()), cause="Bận", note="Đang làm")
            self.province.enter(row, replace(form, planned_why="Đã báo cáo"))

    def accept(self) -> None:
        entry = self._entry()
        if entry is not None:
            self.province.accept(entry)

    def send_back(self) -> None:
        entry = self._entry()
        if entry is not None:
            self.province.send_back(entry, self.drawn.choice(("wrong", "not_as_required")), "Thiếu")

    def remove(self) -> None:
        if not self.directives or self.drawn.random() < 0.5:
            return
        directive = self.drawn.choice(self.directives)
        province = self.province
        tasks = province.tasks(directive)
        if not tasks:
            return
        with transaction(province.sessions) as session:
            task = self.drawn.choice(tasks)
            remove_task(session, task.id, task.version, "Trùng", province.office, province.clock.now())
            after_correction(session, directive, province.law, province.clock.now())

    def sweep(self) -> None:
        self.province.sweep()

    def fold(self) -> None:
        with transaction(self.province.sessions) as session:
            fold(session, self.province.clock.now())

    def wait(self) -> None:
        self.province.clock.set(self.province.clock.now() + timedelta(days=self.drawn.randint(1, 5)))

    def _entry(self) -> int | None:
        with transaction(self.province.sessions, writes=False) as session:
            made = session.scalars(select(Entry.id).where(Entry.made_at.is_not(None)).order_by(Entry.id)).all()
        return self.drawn.choice(made) if made else None


def overdue_by_unit(session: Session, now: datetime) -> dict[int, int]:
    """What the dashboard lists as overdue."""
    found: dict[int, int] = {}
    for each in overview.overdue(session, now):
        found[each.unit_id] = found.get(each.unit_id, 0) + each.n
    return found


def differences(province: Situation, at: datetime | None = None) -> list[dict[str, object]]:
    with transaction(province.sessions, writes=False) as session:
        now = province.clock.now() + timedelta(seconds=1)
        return list(recount(session, at or now, is_now=at is None))[:-1]


def check_history(province: Situation, seed: int, acts: int, asked: int) -> History:
    history = History(province, seed)
    history.run(acts)
    assert history.refused < acts / 2  # else it tells little
    assert differences(province) == []
    for instant in [*history.drawn.sample(history.instants, asked), province.clock.now() + timedelta(days=60)]:
        assert differences(province, instant) == []
        assert differences(province, instant + timedelta(microseconds=1)) == []
    with transaction(province.sessions, writes=False) as session:
        for later in (timedelta(), timedelta(days=9), timedelta(days=60)):  # nothing happens meanwhile but time
            at = province.clock.now() + later
            shown = figures(session, "unit", local_day(at).replace(day=1), at)
            assert overdue_by_unit(session, at) == {
                unit: each.open_overdue for unit, each in shown.items() if each.open_overdue
            }
    return history


def test_a_random_history_is_counted_as_it_is_recounted_at_every_instant(province: Situation) -> None:
    history = check_history(province, seed=5, acts=30, asked=1)
    with transaction(province.sessions, writes=False) as session:
        shown = figures(session, "unit", local_day(history.instants[0]).replace(day=1), province.clock.now())
        kinds = {name for each in shown.values() for name in ("flags", "updated", "withdrawn") if getattr(each, name)}
        assert sum(each.total for each in shown.values()) > 3
    assert kinds >= {"flags", "updated"}


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 108))
def test_many_random_histories_are_counted_as_they_are_recounted(province: Situation, seed: int) -> None:
    check_history(province, seed, acts=120, asked=8)


def in_progress(province: Situation) -> int:
    """Return a directive with one confirmed assignment whose clock has passed and been flagged."""
    directive = province.directive("2026-09-28", ("Sở Y tế", "2026-10-30"))
    province.confirm(directive)
    province.at("2026-10-05")
    province.sweep()
    return directive


def test_a_recount_names_the_figure_and_the_clock_that_were_tampered_with(province: Situation) -> None:
    row = province.row(in_progress(province))
    assert differences(province) == []
    with transaction(province.sessions) as session:
        fold(session, province.clock.now())
        session.execute(update(Counter).where(Counter.measure == "flags").values(n=3))
        session.execute(update(CountedAssignment).values(watch_at=province.clock.now()))
    found = differences(province)
    assert {"unit", "field", "leader"} == {each["scope"] for each in found if "scope" in each}
    assert {(each["counted"], each["recounted"]) for each in found if each["figure"] == "flags"} == {(3, 1)}
    (clock,) = [each for each in found if each["figure"] == "watched clock"]
    assert (clock["assignment"], clock["recounted"]) == (row.assignment_id, None)


def test_folding_twice_adds_nothing_and_counting_twice_moves_nothing(province: Situation) -> None:
    row = province.row(in_progress(province))
    with transaction(province.sessions) as session:
        assert fold(session, province.clock.now()) > 0
        assert fold(session, province.clock.now()) == 0
        moves = session.scalars(select(CountMove.id)).all()
        count(session, [row.assignment_id], province.clock.now())
        count(session, [row.assignment_id], province.clock.now())
        assert len(session.scalars(select(CountMove.id)).all()) <= len(moves) + 1  # passed buckets may collapse once
    assert differences(province) == []


def test_assignments_older_than_the_counters_are_counted_once(province: Situation) -> None:
    in_progress(province)
    with transaction(province.sessions) as session:
        for table in (CountedAssignment, CountMove, Counter):
            session.execute(delete(table))
        last = count_missing(session, 0, province.clock.now())
        assert last is not None
        assert count_missing(session, last, province.clock.now()) is None
        assert count_missing(session, 0, province.clock.now()) is None
    assert differences(province) == []


def test_all_are_asked_under_the_standing_of_their_day_as_each_one_is(province: Situation) -> None:
    """A unit that the regulation binds until July, and again from September on."""
    for day in ("2026-06-30", "2026-07-01", "2026-08-31", "2026-09-01"):
        province.directive(day, *((unit, None) for unit in UNITS))
    with transaction(province.sessions) as session:
        unit_id = session.scalar(select(Unit.id).where(Unit.name == UNITS[0]))
        for day, binds in (("2026-07-01", False), ("2026-09-01", True)):
            session.add(UnitStanding(unit_id=unit_id, from_on=date.fromisoformat(day), is_subject=binds))
    with transaction(province.sessions, writes=False) as session:
        every = session.scalars(select(Assignment.id)).all()
        day = local_day(province.clock.now())
        together = {record.assignment_id for record in records(session, None, day)}
        one_by_one = {each for each in every if [*records(session, [each], day)]}
    assert len(every) == 8
    assert together == one_by_one
    assert len(together) == 6
