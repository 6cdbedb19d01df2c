"""`dondoc calendar`: written out, read in, compared."""

import json

import pytest
from typer.testing import CliRunner

from api.cli import app
from tests.situations import RULEBOOK


def run(*arguments: str) -> tuple[int, list[dict]]:
    result = CliRunner().invoke(app, ["calendar", *arguments, "--json"])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("ending", ["csv", "ics"])
def test_what_is_written_out_differs_in_nothing_when_read_in(tmp_path, ending):
    file = str(tmp_path / f"days.{ending}")
    assert run("export", file) == (0, [{"days": len(RULEBOOK.table.days)}])
    assert run("compare", file) == (0, [])


def test_a_changed_day_is_told_and_a_broken_file_refused(tmp_path):
    file = tmp_path / "days.csv"
    run("export", str(file))
    lines = file.read_text(encoding="utf-8").splitlines()
    removed = next(line for line in lines if line.startswith("2026-01-01"))
    file.write_text("\n".join(line for line in lines if line != removed), encoding="utf-8")
    code, (told,) = run("compare", str(file))
    assert (code, told["day"], told["file"]) == (1, "2026-01-01", None)
    assert "2026-01-01" in CliRunner().invoke(app, ["calendar", "compare", str(file)]).stdout
    file.write_text("day,kind\n2026-01-01,off\n", encoding="utf-8")
    code, (told,) = run("compare", str(file))
    assert (code, told["error"]["reason"]) == (1, "broken_rulebook")


def test_without_a_file_the_library_is_compared_with():
    code, told = run("compare")
    assert code == 1
    assert all(row["worked_by_table"] != row["worked_by_library"] for row in told)


def test_another_ending_is_wrong_use(tmp_path):
    assert run("export", str(tmp_path / "days.xlsx"))[0] == 2
    assert run("compare", str(tmp_path / "none.csv"))[0] == 2
