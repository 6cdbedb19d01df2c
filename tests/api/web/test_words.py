"""Words of events and of the law's values, and that nothing said anywhere is without them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from api.web import words
from api.web.event_words import ACTED, ACTS
from api.web.law_words import value_words
from api.web.words import EVENTS, event
from compliance.deadlines.law import load_law
from compliance.entries.acts import Act

ROOT = Path(words.__file__).resolve().parents[2]
A_KEY = re.compile(r"\b[a-z]+_[a-z_]+\b|\b(?:urgent|multi|regular|monthly|late)\b")
ROOMS = ("core", "ingest", "extraction", "compliance", "jobs", "api")


def recorded() -> Iterator[str]:
    """Every event that some module writes into the trail, as its call spells it."""
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "record":
                did = node.args[3] if len(node.args) > 3 else None
                if isinstance(did, ast.Constant) and isinstance(did.value, str):
                    yield did.value


def test_every_event_that_is_recorded_has_its_words() -> None:
    told = set(recorded())
    assert len(told) > 50
    assert {each for each in told if each not in EVENTS} == set()


def test_every_outcome_of_a_package_has_its_words() -> None:
    outcomes = ("new", "duplicate", "update", "replace", "withdraw", "status", "refused")
    assert {f"package.{each}" for each in outcomes} <= EVENTS.keys()


def test_every_word_that_a_page_asks_for_is_there() -> None:
    asked = {
        name
        for path in (ROOT / "api" / "web" / "templates").rglob("*.html")
        for name in re.findall(r"\bwords\.([A-Za-z_]+)", path.read_text("utf-8"))
    }
    assert {name for name in asked if not hasattr(words, name)} == set()


def test_an_event_has_its_words_and_one_without_keeps_its_key() -> None:
    assert event("entry.made") == EVENTS["entry.made"]
    assert event("something.new") == "something.new"


def test_an_act_says_what_was_done_and_every_act_has_its_words() -> None:
    assert {act.value for act in Act} == ACTS.keys()
    assert event(ACTED, "overturn") == "chấp nhận kiến nghị"
    assert event("review.opened", "withdraw") == EVENTS["review.opened"]


def test_a_rules_value_is_written_as_people_read_it() -> None:
    assert [value_words(value) for value in (True, False, 3, (1, 2, 5))] == ["có", "không", "3", "1, 2, 5"]


def test_no_rule_is_shown_by_its_key_or_in_english() -> None:
    parameters = load_law().rulebook.parameters
    assert {key for key in parameters if key not in words.RULES} == set()
    for key, parameter in parameters.items():
        for dated in parameter.values:
            assert not A_KEY.search(value_words(dated.value)), key
