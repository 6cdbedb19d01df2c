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
    assert to_icalendar([day]) == "".join(
        f"{line}\r\n"
        for line in (
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//dondoc//working days//VI",
            "BEGIN:VEVENT", "UID:2026-01-02@dondoc", "DTSTAMP:20251225T000000Z",
            "DTSTART;VALUE=DATE:20260102", "DTEND;VALUE=DATE:20260103",
            "X-DONDOC-KIND:off", "X-DONDOC-STATUS:official", "X-DONDOC-KNOWN-SINCE:2025-12-25",
            "X-DONDOC-PAIR:2026-01-10", "SUMMARY:Hoán đổi", "DESCRIPTION:12729/VPCP",
            "END:VEVENT", "END:VCALENDAR",
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("length", "pieces"), [(66, [74]), (67, [75]), (68, [75, 2]), (141, [75, 75]), (142, [75, 75, 2])]
)
def test_a_line_is_folded_once_it_is_longer_than_seventy_five_octets(length, pieces):
    text = to_icalendar([ExceptionalDay(date(2026, 1, 2), DayKind.OFF, "x" * length, "1/TB", DayStatus.OFFICIAL)])
    lines = text.split("\r\n")
    start = next(n for n, line in enumerate(lines) if line.startswith("SUMMARY:"))
    assert [len(line) for line in lines[start : start + len(pieces)]] == pieces
    assert lines[start + len(pieces)] == "DESCRIPTION:1/TB"
