"""What is changed in a source, and what is left alone; and all mutants of the pure rules against their tests."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.mutation.mutants import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
LEAST_KILLED = 0.90
SOURCE = '''
LIMIT = 3

def first(values: list[int], most: int = 1) -> int:
    """Return the first one."""
    if not values or len(values) > most:
        raise ValueError(f"{LIMIT} is too many: {values}")
    return max(value for value in values if value != LIMIT)

class Box:
    size: int = 4

    @property
    def is_full(self) -> bool:
        kind = "a key"
        return self.size == LIMIT and kind == "key"
'''


def found() -> list[Mutant]:
    return list(mutants_of(SOURCE, "box.py"))


def run(mutant: Mutant, function: str) -> Callable[..., Any]:
    names: dict[str, Any] = {"LIMIT": 3}
    exec(mutant.code, names)
    return names[function]


def test_each_fault_is_told_with_its_place() -> None:
    told = [str(mutant) for mutant in found()]
    assert told[0] == "box.py:2: 3 → 4"
    assert "box.py:6: Gt → GtE" in told
    assert "box.py:6: not dropped: not values" in told
    assert "box.py:8: filter negated: value != LIMIT" in told
    assert "box.py:8: max → min" in told
    assert "box.py:8: returns None" in told
    assert "box.py:16: and ↔ or" in told
    assert "box.py:16: 'key' changed" in told


def test_defaults_annotations_texts_and_fields_are_left_alone() -> None:
    told = " ".join(map(str, found()))
    for line in (4, 5, 7, 11, 12, 14):
        assert f"box.py:{line}:" not in told
    assert "a key" not in told.replace("None assigned", "")


def test_a_mutant_does_what_it_says_and_leaves_the_next_one_whole() -> None:
    by_words = {mutant.what: mutant for mutant in found() if mutant.function == "first"}
    assert run(by_words["max → min"], "first")([1], 5) == 1
    assert run(by_words["max → min"], "first")([1, 2], 5) == 1
    assert run(by_words["filter negated: value != LIMIT"], "first")([1, 3], 5) == 3
    assert run(by_words["returns None"], "first")([1, 2], 5) is None
    with pytest.raises(ValueError, match="too many"):
        run(by_words["Gt → GtE"], "first")([1], 1)


# -- the pure rules ----------------------------------------------------------------------------------------------------


def pure_rules() -> list[str]:
    """Return the files of the pure modules of compliance, as their contract names them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (pure,) = [each["source_modules"] for each in contracts if each["name"].startswith("Pure core")]
    rules = ("compliance.rulebook.", "compliance.calendar.", "compliance.deadlines.", "compliance.entries.")
    return [f"{name.replace('.', '/')}.py" for name in pure if name.startswith(rules)]


@pytest.mark.full
@pytest.mark.no_cover
def test_nine_of_ten_faults_in_the_pure_rules_are_noticed(tmp_path: Path) -> None:
    told = tmp_path / "mutants.jsonl"
    files = [argument for path in pure_rules() for argument in ("--mutate", path)]
    options = ["-q", "-p", "tests.mutation.plugin", "-p", "no:xdist", "-p", "no:cacheprovider", "--told", str(told)]
    command = [sys.executable, "-m", "pytest", *options, *files, "tests/compliance"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "CI": "1"}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    mutants = [json.loads(line) for line in told.read_text("utf-8").splitlines()]
    survivors = [mutant for mutant in mutants if not mutant["killed"]]
    kept = ROOT / "var" / "mutation"
    kept.mkdir(parents=True, exist_ok=True)
    (kept / "survivors.jsonl").write_text("".join(f"{json.dumps(s, ensure_ascii=False)}\n" for s in survivors), "utf-8")
    assert len(mutants) > 1000
    assert 1 - len(survivors) / len(mutants) >= LEAST_KILLED, survivors
