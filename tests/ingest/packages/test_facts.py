"""What a message says, held against time and kind of file."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ingest.edxml.values import Priority, StatusCode
from ingest.letterhead import Urgency
from ingest.packages.facts import (
    believable_day,
    in_words,
    is_package,
    is_secret,
    main_file,
    said_by,
    task_code,
    told_of,
    urgency_of,
)
from ingest.packages.sequences import gaps, remaining
from tests.packages import message, package, status


@pytest.mark.parametrize(
    ("names", "place"),
    [
        (("phu luc.xlsx", "vb.pdf"), 1),
        (("a.docx", "b.pdf"), 1),
        (("a.PDF", "b.pdf"), 0),
        (("bang.xlsx",), 0),
        (("a.exe", "b"), None),
        ((), None),
    ],
)
def test_the_likeliest_original_is_the_document(names, place):
    assert main_file(names) == place


def test_a_package_is_known_by_its_name_or_its_beginning():
    assert is_package("A.EDXML", b"")
    assert is_package("goi.xml", package())
    assert not is_package("a.pdf", b"%PDF")


@pytest.mark.parametrize(("sphere", "secret"), [("Mật", True), ("Lưu hành; Tối mật", True), ("Bí mật đời tư", False)])
def test_a_degree_of_secrecy_stands_by_itself(sphere, secret):
    assert is_secret(message(sphere=sphere)) is secret


def test_every_priority_has_its_urgency_and_none_is_none():
    told = [urgency_of(message(priority=priority)) for priority in (None, *Priority)]
    assert told == [None, Urgency.REGULAR, Urgency.KHAN, Urgency.THUONG_KHAN, Urgency.HOA_TOC, Urgency.HOA_TOC]


def test_a_day_after_the_arrival_is_none_and_says_so():
    arrival = datetime(2026, 8, 19, 16, 59, tzinfo=UTC)  # 23:59 of the nineteenth here
    day, warnings = believable_day(message(), arrival)
    assert (day, "20/08/2026" in warnings[0]) == (None, True)
    assert believable_day(message(), arrival.replace(hour=17)) == (date(2026, 8, 20), ())


def test_what_is_said_holds_nothing_empty():
    assert said_by(replace(message(), signer="", kind="")) == {"subject": message().subject, "priority": "0",
        "reason": "Văn bản điện tử mới"}  # fmt: skip
    assert said_by(status(StatusCode.DONE)) == {"status": "06"}


def test_a_named_document_is_told_as_an_official_would():
    told = told_of(status(StatusCode.DONE).about)
    assert in_words(told) == "4120/UBND-CN ngày 20/08/2026"
    assert in_words({"document_id": "một-mã"}) == "một-mã"
    assert in_words({}) == "(không rõ)"


def test_missing_numbers_of_a_series_are_told_once_a_stretch():
    numbers = [("X", "UBND", f"{n}/UBND-{unit}") for n, unit in ((1, "CN"), (2, "VX"), (4, "CN"), (7, "CN"))]
    assert list(gaps(numbers).values()) == ["UBND: thiếu số 3/UBND.", "UBND: thiếu số 5–6/UBND."]


def test_an_alarm_of_missing_numbers_ends_or_shrinks_with_what_arrives_and_no_other_is_raised():
    told = gaps([("X", "UBND", f"{n}/UBND-CN") for n in (1, 2, 7)])
    later = gaps([("X", "UBND", f"{n}/UBND-CN") for n in (1, 2, 5, 7, 12)])
    assert list(remaining(told, later).values()) == ["UBND: thiếu số 3–4/UBND.", "UBND: thiếu số 6/UBND."]
    assert remaining(told, gaps([("Y", "", f"{n}/UBND-CN") for n in (1, 2, 7)])) == {}
    assert remaining(told, {}) == {}


def test_a_symbol_without_an_end_gives_an_alarm_that_fits():
    (key,) = gaps([("X" * 80, "UBND", f"{n}/{'A' * 100}") for n in (1, 2, 4)])
    assert len(key) < 200


def test_other_series_few_numbers_and_long_stretches_are_no_gaps():
    assert gaps([("X", "", "1/QĐ-UBND"), ("X", "", "3/QĐ-UBND")]) == {}
    assert gaps([("X", "", f"{n}/CT-UBND") for n in (1, 2, 3, 99)]) == {}
    assert gaps([("X", "", text) for text in ("số 5", "1/CV", "2/CV", "3/CV")]) == {}


def test_a_task_has_a_code_that_others_can_name() -> None:
    assert task_code(17) == "NV-17"
