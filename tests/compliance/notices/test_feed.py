"""The personal calendar as RFC 5545 wants it, whatever a task says."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from compliance.notices.compose import Work
from compliance.notices.feed import calendar_of, unstamped
from compliance.notices.wording import wording
from core.local_time import at_hour, end_of_day

NOW = datetime(2026, 8, 21, 2, 0, tzinfo=UTC)
ADDRESS = "https://dondoc.example"
WORDS = wording("vi")
END = end_of_day(date(2026, 8, 24))
LINE = 75  # octets, the line break not counted: RFC 5545 section 3.1


def work(**others) -> Work:
    values = {
        "assignment_id": 7, "number": "299/UBND-TTHC", "text": "Báo cáo kết quả", "entry_due_at": None,
        "reentry_due_at": None, "task_due_at": None, "return_id": None, "return_reason": None, "n_flags": 0,
    }  # fmt: skip
    return Work(**{**values, **others})


def made(now: datetime = NOW, **others) -> bytes:
    return calendar_of([work(**others)], now, ADDRESS, WORDS)


def test_a_day_is_a_whole_day_until_the_next_and_no_time_of_it():
    (event,) = Calendar.from_ical(made(task_due_at=END)).walk("VEVENT")
    assert event.decoded("dtstart") == date(2026, 8, 24)
    assert event.decoded("dtend") == date(2026, 8, 25)
    assert b"DTSTART;VALUE=DATE:20260824\r\n" in made(task_due_at=END)


def test_a_clock_that_ends_within_a_day_stands_at_its_instant():
    """An urgent task opened at 23:50 is due at 03:50: a calendar that gave the whole day would promise too much."""
    content = made(entry_due_at=at_hour(date(2026, 8, 25), 3, 50))
    assert b"DTSTART:20260824T205000Z\r\n" in content
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert "dtend" not in event


@given(st.text(max_size=300), st.text(max_size=40))
def test_every_line_is_short_ends_as_it_must_and_whole_characters_stay_whole(text, number):
    content = made(text=text, number=number, task_due_at=END)
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    for line in lines:
        assert len(line) <= LINE
        assert not any(octet < 0x20 and octet != 0x09 for octet in line)
        line.decode()
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["uid"] == "task-7@dondoc"


def test_a_text_is_read_as_it_was_written():
    text = "1. Rà soát; tổng hợp, báo cáo \\ UBND tỉnh: “đúng hạn”\nGửi Sở Nội vụ\x0c trước 25/8"
    (event,) = Calendar.from_ical(made(text=text, task_due_at=END)).walk("VEVENT")
    assert str(event["description"]) == text.replace("\x0c", " ")


def test_only_the_stamp_tells_two_calendars_of_the_same_work_apart():
    again = made(now=NOW + timedelta(hours=1), task_due_at=END)
    assert again != made(task_due_at=END)
    assert unstamped(again) == unstamped(made(task_due_at=END))
    assert unstamped(again) != unstamped(made(task_due_at=END + timedelta(days=1)))
