from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from compliance.reports.lateness.lines import (
    Course,
    Held,
    LateLine,
    held_by,
    late_days,
    remedy_of,
    sample_of,
    totals_of,
)
from compliance.reports.lateness.table import HEAD, comparison, table_of
from compliance.reports.periods import read_period
from tests.situations import CALENDAR, local

UNTIL = local("2026-10-01 00:00")
# Issued Monday 17 August, arrived and opened a day later, due until the end of Wednesday, entered on Friday.
COURSE = Course(
    issued_at=local("2026-08-17 00:00"),
    arrived_at=local("2026-08-18 09:00"),
    opened_at=local("2026-08-18 10:00"),
    due_at=local("2026-08-20 00:00"),
    entered_at=local("2026-08-21 09:00"),
    is_reentry=False,
)
AGAIN = replace(COURSE, is_reentry=True, returned_at=local("2026-08-19 09:00"), due_at=local("2026-08-21 00:00"))
LINE = LateLine(
    flag_id=1, assignment_id=7, unit_id=3, unit="Sở Y tế", field="Văn xã", entry_class="regular", number="1/UBND-VX",
    clause="Giao Sở Y tế", course=COURSE, receipt="/receipts/5", tam_tinh=True, returns={"late": 1, "wrong": 1},
    late_days=2, held=(Held("Đơn vị", 3),), remedy="Cập nhật đầy đủ.",
)  # fmt: skip


def lines(number: int) -> list[LateLine]:
    return [replace(LINE, flag_id=n, assignment_id=n // 2, unit_id=n % 3) for n in range(number)]


def test_late_days_are_working_days_from_the_due_day_to_the_entry_or_to_the_end():
    assert late_days(COURSE, UNTIL, CALENDAR) == 2
    missing = replace(COURSE, entered_at=None)
    # Thursday, Friday, the make-up Saturday of 22 August, Monday
    assert late_days(missing, local("2026-08-25 00:00"), CALENDAR) == 4


def test_the_way_is_told_by_who_held_it():
    held = held_by(COURSE, UNTIL, CALENDAR)
    assert [each.who for each in held] == ["Hệ thống văn bản", "Tiếp nhận và Văn phòng", "Đơn vị"]
    assert [each.working_days for each in held] == [1, 0, 3]
    assert len(held_by(replace(COURSE, issued_at=None), UNTIL, CALENDAR)) == 2
    assert held_by(AGAIN, UNTIL, CALENDAR) == [Held("Đơn vị, từ khi bị trả lại", 2)]


def test_what_would_have_made_it_on_time_is_told_with_its_day():
    assert remedy_of(COURSE, CALENDAR).startswith("Cập nhật đầy đủ trước khi hết ngày 19/08/2026 (đơn vị có 1 ngày")
    assert remedy_of(AGAIN, CALENDAR).startswith("Cập nhật lại, kèm nguyên nhân, trước khi hết ngày 20/08/2026")
    urgent = replace(COURSE, due_at=local("2026-08-19 00:00"))
    assert "ngay trong ngày" in remedy_of(urgent, CALENDAR)


def test_totals_count_flags_assignments_units_and_what_was_entered():
    missing = replace(LINE, flag_id=99, course=replace(COURSE, entered_at=None), late_days=9)
    totals = totals_of([*lines(4), missing])
    assert (totals.flags, totals.assignments, totals.units, totals.entered) == (5, 3, 4, 4)
    assert (totals.median_days, totals.worst_days) == (2, 9)
    assert totals_of([]).median_days is None


@given(st.integers(0, 30), st.integers(0, 12), st.integers(0, 999_999), st.randoms())
def test_a_sample_is_drawn_again_by_its_seed_whatever_the_order_of_the_lines(number, size, seed, shuffled):
    every = lines(number)
    drawn = sample_of(every, size, seed)
    shuffled.shuffle(every)
    assert sample_of(every, size, seed) == drawn
    assert len(drawn) == min(size, number)
    assert len({line.flag_id for line in drawn}) == len(drawn)


def test_another_seed_draws_another_sample():
    assert sample_of(lines(30), 5, 1) != sample_of(lines(30), 5, 2)


def test_the_table_has_every_column_and_the_receipt_s_address():
    head, first, second = table_of(
        [LINE, replace(LINE, course=replace(COURSE, entered_at=None), tam_tinh=False)],
        {"regular": "Thường"},
        "https://x",
    )
    assert tuple(head) == HEAD
    assert len(first) == len(head)
    told = dict(zip(head, first, strict=True))
    assert told["Hạn cập nhật"] == "19/08/2026"
    assert told["Phiếu tính hạn"] == "https://x/receipts/5"
    assert told["Cập nhật lúc"] == "09:00 21/08/2026"
    assert told["Số lần trả lại"] == 2
    assert second[head.index("Cập nhật lúc")] == "chưa cập nhật"


def test_the_comparison_stands_beside_the_period_before():
    head, flags, *_ = comparison(totals_of(lines(3)), totals_of(lines(1)), read_period("2026-Q3"))
    assert head[1:] == ["quý III năm 2026", "quý II năm 2026"]
    assert flags == ["Lần ghi nhận chậm", 3, 1]
