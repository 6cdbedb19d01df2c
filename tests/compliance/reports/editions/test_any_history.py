"""What must hold of an edition for any history that `dondoc simulate` makes."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from compliance.deadlines.law import load_law
from compliance.deadlines.versions.service import changed_calendar
from compliance.entries.counters.parts import known_before
from compliance.entries.counters.queries import facts
from compliance.entries.counting import closed_at, count
from compliance.entries.models import LateFlag, Return
from compliance.entries.procedures.models import Contest
from compliance.entries.returns import Ending, VerdictKind
from compliance.reports.editions.making import NUMBERS, ROWS, files_of
from compliance.reports.editions.numbers import GROUPS, lines_of
from compliance.reports.editions.queries import published_as
from compliance.reports.editions.service import (
    approve_edition,
    draft_edition,
    numbers_in,
    open_errata,
    open_preview,
    publish_edition,
)
from compliance.reports.measures import MEASURES
from compliance.reports.periods import read_period
from compliance.reports.plan import Moved, planned_for
from compliance.reports.sums import MeasureUnit
from compliance.reports.templates.verify_edition import faults_of
from compliance.rulebook.calendar_table import DayKind, DayStatus, ExceptionalDay
from core.access import AccountRole
from core.accounts import create_account
from core.audit import THE_SYSTEM, Actor
from core.clock import FixedClock
from core.database import make_engine, make_sessions, transaction
from core.local_time import at_hour, local_day
from core.organisation import Unit, UnitSuccession
from core.storage import FileStore
from core.succession import SuccessionAct, merge_unit
from jobs.simulation import FIRST_ON, Simulation

PROVINCE = "tỉnh Thanh Hóa"
MONTH, QUARTER = read_period("2025-08"), read_period("2025-Q3")
ENDED = at_hour(date(2025, 10, 2), 9)
OFF_ON = date(2025, 8, 13)
PLAN = ("planned", "planned_done", *Moved)


FEW, MANY = (10, 10, 7), [pytest.param((60, 50, seed), marks=pytest.mark.full) for seed in (1, 2, 3)]


@pytest.fixture(scope="module", params=[FEW, *MANY], ids=str)
def history(request, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple]:
    """A province's life of some days with some directives, drawn by a seed."""
    folder = tmp_path_factory.mktemp("history")
    path = folder / "dondoc.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    engine, store = make_engine(f"sqlite:///{path}"), FileStore(folder / "store")
    sessions = make_sessions(engine)
    told = Simulation(sessions, store, load_law(), FixedClock(at_hour(FIRST_ON, 0))).run(*request.param)
    assert told["assignments"] > request.param[1]
    with transaction(sessions) as session:
        _merge_while_it_ran(session)
    yield sessions, store
    engine.dispose()


def _merge_while_it_ran(session) -> None:
    """Let the department that was flagged most have given way to another some days after its first flag."""
    in_both = LateFlag.written_at.between(MONTH.start_at, MONTH.cut_off_at)  # of the month and of the quarter
    standing = (in_both, LateFlag.voided_at.is_(None))
    flagged = select(LateFlag.unit_id).where(*standing).group_by(LateFlag.unit_id)
    former, heir = session.scalars(flagged.order_by(func.count().desc(), LateFlag.unit_id).limit(2)).all()
    first = session.scalar(select(func.min(LateFlag.written_at)).where(*standing, LateFlag.unit_id == former))
    on = local_day(first) + timedelta(days=1)
    merge_unit(session, former, heir, SuccessionAct(on, "Nghị quyết số 2", on), THE_SYSTEM, at_hour(on, 1))
    session.flush()
    session.execute(update(UnitSuccession).values(settled_at=at_hour(on, 2)))


def publish(sessions, store, period):
    law = load_law()
    with transaction(sessions) as session:
        leader = create_account(
            session, username=f"leader-{period.key.lower()}", full_name="Lãnh đạo", role=AccountRole.LEADER,
            unit_id=None, password_hash="none", now=ENDED,
        )  # fmt: skip
        session.flush()
        row = draft_edition(session, store, period, "", THE_SYSTEM, law, ENDED, PROVINCE)
        open_preview(session, row.id, THE_SYSTEM, law, ENDED)
        later = ENDED + timedelta(days=10)
        approve_edition(session, row.id, Actor(leader.id, leader.username), later)
        return publish_edition(session, store, row.id, THE_SYSTEM, later)


def test_an_edition_of_any_history_adds_up_is_the_brute_force_count_and_stays(history, tmp_path):
    sessions, store = history
    for period in (MONTH, QUARTER):
        row = publish(sessions, store, period)
        numbers = numbers_in(store, row)
        _adds_up(numbers)
        _is_counted_by_hand(sessions, numbers, period)
        folder = tmp_path / period.key
        folder.mkdir()
        for name, told in row.files.items():
            (folder / name).write_bytes(store.get(told["sha256"]))
        assert faults_of(folder, row.manifest_sha256) == []
    _stays_as_published(sessions, store)


def _adds_up(numbers) -> None:
    (province,) = lines_of(numbers, "province")
    for scope in GROUPS[1:]:
        for measure in MEASURES:
            if measure.adds_up and measure.unit is not MeasureUnit.PERCENT:
                added = sum(line["values"][measure.key] for line in lines_of(numbers, scope))
                assert added == province["values"][measure.key], (scope, measure.key)
    values = province["values"]
    came = values["planned"] + values[Moved.AHEAD] + values[Moved.UNPLANNED]
    assert values["done"] == came - values[Moved.EXTENDED] - values[Moved.HELD] - values[Moved.OVERDUE]


