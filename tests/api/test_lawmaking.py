"""`dondoc law`, `dondoc calendar whatif` and `dondoc receipt --as-known-on`, on a province that really runs."""

import json
from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from api.cli import app
from compliance.calendar.exchange import to_csv, to_icalendar
from compliance.deadlines.versions.models import LawVersion
from compliance.rulebook.calendar_table import DayKind, DayStatus, ExceptionalDay
from core.database import transaction
from tests.situation import FULL_ENTRY, Situation

ACT = "Thông báo 1/TB-BNV"
OFF = ExceptionalDay(date(2026, 11, 23), DayKind.OFF, "Hoán đổi", ACT, DayStatus.OFFICIAL, None, date(2026, 11, 28))
WORKED = ExceptionalDay(date(2026, 11, 28), DayKind.WORKED, "Bù", ACT, DayStatus.OFFICIAL, None, date(2026, 11, 23))


@pytest.fixture
def situation(sqlite_url, clock, tmp_store, monkeypatch, request):
    monkeypatch.setenv("DONDOC_DATABASE_URL", sqlite_url)
    request.getfixturevalue("engine")
    situation = Situation(request.getfixturevalue("sessions"), clock, tmp_store)
    situation.at("2026-11-20")
    directive = situation.directive("2026-11-20", ("Sở Y tế", None))
    situation.confirm(directive)
    situation.at("2026-11-24", 8)
    situation.sweep()
    situation.enter(situation.row(directive), replace(FULL_ENTRY, planned_on=date(2027, 6, 1)))
    return situation


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """SQLite alone: the services behind the commands are tested on both."""
    return sqlite_url


@pytest.fixture
def file(situation, tmp_path):
    """The whole year 2026 with one more swap, as a spreadsheet gives it back."""
    days = [day for day in situation.law.rulebook.table.days if day.on.year == 2026]
    path = tmp_path / "days.csv"
    path.write_text(to_csv(sorted([*days, OFF, WORKED], key=lambda day: day.on)), encoding="utf-8")
    return path


def run(*arguments: object) -> tuple[int, list[dict]]:
    result = CliRunner().invoke(app, [*map(str, arguments), "--json"])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def kept(situation) -> int:
    with transaction(situation.sessions, writes=False) as session:
        return session.query(LawVersion).count()


def test_a_change_is_foretold_proposed_applied_and_listed(situation, file):
    code, lines = run("calendar", "whatif", file)
    assert (code, lines[-1]["moved"], lines[-1]["flags_cleared"], kept(situation)) == (0, 2, 1, 0)
    assert {line["clock"] for line in lines[:-1]} == {"office", "entry"}
    code, (proposed,) = run("law", "propose", file, "--why", ACT)
    assert (code, proposed["kind"], proposed["applied_at"]) == (0, "calendar", None)
    assert proposed["calendar_version"] == lines[-1]["calendar_version"]
    code, (applied,) = run("law", "apply", proposed["version"])
    assert (code, applied["effects"]["flags_cleared"]) == (0, 1)
    assert run("law", "list") == (0, [applied])
    assert run("replay")[1][-1]["differing"] == 0
    assert run("law", "apply", proposed["version"])[0] == 2


def test_what_was_known_on_a_day_can_be_asked_after_the_change(situation, file):
    before = CliRunner().invoke(app, ["receipt", "2", "--as-known-on", "2026-11-24"]).stdout
    assert "Khi đó: đã ghi nhận chậm cập nhật" in before
    situation.at("2026-11-25", 8)
    situation.change_calendar(OFF, WORKED)
    assert run("receipt", 3, "--as-known-on", "2026-11-24")[1][0]["due_on"] == "2026-11-23"
    assert run("receipt", 2, "--as-known-on", "2026-11-25")[1][0]["due_on"] == "2026-11-25"
    words = CliRunner().invoke(app, ["receipt", "2", "--as-known-on", "2026-11-24"]).stdout
    assert "Khi đó: đã ghi nhận chậm cập nhật" in words
    assert "Hiện nay: không có ghi nhận chậm cập nhật" in words
    assert run("receipt", 2, "--as-known-on", "2026-11-01")[0] == 1
    assert run("receipt", 2, "--as-known-on", "2026-02-30")[0] == 2


def test_what_was_exported_comes_back_without_a_change(situation, tmp_path):
    days = situation.law.rulebook.table.days
    for name, text in (("d.csv", to_csv(days)), ("d.ics", to_icalendar(days))):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        assert run("law", "whatif", path)[1][-1]["calendar_version"] == situation.law.calendar.version
        assert run("law", "propose", path, "--why", "x")[1][0]["error"]["reason"] == "no_change"


