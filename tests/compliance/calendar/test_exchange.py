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


def test_the_whole_table_comes_back_from_both_forms():
    assert from_csv("days.csv", to_csv(DAYS)) == DAYS
    assert from_csv("days.csv", "\ufeff" + to_csv(DAYS)) == DAYS
    assert from_icalendar("days.ics", to_icalendar(DAYS)) == DAYS


def test_signs_that_mean_something_in_icalendar_come_back_as_they_were():
    assert from_icalendar("days.ics", to_icalendar([ODD])) == (ODD,)


def test_an_icalendar_file_is_folded_and_ended_as_the_standard_asks():
    text = to_icalendar(DAYS)
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "DTSTART;VALUE=DATE:20260102\r\nDTEND;VALUE=DATE:20260103\r\n" in text


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
