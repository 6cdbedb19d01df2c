"""A version of the law written out and read back gives the same dates under the same hashes."""

import json
from dataclasses import asdict, replace
from datetime import date

import pytest

from compliance.calendar.holidays import make_calendar
from compliance.deadlines.versions.stored import (
    AlteredVersion,
    WrittenLaw,
    read_law,
    with_days,
    with_parameters,
    with_table,
    write_law,
)
from compliance.rulebook.calendar_table import DayKind, DayStatus, ExceptionalDay
from compliance.rulebook.parameters import DatedValue, digest
from tests.situations import RULEBOOK

CALENDAR = make_calendar(RULEBOOK, date.max)


def through_json(written: WrittenLaw) -> WrittenLaw:
    return WrittenLaw(**json.loads(json.dumps(asdict(written))))


def test_a_version_comes_back_whole():
    rulebook, calendar = read_law(through_json(write_law(RULEBOOK, CALENDAR)), RULEBOOK)
    assert (rulebook.sha256, calendar.version) == (RULEBOOK.sha256, CALENDAR.version)
    assert (rulebook.parameters, rulebook.table) == (RULEBOOK.parameters, RULEBOOK.table)
    assert (calendar.days, calendar.open_questions) == (CALENDAR.days, CALENDAR.open_questions)


def test_a_version_that_was_altered_is_refused():
    written = write_law(RULEBOOK, CALENDAR)
    for altered in (
        replace(written, calendar={**written.calendar, "official_years": [2024]}),
        replace(written, days={**written.days, "official_years": [2024]}),
        replace(written, parameters=written.parameters[1:]),
    ):
        with pytest.raises(AlteredVersion, match="không còn khớp"):
            read_law(altered, RULEBOOK)


def test_a_version_older_than_a_rule_takes_that_rule_from_the_newest_and_keeps_its_hash():
    key = "review.max_extensions"
    older = {name: parameter for name, parameter in RULEBOOK.parameters.items() if name != key}
    plain = {"parameters": [older[name].plain() for name in sorted(older)], "calendar": RULEBOOK.table.plain()}
    written = replace(write_law(RULEBOOK, CALENDAR), parameters=plain["parameters"], rulebook_sha256=digest(plain))
    rulebook, _ = read_law(written, RULEBOOK)
    assert rulebook.sha256 == digest(plain) != RULEBOOK.sha256
    assert rulebook.parameters[key] == RULEBOOK.parameters[key]


def test_a_question_is_closed_by_a_day_that_answers_it():
    day = ExceptionalDay(date(2026, 11, 23), DayKind.OFF, "Nghỉ", "Thông báo 1", DayStatus.OFFICIAL)
    answered = with_days(RULEBOOK.table, [*RULEBOOK.table.days, day], None)
    assert RULEBOOK.table.open_questions
    assert answered.open_questions == ()
    assert answered.official_years == RULEBOOK.table.official_years
    assert with_days(RULEBOOK.table, RULEBOOK.table.days, frozenset({2024})).official_years == {2024}
    assert with_table(RULEBOOK, answered).sha256 != RULEBOOK.sha256


def test_a_rule_is_replaced_whole():
    known = RULEBOOK.parameters["review.max_extensions"]
    longer = replace(known, values=(*known.values, DatedValue(date(2027, 1, 1), 3, "QĐ 1", "x")))
    changed = with_parameters(RULEBOOK, {known.key: longer})
    assert changed.rules_on(date(2027, 1, 1)).review.max_extensions == 3
    assert changed.rules_on(date(2026, 12, 31)) == RULEBOOK.rules_on(date(2026, 12, 31))


def test_a_kept_rule_stands_against_the_newest_one():
    known = RULEBOOK.parameters["review.max_extensions"]
    longer = replace(known, values=(*known.values, DatedValue(date(2027, 1, 1), 3, "QĐ 1", "x")))
    law = with_parameters(RULEBOOK, {known.key: longer})
    rulebook, _ = read_law(through_json(write_law(law, make_calendar(law, date.max))), RULEBOOK)
    assert rulebook.rules_on(date(2027, 1, 1)).review.max_extensions == 3


def test_a_kept_version_says_its_longest_rest_under_the_rules_own_name():
    assert write_law(RULEBOOK, CALENDAR).calendar["longest_rest"] == 60


def test_a_day_elsewhere_leaves_a_question_open():
    day = ExceptionalDay(date(2026, 3, 12), DayKind.OFF, "Nghỉ", "Thông báo 1", DayStatus.OFFICIAL)
    assert with_days(RULEBOOK.table, [*RULEBOOK.table.days, day], None).open_questions == RULEBOOK.table.open_questions
