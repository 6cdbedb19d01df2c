"""Words of events and of the law's values."""

from api.web.law_words import value_words
from api.web.words import EVENTS, event


def test_an_event_has_its_words_and_one_without_keeps_its_key() -> None:
    assert event("entry.made") == EVENTS["entry.made"]
    assert event("something.new") == "something.new"


def test_a_rules_value_is_written_as_people_read_it() -> None:
    assert [value_words(value) for value in (True, False, 3, (1, 2, 5))] == ["có", "không", "3", "1, 2, 5"]
