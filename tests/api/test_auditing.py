"""`dondoc audit`: sealed, checked, and handed to a stranger who checks it with one file."""

import json
import subprocess
import sys

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from api.cli import app
from core.database import transaction
from tests.both import BOTH
from tests.conftest import ROOT
from tests.situation import Situation


@pytest.fixture
def province(sessions, clock, tmp_store, database_url, monkeypatch):
    monkeypatch.setenv("DONDOC_DATABASE_URL", database_url)
    situation = Situation(sessions, clock, tmp_store)
    situation.confirm(situation.directive("2026-08-20", ("Sở Y tế", "2026-09-10")))
    return situation


def run(*arguments: str) -> tuple[int, dict]:
    result = CliRunner().invoke(app, ["audit", *arguments, "--json"])
    return result.exit_code, json.loads(result.stdout)


def stranger(*arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-I", str(ROOT / "docs" / "verify_audit.py"), *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.returncode, result.stdout


def test_a_province_s_trail_is_sealed_checked_and_checked_by_a_stranger(province, tmp_path):
    assert run("seal") == (0, {"seals": 1})
    code, told = run("verify")
    assert (code, told["holds"], told["event"]) == (0, True, None)
    assert told["sealed"] == told["events"] > 5
    assert run("verify", "--seal", told["newest_seal"])[0] == 0
    assert run("verify", "--seal", "f" * 64)[1]["what"] == "noted seal missing"
    file = tmp_path / "trail.jsonl"
    assert run("export", str(file)) == (0, {"lines": told["events"] + 1})
    assert stranger(str(file), told["newest_seal"])[0] == 0
    assert stranger(str(file), "f" * 64)[0] == 1
    file.write_text(file.read_text(encoding="utf-8").replace("vanphong", "aikhac", 1), encoding="utf-8")
    code, words = stranger(str(file))
    assert (code, words.split(":")[0]) == (1, "BROKEN")
    assert stranger()[0] == 2


@pytest.mark.parametrize("content", [b"", b"hello\n", b"[]\n", b'{"seal": 1}\n', b"\xff\xfe\n"])
def test_a_stranger_is_told_of_a_file_that_is_no_trail(tmp_path, content):
    file = tmp_path / "trail.jsonl"
    file.write_bytes(content)
    code, words = stranger(str(file))
    assert (code, words.split(":")[0]) == (1, "BROKEN")


def test_a_tampered_database_is_told(province, sessions):
    run("seal")
    with transaction(sessions) as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            session.execute(text("DROP TRIGGER audit_event_no_update"))
        session.execute(text("UPDATE audit_event SET actor = 'Nobody' WHERE id = 3"))
    code, told = run("verify")
    assert (code, told["holds"], told["what"], told["event"]) == (1, False, "edited", 3)
    assert "event 3" in CliRunner().invoke(app, ["audit", "verify"]).stdout


@BOTH
def test_an_event_deleted_before_its_seal_is_named_or_its_number_missed(province, sessions):
    run("seal")
    province.directive("2026-08-20", ("Sở Y tế", "2026-09-10"))
    with transaction(sessions) as session:
        first, last = session.execute(text("SELECT max(id) - 1, max(id) FROM audit_event")).one()
        is_postgres = session.get_bind().dialect.name == "postgresql"
        if is_postgres:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            session.execute(text("DROP TRIGGER audit_event_no_delete"))
        session.execute(text(f"DELETE FROM audit_event WHERE id = {first}"))
    code, told = run("verify")
    if is_postgres:
        assert (code, told["holds"], told["skipped"]) == (0, True, 1)
        assert "1 ids since" in CliRunner().invoke(app, ["audit", "verify"]).stdout
    else:
        assert (code, told["what"], told["event"]) == (1, "deleted", first)
    assert last == first + 1


def test_the_words_for_people(province, tmp_path):
    def words(*arguments: str) -> str:
        return CliRunner().invoke(app, ["audit", *arguments]).stdout

    assert "1 seals" in words("seal")
    assert "all holds" in words("verify")
    assert "noted seal missing" in words("verify", "--seal", "f" * 64)
    assert "lines in" in words("export", str(tmp_path / "trail.jsonl"))
    assert CliRunner().invoke(app, ["audit", "export", str(tmp_path / "nowhere" / "trail.jsonl")]).exit_code == 2
