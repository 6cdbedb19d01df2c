from compliance.reports.editions.numbers import numbers_of
from compliance.reports.forms.values import MOST_MOVED, Source, number_values, text_values
from compliance.reports.tables import tally
from tests.compliance.reports.district import counted, district
from tests.compliance.reports.editions.test_files import FRAME, NAMES, numbers

MOVED = {"unit": "Xã 1", "planned_on": "2026-09-15", "deadline_on": None}


def test_texts_are_as_a_page_shows_them_and_say_what_is_left_out():
    told = text_values(Source(numbers(), "dự thảo", [MOVED] * (MOST_MOVED + 1), numbers()))
    assert (told["total"]["done"], told["total"]["done_rate"], told["before"]["assigned"]) == ("834", "93 %", "901")
    assert (told["cut_off"], told["edition"]) == ("hết ngày 30/09/2026", "2026-Q3, bản số 1, dự thảo")
    assert (told["units_updated"], told["units_owing"], len(told["units"])) == (18, 24, 24)
    assert (told["moved"][0]["planned_on"], told["moved"][0]["deadline_on"]) == ("15/09/2026", "")
    assert len(told["moved"]) == MOST_MOVED
    assert told["province_capitals"] == "TỈNH THANH HÓA"


def test_numbers_go_on_counting_and_nothing_is_told_where_there_is_nothing():
    told = number_values(Source(numbers(), "dự thảo", [], None))
    assert told["total"]["done"] == 834
    assert told["total"]["done_rate"] == 834 / 901
    assert told["before"]["done"] == "–"
    assert told["moved_left"] == 60
    old = numbers_of(tally(counted(district())), NAMES, FRAME)
    del old["groups"]["province"][0]["values"]["stale"]
    assert text_values(Source(old, "đã công bố", [], None))["total"]["stale"] == "–"
