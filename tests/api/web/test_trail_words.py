"""The details of the trail in words: what was changed reads as a sentence's end, never as JSON."""

import pytest

from api.web.trail_words import detail_words

UNITS = {7: "Sở Tài chính"}


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ({}, ""),
        (
            {"role": "unit", "unit_id": 7, "is_active": True},
            "vai trò: lãnh đạo, đầu mối đơn vị; đơn vị: Sở Tài chính; được đăng nhập: có",
        ),
        ({"before": {"role": "office", "unit_id": None}}, "trước đó: (vai trò: văn phòng UBND)"),
        ({"due_on": "2026-08-21", "clock": "entry"}, "hạn: 21/08/2026; loại hạn: hạn cập nhật lần đầu"),
        ({"due_at": "2026-08-21T17:00:00+00:00"}, "hạn: 21/08/2026"),
        ({"assignments": list(range(1, 11))}, "các phần việc số: 1, 2, 3, 4, 5, 6, 7, 8 và 2 mục nữa"),
        ({"units": [7, 9], "provisional": False}, "đơn vị: Sở Tài chính, số 9; dự kiến: không"),
        ({"pdf": "a" * 64, "reason": "wrong"}, "lý do: sai nội dung"),
        ({"what": "page", "never_seen": "x" * 200}, f"xem: trang văn bản; never seen: {'x' * 160}…"),
    ],
)  # fmt: skip
def test_details_are_told_in_words(detail: dict, told: str) -> None:
    assert detail_words(detail, UNITS) == told