def _is_counted_by_hand(sessions, numbers, period) -> None:
    """Every measure of every unit, counted one assignment after the other, without the tally."""
    rules, start_at, cut_off_at = load_law().on(period.last_on), period.start_at, period.cut_off_at
    by_unit: dict[int, list] = {}
    with transaction(sessions, writes=False) as session:
        for fact in facts(session, None, period.last_on, before=cut_off_at):
            by_unit.setdefault(fact.unit_id, []).append(replace(fact, counted=known_before(fact.counted, cut_off_at)))
        contested = {
            row.assignment_id for row in session.scalars(select(Contest)) if start_at <= row.filed_at < cut_off_at
        }
    assert by_unit
    kept = _earned_by_hand(by_unit, start_at, cut_off_at)
    assert any(count for of_unit in kept.values() for count in of_unit.values())
    for line in lines_of(numbers, "unit"):
        found = by_unit.get(line["id"], [])
        one = [count([each.counted], start_at, cut_off_at, ENDED, rules) for each in found]
        brute = count([each.counted for each in found], start_at, cut_off_at, ENDED, rules)
        for measure in MEASURES:
            told = line["values"][measure.key]
            if measure.statistic is None and not {*measure.counts} & {*PLAN, "stale", "contested", "inherited"}:
                number = sum(getattr(brute, name) + kept[line["id"]][name] for name in measure.counts)
                assert (told[0] or 0 if measure.of else told) == number, (line["name"], measure.key)
        assert line["values"]["contested"] == sum(
            each.assignment_id in contested and figures.assigned for each, figures in zip(found, one, strict=True)
        )
        planned = [planned_for(each.counted, cut_off_at) for each in found]
        due = [bool(day and day <= cut_off_at and it.assigned) for day, it in zip(planned, one, strict=True)]
        assert line["values"]["planned"] == sum(due)
        assert line["values"]["planned_done"] == sum(bool(d and it.done) for d, it in zip(due, one, strict=True))


def _earned_by_hand(by_unit, start_at, cut_off_at) -> dict[int, Counter]:
    """What former holders keep of an assignment's flags and returns, more for them and less for its unit."""
    kept: dict[int, Counter] = defaultdict(Counter)
    for unit_id, found in by_unit.items():
        for fact in found:
            closed = fact.counted.assigned_at is None or (closed_at(fact.counted) or cut_off_at) < start_at
            if fact.counted.withdrawn_at or closed:
                continue
            for verdict in fact.counted.history.verdicts if fact.counted.history else ():
                earners = [each.unit_id for each in fact.counted.tenures if verdict.made_at < each.until_at]
                if earners and start_at <= verdict.made_at < cut_off_at and verdict.ending is None:
                    name = "flags" if verdict.kind is VerdictKind.FLAG else f"returned_{verdict.reason}"
                    kept[earners[0]][name] += 1
                    kept[unit_id][name] -= 1
    return kept


def _stays_as_published(sessions, store) -> None:
    """A later merger, overturned verdicts and another calendar change no byte; only a draft erratum opens."""

    def kept() -> dict[str, bytes]:
        with transaction(sessions, writes=False) as session:
            rows = [published_as(session, period.key) for period in (MONTH, QUARTER)]
        return {f"{row.period}/{name}": store.get(told["sha256"]) for row in rows for name, told in row.files.items()}

    before, now = kept(), ENDED + timedelta(days=20)
    with transaction(sessions) as session:
        merged = select(UnitSuccession.unit_id).union(select(UnitSuccession.successor_id))
        of_kind = select(Unit.id).where(Unit.kind == "department", Unit.id.not_in(merged)).order_by(Unit.id)
        first, second = session.scalars(of_kind).all()[:2]
        act = SuccessionAct(now.date(), "Nghị quyết số 1", now.date())
        merge_unit(session, first, second, act, THE_SYSTEM, now)
        for table in (LateFlag, Return):
            session.execute(update(table).values(voided_at=now, ending=Ending.OVERTURNED))
    law = load_law()
    days = [
        *law.rulebook.table.days,
        ExceptionalDay(OFF_ON, DayKind.OFF, "Nghỉ", "Quyết định số 2", DayStatus.OFFICIAL),
    ]
    changed = changed_calendar(law, days, None)
    with transaction(sessions) as session:
        opened = open_errata(session, store, changed, now, PROVINCE)
        assert {row.period for row in opened} == {MONTH.key, QUARTER.key}
        assert numbers_in(store, opened[0])["law"] != json.loads(before[f"{MONTH.key}/{NUMBERS}"])["law"]
    assert kept() == before
    for period in (MONTH, QUARTER):
        rows = json.loads(before[f"{period.key}/manifest.json"])["files"]
        described = next(each for each in rows if each["name"] == ROWS)
        rebuilt = files_of(json.loads(before[f"{period.key}/{NUMBERS}"]), described)
        assert {f"{period.key}/{name}": content for name, content in rebuilt.items()} == {
            name: content
            for name, content in before.items()
            if name.startswith(f"{period.key}/") and name.rpartition("/")[2] not in {ROWS, "manifest.json"}
        }
