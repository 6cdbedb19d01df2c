from dataclasses import replace
from datetime import date

import pytest

from compliance.calendar.exchange import from_csv, from_icalendar, to_csv, to_icalendar
from compliance.rulebook.calendar_table import DayKind, DayStatus, ExceptionalDay
from compliance.rulebook.parameters import BrokenRulebook
from tests.situations import RULEBOOK

DAYS = RULEBOOK.table.days
ODD = ExceptionalDay(
    date(2027, 2, 5),
    DayKind.OFF,
    'Tết; "nghỉ", bù \\ hoán đổi\nhai dòng',
    "Số 1/TB",
    DayStatus.REVISED,
    date(2026, 12, 1),
)
ODD_IN_A_ROW = replace(ODD, name="Tết")


def test_the_whole_table_comes_back_from_both_forms():
    assert from_csv("days.csv", to_csv(DAYS)) == DAYS
    assert from_csv("days.csv", "\ufeff" + to_csv(DAYS)) == DAYS
    assert from_icalendar("days.ics", to_icalendar(DAYS)) == DAYS


def test_signs_that_mean_something_in_icalendar_come_back_as_they_were():
    assert from_icalendar("days.ics", to_icalendar([ODD])) == (ODD,)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("day,kind,name,act,status,known_since,pair\n2027-13-01,off,Tết,1/TB,official,,\n", "2027-13-01"),
        ("day,kind,name,act,status,known_since,pair\n2027-01-01,off,Tết,,official,,\n", "act"),
        ("day,kind,name,act,status,known_since,pair\n2027-01-01,free,Tết,1/TB,official,,\n", "free"),
        ("day,kind,name,act,status,known_since,pair\n2027-01-04,off,Tết,1/TB,official,,2027-01-09\n", "2027"),
        ("day,kind,name,act,status,colour\n2027-01-04,off,Tết,1/TB,official,red\n", "colour"),
    ],
)
def test_what_the_rulebook_would_refuse_is_refused(text, word):
    with pytest.raises(BrokenRulebook, match=word):
        from_csv("days.csv", text)


def test_an_event_of_another_program_is_refused():
    text = "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270101\r\nSUMMARY:Holiday\r\nEND:VEVENT\r\n"
    with pytest.raises(BrokenRulebook, match="kind"):
        from_icalendar("days.ics", text)


def test_an_icalendar_file_names_its_properties_as_those_who_read_it_know_them():
    day = ExceptionalDay(
        date(2026, 1, 2),
        DayKind.OFF,
        "Hoán đổi",
        "12729/VPCP",
        DayStatus.OFFICIAL,
        date(2025, 12, 25),
        date(2026, 1, 10),
    )
    text = to_icalendar([day])
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//dondoc//working days//VI\r\nBEGIN:VEVENT\r\n")
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert set(text.split("\r\n")) >= {
        "UID:2026-01-02@dondoc", "DTSTAMP:20251225T000000Z",
        "DTSTART;VALUE=DATE:20260102", "DTEND;VALUE=DATE:20260103",
        "X-DONDOC-KIND:off", "X-DONDOC-STATUS:official", "X-DONDOC-KNOWN-SINCE:2025-12-25",
        "X-DONDOC-PAIR:2026-01-10", "SUMMARY:Hoán đổi", "DESCRIPTION:12729/VPCP",
    }  # fmt: skip
    unknown = to_icalendar([replace(day, known_since=None)])
    assert "DTSTAMP:20260102T000000Z" in unknown
    assert "X-DONDOC-KNOWN-SINCE" not in unknown


EDITED = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//another//program//EN
BEGIN:VEVENT
UID:2027-02-05@dondoc
DTSTART:20270205T000000
SUMMARY;LANGUAGE=vi:Tết
DESCRIPTION:Số 1/TB
X-DONDOC-KIND:off
X-DONDOC-STATUS:revised
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-P1D
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
BEGIN:VTIMEZONE
TZID:Asia/Ho_Chi_Minh
BEGIN:STANDARD
DTSTART:19750613T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0700
END:STANDARD
END:VTIMEZONE
END:VCALENDAR
"""


def test_what_a_calendar_program_adds_to_an_event_changes_nothing_of_its_day():
    (day,) = from_icalendar("days.ics", EDITED)
    assert (day.on, day.name, day.act, day.status) == (date(2027, 2, 5), "Tết", "Số 1/TB", DayStatus.REVISED)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("không phải lịch", "không phải iCalendar"),
        (EDITED.replace("20270205T000000", "20279905"), "sự kiện 1, day: gặp '20279905'"),
        (EDITED.replace("DTSTART:20270205T000000\n", ""), "sự kiện 1: thiếu day"),
    ],
)
def test_a_broken_icalendar_file_is_refused_with_the_event_named(text, words):
    with pytest.raises(BrokenRulebook, match=words):
        from_icalendar("days.ics", text)


def test_a_file_that_a_spreadsheet_wrote_is_read_as_the_same_days():
    rows = [line.split(",") for line in to_csv([ODD_IN_A_ROW]).splitlines()]
    for row in rows[1:]:
        row[0], row[5] = "05/02/2027", "1-12-2026"
    assert from_csv("days.csv", "".join(";".join(row) + "\r\n" for row in rows)) == (ODD_IN_A_ROW,)
    assert from_csv("days.csv", "".join("\t".join(row) + "\n" for row in rows)) == (ODD_IN_A_ROW,)


def test_a_cell_may_hold_several_lines_and_a_line_that_is_wrong_is_named_by_its_number_in_the_file():
    text = to_csv([ODD])
    assert from_csv("days.csv", text) == (ODD,)
    with pytest.raises(BrokenRulebook, match=r"days\.csv, dòng 4, day: gặp '31/02/2027'"):
        from_csv("days.csv", text + "31/02/2027,off,Tết,1/TB,official,,\n")
