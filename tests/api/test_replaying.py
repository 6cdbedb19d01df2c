"""`dondoc receipt` and `dondoc replay`, on receipts that the services have written."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from api.cli import app
from compliance.deadlines.models import Deadline
from compliance.entries.models import Return
from core.database import transaction
from tests.situation import FULL_ENTRY, Situation


@pytest.fixture
def situation(sessions, clock, tmp_store, database_url, monkeypatch):
    monkeypatch.setenv("DONDOC_DATABASE_URL", database_url)
    situation = Situation(sessions, clock, tmp_store)
    situation.at("2026-08-21")
    directive = situation.directive("2026-08-20", ("Sở Y tế", "2026-09-10"), ("Sở Xây dựng", None))
    situation.confirm(directive)
    situation.at("2026-08-28")
    situation.sweep()
    situation.enter(situation.rows(directive)[0], replace(FULL_ENTRY, planned_on=date(2026, 9, 9)))
    return situation


def run(*arguments: str) -> tuple[int, list[dict]]:
    result = CliRunner().invoke(app, [*arguments, "--json"])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def deadline_of(situation: Situation, clock: str) -> Deadline:
    with transaction(situation.sessions, writes=False) as session:
        return session.query(Deadline).filter_by(clock=clock).order_by(Deadline.id).first()


def test_every_receipt_the_services_wrote_computes_to_itself(situation):
    code, (total,) = run("replay")
    assert (code, total["differing"]) == (0, 0)
    with transaction(situation.sessions, writes=False) as session:
        assert session.query(Return).count() == 1
        assert total["replayed"] == session.query(Deadline).count() + 1


def test_one_receipt_is_shown_in_words_and_as_json(situation):
    for clock in ("entry", "task", "office"):
        row = deadline_of(situation, clock)
        code, (plain,) = run("receipt", str(row.id))
        assert (code, plain["clock"], plain["receipt_sha256"]) == (0, clock, row.receipt_sha256)
        assert plain["due_on"] == row.due_on.isoformat()
        words = CliRunner().invoke(app, ["receipt", str(row.id)]).stdout
        assert f"{row.due_on:%d/%m/%Y}" in words
        assert row.receipt_sha256 in words
        assert all(step["why"] in words for step in plain["steps"])
        assert all(rule["clause"] in words for rule in plain["rules"])


def test_a_return_has_a_receipt_too(situation):
    code, (plain,) = run("receipt", "return:1")
    assert (code, plain["clock"]) == (0, "reentry")
    assert "Hạn cập nhật lại" in CliRunner().invoke(app, ["receipt", "return:1"]).stdout
    assert run("replay", "return:1") == (0, [{"replayed": 1, "differing": 0}])


def change(situation: Situation, row: Deadline, **values: object) -> None:
    with transaction(situation.sessions) as session:
        session.execute(update(Deadline).where(Deadline.id == row.id).values(**values))


def test_a_receipt_whose_answer_was_changed_is_found(situation):
    row = deadline_of(situation, "entry")
    change(situation, row, receipt={**row.receipt, "due_on": "2026-08-20"})
    code, lines = run("replay")
    assert code == 1
    assert {line["field"] for line in lines[:-1]} == {"receipt_sha256", "row.due_on", "due_on"}
    assert {line["receipt"] for line in lines[:-1]} == {str(row.id)}
    assert lines[-1]["differing"] == 1
    assert run("replay", str(row.id))[0] == 1
    assert run("replay", "return:1")[0] == 0
    assert "1 differ" in CliRunner().invoke(app, ["replay"]).stdout


def test_a_column_that_says_something_else_than_its_receipt_is_found(situation):
    row = deadline_of(situation, "entry")
    change(situation, row, due_at=row.due_at - timedelta(hours=1))
    code, lines = run("replay", str(row.id))
    assert (code, [line.get("field") for line in lines]) == (1, ["row.due_at", None])


def test_a_receipt_that_cannot_be_computed_is_a_difference(situation):
    row = deadline_of(situation, "entry")
    for spoil in ({"clock": "sundial"}, {"inputs": {}}, {"inputs": None}, {"rules_on": "1.1."}, {"steps": 7}):
        change(situation, row, receipt={**row.receipt, **spoil})
        code, lines = run("replay", str(row.id))
        assert (code, lines[0]["field"]) == (1, "receipt")


def test_a_receipt_from_years_outside_the_calendar_is_a_difference(situation):
    row = deadline_of(situation, "entry")
    change(situation, row, receipt={**row.receipt, "inputs": {**row.receipt["inputs"], "issued_on": "2190-01-01"}})
    code, lines = run("replay", str(row.id))
    assert (code, lines[0]["field"]) == (1, "answer")


def test_what_is_not_there_is_told(situation):
    for command in ("receipt", "replay"):
        code, (told,) = run(command, "4711")
        assert (code, told["error"]["reason"]) == (1, "not_found")
        assert run(command, "return:4711")[0] == 1
        assert CliRunner().invoke(app, [command, "4711"]).exit_code == 1
        assert CliRunner().invoke(app, [command, "seventeen"]).exit_code == 2
