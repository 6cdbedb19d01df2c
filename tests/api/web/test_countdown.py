from datetime import UTC, date, datetime, timedelta

import pytest

from api.web.countdown import Colour, age, met, signal
from compliance.deadlines.law import load_law
from core.local_time import end_of_day

CALENDAR = load_law().calendar
FRIDAY_MORNING = datetime(2026, 8, 21, 2, 0, tzinfo=UTC)


def reads(due_at, now=FRIDAY_MORNING):
    return signal(due_at, now, CALENDAR, 3, "Chậm cập nhật")


def test_a_clock_that_ends_today_is_red_and_says_the_hours_left():
    found = reads(end_of_day(date(2026, 8, 21)))
    assert (found.colour, found.icon) == (Colour.RED, "clock")
    assert found.words == "Hôm nay, còn 15 giờ"
    assert found.when == "hết Thứ Sáu, 21/08/2026"


def test_the_last_minutes_are_not_called_zero_hours():
    found = reads(end_of_day(date(2026, 8, 21)), end_of_day(date(2026, 8, 21)) - timedelta(minutes=5))
    assert found.words == "Hôm nay, còn dưới 1 giờ"


def test_a_make_up_saturday_counts_as_a_working_day():
    found = reads(end_of_day(date(2026, 8, 22)))
    assert (found.colour, found.words) == (Colour.AMBER, "Còn 1 ngày làm việc")


@pytest.mark.parametrize(("day", "colour"), [(25, Colour.AMBER), (26, Colour.PLAIN)])
def test_amber_begins_three_working_days_before(day, colour):
    assert reads(end_of_day(date(2026, 8, day))).colour is colour


def test_at_the_due_instant_itself_it_is_late():
    due_at = end_of_day(date(2026, 8, 20))
    found = reads(due_at, due_at)
    assert (found.colour, found.icon, found.words) == (Colour.RED, "late", "Chậm cập nhật 1 ngày làm việc")


def test_a_due_instant_that_is_no_midnight_is_told_by_its_hour():
    found = reads(datetime(2026, 8, 21, 20, 50, tzinfo=UTC))
    assert found.when == "trước 03:50 Thứ Bảy, 22/08/2026"


def test_a_rest_day_deadline_without_a_working_day_before_it_says_so():
    friday_evening = datetime(2026, 8, 28, 12, 0, tzinfo=UTC)
    assert reads(end_of_day(date(2026, 8, 30)), friday_evening).words == "Đến hạn trước ngày làm việc tới"


def test_a_met_clock_keeps_its_day():
    found = met(end_of_day(date(2026, 8, 21)), "Xác nhận đúng hạn")
    assert (found.colour, found.words, found.when) == (Colour.PLAIN, "Xác nhận đúng hạn", "hết Thứ Sáu, 21/08/2026")


@pytest.mark.parametrize(
    ("waited", "words"),
    [
        (timedelta(seconds=30), "vừa xong"),
        (timedelta(minutes=59), "đã 59 phút"),
        (timedelta(hours=47), "đã 47 giờ"),
        (timedelta(days=3), "đã 3 ngày"),
        (timedelta(seconds=-5), "vừa xong"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(waited, words):
    assert age(FRIDAY_MORNING - waited, FRIDAY_MORNING) == words
