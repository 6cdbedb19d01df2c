"""A simulated province: every working state occurs, all receipts replay, the trail holds, the seed decides all."""

import json
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from api.cli import app
from api.recounting import recount
from api.replaying import replay_stored
from compliance.deadlines.law import load_law
from compliance.deadlines.models import Classification, Deadline
from compliance.entries.models import Entry, LateFlag, Return
from core.audit import AuditEvent
from core.chain import check as check_trail
from core.clock import FixedClock
from core.database import make_engine, make_sessions, transaction
from core.errors import Conflict
from core.local_time import at_hour, local_day
from core.sealing import trail_lines
from core.storage import FileStore
from extraction.models import Assignment, Confirmation, Task
from extraction.queries import assignments_of, confirmation
from ingest.letterhead import Urgency
from ingest.models import Directive
from jobs.simulated_course import EVERY_COURSE, course
from jobs.simulated_life import EVERY_CONDUCT, Province, after_outage, at_work, outages
from jobs.simulation import FIRST_ON, Simulation

CALENDAR = load_law().calendar


AFTER = at_hour(date(2026, 8, 1), 0)  # after all that is simulated here
PLAYED = {
    "report", "withdraw_report", "confirm_result", "return_result", "contest", "overturn", "uphold", "waive",
    "say_not_ours", "accept_not_ours", "refuse_not_ours", "ask_extension", "approve_extension", "refuse_extension",
    "suspend", "resume", "archive", "withdraw", "first_entry", "confirm_entry", "return_entry", "reenter",
}  # fmt: skip


def simulate(sessions, folder, *, days: int = 2, directives: int = 2, seed: int = 7) -> dict:
    clock = FixedClock(at_hour(FIRST_ON, 0))
    return Simulation(sessions, FileStore(folder / "store"), load_law(), clock).run(days, directives, seed)


def check(sessions, url: str, told: dict) -> None:
    """Every working state and every procedure occurs; trail, receipts and figures hold."""
    with transaction(sessions, writes=False) as session:
        made = session.scalars(select(Entry)).all()
        returns = session.scalars(select(Return)).all()
        flags = session.scalars(select(LateFlag)).all()
        assignments = session.scalars(select(Assignment)).all()
        acted = select(AuditEvent.detail).where(AuditEvent.did == "assignment.acted")
        acts = {detail["act"] for detail in session.scalars(acted)}
        assert set(session.scalars(select(Deadline.clock))) == {"entry", "office", "task"}
        checked = check_trail(trail_lines(session))
        *differing, counted = recount(session, AFTER, is_now=False)
    assert told["assignments"] >= told["tasks"] >= told["directives"]
    assert acts >= PLAYED
    assert {entry.kind for entry in made} == {"draft", "first", "reentry", "report"}
    assert {row.reason for row in returns} == {"late", "wrong", "not_as_required"}
    entered = {entry.assignment_id for entry in made if entry.kind == "first"}
    flagged = {flag.assignment_id for flag in flags}
    opened = {row.id for row in assignments if row.opened_at}
    assert entered - flagged
    assert entered & flagged
    assert flagged - entered
    assert opened - entered - flagged
    assert {row.confirmed_at is None for row in assignments if row.opened_at} == {True, False}
    for kind in ("first", "reentry", "report"):
        assert {entry.confirmed_at is None for entry in made if entry.kind == kind} == {True, False}, kind
    assert checked.fault is None
    assert checked.sealed == checked.events > 200
    assert (differing, counted["differing"]) == ([], 0)
    total = list(replay_stored(url, None))[-1]
    assert total["differing"] == 0
    assert total["replayed"] >= told["assignments"]


def test_every_working_state_occurs_and_all_of_it_can_be_checked(sqlite_url, tmp_path):
    engine = make_engine(sqlite_url)
    sessions = make_sessions(engine)
    check(sessions, sqlite_url, simulate(sessions, tmp_path, days=30, directives=18))
    engine.dispose()


@pytest.mark.full
def test_a_larger_province_can_be_checked_on_both_databases(sessions, database_url, tmp_path):
    check(sessions, database_url, simulate(sessions, tmp_path, days=60, directives=120))
    with transaction(sessions, writes=False) as session:
        assert set(session.scalars(select(Classification.entry_class))) == {"urgent", "multi", "regular"}
        assert {flag.return_id is None for flag in session.scalars(select(LateFlag))} == {True, False}


def test_the_same_seed_makes_the_same_year_and_another_one_another(sqlite_url, tmp_path):
    seals = []
    for n, seed in enumerate((3, 3, 4)):
        copy = tmp_path / f"{n}.sqlite3"
        copy.write_bytes((tmp_path / "dondoc.sqlite3").read_bytes())
        engine = make_engine(f"sqlite:///{copy}")
        sessions = make_sessions(engine)
        simulate(sessions, tmp_path, days=2, directives=2, seed=seed)
        with transaction(sessions, writes=False) as session:
            seals.append(check_trail(trail_lines(session)).newest_seal)
        engine.dispose()
    assert seals[0] == seals[1] != seals[2]


