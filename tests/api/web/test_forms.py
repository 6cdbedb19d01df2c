from datetime import date

import pytest
from fastapi.datastructures import FormData

from api.web.forms import choice_of, day_of, number_of, text_of, units_of
from core.errors import Invalid
from extraction.values import Mode


def test_text_loses_outer_spaces_and_windows_line_breaks():
    assert text_of(FormData({"text": " một\r\nhai "}), "text") == "một\nhai"
    assert text_of(FormData({}), "text") == ""


@pytest.mark.parametrize("written", ["2026-08-24", "24/08/2026", "24/8/2026"])
def test_a_day_is_taken_as_browsers_and_as_people_write_it(written):
    assert day_of(FormData({"day": written}), "day", "Ngày") == date(2026, 8, 24)


@pytest.mark.parametrize("written", ["31/02/2026", "hôm nay", "24/08", "2026-13-01"])
def test_what_is_no_day_is_refused_with_the_form_that_is_accepted(written):
    with pytest.raises(Invalid, match="24/08/2026"):
        day_of(FormData({"day": written}), "day", "Ngày")


def test_a_day_not_given_is_none():
    assert day_of(FormData({"day": " "}), "day", "Ngày") is None


def test_a_choice_is_one_of_those_offered():
    assert choice_of(FormData({"mode": "request"}), "mode", Mode) is Mode.REQUEST
    assert choice_of(FormData({}), "mode", Mode) is None
    with pytest.raises(Invalid):
        choice_of(FormData({"mode": "command"}), "mode", Mode)


def test_a_number_that_the_page_did_not_write_is_refused():
    assert number_of(FormData({"version": "3"}), "version") == 3
    with pytest.raises(Invalid):
        number_of(FormData({"version": "-1"}), "version")


def test_units_are_found_by_their_labels_each_once():
    known = {"Sở Tài chính": 1, "Sở Y tế": 2}
    assert units_of(["Sở Y tế", "Sở Tài chính", "Sở Y tế"], known) == [2, 1]
    with pytest.raises(Invalid, match="Sở Ma"):
        units_of(["Sở Ma"], known)