RULE = """entry.regular_working_days:
  description: Ngày làm việc sau ngày ban hành
  unit: working_days
  values:
    - {from: 2013-01-01, value: 1, clause: QĐ 1, reference: x}
    - {from: 2026-12-01, value: 2, clause: QĐ 2, reference: x}
"""
HEAD = "day,kind,name,act,status,known_since,pair\n"


def test_a_rule_is_changed_from_its_day_on(situation, tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text(RULE, encoding="utf-8")
    code, (proposed,) = run("law", "propose", path, "--why", "QĐ 2")
    assert (code, proposed["kind"]) == (0, "rulebook")
    assert run("law", "apply", proposed["version"])[1][0]["effects"]["moved"] == 0


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("half.csv", HEAD + "2027-02-05,off,Hoán đổi,TB 1,official,,2027-02-13\n", "phải đi cùng nhau"),
        ("twice.csv", HEAD + 2 * "2027-02-05,off,Tết,TB 1,official,,\n", "có hai dòng"),
        ("no-act.csv", HEAD + "2027-02-05,off,Tết,,official,,\n", "act"),
        ("no-day.csv", HEAD + "2027-02-30,off,Tết,TB 1,official,,\n", "dòng 2, day: gặp '2027-02-30'; cần một ngày"),
        ("far.csv", HEAD + "3027-02-05,off,Tết,TB 1,official,,\n", "nằm ngoài lịch"),
        ("kind.csv", HEAD + "2027-02-05,holiday,Tết,TB 1,official,,\n", "kind là off"),
        ("empty.csv", HEAD, "không có ngày nào"),
        ("days.txt", "", "chỉ nhận"),
        ("broken.yaml", "a: [", "không phải YAML"),
        ("unknown.yaml", RULE.replace("regular", "regulat"), "không có khóa này"),
        ("negative.yaml", RULE.replace("value: 2", "value: -2"), "ít nhất 0"),
        ("gap.yaml", RULE.replace("value: 1,", "until: 2026-11-01, value: 1,"), "khoảng trống"),
        ("overlap.yaml", RULE.replace("2026-12-01", "2012-12-01"), "chồng lấn"),
        ("clause.yaml", RULE.replace("clause: QĐ 2, ", ""), "thiếu clause"),
        (
            "lost.yaml",
            RULE.replace("    - {from: 2013-01-01, value: 1, clause: QĐ 1, reference: x}\n", ""),
            "Giữ nguyên",
        ),
        (
            "rest.csv",
            HEAD + "".join(f"2027-{m:02}-{d:02},off,Nghỉ,TB 1,official,,\n" for m in (5, 6, 7) for d in range(1, 31)),
            "không có ngày làm việc",
        ),
    ],
)
def test_a_broken_file_is_refused_with_words_that_teach_and_nothing_is_written(
    situation, tmp_path, name, content, words
):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    for command in (["law", "whatif", path], ["law", "propose", path, "--why", "x"]):
        result = CliRunner().invoke(app, [*map(str, command), "--json"])
        assert result.exit_code == 2
        assert words in json.loads(result.stdout)["error"]["message"]
    assert kept(situation) == 0


def test_a_proposal_says_by_which_act_and_of_years_that_the_calendar_holds(situation, file):
    assert run("law", "propose", file, "--why", " ")[0] == 2
    assert run("law", "whatif", file, "--official-year", "1926")[0] == 2
    assert run("law", "whatif", file.with_name("gone.csv"))[0] == 2
    assert run("law", "apply", "77")[0] == 2
    result = CliRunner().invoke(app, ["law", "whatif", str(file), "--official-year", "2027"])
    assert "moved: 2" in result.stdout


def test_due_computes_by_the_calendar_that_the_province_applied(situation):
    assert run("due", "--issued-on", "2026-11-20", "--class", "regular")[1][0]["due_on"] == "2026-11-23"
    situation.change_calendar(OFF, WORKED)
    assert run("due", "--issued-on", "2026-11-20", "--class", "regular")[1][0]["due_on"] == "2026-11-25"


def test_due_needs_no_database_and_refuses_a_year_outside_the_calendar(monkeypatch, tmp_path):
    monkeypatch.setenv("DONDOC_DATABASE_URL", f"sqlite:///{tmp_path / 'none.sqlite3'}")
    assert run("due", "--issued-on", "2026-11-20", "--class", "regular")[0] == 0
    (tmp_path / "none.sqlite3").touch()
    assert run("due", "--issued-on", "2026-11-20", "--class", "regular")[0] == 0
    code, (told,) = run("due", "--issued-on", "3026-11-20", "--class", "regular")
    assert (code, told["error"]["reason"]) == (2, "outside_calendar")
