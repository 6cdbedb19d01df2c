from dataclasses import replace
from datetime import date

import pytest

from compliance.entries.completeness import (
    FirstEntry,
    lacks_of_entry,
    lacks_of_reentry,
    lacks_of_report,
    six_clear,
)
from tests.situations import RULES

COMPLETE = FirstEntry("Nguyễn Văn A", "Báo cáo rà soát", date(2026, 9, 10), None, "Gửi văn bản lấy số liệu")
DUE = date(2026, 9, 15)


def test_an_entry_with_officer_product_day_and_first_action_lacks_nothing():
    assert lacks_of_entry(COMPLETE, DUE, RULES) == ()
    assert lacks_of_entry(COMPLETE, None, RULES) == ()


def test_a_bare_acceptance_lacks_everything_in_the_order_of_the_form():
    lacks = lacks_of_entry(FirstEntry(), DUE, RULES)
    assert [lack.field for lack in lacks] == ["officer", "product", "planned_on", "first_action"]
    assert lacks[0].words == "Chưa nêu cán bộ phụ trách."


@pytest.mark.parametrize("field", ["officer", "product", "first_action"])
def test_blanks_are_nothing(field):
    assert [lack.field for lack in lacks_of_entry(replace(COMPLETE, **{field: " \n"}), DUE, RULES)] == [field]


def test_a_plan_after_the_deadline_needs_a_reason():
    after = replace(COMPLETE, planned_on=date(2026, 9, 16))
    assert [lack.words for lack in lacks_of_entry(after, DUE, RULES)] == [
        "Ngày dự kiến hoàn thành sau hạn của nhiệm vụ (15/09/2026): cần nêu lý do."
    ]
    assert lacks_of_entry(replace(after, planned_why="Chờ kết quả đấu thầu"), DUE, RULES) == ()


def test_a_plan_on_the_very_deadline_needs_none():
    assert lacks_of_entry(replace(COMPLETE, planned_on=DUE), DUE, RULES) == ()


def test_the_rulebook_says_what_is_required():
    lenient = replace(RULES, entry=replace(RULES.entry, required=("officer",)))
    assert lacks_of_entry(FirstEntry(officer="Nguyễn Văn A"), DUE, lenient) == ()


def test_a_reentry_needs_a_cause_as_well():
    assert [lack.field for lack in lacks_of_reentry(COMPLETE, " ", DUE, RULES)] == ["cause"]
    assert lacks_of_reentry(COMPLETE, "Cán bộ nghỉ ốm", DUE, RULES) == ()


def test_a_report_needs_a_result_and_evidence():
    assert [lack.field for lack in lacks_of_report("", 0)] == ["result", "evidence"]
    assert lacks_of_report("Đã ban hành báo cáo", 1) == ()


def test_the_six_clear_things_are_told_one_by_one():
    told = six_clear(COMPLETE, "Rà soát các dự án", "Sở Xây dựng", None, DUE)
    assert [clarity.words for clarity in told] == [
        "Rõ người", "Rõ việc", "Rõ thời gian", "Rõ trách nhiệm", "Rõ sản phẩm", "Rõ thẩm quyền"
    ]  # fmt: skip
    assert [clarity.name for clarity in told if not clarity.is_clear] == ["authority"]
    unsaid = six_clear(replace(COMPLETE, first_action=" "), "Rà soát các dự án", "Sở Xây dựng", "Chủ tịch", DUE)
    assert [clarity.name for clarity in unsaid if not clarity.is_clear] == ["task"]
    blank = six_clear(FirstEntry(), None, None, "Chủ tịch UBND tỉnh", None)
    assert [clarity.name for clarity in blank if clarity.is_clear] == ["authority"]


def test_each_lack_names_the_field_of_the_form_where_it_is_shown():
    after = replace(COMPLETE, planned_on=date(2026, 9, 16))
    assert [lack.field for lack in lacks_of_entry(after, DUE, RULES)] == ["planned_why"]


def test_the_six_clear_things_stand_by_name_and_the_deadline_makes_the_time_clear():
    told = six_clear(replace(COMPLETE, planned_on=None), "Rà soát các dự án", "Sở Xây dựng", "Chủ tịch", DUE)
    assert {clarity.name: clarity.is_clear for clarity in told} == dict.fromkeys(
        ("officer", "task", "time", "responsibility", "product", "authority"), True
    )
    planned = six_clear(COMPLETE, "Rà soát các dự án", "Sở Xây dựng", "Chủ tịch", None)
    assert all(clarity.is_clear for clarity in planned)
