"""Each file in the two folders is broken in one way, and says in its first line which words the refusal must hold."""

from pathlib import Path

import pytest

from compliance.rulebook.calendar_table import read_calendar_table
from compliance.rulebook.load import read_yaml
from compliance.rulebook.parameters import BrokenRulebook, read_parameters
from compliance.rulebook.rules import SPECS

HERE = Path(__file__).parent
PARAMETERS = sorted((HERE / "broken").glob("*.yaml"))
CALENDARS = sorted((HERE / "broken_calendars").glob("*.yaml"))


def expected_words(path: Path) -> str:
    first_line = path.read_text(encoding="utf-8").splitlines()[0]
    return first_line.removeprefix("# expect: ")


@pytest.mark.parametrize("path", PARAMETERS, ids=lambda path: path.stem)
def test_a_broken_parameter_file_is_refused_with_words_that_teach(path):
    with pytest.raises(BrokenRulebook) as refused:
        read_parameters(path.name, read_yaml(path), SPECS)
    assert expected_words(path) in refused.value.message


@pytest.mark.parametrize("path", CALENDARS, ids=lambda path: path.stem)
def test_a_broken_calendar_file_is_refused_with_words_that_teach(path):
    with pytest.raises(BrokenRulebook) as refused:
        read_calendar_table(path.name, read_yaml(path))
    assert expected_words(path) in refused.value.message
