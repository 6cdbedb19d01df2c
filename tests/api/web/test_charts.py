"""Charts say what the numbers say: places on the drawing, labels that do not touch, words for who cannot see it."""

import pytest

from api.web.charts import BOTTOM, TOP, counts_chart, shares_chart, short_name

PERIODS = [f"{month}/26" for month in range(1, 13)]


def test_a_share_stands_at_its_height_and_a_period_without_one_breaks_the_line():
    chart = shares_chart(PERIODS[:4], {"Đúng hạn": [(0, 4), (4, 4), None, (1, 2)], "Khác": [None, None, (0, 0), None]})
    line, empty = chart.lines
    assert [(point.y, point.told, point.period) for point in line.points] == [
        (BOTTOM, "0/4", "1/26"),
        (TOP, "4/4", "2/26"),
        ((TOP + BOTTOM) / 2, "1/2", "4/26"),
    ]
    assert len(line.paths) == 1  # a lone point is a mark, no line
    assert empty.points == ()
    assert chart.described == "Đúng hạn: 0/4 (1/26) → 1/2 (4/26)"
    assert [label for _, label in chart.levels] == ["0%", "25%", "50%", "75%", "100%"]


@pytest.mark.parametrize(("most", "top"), [(0, "4"), (4, "4"), (5, "10"), (11, "20"), (37, "40"), (41, "100")])
def test_bars_end_below_a_round_number(most: int, top: str):
    chart = counts_chart(["Q1/26", "Q2/26"], "Quá hạn", [0, most])
    assert chart.levels[-1][1] == top
    assert chart.bars[0].y == BOTTOM
    assert chart.bars[1].y >= TOP


def test_of_twelve_periods_every_second_is_named_and_the_last_always():
    assert [label for _, label in counts_chart(PERIODS, "x", [1] * 12).labels] == PERIODS[1::2]


@pytest.mark.parametrize(
    ("key", "short"), [("2026-09", "9/26"), ("2026-Q3", "Q3/26"), ("2026-H2", "H2/26"), ("2026", "2026")]
)
def test_a_period_has_a_short_name(key: str, short: str):
    assert short_name(key) == short