def test_the_office_does_not_confirm_a_task_that_was_taken_back_from_its_only_unit(sqlite_url, tmp_path):
    engine = make_engine(sqlite_url)
    sessions, law = make_sessions(engine), load_law()
    simulation = Simulation(sessions, FileStore(tmp_path / "store"), law, FixedClock(at_hour(FIRST_ON, 0)))
    simulation.run(2, 4, 7)
    with transaction(sessions) as session:
        provisional = select(Assignment).where(Assignment.opened_at.is_not(None), Assignment.confirmed_at.is_(None))
        row = session.scalars(provisional.order_by(Assignment.id)).first()
        directive = session.get_one(Directive, session.get_one(Task, row.task_id).directive_id)
        confirmed = session.scalars(select(Confirmation)).first()
        papers = {each: SimpleNamespace(number=session.get_one(Directive, each).number)
                  for each in (directive.id, confirmed.directive_id)}  # fmt: skip
        for each in assignments_of(session, directive.id):
            each.withdrawn_at = AFTER
        session.flush()
        simulation._confirm(session, AFTER, directive.id, papers[directive.id])
        assert confirmation(session, directive.id) is None
        with pytest.raises(Conflict, match="đã được xác nhận"):
            simulation._confirm(session, AFTER, confirmed.directive_id, papers[confirmed.directive_id])
    engine.dispose()


def test_a_database_that_is_not_empty_is_refused(sqlite_url, tmp_path, monkeypatch):
    monkeypatch.setenv("DONDOC_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("DONDOC_STORAGE_DIR", str(tmp_path / "store"))
    arguments = ["simulate", "--days", "3", "--directives", "2"]
    first = CliRunner().invoke(app, [*arguments, "--json"])
    assert (first.exit_code, json.loads(first.stdout)["directives"]) == (0, 2)
    second = CliRunner().invoke(app, [*arguments, "--json"])
    assert (second.exit_code, json.loads(second.stdout)["error"]["reason"]) == (1, "not_empty")
    assert CliRunner().invoke(app, ["simulate", "--days", "400", "--directives", "2"]).exit_code == 2
    assert CliRunner().invoke(app, ["simulate", "--days", "4", "--directives", "0"]).exit_code == 2
    engine = make_engine(sqlite_url)
    with pytest.raises(Conflict, match="trống"):
        simulate(make_sessions(engine), tmp_path)
    engine.dispose()


# -- what happens when, without a database ----------------------------------------------------------------------------

YEAR = Province(FIRST_ON, 365, 3000, 1, ("Sở A", "Sở B", "Sở C"), tuple(f"Xã {n}" for n in range(40)), CALENDAR)


def test_a_year_has_directives_of_every_kind_on_the_days_they_are_issued():
    papers = [YEAR.paper(number) for number in range(YEAR.directives)]
    assert {paper.urgency for paper in papers} == {Urgency.REGULAR, Urgency.KHAN, Urgency.HOA_TOC}
    assert {len(paper.orders) for paper in papers} == {1, 2, 3, 4}
    assert {order.due_on is None for paper in papers for order in paper.orders} == {True, False}
    assert 0 < sum(paper.confirm_at is None for paper in papers) < 120
    for paper in papers:
        assert local_day(paper.arrives_at) >= paper.issued_on
        if paper.urgency is Urgency.REGULAR:
            assert CALENDAR.is_working(paper.issued_on)
        if paper.confirm_at is not None:
            assert paper.confirm_at >= paper.arrives_at
    leads = {order.lead for paper in papers for order in paper.orders}
    assert leads > {"Sở A", "Sở B", "Sở C", "UBND các xã, phường"}
    assert len(YEAR.members(5)) == 12


def test_nothing_arrives_while_the_system_is_down():
    down = outages(FIRST_ON, 365, 1)
    assert len(down) == 9
    for number in range(YEAR.directives):
        arrives_at = YEAR.paper(number).arrives_at
        assert not any(begin <= arrives_at < end for begin, end in down)
    begin, end = down[0]
    assert after_outage(begin, down) == end
    assert after_outage(end, down) == end


def test_the_office_works_in_office_hours_of_working_days():
    friday = date(2025, 8, 8)
    assert at_work(at_hour(friday, 10), CALENDAR) == at_hour(friday, 10)
    assert at_work(at_hour(friday, 6), CALENDAR) == at_hour(friday, 8)
    for late in (at_hour(friday, 17), at_hour(friday, 23), at_hour(friday + timedelta(days=1), 10)):
        again = at_work(late, CALENDAR)
        assert at_hour(date(2025, 8, 11), 8) <= again < at_hour(date(2025, 8, 11), 11)


def test_the_first_assignments_go_through_every_conduct_and_lazy_units_are_later():
    assert [YEAR.conduct(n, "Sở A") for n in range(len(EVERY_CONDUCT))] == list(EVERY_CONDUCT)
    conducts = [YEAR.conduct(n, f"unit {n % 50}") for n in range(100, 4000)]
    assert {conduct.review for conduct in conducts} == {"confirm", "wrong", "not_as_required", ""}
    assert {conduct.enters_after is None for conduct in conducts} == {True, False}
    assert {conduct.reenters_after is None for conduct in conducts} == {True, False}


def test_the_first_assignments_go_through_every_course_and_later_ones_as_drawn():
    assert [course(1, n) for n in range(len(EVERY_COURSE))] == list(EVERY_COURSE)
    drawn = [course(1, n) for n in range(100, 4000)]
    assert {each.result for each in drawn} == {"confirm", "wrong", "not_as_required", ""}
    assert {each.contest for each in drawn} == {"won", "lost", ""}
    assert {each.not_ours for each in drawn} == {"accepted", "refused", ""}
    assert {each.extension for each in drawn} == {"approved", "refused", ""}
    assert {each.closed for each in drawn} == {"suspended", "archived", "withdrawn", ""}
    assert {each.reported_at is None for each in drawn} == {True, False}
    assert 0 < sum(each.reported_at > 1 for each in drawn if each.reported_at is not None) < 1000
    assert drawn == [course(1, n) for n in range(100, 4000)] != [course(2, n) for n in range(100, 4000)]
